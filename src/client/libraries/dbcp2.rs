//! Apache Commons DBCP 2, whose evictor is off until it is given a period.
//!
//! Sources: `BasicDataSource` of DBCP 2.14 (<https://github.com/apache/commons-dbcp>), `GenericObjectPoolConfig` of Pool 2
//! (<https://github.com/apache/commons-pool>). Version 1, which has other names, is read by the class that says it.

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::lever::switched_on;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_count, input_millis, input_switch, millis, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Commons DBCP: https://commons.apache.org/proper/commons-dbcp/configuration.html";

/// `minEvictableIdleTimeMillis` when nothing is said.
const IDLE: Duration = Duration::from_secs(1800);

const NO_EVICTOR: &str = "DBCP's evictor is off (timeBetweenEvictionRunsMillis is -1 by default)";

/// The names that version 1 has for what version 2 calls `maxTotal` and `maxWaitMillis`.
const FIRST: &[Name] = &[
    count("maxActive", Key::MaxOpen).zero(Value::Unlimited).negative(Value::Unlimited),
    millis("maxWait", Key::AcquireTimeout).none_is_unlimited(),
];

/// Spring binds the setters that take a `Duration`; a bare number is milliseconds to it.
const SPRING: &[Name] = &[
    millis("maxWait", Key::AcquireTimeout).zero(Value::Time(Duration::ZERO)).negative(Value::Unlimited),
    millis("minEvictableIdle", Key::MaxIdleTime).none_is_unlimited(),
    millis("maxConn", Key::MaxLifetime).none_is_unlimited(),
];

/// Seata's `DbcpDataSourceProvider`, which sets the rest itself
/// (<https://github.com/apache/incubator-seata/tree/2.x/server/src/main/java/org/apache/seata/server/store>).
const SEATA: &str = "Seata's DbcpDataSourceProvider";

