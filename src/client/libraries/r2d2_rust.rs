//! r2d2, Diesel's pool, which opens all of its connections at the start unless a floor is given.
//!
//! Sources: `Builder` of r2d2 0.8 (<https://docs.rs/r2d2/latest/r2d2/struct.Builder.html>), and `rocket_sync_db_pools` over it
//! (<https://api.rocket.rs/v0.5/rocket_sync_db_pools/struct.Config.html>).

use std::time::Duration;

use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::library::Moment;
use crate::client::pool::library::WhenFull;
use crate::client::pool::library::names::{Name, count, link, seconds, sign, switch};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::{self, Site};
use crate::client::pool::library::{Library, Reaction, default, default_seconds};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "r2d2: https://docs.rs/r2d2/latest/r2d2/struct.Builder.html";
const ROCKET: &str = "rocket_sync_db_pools: https://api.rocket.rs/v0.5/rocket_sync_db_pools/struct.Config.html";

/// The builder's, and bb8's.
pub(super) const NAMES: &[Name] = &[
    count("max_size", Key::MaxOpen),
    count("min_idle", Key::MinIdle),
    seconds("max_lifetime", Key::MaxLifetime).also(&["max_lifetime_secs", "max_lifetime_seconds"]),
    seconds("idle_timeout", Key::MaxIdleTime).also(&["idle_timeout_secs", "idle_timeout_seconds"]),
    seconds("connection_timeout", Key::AcquireTimeout).also(&["connection_timeout_secs", "connection_timeout_seconds"]),
    switch("test_on_check_out", Key::Validation).unique(),
];

/// What the builder's methods are given in code, and bb8's.
pub(super) const BUILDER: &[Name] = &[
    seconds("idle_timeout", Key::MaxIdleTime).null(Value::Unlimited),
    seconds("max_lifetime", Key::MaxLifetime).null(Value::Unlimited),
];

/// What a pool's builder is given to connect with.
const CONNECTS: &[(&str, &[Name])] = &[("build", &[link("0")]), ("builder", &[link("0")])];

/// What a builder is told in a file that mentions the crate and MySQL, as the builders of r2d2 and bb8 are.
pub(super) const fn beside_mysql(crate_name: &'static [&'static str]) -> Site {
    Site::at(&["Pool"])
        .mentioning(crate_name)
        .and_mentioning(&["mysql", "MySQL", "Mysql"])
        .names(BUILDER)
        .inner(CONNECTS)
        .says_all()
}

/// What a builder is told whose type names MySQL, in a file that mentions the crate: `Pool<ConnectionManager<MysqlConnection>>`.
pub(super) const fn of_mysql(crate_name: &'static [&'static str]) -> Site {
    Site::all_of(&["Pool"])
        .mentioning(crate_name)
        .holding(&[("type", &["mysql"])])
        .names(&[])
        .inner(CONNECTS)
        .ours()
        .says_all()
}

/// Rocket's names.
const ROCKET_NAMES: &[Name] =
    &[count("pool_size", Key::MaxOpen), seconds("timeout", Key::AcquireTimeout), sign("url").weak()];
const ROCKET_DEFAULTS: &[crate::client::pool::library::Default] = &[default_seconds(Key::AcquireTimeout, 5, ROCKET)];

const fn rocket(path: &'static [&'static str]) -> Site {
    sites::rocket(path).names(ROCKET_NAMES).defaults(ROCKET_DEFAULTS)
}

/// `library: r2d2-rust`
pub static R2D2_RUST: Library = Library {
    name: "r2d2-rust",
    title: "r2d2",
    language: Language::Rust,
    names: NAMES,
    driver: false,
    sections: &["r2d2"],
    sites: &[
        Site::at(&["r2d2"]),
        beside_mysql(&["r2d2::"]),
        of_mysql(&["r2d2::"]).names(BUILDER),
        Site::at(&[])
            .holding(&[("DATABASE_URL", &["mysql:"]), ("DATABASE_MAX_CONNS", &[""])])
            .of("Vaultwarden")
            .names(&[
                count("DATABASE_MAX_CONNS", Key::MaxOpen).unique(),
                count("DATABASE_MIN_CONNS", Key::MinIdle).unique(),
                seconds("DATABASE_IDLE_TIMEOUT", Key::MaxIdleTime),
                seconds("DATABASE_TIMEOUT", Key::AcquireTimeout),
            ])
            .ours(),
        rocket(&["default", "databases", "*"]),
        rocket(&["global", "databases", "*"]),
        rocket(&["release", "databases", "*"]),
        rocket(&["debug", "databases", "*"]),
        Site::ANYWHERE,
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default_seconds(Key::MaxLifetime, 1800, SOURCE),
        default_seconds(Key::MaxIdleTime, 600, SOURCE),
        default_seconds(Key::AcquireTimeout, 30, SOURCE),
        default(Key::Validation, Value::Switch(true), "test_on_check_out is true: a ping before each use"),
    ],
    unknown: &[Key::MinIdle],
    settle,
    behaviour: Behaviour::PINGS,
    multiplies: "one pool in each process",
    reaction: Reaction { time: Duration::from_secs(30), source: "r2d2's reaper runs every 30 s" },
    when_full: WhenFull::Retries {
        until: Some(Key::AcquireTimeout),
        says: "`timed out waiting for connection: ERROR 1040 (08004): Too many connections`",
    },
    dial_within: Some(Key::AcquireTimeout),
    age_looked_at: &[Moment::Idle],
    ..Library::BASE
};

/// What closes for age or idleness is opened anew up to the floor, which is the whole pool where none is given.
fn settle(pool: &mut Settling<'_>) {
    if let Some(open) = pool.count(Key::MaxOpen) {
        pool.default(
            Key::MinIdle,
            Value::Count(open),
            "min_idle is max_size where it is not set: all are opened at the start",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn no_floor_is_the_whole_pool() {
        assert_eq!(settled_by(&R2D2_RUST, &[(Key::MaxOpen, "8")]).count(Key::MinIdle), Some(Limit::At(8)));
        let floor = settled_by(&R2D2_RUST, &[(Key::MaxOpen, "8"), (Key::MinIdle, "1")]);
        assert_eq!(floor.count(Key::MinIdle), Some(Limit::At(1)));
    }
}
