//! DBUtils' `PooledDB` over any driver of Python: without limits unless some are given.
//!
//! Source: `dbutils/pooled_db.py` of DBUtils 3 (<https://webwareforpython.github.io/dbutils/main.html>).

use std::time::Duration;

use crate::client::pool::behaviour::{Behaviour, Notices, PING, always, checking};
use crate::client::pool::library::names::{Name, count, input_count, input_switch, input_text, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, default, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "DBUtils: https://webwareforpython.github.io/dbutils/main.html";

const NAMES: &[Name] = &[
    count("maxconnections", Key::MaxOpen).zero(Value::Unlimited).null(Value::Unlimited),
    count("maxcached", Key::MaxIdle).zero(Value::Unlimited).null(Value::Unlimited),
    count("mincached", Key::InitialSize).unique(),
    input_switch("blocking"),
    input_count("ping").weak(),
    input_text("creator"),
    sign("maxusage").unique(),
    sign("maxshared").unique(),
    sign("setsession").unique(),
    seconds("connect_timeout", Key::ConnectTimeout).weak(),
    seconds("read_timeout", Key::ReadTimeout).weak(),
    seconds("write_timeout", Key::WriteTimeout).weak(),
];

const CREATORS: &[(&str, &[&str])] = &[("creator", &["pymysql", "mysqldb", "mysql", "mariadb"])];

/// `library: dbutils`
pub static DBUTILS: Library = Library {
    name: "dbutils",
    title: "DBUtils",
    language: Language::Python,
    names: NAMES,
    sites: &[
        Site::at(&["PooledDB"]).holding(CREATORS).ours(),
        // The driver may be the first argument, which has no name: what is the server's own tells it then.
        Site::at(&["PooledDB"]).holding(&[("port", &["3306"])]).ours(),
        Site::at(&["PooledDB"]).holding(&[("charset", &["utf8mb4"])]).ours(),
    ],
    defaults: &[
        unlimited(Key::MaxOpen, SOURCE),
        unlimited(Key::MaxIdle, SOURCE),
        default(Key::InitialSize, Value::Count(0), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        default(
            Key::AcquireTimeout,
            Value::Time(Duration::ZERO),
            "DBUtils: blocking is off, a pool that is used up refuses at once",
        ),
        default(Key::Validation, Value::Switch(true), "DBUtils: ping 1, when it is taken"),
    ],
    settle,
    ends_idle: &[],
    behaviour: Behaviour { notices: &[checking(PING), always(Notices::RetryOnce)], ..Behaviour::PINGS },
    multiplies: "one pool in each worker process",
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if pool.input_switch("blocking", false) {
        pool.derive(Key::AcquireTimeout, Value::Unlimited, "blocking", "blocking waits for ever");
    }
    if let Some(Value::Count(ping)) = pool.input("ping").map(|setting| setting.value) {
        pool.derive(Key::Validation, Value::Switch(ping % 2 == 1), "ping", "1, 3, 5 and 7 ask when it is taken");
    }
    if pool.input_text("creator").is_some_and(|creator| creator.contains("pymysql")) {
        const PYMYSQL: &str = "PyMySQL: https://pymysql.readthedocs.io/en/latest/modules/connections.html";
        pool.default(Key::ConnectTimeout, Value::Time(Duration::from_secs(10)), PYMYSQL);
        pool.default(Key::ReadTimeout, Value::Unlimited, PYMYSQL);
        pool.default(Key::WriteTimeout, Value::Unlimited, PYMYSQL);
    }
}
