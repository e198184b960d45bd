//! Hyperf, whose pool belongs to one Swoole worker, and whose `wait_timeout` is the wait for a connection.
//!
//! Source: `PoolOption.php` and `Pool.php` of Hyperf 3 (<https://hyperf.wiki/3.1/#/en/pool>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, Known, Notices, always};
use crate::client::pool::library::names::{Name, count, seconds};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Hyperf: https://hyperf.wiki/3.1/#/en/pool";

const NAMES: &[Name] = &[
    count("min_connections", Key::MinIdle).weak(),
    count("max_connections", Key::MaxOpen).weak(),
    seconds("connect_timeout", Key::ConnectTimeout).weak(),
    seconds("wait_timeout", Key::AcquireTimeout),
    seconds("heartbeat", Key::Keepalive).none_is_unlimited().unique(),
    seconds("max_idle_time", Key::MaxIdleTime),
];

/// `library: hyperf`
pub static HYPERF: Library = Library {
    name: "hyperf",
    title: "Hyperf",
    language: Language::Php,
    starts_workers: true,
    names: NAMES,
    sites: &[Site::like(&["pool"]).with(&[("driver", &["mysql", "mariadb"])]).mentioning(&["<?php"])],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MinIdle, Value::Count(1), SOURCE),
        default_seconds(Key::MaxIdleTime, 60, SOURCE),
        unlimited(Key::Keepalive, "Hyperf: heartbeat -1"),
        default_seconds(Key::AcquireTimeout, 3, SOURCE),
        default_seconds(Key::ConnectTimeout, 10, SOURCE),
    ],
    nothing: |key| (key == Key::MaxIdleTime).then_some(Value::Unlimited),
    behaviour: Behaviour { notices: &[always(Notices::RetryOnce)], known: Known::Read, ..Behaviour::PINGS },
    multiplies: "one pool for each connection in each Swoole worker (worker_num)",
    reaction: Reaction {
        time: Duration::from_secs(5),
        source: "Hyperf looks at the idle time when a connection is taken; 5 s for what the application does before it asks",
    },
    usual_driver: Some(&drivers::pdo::PDO),
    ..Library::BASE
};
