//! The names under which Go applications expose the four setters of `database/sql`.

use std::time::Duration;

use crate::client::pool::settings::{Key, Measure};
use crate::client::value::field::Field;

/// How surely a name means `database/sql`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::client) enum Surety {
    /// Servers and other pools have such a key as well: `max_connections`.
    Ambiguous,
    /// Pools of all languages have it: `max_lifetime`.
    Short,
    /// Pools of Go have it, of databases, Redis or HTTP: `max_idle_conns`.
    Go,
    /// Nothing else has it: `max_open_conns`.
    Distinct,
}

/// A setter of `database/sql` that a key stands for.
#[derive(Debug, Clone, Copy)]
pub(in crate::client) struct Setter {
    /// The canonical setting.
    pub(in crate::client) key: Key,
    /// How surely.
    pub(in crate::client) surety: Surety,
    /// The unit that the name states.
    pub(in crate::client) unit: Option<Duration>,
    /// Words of the key before the name: `mysql` of `mysql_max_open_conns`.
    pub(in crate::client) prefix: usize,
}

const NAMES: [(&str, Key, Surety); 29] = [
    ("maxopenconns", Key::MaxOpen, Surety::Distinct),
    ("maxopenconn", Key::MaxOpen, Surety::Distinct),
    ("maxopenconnections", Key::MaxOpen, Surety::Distinct),
    ("maxopenconnection", Key::MaxOpen, Surety::Distinct),
    ("maxopen", Key::MaxOpen, Surety::Short),
    ("maxconn", Key::MaxOpen, Surety::Ambiguous),
    ("maxconns", Key::MaxOpen, Surety::Ambiguous),
    ("maxconnections", Key::MaxOpen, Surety::Ambiguous),
    ("maxidleconns", Key::MaxIdle, Surety::Go),
    ("maxidleconn", Key::MaxIdle, Surety::Go),
    ("maxidleconnections", Key::MaxIdle, Surety::Go),
    ("maxidleconnection", Key::MaxIdle, Surety::Go),
    ("maxidle", Key::MaxIdle, Surety::Short),
    ("connmaxlifetime", Key::MaxLifetime, Surety::Go),
    ("connmaxlife", Key::MaxLifetime, Surety::Go),
    ("connsmaxlifetime", Key::MaxLifetime, Surety::Go),
    ("connlifetime", Key::MaxLifetime, Surety::Go),
    ("maxconnlifetime", Key::MaxLifetime, Surety::Go),
    ("maxconnectionlifetime", Key::MaxLifetime, Surety::Go),
    ("connectionmaxlifetime", Key::MaxLifetime, Surety::Go),
    ("maxlifetime", Key::MaxLifetime, Surety::Short),
    ("maxlife", Key::MaxLifetime, Surety::Short),
    ("connmaxidletime", Key::MaxIdleTime, Surety::Go),
    ("connmaxidle", Key::MaxIdleTime, Surety::Go),
    ("connsmaxidletime", Key::MaxIdleTime, Surety::Go),
    ("maxconnidletime", Key::MaxIdleTime, Surety::Go),
    ("maxconnectionidletime", Key::MaxIdleTime, Surety::Go),
    ("connectionmaxidletime", Key::MaxIdleTime, Surety::Go),
    ("maxidletime", Key::MaxIdleTime, Surety::Short),
];

const UNITS: [(&str, Duration); 24] = [
    ("ns", Duration::from_nanos(1)),
    ("nanos", Duration::from_nanos(1)),
    ("nanoseconds", Duration::from_nanos(1)),
    ("ms", Duration::from_millis(1)),
    ("msec", Duration::from_millis(1)),
    ("millis", Duration::from_millis(1)),
    ("millisecond", Duration::from_millis(1)),
    ("milliseconds", Duration::from_millis(1)),
    ("s", Duration::from_secs(1)),
    ("sec", Duration::from_secs(1)),
    ("secs", Duration::from_secs(1)),
    ("second", Duration::from_secs(1)),
    ("seconds", Duration::from_secs(1)),
    ("m", Duration::from_secs(60)),
    ("min", Duration::from_secs(60)),
    ("mins", Duration::from_secs(60)),
    ("minute", Duration::from_secs(60)),
    ("minutes", Duration::from_secs(60)),
    ("h", Duration::from_secs(3600)),
    ("hour", Duration::from_secs(3600)),
    ("hours", Duration::from_secs(3600)),
    ("d", Duration::from_secs(86_400)),
    ("day", Duration::from_secs(86_400)),
    ("days", Duration::from_secs(86_400)),
];

