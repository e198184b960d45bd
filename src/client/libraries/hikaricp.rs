//! HikariCP, which checks its numbers at the start and replaces those that it does not like.
//!
//! Sources: `HikariConfig.validateNumerics` and `HikariPool` of HikariCP 6.0 to 7.0
//! (<https://github.com/brettwooldridge/HikariCP>).

use std::time::Duration;

use super::{Default, Library, Reaction};
use crate::client::settings::{Key, Setting, Settings, Value};
use crate::text::quantity::show_duration;

const SOURCE: &str = "HikariCP: https://github.com/brettwooldridge/HikariCP#frequently-used";

/// The shortest `maxLifetime` and `keepaliveTime` that are taken.
const SHORTEST: Duration = Duration::from_secs(30);

/// `maxLifetime` when nothing or too little is said.
const LIFETIME: Duration = Duration::from_secs(1800);

/// The shortest `idleTimeout` that is taken.
const SHORTEST_IDLE: Duration = Duration::from_secs(10);

/// `idleTimeout` when nothing or too little is said.
const IDLE: Duration = Duration::from_secs(600);

const fn default(key: Key, value: Value, source: &'static str) -> Default {
    Default { key, value, source }
}

/// `library: hikaricp`
pub static HIKARICP: Library = Library {
    name: "hikaricp",
    title: "HikariCP",
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MinIdle, Value::Count(10), "minimumIdle is maximumPoolSize where it is not set"),
        default(Key::MaxLifetime, Value::Time(LIFETIME), SOURCE),
        default(Key::MaxIdleTime, Value::Time(IDLE), SOURCE),
        default(Key::Keepalive, Value::Unlimited, "off up to 6.2.0, and 2 minutes since 6.2.1: off is taken"),
        default(Key::AcquireTimeout, Value::Time(Duration::from_secs(30)), SOURCE),
        default(Key::Validation, Value::Switch(true), "isValid() before use after 500 ms without one"),
    ],
    nothing: |key| match key {
        Key::MaxLifetime | Key::MaxIdleTime | Key::Keepalive => Some(Value::Unlimited),
        Key::MinIdle => Some(Value::Count(0)),
        _ => None,
    },
    settle,
    reaction: Reaction { time: Duration::from_secs(30), source: "HikariCP's housekeeper runs every 30 s" },
    check_since: None,
};

/// `validateNumerics`, in its order.
fn settle(settings: &mut Settings) {
    lifetime(settings);
    keepalive(settings);
    min_idle(settings);
    idle_time(settings);
}

fn lifetime(settings: &mut Settings) {
    if time(settings, Key::MaxLifetime).is_some_and(|lifetime| lifetime < SHORTEST) {
        let why = format!("HikariCP takes no max_lifetime below {}", show_duration(SHORTEST));
        replace(settings, Key::MaxLifetime, Value::Time(LIFETIME), why);
    }
}

fn keepalive(settings: &mut Settings) {
    let Some(keepalive) = time(settings, Key::Keepalive) else { return };
    if keepalive < SHORTEST {
        let why = format!("HikariCP takes no keepalive below {}", show_duration(SHORTEST));
        replace(settings, Key::Keepalive, Value::Unlimited, why);
    } else if time(settings, Key::MaxLifetime).is_some_and(|lifetime| keepalive >= lifetime) {
        let why = "HikariCP switches a keepalive off that is not below max_lifetime".to_owned();
        replace(settings, Key::Keepalive, Value::Unlimited, why);
    }
}

fn min_idle(settings: &mut Settings) {
    let (Some(open), Some(idle)) = (count(settings, Key::MaxOpen), count(settings, Key::MinIdle)) else { return };
    let written = settings.get(Key::MinIdle).is_some_and(Setting::is_written);
    if idle > open || !written {
        let why = format!("HikariCP lowers min_idle to max_open ({open})");
        replace(settings, Key::MinIdle, Value::Count(open), why);
    }
}

fn idle_time(settings: &mut Settings) {
    let Some(idle) = time(settings, Key::MaxIdleTime) else { return };
    let (open, least) = (count(settings, Key::MaxOpen), count(settings, Key::MinIdle));
    if open.is_none() || least.is_none() {
        return;
    }
    if open == least {
        let why = "HikariCP closes no idle connection of a pool of fixed size (min_idle is max_open)".to_owned();
        replace(settings, Key::MaxIdleTime, Value::Unlimited, why);
    } else if time(settings, Key::MaxLifetime).is_some_and(|lifetime| idle + Duration::from_secs(1) > lifetime) {
        let why = "HikariCP switches a max_idle_time off that is not below max_lifetime by a second".to_owned();
        replace(settings, Key::MaxIdleTime, Value::Unlimited, why);
    } else if idle < SHORTEST_IDLE {
        let why = format!("HikariCP takes no max_idle_time below {}", show_duration(SHORTEST_IDLE));
        replace(settings, Key::MaxIdleTime, Value::Time(IDLE), why);
    }
}

fn time(settings: &Settings, key: Key) -> Option<Duration> {
    settings.time(key)?.at()
}

fn count(settings: &Settings, key: Key) -> Option<u64> {
    settings.count(key)?.at()
}

fn replace(settings: &mut Settings, key: Key, value: Value, why: String) {
    if let Some(setting) = settings.get_mut(key) {
        setting.value = value;
        setting.replaced = setting.is_written().then_some(why);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::settled_by;
    use super::*;
    use crate::client::settings::Limit;

    fn settled(pairs: &[(Key, &str)]) -> Settings {
        settled_by(&HIKARICP, pairs)
    }

    fn seconds(settings: &Settings, key: Key) -> Option<u64> {
        settings.time(key)?.at().map(|time| time.as_secs())
    }

    #[test]
    fn nothing_said_is_a_fixed_pool_of_ten() {
        let settings = settled(&[]);
        assert_eq!(settings.count(Key::MinIdle), Some(Limit::At(10)));
        assert_eq!(settings.time(Key::MaxIdleTime), Some(Limit::Unlimited));
        assert_eq!(seconds(&settings, Key::MaxLifetime), Some(1800));
        assert!(settings.iter().all(|(_, setting)| setting.replaced.is_none()));
    }

    #[test]
    fn a_size_without_a_floor_is_a_fixed_pool_of_that_size() {
        assert_eq!(settled(&[(Key::MaxOpen, "50")]).count(Key::MinIdle), Some(Limit::At(50)));
    }

    #[test]
    fn times_that_are_too_short_are_replaced() {
        for (lifetime, effective) in [("29s", 1800), ("30s", 30), ("20s", 1800)] {
            assert_eq!(seconds(&settled(&[(Key::MaxLifetime, lifetime)]), Key::MaxLifetime), Some(effective));
        }
        let keep = settled(&[(Key::Keepalive, "29s")]);
        assert_eq!(keep.time(Key::Keepalive), Some(Limit::Unlimited));
        let idle = settled(&[(Key::MinIdle, "0"), (Key::MaxIdleTime, "9s")]);
        assert_eq!(seconds(&idle, Key::MaxIdleTime), Some(600));
    }

    #[test]
    fn a_keepalive_or_idle_time_beyond_the_lifetime_is_off() {
        let settings = settled(&[
            (Key::MinIdle, "0"),
            (Key::MaxLifetime, "60s"),
            (Key::Keepalive, "60s"),
            (Key::MaxIdleTime, "60s"),
        ]);
        assert_eq!(settings.time(Key::Keepalive), Some(Limit::Unlimited));
        assert_eq!(settings.time(Key::MaxIdleTime), Some(Limit::Unlimited));
    }
}
