//! webman's pool for coroutines, one for each connection in each of its workers.
//!
//! Source: `webman/database` 2 (<https://www.workerman.net/doc/webman/db/config.html>).

use std::time::Duration;

use crate::client::pool::behaviour::{Behaviour, Known};
use crate::client::pool::library::names::{Name, count, seconds};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "webman: https://www.workerman.net/doc/webman/db/config.html";

const NAMES: &[Name] = &[
    count("max_connections", Key::MaxOpen).weak(),
    count("min_connections", Key::MinIdle).weak(),
    seconds("wait_timeout", Key::AcquireTimeout).weak(),
    seconds("idle_timeout", Key::MaxIdleTime).weak(),
    seconds("heartbeat_interval", Key::Keepalive).none_is_unlimited(),
];

/// `library: webman`
pub static WEBMAN: Library = Library {
    name: "webman",
    title: "webman",
    language: Language::Php,
    names: NAMES,
    sites: &[Site::at(&["connections", "*", "pool"])
        .with(&[("driver", &["mysql", "mariadb"]), ("heartbeat_interval", &[""])])
        .mentioning(&["<?php"])
        .ours()],
    driver: false,
    defaults: &[
        default(Key::MaxOpen, Value::Count(5), SOURCE),
        default(Key::MinIdle, Value::Count(1), SOURCE),
        default_seconds(Key::MaxIdleTime, 60, SOURCE),
        default_seconds(Key::AcquireTimeout, 3, SOURCE),
        default_seconds(Key::Keepalive, 50, SOURCE),
        unlimited(Key::MaxLifetime, "webman has none"),
    ],
    spares_floor: true,
    behaviour: Behaviour { known: Known::Read, ..Behaviour::PINGS },
    multiplies: "one pool for each connection in each worker",
    reaction: Reaction { time: Duration::from_secs(30), source: "webman looks now and then: 30 s assumed" },
    ..Library::BASE
};