/// The setter that a key stands for, with the longest name that fits: `db_conn_max_lifetime_seconds`.
pub(in crate::client) fn setter(field: &Field<'_>) -> Option<Setter> {
    // Every name of the family holds one of these; most keys of most files hold neither.
    if !["max", "conn"].iter().any(|part| holds(field.name, part)) {
        return None;
    }
    (0..field.words().len()).find_map(|prefix| {
        let tail = field.words().get(prefix..)?.concat();
        NAMES.iter().find_map(|(name, key, surety)| {
            let unit = match tail.strip_prefix(name)? {
                "" | "duration" => None,
                suffix if key.measure() == Measure::Time => Some(unit_named(suffix)?),
                _ => return None,
            };
            Some(Setter { key: *key, surety: *surety, unit, prefix })
        })
    })
}

/// Whether a name holds a part, in any case.
fn holds(name: &str, part: &str) -> bool {
    name.as_bytes().windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

fn unit_named(suffix: &str) -> Option<Duration> {
    let suffix = suffix.strip_prefix("in").unwrap_or(suffix);
    UNITS.iter().find(|(name, _)| *name == suffix).map(|(_, unit)| *unit)
}

/// Keys of other pools, which have some of the family's names as well: HikariCP, DBCP, go-redis, redigo, pgx, Node's.
const OTHER_POOLS: [&str; 31] = [
    "maximumpoolsize",
    "maxpoolsize",
    "minpoolsize",
    "poolsize",
    "minimumidle",
    "minidle",
    "minidleconns",
    "minconns",
    "minconnections",
    "maxactive",
    "maxactiveconns",
    "maxtotal",
    "maxwait",
    "maxwaitmillis",
    "maxwaittime",
    "minsize",
    "maxsize",
    "initialsize",
    "connectiontimeout",
    "idletimeout",
    "keepalivetime",
    "leakdetectionthreshold",
    "driverclassname",
    "jdbcurl",
    "acquireincrement",
    "connectionlimit",
    "poolrecycle",
    "maxoverflow",
    "pooltimeout",
    "acquiretimeout",
    "healthcheckperiod",
];

/// Keys of Go's `http.Transport`, which has `MaxIdleConns` as well.
const TRANSPORT: [&str; 6] = [
    "idleconntimeout",
    "maxidleconnsperhost",
    "maxconnsperhost",
    "tlshandshaketimeout",
    "responseheadertimeout",
    "disablekeepalives",
];

/// Whether a key, without the words before it, belongs to another kind of pool.
pub(in crate::client) fn is_foreign(field: &Field<'_>) -> bool {
    let names = || OTHER_POOLS.iter().chain(&TRANSPORT);
    (0..field.words().len()).any(|at| {
        let tail = field.words().get(at..).unwrap_or_default().concat();
        names().any(|name| *name == tail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forms::yaml;
    use crate::text::place::SourceFile;

    fn with<T>(key: &str, read: impl Fn(&Field<'_>) -> T) -> T {
        let file = SourceFile::new("a.yaml", format!("{key}: 5\n"));
        let root = yaml::read(&file).expect("valid").remove(0);
        let fields = crate::client::value::field::of_node(&file, &root, false);
        read(fields.first().expect("one"))
    }

    fn found(key: &str) -> Option<(Key, Option<Duration>, usize)> {
        with(key, |field| setter(field).map(|setter| (setter.key, setter.unit, setter.prefix)))
    }

    #[test]
    fn every_case_style_is_one_name() {
        for key in ["max_open_conns", "maxOpenConns", "MaxOpenConns", "max-open-conns", "MAX_OPEN_CONNS", "max_open"] {
            assert_eq!(found(key), Some((Key::MaxOpen, None, 0)), "{key}");
        }
    }

    #[test]
    fn a_name_states_its_unit() {
        for (key, unit) in [
            ("conn_max_lifetime", None),
            ("conn_max_lifetime_seconds", Some(Duration::from_secs(1))),
            ("ConnMaxLifetimeMilliseconds", Some(Duration::from_millis(1))),
            ("connMaxLifetimeMs", Some(Duration::from_millis(1))),
            ("max_lifetime_in_minutes", Some(Duration::from_secs(60))),
        ] {
            assert_eq!(found(key), Some((Key::MaxLifetime, unit, 0)), "{key}");
        }
    }

    #[test]
    fn words_before_the_name_are_counted() {
        assert_eq!(found("DB_MAX_OPEN_CONNS"), Some((Key::MaxOpen, None, 1)));
        assert_eq!(found("mysql.read.maxIdleConns"), Some((Key::MaxIdle, None, 2)));
        for key in ["port", "max_open_files", "max_idle_conns_per_host", "open_conns", "max_open_requests"] {
            assert_eq!(found(key), None, "{key}");
        }
    }

    #[test]
    fn other_pools_have_keys_of_their_own() {
        for key in ["pool_size", "redis_min_idle_conns", "maximum-pool-size", "IdleConnTimeout", "maxIdleConnsPerHost"]
        {
            assert!(with(key, is_foreign), "{key}");
        }
        assert!(!with("max_idle_conns", is_foreign));
    }
}
