//! MySQL Connector/Python's pool, which opens all its connections at once and never closes one.
//!
//! Source: `mysql/connector/pooling.py` (<https://dev.mysql.com/doc/connector-python/en/connector-python-connection-pooling.html>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, PING, always};
use crate::client::pool::library::names::{Name, count, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, default, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str =
    "MySQL Connector/Python: https://dev.mysql.com/doc/connector-python/en/connector-python-connection-pooling.html";
const FIXED: &str = "all of pool_size are opened at the start, and none is closed";

/// `connection_timeout` was 10 s by default once and is none now: it is left unknown where nothing is said.
const NAMES: &[Name] = &[
    count("pool_size", Key::MaxOpen),
    sign("pool_name").unique(),
    sign("pool_reset_session").unique(),
    seconds("connection_timeout", Key::ConnectTimeout).also(&["connect_timeout"]).weak(),
    seconds("read_timeout", Key::ReadTimeout).weak(),
    seconds("write_timeout", Key::WriteTimeout).weak(),
];

/// `mysql.connector.connect` makes a pool where one is named or sized.
const fn connect(holds: &'static [(&'static str, &'static [&'static str])]) -> Site {
    Site::all_of(&["connect"]).holding(holds).mentioning(&["mysql.connector"]).ours()
}

/// `library: mysql-connector-python`
pub static MYSQL_CONNECTOR_PYTHON: Library = Library {
    name: "mysql-connector-python",
    title: "MySQL Connector/Python",
    language: Language::Python,
    names: NAMES,
    sites: &[
        Site::all_of(&["MySQLConnectionPool"]).ours(),
        connect(&[("pool_name", &[""])]),
        connect(&[("pool_size", &[""])]),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(5), SOURCE),
        default(Key::MinIdle, Value::Count(5), FIXED),
        default(Key::InitialSize, Value::Count(5), FIXED),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        default(Key::AcquireTimeout, Value::Time(Duration::ZERO), "a pool that is used up refuses at once"),
        default(Key::Validation, Value::Switch(true), "one that the server closed is opened again when it is taken"),
    ],
    settle,
    ends_idle: &[],
    behaviour: Behaviour { notices: &[always(PING)], ..Behaviour::PINGS },
    multiplies: "one pool in each worker process",
    usual_driver: Some(&drivers::mysql_connector_python::MYSQL_CONNECTOR_PYTHON),
    ..Library::BASE
};

/// The largest pool that is taken.
const LARGEST: u64 = 32;

fn settle(pool: &mut Settling<'_>) {
    if let Some(size) = pool.count(Key::MaxOpen).filter(|size| !(1..=LARGEST).contains(size)) {
        pool.refuse(Key::MaxOpen, format!("pool_size is {size}, and the connector takes 1 to {LARGEST}"));
    }
    if let Some(size) = pool.settings.get(Key::MaxOpen).map(|size| size.value) {
        pool.default(Key::MinIdle, size, FIXED);
        pool.default(Key::InitialSize, size, FIXED);
    }
}
