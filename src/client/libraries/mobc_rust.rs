//! mobc, which has the names of Go's pool and looks at a connection's age only when it is taken: it closes none by itself.
//!
//! Sources: `config.rs`, `conn.rs` and `lib.rs` of mobc 0.9.0 (<https://docs.rs/mobc/0.9.0/src/mobc/config.rs.html>). A section is
//! taken for mobc's only where it holds a name that Go's pool has not, or is called so.

use std::time::Duration;

use crate::client::libraries::r2d2_rust;
use crate::client::pool::behaviour::{Behaviour, WHOLE_WAIT, checking};
use crate::client::pool::library::names::{Name, count, input_seconds, seconds, switch};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::language::Language;

const SOURCE: &str = "mobc: https://docs.rs/mobc/0.9.0/mobc/struct.Builder.html";

/// The connections that there are where `max_open` is 0: the permits of the pool's semaphore.
const MOST: u64 = 10_000;

const INTERVAL: &str = "health_check_interval";

/// Applications hand their own numbers to `Duration::from_secs`. What is null there is not handed on, so it is an absence.
const NAMES: &[Name] = &[
    count("max_open", Key::MaxOpen).weak(),
    count("max_idle", Key::MaxIdle).weak(),
    seconds("max_lifetime", Key::MaxLifetime).also(&["max_lifetime_secs", "max_lifetime_seconds"]).weak(),
    seconds("max_idle_lifetime", Key::MaxIdleTime)
        .also(&["max_idle_lifetime_secs", "max_idle_lifetime_seconds"])
        .unique(),
    seconds("get_timeout", Key::AcquireTimeout).also(&["get_timeout_secs", "get_timeout_seconds"]).unique(),
    switch("health_check", Key::Validation).also(&["test_on_check_out"]).weak(),
    input_seconds(INTERVAL)
        .also(&["health_check_interval_secs", "health_check_interval_seconds"])
        .zero(Value::Time(Duration::ZERO)),
];

/// `library: mobc-rust`
pub static MOBC_RUST: Library = Library {
    name: "mobc-rust",
    title: "mobc",
    language: Language::Rust,
    names: NAMES,
    driver: false,
    sections: &["mobc"],
    sites: &[Site::at(&["mobc"]), r2d2_rust::of_mysql(&["mobc::"]), Site::ANYWHERE],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MaxIdle, Value::Count(2), SOURCE),
        default(Key::MinIdle, Value::Count(0), "mobc opens none before one is asked for, and keeps no floor"),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        default_seconds(Key::AcquireTimeout, 30, SOURCE),
        default(Key::Validation, Value::Switch(true), "health_check is true: the manager's check before each use"),
    ],
    nothing: |key| match key {
        Key::MaxOpen | Key::MaxIdle => Some(Value::Unlimited),
        // No time may be zero: the builder panics.
        Key::MaxLifetime | Key::MaxIdleTime | Key::AcquireTimeout => Some(Value::Time(Duration::ZERO)),
        _ => None,
    },
    settle,
    ends_idle: &[Key::MaxLifetime, Key::MaxIdleTime],
    // What `get_timeout` ends is the whole of it, the check included.
    behaviour: Behaviour { notices: &[checking(WHOLE_WAIT)], ..Behaviour::PINGS },
    multiplies: "one pool in each process",
    reaction: Reaction {
        time: Duration::from_secs(5),
        source: "mobc looks at the age when a connection is taken; 5 s for what the application does before it asks",
    },
    dial_within: Some(Key::AcquireTimeout),
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    refuse(pool);
    counts(pool);
    idle_is_age(pool);
    if pool.input(INTERVAL).is_some() {
        pool.default(Key::Validation, Value::Switch(true), "a check spares the next ones within health_check_interval");
    }
}

/// The setters of `Builder` panic at a time of zero.
fn refuse(pool: &mut Settling<'_>) {
    let times = [
        (Key::MaxLifetime, "max_lifetime"),
        (Key::MaxIdleTime, "max_idle_lifetime"),
        (Key::AcquireTimeout, "get_timeout"),
    ];
    for (key, name) in times {
        if pool.time(key) == Some(Duration::ZERO) {
            pool.refuse(key, format!("mobc panics: {name} must be positive"));
        }
    }
    if pool.input_time(INTERVAL, Duration::MAX) == Some(Duration::ZERO) {
        pool.refuse_input(INTERVAL, format!("mobc panics: {INTERVAL} must be positive"));
    }
}

