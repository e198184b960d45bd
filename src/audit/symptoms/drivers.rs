//! What drivers say of a connection that ended, or never came about: the server said nothing.

use super::{Symptom, Who};

/// The rules that see a connection end that the pool counts on.
const STALE: &[&str] = &[
    "lifetime-reaches-wait-timeout",
    "idle-never-retired",
    "path-closes-first",
    "liveness-check-missing",
    "server-restarted",
];

const STALE_CAUSES: &[&str] = &[
    "the server closed it after wait_timeout, and the pool keeps unused connections longer than that",
    "a load balancer, proxy or firewall on the way dropped it after its own idle limit",
    "the server was restarted, or failed over",
    "somebody or something killed the session",
];

const STALE_LOOK: &[&str] = &[
    "after how long a pause it happens: wait_timeout, or a round number of the way (350 s NLB, 240 s Azure, 60 s HAProxy)",
    "SHOW GLOBAL VARIABLES LIKE 'wait_timeout'; SHOW GLOBAL STATUS LIKE 'Uptime'",
    "the pool's lifetime and idle time: poolcheck -v shows both",
];

const UNREACHED_CAUSES: &[&str] = &[
    "nobody listens there: the server is down, or the address or the port is wrong",
    "a firewall or a security group drops the packets",
    "the server's queue of new connections is full",
];

const UNREACHED_LOOK: &[&str] = &[
    "nc -vz HOST PORT from the same machine: refused at once (nobody listens) or silent (packets are dropped)",
    "the server's own connect_timeout has nothing to do with it",
];

const fn stale(
    title: &'static str,
    texts: &'static [&'static str],
    said: &'static [(&'static str, &'static str)],
    means: &'static str,
) -> Symptom {
    Symptom {
        title,
        numbers: &[],
        texts,
        who: Who::Driver,
        said,
        means,
        causes: STALE_CAUSES,
        rules: STALE,
        look: STALE_LOOK,
    }
}

const fn unreached(
    title: &'static str,
    numbers: &'static [u32],
    texts: &'static [&'static str],
    said: &'static [(&'static str, &'static str)],
    means: &'static str,
) -> Symptom {
    Symptom {
        title,
        numbers,
        texts,
        who: Who::Driver,
        said,
        means,
        causes: UNREACHED_CAUSES,
        rules: &["connect-timeout-missing", "aborted-connects-high"],
        look: UNREACHED_LOOK,
    }
}