/// `library: dbcp2`
pub static DBCP2: Library = Library {
    name: "dbcp2",
    title: "Commons DBCP 2",
    language: Language::Java,
    names: &[
        count("maxTotal", Key::MaxOpen).negative(Value::Unlimited),
        count("maxIdle", Key::MaxIdle).negative(Value::Unlimited),
        count("minIdle", Key::MinIdle),
        count("initialSize", Key::InitialSize),
        millis("maxWaitMillis", Key::AcquireTimeout).zero(Value::Time(Duration::ZERO)).negative(Value::Unlimited),
        millis("maxConnLifetimeMillis", Key::MaxLifetime).none_is_unlimited().unique(),
        millis("minEvictableIdleTimeMillis", Key::MaxIdleTime).none_is_unlimited(),
        input_millis("timeBetweenEvictionRunsMillis").also(&["durationBetweenEvictionRuns"]),
        input_switch("testOnBorrow"),
        input_count("maxActive").weak(),
        sign("maxWait").weak(),
        sign("softMinEvictableIdleTimeMillis").also(&["softMinEvictableIdle"]).unique(),
        sign("numTestsPerEvictionRun"),
        sign("testWhileIdle"),
        sign("testOnReturn"),
        sign("testOnCreate"),
        sign("validationQuery"),
        sign("removeAbandonedOnBorrow").unique(),
        sign("removeAbandonedOnMaintenance").unique(),
        sign("poolPreparedStatements"),
        sign("fastFailValidation").unique(),
        sign("logExpiredConnections").unique(),
    ],
    classes: &["dbcp"],
    sections: &["dbcp2", "dbcp"],
    sites: &[
        Site::all_of(&["spring", "datasource", "dbcp2"]).of("Spring Boot").names(SPRING),
        Site::at(&[]).with(&[("class", &["commons.dbcp.", "tomcat.dbcp.dbcp."])]).of("Commons DBCP 1").names(FIRST),
        Site::at(&[]).with(&[("factory", &["commons.dbcp.", "tomcat.dbcp.dbcp."])]).of("Commons DBCP 1").names(FIRST),
        // Without a factory of its own a resource of Tomcat 8 and later is DBCP 2's.
        Site::at(&["Resource"]).with(&[("type", &["javax.sql.datasource"])]).of("Tomcat"),
        Site::at(&["Resource", "*"]).with(&[("type", &["javax.sql.datasource"])]).of("Tomcat"),
        Site::at(&["store", "db"])
            .with(&[("datasource", &["dbcp"])])
            .of("Seata")
            .names(&[
                count("maxConn", Key::MaxOpen),
                count("minConn", Key::MinIdle),
                millis("maxWait", Key::AcquireTimeout).negative(Value::Unlimited),
            ])
            .defaults(&[
                default(Key::AcquireTimeout, Value::Time(Duration::from_secs(5)), SEATA),
                default(Key::ConnectTimeout, Value::Time(Duration::from_millis(500)), SEATA),
                default(Key::ReadTimeout, Value::Time(Duration::from_secs(5)), SEATA),
            ])
            // Seata switches the evictor on, and keeps as many idle ones as `minConn` says.
            .unknown(&[Key::MaxOpen, Key::MinIdle, Key::MaxIdle, Key::InitialSize, Key::MaxIdleTime])
            .requires(crate::client::pool::library::sites::SEATA_DB),
        Site::ANYWHERE,
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(8), SOURCE),
        default(Key::MaxIdle, Value::Count(8), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        default(Key::InitialSize, Value::Count(0), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::MaxIdleTime, NO_EVICTOR),
        unlimited(Key::AcquireTimeout, SOURCE),
        default(Key::Validation, Value::Switch(true), "testOnBorrow is true"),
    ],
    settle,
    behaviour: Behaviour::PINGS,
    multiplies: "one pool for each data source in each process",
    // The evictor looks at three connections in a run.
    reaction: Reaction {
        time: Duration::from_secs(30),
        source: "DBCP's evictor looks at numTestsPerEvictionRun (3) connections in each of its runs: 30 s assumed",
    },
    usual_driver: Some(&drivers::connector_j::CONNECTOR_J),
    levers: &[switched_on(Key::Validation, "testOnBorrow=true")],
    age_looked_at: &[Moment::Checkout, Moment::Return],
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if let Some(Value::Switch(checks)) = pool.input("testOnBorrow").map(|setting| setting.value) {
        pool.derive(
            Key::Validation,
            Value::Switch(checks),
            "testOnBorrow",
            "whether it is checked each time it is taken",
        );
    }
    if pool.input("maxActive").is_some() {
        let why = "8; DBCP 2 warns of the name maxActive of version 1 and ignores it";
        pool.default(Key::MaxOpen, Value::Count(8), why);
    }
    evictor(pool);
}

/// The evictor is what looks at idle times; without a period it never runs.
fn evictor(pool: &mut Settling<'_>) {
    let runs = match pool.input("timeBetweenEvictionRunsMillis").map(|setting| setting.value) {
        Some(Value::Time(_)) => true,
        // A period that nothing resolves may switch it on.
        Some(Value::Unresolved) => return,
        _ => false,
    };
    if runs {
        pool.default(
            Key::MaxIdleTime,
            Value::Time(IDLE),
            "minEvictableIdleTimeMillis: 30 minutes where the evictor runs",
        );
    } else if pool.time(Key::MaxIdleTime).is_some() {
        pool.replace(Key::MaxIdleTime, Value::Unlimited, NO_EVICTOR);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn an_idle_limit_without_an_evictor_is_none() {
        let settings = settled_by(&DBCP2, &[(Key::MaxIdleTime, "5m")]);
        assert_eq!(settings.time(Key::MaxIdleTime), Some(Limit::Unlimited));
        assert!(settings.get(Key::MaxIdleTime).is_some_and(|setting| setting.replaced.is_some()));
    }
}
