//! The names under which Go applications keep database/sql's four settings.

use crate::client::settings::Key;
use crate::text::names::normal;

/// What a key's own name says of the unit of a bare number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// `…_ms`, `…Milliseconds`
    Milliseconds,
    /// `…_seconds`, `…_sec`
    Seconds,
    /// `…_minutes`, `…_min`
    Minutes,
    /// `…_hours`
    Hours,
}

/// A key that is one of the four.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// The setting.
    pub key: Key,
    /// The unit that the name states.
    pub unit: Option<Unit>,
    /// What stands before it in the same name, in the normal spelling: `db` of `DB_MAX_OPEN_CONNS`.
    pub prefix: String,
    /// Nothing but database/sql is spelt like this.
    pub telling: bool,
}

/// The spellings, in the normal one; those that end another stand before it. `true`: nothing else is spelt like this.
const FAMILY: [(&str, Key, bool); 29] = [
    ("maxopenconnections", Key::MaxOpen, true),
    ("maxopenconnection", Key::MaxOpen, true),
    ("maxopenconns", Key::MaxOpen, true),
    ("maxopenconn", Key::MaxOpen, true),
    ("maxopen", Key::MaxOpen, false),
    ("maxconnections", Key::MaxOpen, false),
    ("maxconns", Key::MaxOpen, false),
    ("maxconn", Key::MaxOpen, false),
    ("maxidleconnections", Key::MaxIdle, false),
    ("maxidleconnection", Key::MaxIdle, false),
    ("maxidleconns", Key::MaxIdle, false),
    ("maxidleconn", Key::MaxIdle, false),
    ("maxidle", Key::MaxIdle, false),
    ("connectionmaxlifetime", Key::MaxLifetime, true),
    ("connsmaxlifetime", Key::MaxLifetime, true),
    ("connmaxlifetime", Key::MaxLifetime, true),
    ("maxconnectionlifetime", Key::MaxLifetime, false),
    ("maxconnlifetime", Key::MaxLifetime, false),
    ("maxlifetime", Key::MaxLifetime, false),
    ("maxlife", Key::MaxLifetime, false),
    ("connectionmaxidletime", Key::MaxIdleTime, true),
    ("connsmaxidletime", Key::MaxIdleTime, true),
    ("connmaxidletime", Key::MaxIdleTime, true),
    ("maxconnectionidletime", Key::MaxIdleTime, false),
    ("maxconnidletime", Key::MaxIdleTime, false),
    ("maxidletime", Key::MaxIdleTime, false),
    ("connlifetime", Key::MaxLifetime, true),
    ("connmaxlife", Key::MaxLifetime, true),
    ("connmaxidle", Key::MaxIdleTime, true),
];

/// The endings that state a unit.
const UNITS: [(&str, Unit); 11] = [
    ("milliseconds", Unit::Milliseconds),
    ("millis", Unit::Milliseconds),
    ("seconds", Unit::Seconds),
    ("minutes", Unit::Minutes),
    ("hours", Unit::Hours),
    ("secs", Unit::Seconds),
    ("mins", Unit::Minutes),
    ("sec", Unit::Seconds),
    ("min", Unit::Minutes),
    ("ms", Unit::Milliseconds),
    ("s", Unit::Seconds),
];

/// The setting that a key's name stands for.
pub(super) fn matched(name: &str) -> Option<Match> {
    let name = normal(name);
    family(&name, None).or_else(|| {
        UNITS.iter().find_map(|(ending, unit)| {
            let stem = name.strip_suffix(ending)?;
            family(stem, Some(*unit)).filter(|found| found.key.kind() == crate::client::settings::Kind::Time)
        })
    })
}

fn family(name: &str, unit: Option<Unit>) -> Option<Match> {
    FAMILY.iter().find_map(|(spelling, key, telling)| {
        let prefix = name.strip_suffix(spelling)?;
        // A short spelling behind a prefix is more often something else's: `cachemaxidle`, `tcpmaxconn`.
        let fits = prefix.is_empty() || *telling || spelling.contains("conn");
        fits.then(|| Match { key: *key, unit, prefix: prefix.to_owned(), telling: *telling })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_style_is_one_name() {
        for name in ["max_open_conns", "maxOpenConns", "MaxOpenConns", "max-open-conns", "MAX_OPEN_CONNS", "max_open"] {
            assert_eq!(
                matched(name).map(|found| (found.key, found.prefix)),
                Some((Key::MaxOpen, String::new())),
                "{name}"
            );
        }
    }

    #[test]
    fn a_name_states_its_unit() {
        for (name, unit) in [
            ("conn_max_lifetime", None),
            ("conn_max_lifetime_seconds", Some(Unit::Seconds)),
            ("ConnMaxLifetimeMilliseconds", Some(Unit::Milliseconds)),
            ("connMaxLifetimeMs", Some(Unit::Milliseconds)),
            ("max_lifetime_min", Some(Unit::Minutes)),
        ] {
            let found = matched(name).expect(name);
            assert_eq!((found.key, found.unit), (Key::MaxLifetime, unit), "{name}");
        }
        assert_eq!(matched("connMaxIdleTime").map(|found| found.key), Some(Key::MaxIdleTime));
        assert_eq!(matched("max_idle_time_s").map(|found| found.key), Some(Key::MaxIdleTime));
    }

    #[test]
    fn a_prefix_is_told_from_the_name() {
        assert_eq!(matched("DB_MAX_OPEN_CONNS").map(|found| found.prefix).as_deref(), Some("db"));
        assert_eq!(matched("cache_max_idle"), None);
        assert_eq!(matched("port"), None);
    }
}
