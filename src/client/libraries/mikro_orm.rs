//! `MikroORM`, which hands its pool's numbers to mysql2.
//!
//! Sources: `MySqlConnection.ts` of `MikroORM` 7.2 (<https://mikro-orm.io/docs/configuration#connection>).

use crate::client::libraries::drivers;
use crate::client::libraries::mysql2_node::{REACTION, reaper};
use crate::client::pool::behaviour::{Behaviour, MaxIdleActs};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_count, link, millis, sign};
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
            .inner(&[("pool", POOL)])
            .mentioning(&["@mikro-orm/mysql", "@mikro-orm/mariadb"])
            .ours(),
        Site::at(&[])
            .holding(&[("dbName", &[""]), ("type", &["mysql", "mariadb"])])
            .inner(&[("pool", POOL)])
            .mentioning(&["mikro-orm", "MikroORM"])
            .ours(),
        Site::at(&["init"]).inner(&[("pool", POOL)]).mentioning(&["@mikro-orm/mysql", "@mikro-orm/mariadb"]).ours(),
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
    ..Library::BASE
};

/// `pool.min` is how many may idle, and counts only beside `idleTimeoutMillis`.
fn settle(pool: &mut Settling<'_>) {
    if pool.is_written(Key::MaxIdleTime) {
        let idle = pool.input_count("min", 0);
        pool.derive(Key::MaxIdle, idle, "min", "how many may idle, beside idleTimeoutMillis");
        pool.default(Key::MaxIdle, Value::Count(0), "pool.min is 0 where it is not set beside idleTimeoutMillis");
    }
    reaper(pool);
}
