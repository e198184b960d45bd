//! Tomcat's jdbc-pool, which Dropwizard and older Spring applications use.
//!
//! Sources: `PoolProperties`, `ConnectionPool` and `PooledConnection` of jdbc-pool
//! (<https://github.com/apache/tomcat/tree/main/modules/jdbc-pool>), Dropwizard's `DataSourceFactory`
//! (<https://www.dropwizard.io/en/stable/manual/configuration.html#database>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, MaxIdleActs, checking, ping_after};
use crate::client::pool::lever::switched_on;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_millis, input_switch, millis, sign, worded};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Default, Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Tomcat jdbc-pool: https://tomcat.apache.org/tomcat-10.1-doc/jdbc-pool.html#Attributes";

/// `maxActive` when nothing, or less than one, is said.
const MAX_ACTIVE: u64 = 100;

/// `timeBetweenEvictionRunsMillis` when nothing is said.
const SWEEP: Duration = Duration::from_secs(5);

/// `validationInterval` when nothing is said.
const VALIDATION: Duration = Duration::from_secs(30);

/// Dropwizard's names for jdbc-pool's settings; its durations say their units.
const DROPWIZARD: &[Name] = &[
    sign("driverClass").weak(),
    sign("url").weak(),
    count("maxSize", Key::MaxOpen),
    count("minSize", Key::MinIdle),
    worded("maxWaitForConnection", Key::AcquireTimeout).unique(),
    worded("minIdleTime", Key::MaxIdleTime),
    worded("maxConnectionAge", Key::MaxLifetime),
    input_millis("timeBetweenEvictionRunsMillis").also(&["evictionInterval"]),
    input_millis("validationInterval"),
    input_switch("testOnBorrow").also(&["checkConnectionOnBorrow"]),
    input_switch("testWhileIdle").also(&["checkConnectionWhileIdle"]),
    sign("checkConnectionOnConnect").unique(),
    sign("checkConnectionOnReturn").unique(),
];

/// Dropwizard switches jdbc-pool's check of idle connections on.
const DROPWIZARD_DEFAULTS: &[Default] =
    &[default_seconds(Key::Keepalive, 30, "Dropwizard: checkConnectionWhileIdle is true, and validationInterval 30 s")];

const DRIVER_AND_URL: &[(&str, &[&str])] = &[("driverClass", &[""]), ("url", &["jdbc:", "$", "{{"])];