/// `Builder::build` lowers `max_idle`, and `Pool::new_inner` bounds what has no bound, which lowers nothing.
fn counts(pool: &mut Settling<'_>) {
    if let (Some(open), Some(idle)) = (pool.count(Key::MaxOpen), pool.count(Key::MaxIdle))
        && idle > open
    {
        pool.replace(Key::MaxIdle, Value::Count(open), format!("mobc lowers max_idle to max_open ({open})"));
    }
    if pool.settings.count(Key::MaxOpen) == Some(Limit::Unlimited) {
        pool.replace(Key::MaxOpen, Value::Count(MOST), format!("mobc never opens more than {MOST}"));
    }
}

/// Since 0.8.5 use does not set `last_used_at` anew, so that the idle limit counts from the connection's beginning.
fn idle_is_age(pool: &mut Settling<'_>) {
    let Some(idle) = pool.time(Key::MaxIdleTime).filter(|_| pool.since("0.8.5") != Some(false)) else { return };
    let why = "mobc counts max_idle_lifetime from a connection's beginning since 0.8.5";
    match pool.settings.time(Key::MaxLifetime) {
        Some(Limit::At(age)) if age <= idle => {}
        Some(_) if pool.is_written(Key::MaxLifetime) => pool.replace(Key::MaxLifetime, Value::Time(idle), why),
        Some(_) => pool.default(Key::MaxLifetime, Value::Time(idle), why),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::{refused_by, settled_by, settled_in};

    #[test]
    fn more_idle_than_open_is_lowered_and_the_default_of_two_as_well() {
        let settings = settled_by(&MOBC_RUST, &[(Key::MaxOpen, "10"), (Key::MaxIdle, "50")]);
        assert_eq!(settings.count(Key::MaxIdle), Some(Limit::At(10)));
        let settings = settled_by(&MOBC_RUST, &[(Key::MaxOpen, "1")]);
        assert_eq!(settings.count(Key::MaxIdle), Some(Limit::At(1)));
    }

    #[test]
    fn no_limit_of_open_is_ten_thousand_and_lowers_no_idle() {
        let settings = settled_by(&MOBC_RUST, &[(Key::MaxOpen, "unlimited"), (Key::MaxIdle, "20000")]);
        assert_eq!(settings.count(Key::MaxOpen), Some(Limit::At(10_000)));
        assert_eq!(settings.count(Key::MaxIdle), Some(Limit::At(20_000)));
    }

    #[test]
    fn an_idle_limit_is_one_of_age_since_0_8_5() {
        let minute = Some(Limit::At(Duration::from_secs(60)));
        let idle = &[(Key::MaxIdleTime, "1m")];
        assert_eq!(settled_by(&MOBC_RUST, idle).time(Key::MaxLifetime), minute);
        assert_eq!(settled_in(&MOBC_RUST, "0.8.4", idle).time(Key::MaxLifetime), Some(Limit::Unlimited));
        let longer = settled_by(&MOBC_RUST, &[(Key::MaxIdleTime, "1m"), (Key::MaxLifetime, "1h")]);
        assert_eq!(longer.time(Key::MaxLifetime), minute);
        assert!(longer.get(Key::MaxLifetime).is_some_and(|setting| setting.replaced.is_some()));
        let shorter = settled_by(&MOBC_RUST, &[(Key::MaxIdleTime, "1h"), (Key::MaxLifetime, "1m")]);
        assert_eq!(shorter.time(Key::MaxLifetime), minute);
    }

    #[test]
    fn a_time_of_zero_is_refused() {
        for key in [Key::MaxLifetime, Key::MaxIdleTime, Key::AcquireTimeout] {
            assert!(refused_by(&MOBC_RUST, &[(key, "0s")]).is_some(), "{}", key.name());
            assert!(refused_by(&MOBC_RUST, &[(key, "1s")]).is_none(), "{}", key.name());
        }
    }
}
