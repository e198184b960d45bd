//! Alibaba Druid, which keeps `minIdle` connections up to seven hours and checks those that idled a while.
//!
//! Sources: `DruidAbstractDataSource` and `DruidDataSource` of Druid 1.2.8 to 1.2.28 (<https://github.com/alibaba/druid>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, Case, PING, When, checking, ping_after};
use crate::client::pool::lever::switched_on;
use crate::client::pool::library::Moment;
use crate::client::pool::library::WhenFull;
use crate::client::pool::library::names::{Name, count, input_millis, input_switch, input_text, millis, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Druid: https://github.com/alibaba/druid/wiki/DruidDataSource-configuration-properties";

/// What Seata sets itself (<https://github.com/apache/incubator-seata/tree/2.x/server/src/main/java/org/apache/seata/server/store>).
const SEATA: &str = "Seata's DruidDataSourceProvider";

/// `timeBetweenEvictionRunsMillis` when nothing is said.
const SWEEP: Duration = Duration::from_secs(60);

/// `minEvictableIdleTimeMillis` when nothing is said.
const IDLE: Duration = Duration::from_secs(1800);

/// `connectTimeout` and `socketTimeout` of the versions that have a default.
const DRIVER: Duration = Duration::from_secs(10);

/// `maxEvictableIdleTimeMillis`, which spares no connection: 7 hours, to stay below the server's default of 8.
const HARD_IDLE: Duration = Duration::from_secs(25_200);

/// `keepAliveBetweenTimeMillis` when nothing is said.
const KEEP_ALIVE: Duration = Duration::from_secs(120);

const NAMES: &[Name] = &[
    count("maxActive", Key::MaxOpen),
    count("minIdle", Key::MinIdle),
    count("initialSize", Key::InitialSize),
    millis("maxWait", Key::AcquireTimeout),
    count("maxWaitThreadCount", Key::QueueLimit).negative(Value::Unlimited).unique(),
    millis("minEvictableIdleTimeMillis", Key::MaxIdleTime),
    sign("maxIdle"),
    input_millis("maxEvictableIdleTimeMillis").unique(),
    millis("phyTimeoutMillis", Key::MaxLifetime).unique(),
    input_switch("keepAlive").weak(),
    input_millis("keepAliveBetweenTimeMillis").unique(),
    millis("connectTimeout", Key::ConnectTimeout).weak(),
    millis("socketTimeout", Key::ReadTimeout).weak(),
    input_switch("testOnBorrow"),
    input_switch("testWhileIdle"),
    input_millis("timeBetweenEvictionRunsMillis"),
    sign("testOnReturn"),
    sign("validationQuery"),
    sign("poolPreparedStatements"),
    input_text(INIT),
    sign("maxPoolPreparedStatementPerConnectionSize").unique(),
    sign("useGlobalDataSourceStat").unique(),
];

/// `library: druid`
pub static DRUID: Library = Library {
    name: "druid",
    title: "Druid",
    language: Language::Java,
    names: NAMES,
    classes: &["druid"],
    sections: &["druid"],
    sites: &[
        Site::at(&["DruidDataSource"]).mentioning(&["mysql", "MySQL", "MySql", "mariadb", "MariaDB"]).says_all(),
        Site::at(&["spring", "datasource", "druid"]).of("Druid's Spring Boot starter"),
        Site::at(&["druid"]),
        Site::at(&["store", "db"])
            .with(&[("datasource", &["druid"])])
            .of("Seata")
            .names(&[
                count("maxConn", Key::MaxOpen),
                count("minConn", Key::MinIdle),
                millis("maxWait", Key::AcquireTimeout).none_is_unlimited(),
            ])
            .defaults(&[default_seconds(Key::AcquireTimeout, 5, SEATA), default_seconds(Key::MaxIdleTime, 300, SEATA)])
            .unknown(&[Key::MaxOpen, Key::MinIdle, Key::InitialSize])
            .requires(crate::client::pool::library::sites::SEATA_DB),
        Site::ANYWHERE,
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(8), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        default(Key::InitialSize, Value::Count(0), SOURCE),
        default(Key::MaxIdleTime, Value::Time(IDLE), SOURCE),
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
    behaviour: Behaviour {
        notices: &[
            Case { when: When::Says("testOnBorrow"), notices: PING },
            // testWhileIdle, which looks when a connection is taken.
            checking(ping_after(60_000).trusted_by("timeBetweenEvictionRunsMillis")),
        ],
        ..Behaviour::PINGS
    },
    multiplies: "one pool for each data source in each process",
    reaction: Reaction {
        time: Duration::from_secs(60),
        source: "Druid sweeps every timeBetweenEvictionRunsMillis, 60 s by default",
    },
    usual_driver: Some(&drivers::connector_j::CONNECTOR_J),
    levers: &[switched_on(Key::Validation, "testOnBorrow=true"), switched_on(Key::Keepalive, "keepAlive=true")],
    when_full: WhenFull::Retries {
        until: Some(Key::AcquireTimeout),
        says: "`GetConnectionTimeoutException`, with the server's refusal among its causes",
    },
    age_looked_at: &[Moment::Idle, Moment::Return],
    ..Library::BASE
};

/// What it sends on each new connection.
const INIT: &str = "connectionInitSqls";

fn settle(pool: &mut Settling<'_>) {
    pool.session_command(INIT);
    refusals(pool);
    driver_timeouts(pool);
    if pool.input_switch("keepAlive", false) {
        let between = pool.input("keepAliveBetweenTimeMillis").map_or(Value::Time(KEEP_ALIVE), |setting| setting.value);
        pool.derive(Key::Keepalive, between, "keepAlive", "keepAliveBetweenTimeMillis, 120 s by default");
    } else {
        pool.derive(Key::Keepalive, Value::Unlimited, "keepAlive", "off");
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

/// What `DruidDataSource.init` throws at.
fn refusals(pool: &mut Settling<'_>) {
    let (open, least, start) = (pool.count(Key::MaxOpen), pool.count(Key::MinIdle), pool.count(Key::InitialSize));
    if open == Some(0) {
        pool.refuse(Key::MaxOpen, "Druid does not start: maxActive must be above 0");
    }
    for (key, count, name) in [(Key::MinIdle, least, "minIdle"), (Key::InitialSize, start, "initialSize")] {
        if let (Some(open), Some(count)) = (open, count)
            && count > open
        {
            pool.refuse(key, format!("Druid does not start: {name} ({count}) is above maxActive ({open})"));
        }
    }
    let (hard, soft) = (pool.input_time("maxEvictableIdleTimeMillis", HARD_IDLE), pool.time(Key::MaxIdleTime));
    if hard.zip(soft).is_some_and(|(hard, soft)| hard < soft) {
        pool.refuse(
            Key::MaxIdleTime,
            "Druid does not start: maxEvictableIdleTimeMillis is below minEvictableIdleTimeMillis",
        );
    }
    let between = pool.input_time("keepAliveBetweenTimeMillis", KEEP_ALIVE);
    let sweep = pool.input_time("timeBetweenEvictionRunsMillis", SWEEP);
    if pool.input_switch("keepAlive", false) && between.zip(sweep).is_some_and(|(between, sweep)| between <= sweep) {
        pool.refuse_input(
            "keepAlive",
            "Druid does not start: keepAliveBetweenTimeMillis must be above timeBetweenEvictionRunsMillis with keepAlive",
        );
    }
}

/// Druid 1.2.12 to 1.2.20 set the driver's timeouts to 10 s where nobody set them; 1.2.22 does not
/// (<https://github.com/alibaba/druid/pull/5735>), and of 1.2.21 nobody verified it.
fn driver_timeouts(pool: &mut Settling<'_>) {
    let Some(since) = pool.since("1.2.12") else {
        for key in [Key::ConnectTimeout, Key::ReadTimeout] {
            let why = "none; 10 s in Druid 1.2.12 to 1.2.20, and the version is not stated";
            pool.default(key, Value::Unlimited, why);
        }
        return;
    };
    let imposes = since && pool.since("1.2.21") == Some(false);
    let unsure = since && !imposes && pool.since("1.2.22") == Some(false);
    for key in [Key::ConnectTimeout, Key::ReadTimeout] {
        if imposes {
            pool.default(key, Value::Time(DRIVER), "Druid 1.2.12 to 1.2.20 impose 10 s where nothing is set");
        } else if unsure {
            pool.default(key, Value::Unresolved, "not verified of Druid 1.2.21: 10 s before it, none after it");
        } else {
            pool.default(key, Value::Unlimited, "Druid imposes none in this version");
        }
    }
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
    use super::*;
    use crate::client::libraries::tests::{refused_by, settled_by, settled_in};
    use crate::client::pool::settings::Limit;

    #[test]
    fn some_versions_impose_ten_seconds_on_the_driver() {
        assert_eq!(settled_by(&DRUID, &[]).time(Key::ReadTimeout), Some(Limit::Unlimited));
        for (version, limit) in [
            ("1.2.11", Some(Limit::Unlimited)),
            ("1.2.12", Some(Limit::At(DRIVER))),
            ("1.2.20", Some(Limit::At(DRIVER))),
            ("1.2.21", None),
            ("1.2.22", Some(Limit::Unlimited)),
        ] {
            assert_eq!(settled_in(&DRUID, version, &[]).time(Key::ReadTimeout), limit, "{version}");
        }
        let written = settled_in(&DRUID, "1.2.16", &[(Key::ReadTimeout, "60s")]);
        assert_eq!(written.time(Key::ReadTimeout), Some(Limit::At(Duration::from_secs(60))));
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let refused = |pairs: &[(Key, &str)]| refused_by(&DRUID, pairs);
        assert_eq!(refused(&[]), None);
        assert!(refused(&[(Key::MaxOpen, "0")]).is_some_and(|why| why.contains("above 0")));
        assert!(refused(&[(Key::MaxOpen, "5"), (Key::MinIdle, "10")]).is_some_and(|why| why.contains("minIdle (10)")));
        assert!(refused(&[(Key::InitialSize, "9")]).is_some_and(|why| why.contains("initialSize (9)")));
    }

    #[test]
    fn a_floor_idles_until_the_hard_limit() {
        let idle = |pairs: &[(Key, &str)]| settled_by(&DRUID, pairs).time(Key::MaxIdleTime);
        assert_eq!(idle(&[]), Some(Limit::At(Duration::from_secs(1800))));
        assert_eq!(idle(&[(Key::MinIdle, "5"), (Key::MaxIdleTime, "5m")]), Some(Limit::At(HARD_IDLE)));
    }
}