/// `library: tomcat-jdbc`
pub static TOMCAT_JDBC: Library = Library {
    name: "tomcat-jdbc",
    title: "Tomcat jdbc-pool",
    language: Language::Java,
    names: &[
        count("maxActive", Key::MaxOpen),
        count("maxIdle", Key::MaxIdle),
        count("minIdle", Key::MinIdle),
        count("initialSize", Key::InitialSize),
        millis("maxWait", Key::AcquireTimeout).none_is_unlimited(),
        millis("maxAge", Key::MaxLifetime).none_is_unlimited(),
        millis("minEvictableIdleTimeMillis", Key::MaxIdleTime).none_is_unlimited(),
        input_millis("timeBetweenEvictionRunsMillis"),
        input_millis("validationInterval").unique(),
        input_switch("testOnBorrow"),
        input_switch("testWhileIdle"),
        sign("testOnReturn"),
        sign("testOnConnect").unique(),
        sign("validationQuery"),
        sign("removeAbandoned"),
        sign("removeAbandonedTimeout"),
        sign("jdbcInterceptors").unique(),
        sign("jmxEnabled"),
        sign("fairQueue").unique(),
        sign("suspectTimeout").unique(),
        sign("abandonWhenPercentageFull").unique(),
        sign("alternateUsernameAllowed").unique(),
        sign("useDisposableConnectionFacade").unique(),
    ],
    classes: &["tomcat.jdbc"],
    sections: &["tomcat"],
    sites: &[
        Site::at(&["spring", "datasource", "tomcat"]).of("Spring Boot").defaults(&[default(
            Key::Validation,
            Value::Switch(true),
            "Spring Boot sets testOnBorrow for Tomcat's pool",
        )]),
        Site::at(&[]).with(&[("factory", &["tomcat.jdbc"])]).of("Tomcat"),
        Site::at(&["database"]).with(DRIVER_AND_URL).of("Dropwizard").names(DROPWIZARD).defaults(DROPWIZARD_DEFAULTS),
        Site::at(&[]).with(DRIVER_AND_URL).of("Dropwizard").names(DROPWIZARD).defaults(DROPWIZARD_DEFAULTS),
        Site::ANYWHERE,
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(MAX_ACTIVE), SOURCE),
        default(Key::MaxIdle, Value::Count(MAX_ACTIVE), SOURCE),
        default(Key::MinIdle, Value::Count(10), SOURCE),
        default(Key::InitialSize, Value::Count(10), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        default_seconds(Key::MaxIdleTime, 60, SOURCE),
        unlimited(Key::Keepalive, "testWhileIdle is false"),
        default_seconds(Key::AcquireTimeout, 30, SOURCE),
        default(Key::Validation, Value::Switch(false), "testOnBorrow is false"),
    ],
    nothing: |key| match key {
        Key::MaxOpen => Some(Value::Count(0)),
        Key::MaxLifetime | Key::MaxIdleTime | Key::AcquireTimeout => Some(Value::Unlimited),
        _ => None,
    },
    settle,
    spares_floor: true,
    behaviour: Behaviour {
        notices: &[checking(ping_after(3000))],
        max_idle_acts: MaxIdleActs::Swept,
        ..Behaviour::PINGS
    },
    multiplies: "one pool for each data source in each process",
    reaction: Reaction { time: SWEEP, source: "jdbc-pool sweeps every timeBetweenEvictionRunsMillis, 5 s by default" },
    usual_driver: Some(&drivers::connector_j::CONNECTOR_J),
    levers: &[switched_on(Key::Validation, "testOnBorrow=true, validationQuery=SELECT 1")],
    age_looked_at: &[Moment::Idle, Moment::Return],
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    counts(pool);
    if let Some(Value::Switch(checks)) = pool.input("testOnBorrow").map(|setting| setting.value) {
        pool.derive(
            Key::Validation,
            Value::Switch(checks),
            "testOnBorrow",
            "a check spares the next ones within validationInterval",
        );
    }
    let sweep = pool.input_time("timeBetweenEvictionRunsMillis", SWEEP);
    keepalive(pool, sweep);
    if sweep.is_none() && pool.time(Key::MaxIdleTime).is_some() {
        let why = "jdbc-pool's sweeper is off (timeBetweenEvictionRunsMillis), so nothing ends idle connections";
        pool.replace(Key::MaxIdleTime, Value::Unlimited, why);
    }
}

/// `ConnectionPool.init` puts counts right that do not fit together.
fn counts(pool: &mut Settling<'_>) {
    if pool.count(Key::MaxOpen) == Some(0) {
        let why = format!("jdbc-pool takes {MAX_ACTIVE} for a maxActive below 1");
        pool.replace(Key::MaxOpen, Value::Count(MAX_ACTIVE), why);
    }
    let Some(open) = pool.count(Key::MaxOpen) else { return };
    for key in [Key::InitialSize, Key::MinIdle, Key::MaxIdle] {
        if pool.count(key).is_some_and(|count| count > open) {
            pool.replace(key, Value::Count(open), format!("jdbc-pool lowers {} to max_open ({open})", key.name()));
        }
    }
    let (Some(least), Some(most)) = (pool.count(Key::MinIdle), pool.count(Key::MaxIdle)) else { return };
    if most < least {
        pool.replace(Key::MaxIdle, Value::Count(least), format!("jdbc-pool raises max_idle to min_idle ({least})"));
    }
}

/// The sweeper validates idle connections that were not validated within the interval.
fn keepalive(pool: &mut Settling<'_>, sweep: Option<Duration>) {
    let Some(Value::Switch(checks)) = pool.input("testWhileIdle").map(|setting| setting.value) else { return };
    let interval = pool.input_time("validationInterval", VALIDATION).unwrap_or_default();
    let period = sweep.map(|sweep| sweep.max(interval)).filter(|_| checks);
    let value = period.map_or(Value::Unlimited, Value::Time);
    pool.derive(Key::Keepalive, value, "testWhileIdle", "each sweep checks what validationInterval does not spare");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn counts_are_put_right_in_the_pool_s_own_order() {
        let settings = settled_by(&TOMCAT_JDBC, &[(Key::MaxOpen, "5")]);
        for key in [Key::MaxIdle, Key::MinIdle, Key::InitialSize] {
            assert_eq!(settings.count(key), Some(Limit::At(5)), "{}", key.name());
        }
        let settings = settled_by(&TOMCAT_JDBC, &[(Key::MaxIdle, "3")]);
        assert_eq!(settings.count(Key::MaxIdle), Some(Limit::At(10)));
        assert!(settings.get(Key::MaxIdle).is_some_and(|setting| setting.replaced.is_some()));
    }
}
