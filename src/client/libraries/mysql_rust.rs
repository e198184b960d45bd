//! The `mysql` crate, whose pool opens ten connections at the start and is told its size in the URL.
//!
//! Sources: `Opts` and `PoolOpts` of mysql 28.0 (<https://docs.rs/mysql/latest/mysql/struct.Opts.html>).

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::library::names::{Name, count, millis, sign, switch};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Strings, default, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "mysql crate: https://docs.rs/mysql/latest/mysql/struct.PoolOpts.html";

const PARAMS: &[Name] = &[
    count("pool_min", Key::MinIdle).unique(),
    count("pool_max", Key::MaxOpen).unique(),
    millis("tcp_connect_timeout_ms", Key::ConnectTimeout).unique(),
    millis("tcp_keepalive_time_ms", Key::TcpKeepalive).unique(),
    switch("check_health", Key::Validation).unique(),
    sign("reset_connection").unique(),
];

/// What the builder's methods are given in code.
const BUILDER: &[Name] = &[sign("constraints"), switch("check_health", Key::Validation), sign("reset_connection")];

/// `library: mysql-rust`
pub static MYSQL_RUST: Library = Library {
    name: "mysql-rust",
    title: "Rust's mysql crate",
    language: Language::Rust,
    params: PARAMS,
    strings: Strings::Url(&["mysql"]),
    driver: false,
    sites: &[Site::at(&["PoolOpts"])
        .mentioning(&["use mysql:"])
        .names(BUILDER)
        .inner(&[("constraints", &[count("0", Key::MinIdle), count("1", Key::MaxOpen)])])
        .ours()
        .says_all()],
    defaults: &[
        default(Key::MaxOpen, Value::Count(100), SOURCE),
        default(Key::MinIdle, Value::Count(10), "pool_min is 10, which are opened at the start"),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        unlimited(Key::AcquireTimeout, "a request waits for a connection as long as it takes"),
        default(Key::Validation, Value::Switch(true), "check_health is true: a ping before each use"),
    ],
    // What the builder of an application's code may set besides.
    unknown: &[Key::ConnectTimeout, Key::ReadTimeout, Key::WriteTimeout],
    behaviour: Behaviour::PINGS,
    multiplies: "one pool in each process",
    usual_driver: Some(&drivers::mysql_rust::MYSQL_RUST),
    ..Library::BASE
};
