//! The `mysql_async` crate, which asks the server for its `wait_timeout` and gives connections up by it.
//!
//! Sources: `Opts` and `PoolOpts` of `mysql_async` 0.37 (<https://docs.rs/mysql_async/latest/mysql_async/struct.Opts.html>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, MaxIdleActs};
use crate::client::pool::lever::in_seconds;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_seconds, seconds, sign};
use crate::client::pool::library::{Library, Reaction, Strings, default, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "mysql_async: https://docs.rs/mysql_async/latest/mysql_async/struct.PoolOpts.html";

const PARAMS: &[Name] = &[
    count("pool_min", Key::MinIdle).unique(),
    count("pool_max", Key::MaxOpen).unique(),
    // It ends only what is above pool_min, and conn_ttl ends all.
    sign("inactive_connection_ttl").unique(),
    seconds("abs_conn_ttl", Key::MaxLifetime).unique(),
    sign("abs_conn_ttl_jitter").unique(),
    input_seconds("conn_ttl").unique(),
    sign("ttl_check_interval").unique(),
    seconds("tcp_keepalive", Key::TcpKeepalive),
];

/// `library: mysql-async-rust`
pub static MYSQL_ASYNC_RUST: Library = Library {
    name: "mysql-async-rust",
    title: "Rust's mysql_async crate",
    language: Language::Rust,
    params: PARAMS,
    strings: Strings::Url(&["mysql"]),
    driver: false,
    defaults: &[
        default(Key::MaxOpen, Value::Count(100), SOURCE),
        default(Key::MinIdle, Value::Count(10), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::AcquireTimeout, "a request waits for a connection as long as it takes"),
    ],
    // NOTE: nothing said of conn_ttl is the server's own wait_timeout, read as a connection is made: no number stands for it here.
    unknown: &[Key::MaxIdleTime],
    settle: |pool| {
        if let Some(ttl) = pool.input("conn_ttl").map(|setting| setting.value) {
            pool.derive(Key::MaxIdleTime, ttl, "conn_ttl", "of all connections, those up to pool_min among them");
        }
    },
    behaviour: Behaviour { max_idle_acts: MaxIdleActs::Swept, ..Behaviour::LISTENS },
    multiplies: "one pool in each process",
    reaction: Reaction {
        time: Duration::from_secs(30),
        source: "mysql_async looks every ttl_check_interval, 30 s by default",
    },
    usual_driver: Some(&drivers::mysql_async_rust::MYSQL_ASYNC_RUST),
    levers: &[in_seconds(Key::MaxIdleTime, ".with_inactive_connection_ttl(Duration::from_secs({}))")
        .at("on PoolOpts")
        .below_max_open()],
    age_looked_at: &[Moment::Checkout, Moment::Return],
    ..Library::BASE
};
