//! Sequelize, whose pool holds five connections unless told otherwise, and which has one for reading and one for writing where
//! it is given replicas.
//!
//! Sources: `lib/sequelize.js` and `lib/dialects/abstract/connection-manager.js` of Sequelize 6.37
//! (<https://sequelize.org/docs/v6/other-topics/connection-pool/>, <https://sequelize.org/docs/v6/other-topics/read-replication/>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, MaxIdleActs};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, link, millis, sign};
use crate::client::pool::library::sites::{Replication, Site};
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Sequelize: https://sequelize.org/docs/v6/other-topics/connection-pool/";

/// The names of the section around the pool's.
const NAMES: &[Name] = &[link("url").also(&["0"]).weak(), sign("use_env_variable").unique(), sign("benchmark").weak()];

/// The names of `pool`.
const POOL: &[Name] = &[
    count("max", Key::MaxOpen),
    count("min", Key::MinIdle),
    millis("idle", Key::MaxIdleTime),
    millis("acquire", Key::AcquireTimeout),
    sign("evict").also(&["maxUses"]),
];

/// The names of `dialectOptions`, which are the driver's.
const DRIVER: &[Name] = &[millis("connectTimeout", Key::ConnectTimeout)];

const INNER: &[(&str, &[Name])] = &[("pool", POOL), ("dialectOptions", DRIVER)];

/// Hibernate's dialects are classes.
const DIALECT: &[(&str, &[&str])] = &[("dialect", &["=mysql", "=mariadb"])];

/// What is called with a URL need not say it.
const URL: &[(&str, &[&str])] = &[("0", &["mysql://", "mariadb://"])];

/// What the settings of one environment have, where nothing is said of the pool.
const CONNECTION: &[Name] = &[sign("username").weak(), sign("database").weak(), sign("host").weak()];

const fn of_environment(path: &'static [&'static str]) -> Site {
    Site::at(path).holding(DIALECT).names(CONNECTION).inner(INNER).replicated(Replication::ReadAndWrite)
}

/// `library: sequelize`
pub static SEQUELIZE: Library = Library {
    name: "sequelize",
    title: "Sequelize",
    language: Language::Node,
    names: NAMES,
    driver: false,
    sites: &[
        of_environment(&["development"]),
        of_environment(&["test"]),
        of_environment(&["staging"]),
        of_environment(&["production"]),
        Site::all_of(&["Sequelize"]).holding(DIALECT).inner(INNER).replicated(Replication::ReadAndWrite).ours(),
        Site::at(&["Sequelize"]).holding(URL).inner(INNER).replicated(Replication::ReadAndWrite).ours(),
        // nestjs-sequelize and sequelize-typescript.
        Site::all_of(&["forRoot"]).holding(DIALECT).inner(INNER).replicated(Replication::ReadAndWrite).ours(),
        Site::at(&[]).holding(DIALECT).inner(&[("pool", POOL)]).replicated(Replication::ReadAndWrite).ours(),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(5), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        unlimited(Key::MaxLifetime, "Sequelize has none"),
        default_seconds(Key::MaxIdleTime, 10, SOURCE),
        default_seconds(Key::AcquireTimeout, 60, SOURCE),
        default_seconds(Key::ConnectTimeout, 10, "of the driver mysql2"),
        default(
            Key::Validation,
            Value::Switch(false),
            "Sequelize looks at what it noted of a connection, and asks no server",
        ),
    ],
    spares_floor: true,
    behaviour: Behaviour { max_idle_acts: MaxIdleActs::Swept, ..Behaviour::LISTENS },
    multiplies: "one pool in each process of `cluster`, PM2 or a serverless platform; with replicas one to read and one to write",
    reaction: Reaction { time: Duration::from_secs(1), source: "Sequelize looks every `evict`, 1 s by default" },
    usual_driver: Some(&drivers::mysql2_node::MYSQL2_NODE),
    levers: &[
        in_millis(Key::MaxIdleTime, "min: 0, idle: {}").at("in pool"),
        in_millis(Key::ConnectTimeout, "connectTimeout: {}").at("in dialectOptions"),
        in_millis(Key::TcpKeepalive, "keepAliveInitialDelay: {}").at("in dialectOptions"),
    ],
    age_looked_at: &[Moment::Idle],
    reads_instead: Some("limit statements on the server (max_execution_time, MariaDB's max_statement_time)"),
    ..Library::BASE
};
