//! What pools say before they ask the server: they are used up, or could not get a connection in their time.

use super::{Symptom, Who};

/// Where all of them have to be looked for.
const LOOK: &[&str] = &[
    "the pool's own numbers at that moment: in use, idle, waiting",
    "in use = its limit: statements that are slow, or connections that are not given back",
    "in use < its limit: it cannot connect; the cause stands in the exception below it",
];

const CAUSES: &[&str] = &[
    "slow statements or a leak hold all of the pool's connections",
    "the pool is smaller than what runs at once",
    "no new connection can be made: the server is full, away, or silent",
];

const RULES: &[&str] = &["pool-deadlock", "fleet-exceeds-max-connections", "max-used-connections-high"];

const fn exhausted(
    title: &'static str,
    texts: &'static [&'static str],
    said: &'static [(&'static str, &'static str)],
    means: &'static str,
) -> Symptom {
    Symptom { title, numbers: &[], texts, who: Who::Pool, said, means, causes: CAUSES, rules: RULES, look: LOOK }
}

/// The pools' errors.
pub(super) const SYMPTOMS: &[Symptom] = &[
    exhausted(
        "HikariCP: Connection is not available",
        &["connection is not available, request timed out after"],
        &[("Java, HikariCP", "HikariPool-1 - Connection is not available, request timed out after 30000ms")],
        "no connection was free for connectionTimeout (30 s by default).",
    ),
    exhausted(
        "A pool of Java's is used up",
        &[
            "pool empty. unable to fetch a connection",
            "poolexhaustedexception",
            "unsuccessfully waited",
            "couldn't obtain sql connection within",
            "no connection available within the specified time",
            "cannot get a connection, pool error",
            "wait millis",
            "sorry, acquisition timeout",
            "an attempt by a client to checkout a connection has timed out",
        ],
        &[
            (
                "Tomcat jdbc-pool",
                "Timeout: Pool empty. Unable to fetch a connection in 30 seconds, none available[size:10; busy:10; idle:0; lastwait:30000].",
            ),
            ("DBCP", "Cannot get a connection, pool error Timeout waiting for idle object"),
            ("Druid", "wait millis 5000, active 10, maxActive 10"),
            ("Agroal", "Sorry, acquisition timeout!"),
            ("c3p0", "An attempt by a client to checkout a Connection has timed out."),
        ],
        "no connection was free for as long as the pool waits.",
    ),
    exhausted(
        "A pool of Java's cannot connect",
        &[
            "connections could not be acquired from the underlying database",
            "cannot create poolableconnectionfactory",
            "failed to initialize pool",
            "error initialising datasource",
        ],
        &[("DBCP", "Cannot create PoolableConnectionFactory (Connect timed out)")],
        "the pool could not make its first connections; the cause stands behind the words or below them.",
    ),
    exhausted(
        "SQLAlchemy: QueuePool limit reached",
        &["queuepool limit of size"],
        &[("Python, SQLAlchemy", "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00")],
        "pool_size + max_overflow connections are in use, and none came back for pool_timeout (30 s by default).",
    ),
    exhausted(
        "A pool of Python's is used up",
        &[
            "failed getting connection; pool exhausted",
            "exceeded maximum connections",
            "toomanyconnectionserror",
            "maxconnectionsexceeded",
        ],
        &[
            ("mysql-connector", "Failed getting connection; pool exhausted"),
            ("peewee", "MaxConnectionsExceeded: Exceeded maximum connections."),
        ],
        "all connections are in use, and this pool does not wait.",
    ),
    exhausted(
        "Rails: could not obtain a connection from the pool",
        &["could not obtain a connection from the pool", "connectiontimeouterror"],
        &[(
            "Ruby, Rails",
            "ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds (waited 5.001 seconds); all pooled connections were in use",
        )],
        "more threads of the process want a connection than `pool` (or `max_connections`) gives.",
    ),
    exhausted(
        "Sequel: PoolTimeout",
        &["sequel::pooltimeout", "pooltimeout"],
        &[("Ruby, Sequel", "Sequel::PoolTimeout: timeout: 5.0")],
        "no connection was free for pool_timeout (5 s by default).",
    ),
    exhausted(
        "knex: Timeout acquiring a connection",
        &["timeout acquiring a connection. the pool is probably full"],
        &[(
            "Node, knex",
            "Knex: Timeout acquiring a connection. The pool is probably full. Are you missing a .transacting(trx) call?",
        )],
        "no connection was free for acquireConnectionTimeout (60 s by default).",
    ),
    exhausted(
        "Node: the pool has no connection",
        &[
            "queue limit reached",
            "no connections available",
            "pool timeout: failed to retrieve a connection",
            "pool failed to retrieve a connection",
            "sequelizeconnectionacquiretimeouterror",
            "operation timeout",
            "resourcerequest timed out",
            "pool_noneavailable",
            "pool_enqueuelimit",
            "timed out fetching a new connection from the connection pool",
        ],
        &[
            ("mysql2", "Queue limit reached."),
            (
                "mariadb",
                "pool timeout: failed to retrieve a connection from pool after 10001ms (pool connections: active=10 idle=0 limit=10)",
            ),
            ("Sequelize", "SequelizeConnectionAcquireTimeoutError: Operation timeout"),
            (
                "Prisma",
                "Timed out fetching a new connection from the connection pool. (Current connection pool timeout: 10, connection limit: 5)",
            ),
        ],
        "all connections are in use, and none came back in time; or more requests wait than may wait.",
    ),
    exhausted(
        "A pool of Rust's timed out",
        &[
            "pool timed out while waiting for an open connection",
            "timed out in bb8",
            "time out in the connection pool",
            "timed out waiting for connection",
            "connection pool timed out",
            "timeout occurred while waiting for a slot",
            "timeout occurred while creating a new object",
            "timeout occurred while recycling an object",
            "poolerror",
            "timeout:",
        ],
        &[
            ("sqlx", "pool timed out while waiting for an open connection"),
            ("bb8", "Timed out in bb8"),
            ("mobc", "Time out in the connection pool"),
            ("r2d2", "timed out waiting for connection"),
            ("deadpool", "Timeout occurred while waiting for a slot to become available"),
        ],
        "no connection was free, or could be made, within the pool's own time.",
    ),
    exhausted(
        ".NET: the pool's timeout period elapsed",
        &[
            "timeout period elapsed prior to obtaining a connection",
            "connect timeout expired. all pooled connections are in use",
            "error connecting: timeout expired",
        ],
        &[
            ("MySqlConnector", "Connect Timeout expired. All pooled connections are in use."),
            (
                "MySql.Data",
                "error connecting: Timeout expired. The timeout period elapsed prior to obtaining a connection from the pool.",
            ),
        ],
        "Maximum Pool Size connections are in use, and none came back within Connection Timeout (15 s by default).",
    ),
    exhausted(
        "Elixir: the connection was not available",
        &["connection not available and request was dropped from queue"],
        &[("Ecto", "connection not available and request was dropped from queue after 2999ms")],
        "requests waited longer in the queue than queue_target allows.",
    ),
];
