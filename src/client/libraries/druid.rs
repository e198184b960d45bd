//! Alibaba Druid, which keeps `minIdle` connections up to seven hours and checks those that idled a while.
//!
//! Sources: `DruidAbstractDataSource` and `DruidDataSource` of Druid 1.2.8 to 1.2.28 (<https://github.com/alibaba/druid>).

use std::time::Duration;

use super::names::{Name, count, input_millis, input_switch, millis, sign};
use super::places::Place;
use super::settling::Settling;
use super::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::settings::{Key, Value};

const SOURCE: &str = "Druid: https://github.com/alibaba/druid/wiki/DruidDataSource-configuration-properties";

/// `maxEvictableIdleTimeMillis`, which spares no connection: 7 hours, to stay below the server's default of 8.
const HARD_IDLE: Duration = Duration::from_secs(25_200);

/// `keepAliveBetweenTimeMillis` when nothing is said.
const KEEP_ALIVE: Duration = Duration::from_secs(120);

const NAMES: &[Name] = &[
    count("maxActive", Key::MaxOpen),
    count("minIdle", Key::MinIdle),
    count("initialSize", Key::InitialSize),
    millis("maxWait", Key::AcquireTimeout),
    count("maxWaitThreadCount", Key::QueueLimit).negative(Value::Unlimited).telling(),
    millis("minEvictableIdleTimeMillis", Key::MaxIdleTime),
    input_millis("maxEvictableIdleTimeMillis").telling(),
    millis("phyTimeoutMillis", Key::MaxLifetime).telling(),
    input_switch("keepAlive").weak(),
    input_millis("keepAliveBetweenTimeMillis").telling(),
    millis("connectTimeout", Key::ConnectTimeout).weak(),
    millis("socketTimeout", Key::ReadTimeout).weak(),
    input_switch("testOnBorrow"),
    input_switch("testWhileIdle"),
    input_millis("timeBetweenEvictionRunsMillis"),
    sign("testOnReturn"),
    sign("validationQuery"),
    sign("poolPreparedStatements"),
    sign("maxPoolPreparedStatementPerConnectionSize").telling(),
    sign("useGlobalDataSourceStat").telling(),
];

/// `library: druid`
pub static DRUID: Library = Library {
    name: "druid",
    title: "Druid",
    language: "Java",
    names: NAMES,
    classes: &["druid"],
    sections: &["druid"],
    places: &[Place::at(&["druid"]), Place::ANYWHERE],
    defaults: &[
        default(Key::MaxOpen, Value::Count(8), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        default(Key::InitialSize, Value::Count(0), SOURCE),
        default_seconds(Key::MaxIdleTime, 1800, SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::Keepalive, "keepAlive is false"),
        unlimited(Key::AcquireTimeout, SOURCE),
        unlimited(Key::QueueLimit, SOURCE),
        default(
            Key::Validation,
            Value::Switch(true),
            "testWhileIdle is true: checked when it idled for a sweeper's period",
        ),
    ],
    nothing: |key| match key {
        Key::MaxLifetime | Key::AcquireTimeout => Some(Value::Unlimited),
        _ => None,
    },
    settle,
    multiplies: "one pool for each data source in each process",
    reaction: Reaction {
        time: Duration::from_secs(60),
        source: "Druid sweeps every timeBetweenEvictionRunsMillis, 60 s by default",
    },
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if pool.input_switch("keepAlive", false) {
        let between = pool.input("keepAliveBetweenTimeMillis").map_or(Value::Time(KEEP_ALIVE), |setting| setting.value);
        pool.derive(Key::Keepalive, between, "keepAlive", "keepAliveBetweenTimeMillis, 120 s by default");
    }
    let checks = pool.input_switch("testOnBorrow", false) || pool.input_switch("testWhileIdle", true);
    for name in ["testWhileIdle", "testOnBorrow"] {
        pool.derive(
            Key::Validation,
            Value::Switch(checks),
            name,
            "testOnBorrow, or testWhileIdle once it idled for a period",
        );
    }
    hard_idle(pool);
}

/// What spares no connection bounds the idleness of the floor: `minEvictableIdleTimeMillis` ends only what is above it.
fn hard_idle(pool: &mut Settling<'_>) {
    if pool.count(Key::MinIdle).is_none_or(|floor| floor == 0) {
        return;
    }
    let why = "maxEvictableIdleTimeMillis: minEvictableIdleTimeMillis spares min_idle connections";
    if pool.input("maxEvictableIdleTimeMillis").is_some() {
        let value = pool.input("maxEvictableIdleTimeMillis").map_or(Value::Time(HARD_IDLE), |setting| setting.value);
        pool.derive(Key::MaxIdleTime, value, "maxEvictableIdleTimeMillis", why);
    } else {
        pool.override_default(Key::MaxIdleTime, Value::Time(HARD_IDLE), format!("{why}; 7 h by default"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::settled_by;
    use super::*;
    use crate::client::settings::Limit;

    #[test]
    fn a_floor_idles_until_the_hard_limit() {
        let idle = |pairs: &[(Key, &str)]| settled_by(&DRUID, pairs).time(Key::MaxIdleTime);
        assert_eq!(idle(&[]), Some(Limit::At(Duration::from_secs(1800))));
        assert_eq!(idle(&[(Key::MinIdle, "5"), (Key::MaxIdleTime, "5m")]), Some(Limit::At(HARD_IDLE)));
    }
}
