//! sqlx's own pool, whose options applications give in files of their own.
//!
//! Sources: `PoolOptions` of sqlx 0.9 (<https://docs.rs/sqlx/latest/sqlx/pool/struct.PoolOptions.html>), and
//! `rocket_db_pools` over it (<https://api.rocket.rs/v0.5/rocket_db_pools/struct.Config.html>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, WHOLE_WAIT, checking};
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_seconds, seconds, sign, switch};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::{self, Site};
use crate::client::pool::library::{Library, Reaction, default, default_seconds};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "sqlx: https://docs.rs/sqlx/latest/sqlx/pool/struct.PoolOptions.html";
const ROCKET: &str = "rocket_db_pools: https://api.rocket.rs/v0.5/rocket_db_pools/struct.Config.html";

/// Applications hand their own numbers to `Duration::from_secs`, or say their unit in the key or the value.
const NAMES: &[Name] = &[
    count("max_connections", Key::MaxOpen),
    count("min_connections", Key::MinIdle),
    input_seconds("connect_timeout").also(&["connect_timeout_secs", "connect_timeout_seconds"]).weak(),
    seconds("acquire_timeout", Key::AcquireTimeout).also(&["acquire_timeout_secs", "acquire_timeout_seconds"]),
    seconds("idle_timeout", Key::MaxIdleTime).also(&["idle_timeout_secs", "idle_timeout_seconds"]),
    seconds("max_lifetime", Key::MaxLifetime).also(&["max_lifetime_secs", "max_lifetime_seconds"]),
    switch("test_before_acquire", Key::Validation).unique(),
    sign("statement_cache_capacity").unique(),
];

/// What Rocket calls an acquire timeout. A section with a URL alone is taken for this crate's, not for `rocket_sync_db_pools`'.
const ROCKET_NAMES: &[Name] = &[seconds("connect_timeout", Key::AcquireTimeout), sign("url")];
const ROCKET_DEFAULTS: &[crate::client::pool::library::Default] = &[default_seconds(Key::AcquireTimeout, 5, ROCKET)];

const fn rocket(path: &'static [&'static str]) -> Site {
    sites::rocket(path).names(ROCKET_NAMES).defaults(ROCKET_DEFAULTS)
}

/// `library: sqlx-rust`
pub static SQLX_RUST: Library = Library {
    name: "sqlx-rust",
    title: "sqlx",
    language: Language::Rust,
    names: NAMES,
    driver: false,
    sections: &["sqlx"],
    sites: &[
        Site::at(&["sqlx"]),
        rocket(&["default", "databases", "*"]),
        rocket(&["global", "databases", "*"]),
        rocket(&["release", "databases", "*"]),
        rocket(&["debug", "databases", "*"]),
        Site::ANYWHERE,
    ],
    defaults: &defaults(SOURCE),
    settle,
    behaviour: Behaviour { notices: &[checking(WHOLE_WAIT)], ..Behaviour::PINGS },
    multiplies: "one pool in each process",
    reaction: REACTION,
    usual_driver: Some(&drivers::sqlx_rust::SQLX_RUST),
    dial_within: Some(Key::AcquireTimeout),
    age_looked_at: &[Moment::Idle, Moment::Return],
    ..Library::BASE
};

/// What it does where nothing is said, whoever hands it its options; `source` is where that is known from.
pub(super) const fn defaults(source: &'static str) -> [crate::client::pool::library::Default; 6] {
    [
        default(Key::MaxOpen, Value::Count(10), source),
        default(Key::MinIdle, Value::Count(0), source),
        default_seconds(Key::MaxLifetime, 1800, source),
        default_seconds(Key::MaxIdleTime, 600, source),
        default_seconds(Key::AcquireTimeout, 30, source),
        default(Key::Validation, Value::Switch(true), "test_before_acquire is true: a ping before each use"),
    ]
}

/// Its reaper, whoever's pool it is.
pub(super) const REACTION: Reaction = Reaction {
    time: Duration::from_secs(600),
    source: "sqlx's reaper sleeps as long as the shorter of idle_timeout and max_lifetime, so a connection may idle twice as long",
};

/// A floor above the limit is the limit, and there is no timeout of connecting: what SeaORM and sqlx 0.5 call so is the one of
/// waiting, and `acquire_timeout` goes before it.
pub(super) fn settle(pool: &mut Settling<'_>) {
    if !pool.is_written(Key::AcquireTimeout)
        && let Some(timeout) = pool.input("connect_timeout").map(|setting| setting.value)
    {
        pool.derive(
            Key::AcquireTimeout,
            timeout,
            "connect_timeout",
            "connect_timeout limits the wait for a connection",
        );
    }
    let (Some(open), Some(floor)) = (pool.count(Key::MaxOpen), pool.count(Key::MinIdle)) else { return };
    if floor > open {
        pool.replace(Key::MinIdle, Value::Count(open), format!("sqlx opens no more than max_open ({open})"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn a_floor_above_the_limit_is_lowered() {
        let settings = settled_by(&SQLX_RUST, &[(Key::MaxOpen, "5"), (Key::MinIdle, "20")]);
        assert_eq!(settings.count(Key::MinIdle), Some(Limit::At(5)));
    }
}