/// The drivers' errors.
pub(super) const SYMPTOMS: &[Symptom] = &[
    stale(
        "invalid connection",
        &["invalid connection"],
        &[("Go", "[mysql] invalid connection")],
        "Go's driver used a connection that had ended, in a place where database/sql may not try another: inside a transaction, on a Conn, or after bytes were sent.",
    ),
    stale(
        "driver: bad connection",
        &["driver: bad connection"],
        &[("Go", "driver: bad connection")],
        "database/sql met several dead connections one after another and gave up.",
    ),
    stale(
        "Go: closing bad idle connection",
        &["closing bad idle connection", "unexpected eof", "commands out of sync", "busy buffer"],
        &[
            ("Go", "[mysql] packets.go:122: closing bad idle connection: EOF"),
            ("Go", "commands out of sync. You can't run this command now"),
        ],
        "Go's driver met a connection that the other side had closed. `closing bad idle connection` in the log is harmless: the query ran on another one.",
    ),
    Symptom {
        numbers: &[2006],
        ..stale(
            "2006: server has gone away",
            &["server has gone away", "cr_server_gone_error"],
            &[
                ("PHP", "SQLSTATE[HY000]: General error: 2006 MySQL server has gone away"),
                ("Python", "(2006, 'Server has gone away')"),
                ("Ruby", "Mysql2::Error: MySQL server has gone away"),
            ],
            "the driver wrote to a connection that had ended before. Also what a packet above max_allowed_packet looks like.",
        )
    },
    Symptom {
        numbers: &[2013, 2055],
        ..stale(
            "2013: lost connection during query",
            &["lost connection to", "cr_server_lost"],
            &[
                ("Python", "(2013, 'Lost connection to MySQL server during query')"),
                (
                    "Python, Connector",
                    "2055: Lost connection to MySQL server at 'db:3306', system error: 32 Broken pipe",
                ),
            ],
            "the driver waited for an answer and the connection ended. With drivers over libmysqlclient also the client's own read timeout: the statement then runs on.",
        )
    },
    stale(
        "Java: Communications link failure",
        &[
            "communications link failure",
            "the last packet successfully received from the server was",
            "no operations allowed after connection closed",
            "unexpected end of stream",
            "socket error",
            "connection is closed",
            "connection validation failed",
            "failed to read any response from the server",
            "mysqlconnectionexception",
            "failed to validate connection",
            "connection error",
            "error configuring autocommit",
        ],
        &[
            (
                "Connector/J",
                "Communications link failure: The last packet successfully received from the server was 600,123 milliseconds ago.",
            ),
            ("MariaDB Connector/J", "(conn=12) Socket error"),
            (
                "HikariCP",
                "Failed to validate connection com.mysql.cj.jdbc.ConnectionImpl (No operations allowed after connection closed.). Possibly consider using a shorter maxLifetime value.",
            ),
        ],
        "the connection had ended. How many milliseconds ago the last packet came tells by whom: about wait_timeout, the server; a round number below it, something on the way; socketTimeout, the client itself.",
    ),
    stale(
        "Node: the connection was lost",
        &[
            "protocol_connection_lost",
            "connection lost: the server closed the connection",
            "econnreset",
            "can't add new command when connection is in closed state",
            "protocol_enqueue_after_fatal_error",
            "er_cmd_connection_closed",
            "er_socket_unexpected_close",
            "socket has unexpectedly been closed",
            "this socket has been ended by the other party",
            "epipe",
        ],
        &[
            ("mysql2", "Error: Connection lost: The server closed the connection. PROTOCOL_CONNECTION_LOST"),
            ("any", "read ECONNRESET"),
            ("mariadb", "ER_SOCKET_UNEXPECTED_CLOSE: socket has unexpectedly been closed"),
        ],
        "the other side closed the connection, with a goodbye (PROTOCOL_CONNECTION_LOST) or without (ECONNRESET: MariaDB's idle close, or something on the way).",
    ),
    stale(
        "Broken pipe",
        &["broken pipe", "connection reset by peer"],
        &[("any", "Broken pipe (os error 32)"), ("any", "Connection reset by peer")],
        "the other side had closed the connection before it was used.",
    ),
    Symptom {
        title: "Cannot assign requested address",
        numbers: &[],
        texts: &["cannot assign requested address", "eaddrnotavail"],
        who: Who::Driver,
        said: &[
            ("Go", "dial tcp 10.0.0.9:3306: connect: cannot assign requested address"),
            ("Node", "connect EADDRNOTAVAIL 10.0.0.9:3306"),
        ],
        means: "the client's host has no port left for a new connection: closed ones wait 60 s in TIME_WAIT.",
        causes: &[
            "connections are made and closed hundreds of times a second: no pool, or one that keeps too few unused ones",
        ],
        rules: &["ephemeral-ports-exhausted", "max-idle-below-peak", "max-idle-defaulted", "connection-churn-high"],
        look: &["ss -tan state time-wait | wc -l on the client's host", "the pool's limit of idle connections"],
    },
    unreached(
        "2003: cannot connect",
        &[2002, 2003],
        &[
            "can't connect to",
            "connection refused",
            "econnrefused",
            "could not connect to address",
            "fail to establish connection",
        ],
        &[
            ("Python", "(2003, \"Can't connect to MySQL server on 'db' (111)\")"),
            ("Go", "dial tcp 10.0.0.9:3306: connect: connection refused"),
            ("Node", "connect ECONNREFUSED 10.0.0.9:3306"),
        ],
        "no connection came about: nobody answered, or somebody said no before MySQL was asked.",
    ),
    unreached(
        "Connecting timed out",
        &[],
        &[
            "i/o timeout",
            "connect etimedout",
            "etimedout",
            "connect timed out",
            "connection timed out",
            "socket timeout when connecting",
            "handshake inactivity timeout",
            "protocol_sequence_timeout",
            "read timed out",
            "nostacktracethrowable",
            "reading initial communication packet",
        ],
        &[
            ("Go", "dial tcp 10.0.0.9:3306: i/o timeout"),
            ("Node", "connect ETIMEDOUT"),
            ("Java", "Connect timed out"),
            ("PHP", "SQLSTATE[HY000] [2002] Connection timed out"),
        ],
        "nobody answered within the client's own time to connect; or, of a running statement, within its time to read.",
    ),
];
