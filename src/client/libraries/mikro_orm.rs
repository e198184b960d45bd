//! `MikroORM`, which hands its pool's numbers to mysql2.
//!
//! Sources: `MySqlConnection.ts` of `MikroORM` 7.2 (<https://mikro-orm.io/docs/configuration#connection>).

use crate::client::libraries::drivers;
use crate::client::libraries::mysql2_node::{REACTION, reaper};
use crate::client::pool::behaviour::{Behaviour, MaxIdleActs};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_count, input_millis, link, millis, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "mysql2, to which MikroORM leaves it: https://sidorares.github.io/node-mysql2/docs";

const NAMES: &[Name] = &[link("clientUrl").weak(), sign("dbName").weak(), sign("entities").weak()];

const POOL: &[Name] = &[
    count("max", Key::MaxOpen),
    input_count("min"),
    millis("idleTimeoutMillis", Key::MaxIdleTime),
    sign("acquireTimeoutMillis"),
];

/// What is handed to mysql2 last, and so goes before what `pool` makes of it.
const DRIVER: &[Name] = &[
    input_count("connectionLimit"),
    input_count("maxIdle"),
    input_millis("idleTimeout"),
    millis("connectTimeout", Key::ConnectTimeout),
];

const INNER: &[(&str, &[Name])] = &[("pool", POOL), ("driverOptions", DRIVER)];

/// `library: mikro-orm`
pub static MIKRO_ORM: Library = Library {
    name: "mikro-orm",
    title: "MikroORM",
    language: Language::Node,
    names: NAMES,
    driver: false,
    sites: &[
        Site::at(&[])
            .holding(&[("dbName", &[""])])
            .inner(INNER)
            .mentioning(&["@mikro-orm/mysql", "@mikro-orm/mariadb"])
            .ours(),
        Site::at(&[])
            .holding(&[("dbName", &[""]), ("type", &["mysql", "mariadb"])])
            .inner(INNER)
            .mentioning(&["mikro-orm", "MikroORM"])
            .ours(),
        Site::at(&["init"]).inner(INNER).mentioning(&["@mikro-orm/mysql", "@mikro-orm/mariadb"]).ours(),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        unlimited(Key::MaxLifetime, "mysql2 has none"),
        default_seconds(Key::MaxIdleTime, 60, SOURCE),
        unlimited(Key::AcquireTimeout, "mysql2 waits for a connection as long as it takes"),
        default_seconds(Key::ConnectTimeout, 10, SOURCE),
        default(Key::Validation, Value::Switch(false), "mysql2 checks nothing before use"),
    ],
    unknown: &[Key::MaxIdle],
    settle,
    behaviour: Behaviour { max_idle_acts: MaxIdleActs::Swept, retires_with_quit: false, ..Behaviour::LISTENS },
    multiplies: "one pool in each process of `cluster`, PM2 or a serverless platform",
    reaction: REACTION,
    usual_driver: Some(&drivers::mysql2_node::MYSQL2_NODE),
    levers: &[
        in_millis(Key::MaxIdleTime, "maxIdle: {less}, idleTimeout: {}").at("in driverOptions").below_max_open(),
        in_millis(Key::ConnectTimeout, "connectTimeout: {}").at("in driverOptions"),
        in_millis(Key::TcpKeepalive, "keepAliveInitialDelay: {}").at("in driverOptions"),
    ],
    age_looked_at: &[Moment::Idle],
    reads_instead: Some("limit statements on the server (max_execution_time, MariaDB's max_statement_time)"),
    ..Library::BASE
};

/// `pool.min` is how many may idle, and counts only beside `idleTimeoutMillis`.
fn settle(pool: &mut Settling<'_>) {
    let value = |name: &str, pool: &Settling<'_>| pool.input(name).map(|setting| setting.value);
    if let Some(open) = value("connectionLimit", pool) {
        pool.derive(Key::MaxOpen, open, "connectionLimit", "driverOptions go before pool");
    }
    if pool.is_written(Key::MaxIdleTime) {
        let idle = pool.input_count("min", 0);
        pool.derive(Key::MaxIdle, idle, "min", "how many may idle, beside idleTimeoutMillis");
        cut(pool);
        pool.default(Key::MaxIdle, Value::Count(0), "pool.min is 0 where it is not set beside idleTimeoutMillis");
    }
    for (name, key) in [("maxIdle", Key::MaxIdle), ("idleTimeout", Key::MaxIdleTime)] {
        if let Some(value) = value(name, pool) {
            pool.derive(key, value, name, "driverOptions go before pool");
        }
    }
    reaper(pool);
}

/// As many idle ones as there may be connections are one fewer, so that mysql2's reaper runs.
fn cut(pool: &mut Settling<'_>) {
    if let (Some(open), Some(idle)) = (pool.count(Key::MaxOpen), pool.count(Key::MaxIdle))
        && idle > open
    {
        pool.replace(Key::MaxIdle, Value::Count(open.saturating_sub(1)), "MikroORM lowers pool.min below pool.max");
    }
}
