//! c3p0, whose times are seconds, but for `checkoutTimeout`, which is milliseconds.
//!
//! Sources: `C3P0Defaults` of c3p0 0.10 (<https://github.com/swaldman/c3p0>), <https://www.mchange.com/projects/c3p0/>,
//! Hibernate's `hibernate-c3p0`, Quartz' `C3p0PoolingConnectionProvider`.

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::library::Moment;
use crate::client::pool::library::WhenFull;
use crate::client::pool::library::names::{Name, count, millis, seconds, sign, switch};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::{Requirement, Site};
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "c3p0: https://www.mchange.com/projects/c3p0/#configuration_properties";

/// Quartz' data sources, which c3p0 pools where `provider` does not say otherwise
/// (<https://www.quartz-scheduler.org/documentation/quartz-2.3.0/configuration/ConfigDataSources.html>).
pub(super) const QUARTZ: &str =
    "Quartz: https://www.quartz-scheduler.org/documentation/quartz-2.3.0/configuration/ConfigDataSources.html";

/// Quartz' provider over c3p0, which tests connections only where `validationQuery` is set.
const PROVIDER: &str = "Quartz' C3p0PoolingConnectionProvider: https://github.com/quartz-scheduler/quartz";

/// Hibernate's own names, which it hands on to c3p0
/// (<https://docs.jboss.org/hibernate/orm/6.6/userguide/html_single/Hibernate_User_Guide.html#database-connectionprovider-c3p0>).
const HIBERNATE: &[Name] = &[
    count("max_size", Key::MaxOpen),
    count("min_size", Key::MinIdle),
    seconds("timeout", Key::MaxIdleTime).none_is_unlimited(),
    seconds("idle_test_period", Key::Keepalive).none_is_unlimited(),
    switch("validate", Key::Validation),
    sign("acquire_increment"),
    sign("max_statements"),
];

const SPRING_HAS_ITS_OWN: &[Requirement] = &[Requirement {
    keys: &[],
    words: &[],
    or_absent: false,
    otherwise: "Spring Boot hands its own data source to Hibernate, which then makes no pool",
}];

/// `library: c3p0`
pub static C3P0: Library = Library {
    name: "c3p0",
    title: "c3p0",
    language: Language::Java,
    names: &[
        count("maxPoolSize", Key::MaxOpen).weak(),
        count("minPoolSize", Key::MinIdle).weak(),
        count("initialPoolSize", Key::InitialSize),
        seconds("maxIdleTime", Key::MaxIdleTime).none_is_unlimited(),
        seconds("maxConnectionAge", Key::MaxLifetime).none_is_unlimited().unique(),
        seconds("idleConnectionTestPeriod", Key::Keepalive).none_is_unlimited().unique(),
        millis("checkoutTimeout", Key::AcquireTimeout).none_is_unlimited().unique(),
        switch("testConnectionOnCheckout", Key::Validation).unique(),
        sign("testConnectionOnCheckin").unique(),
        sign("acquireIncrement").unique(),
        sign("acquireRetryAttempts"),
        sign("acquireRetryDelay"),
        sign("breakAfterAcquireFailure").unique(),
        sign("maxIdleTimeExcessConnections").unique(),
        sign("unreturnedConnectionTimeout").unique(),
        sign("maxStatements"),
        sign("maxStatementsPerConnection").unique(),
        sign("preferredTestQuery").unique(),
        sign("automaticTestTable").unique(),
        sign("numHelperThreads").unique(),
        sign("jdbcUrl").weak(),
    ],
    classes: &["c3p0", "com.mchange"],
    sections: &["c3p0"],
    sites: &[
        Site::at(&["c3p0"]).names(HIBERNATE),
        Site::at(&["hibernate", "c3p0"]).of("Hibernate").names(HIBERNATE),
        Site::at(&["jpa", "properties", "hibernate", "c3p0"])
            .of("Hibernate")
            .names(HIBERNATE)
            .requires(SPRING_HAS_ITS_OWN),
        Site::at(&["c3p0-config", "default-config"]),
        Site::at(&["c3p0-config", "named-config"]),
        Site::at(&["c3p0-config", "named-config", "*"]),
        Site::at(&["quartz", "dataSource", "*"])
            .with(&[("driver", &[""])])
            .of("Quartz")
            .names(&[
                count("maxConnections", Key::MaxOpen),
                sign("discardIdleConnectionsSeconds"),
                sign("driver").weak(),
                sign("URL").weak(),
            ])
            .defaults(&[
                default(Key::MaxOpen, Value::Count(10), QUARTZ),
                default(Key::MinIdle, Value::Count(1), PROVIDER),
            ]),
        Site::at(&["quartz", "dataSource", "*"])
            .with(&[("driver", &[""]), ("validationQuery", &[""])])
            .of("Quartz")
            .names(&[
                count("maxConnections", Key::MaxOpen),
                seconds("idleConnectionValidationSeconds", Key::Keepalive).none_is_unlimited(),
                switch("validateOnCheckout", Key::Validation),
                sign("validationQuery"),
                sign("discardIdleConnectionsSeconds"),
                sign("driver").weak(),
                sign("URL").weak(),
            ])
            .defaults(&[
                default(Key::MaxOpen, Value::Count(10), QUARTZ),
                default(Key::MinIdle, Value::Count(1), PROVIDER),
                default_seconds(Key::Keepalive, 50, PROVIDER),
            ]),
        Site::at(&[])
            .with(&[("driver_class", &[""]), ("url", &["jdbc:"]), ("max_pool_size", &[""])])
            .of("Vert.x' JDBC client"),
        Site::at(&[])
            .with(&[("MB_DB_TYPE", &["mysql"])])
            .of("Metabase")
            .names(&[count("MB_APPLICATION_DB_MAX_CONNECTION_POOL_SIZE", Key::MaxOpen).unique()])
            // What else Metabase sets of its c3p0 pool is not verified.
            .unknown(&[
                Key::MaxOpen,
                Key::MinIdle,
                Key::InitialSize,
                Key::MaxIdleTime,
                Key::MaxLifetime,
                Key::Keepalive,
                Key::AcquireTimeout,
                Key::Validation,
            ]),
        Site::ANYWHERE,
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(15), SOURCE),
        default(Key::MinIdle, Value::Count(3), SOURCE),
        default(Key::InitialSize, Value::Count(3), SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::Keepalive, SOURCE),
        unlimited(Key::AcquireTimeout, SOURCE),
        default(Key::Validation, Value::Switch(false), "testConnectionOnCheckout is false"),
    ],
    settle,
    behaviour: Behaviour::PINGS,
    multiplies: "one pool for each data source and each user name in each process",
    reaction: Reaction {
        time: Duration::from_secs(60),
        source: "c3p0 looks for expired connections at a quarter of its shortest limit, a minute at most: 60 s assumed",
    },
    usual_driver: Some(&drivers::connector_j::CONNECTOR_J),
    when_full: WhenFull::Retries {
        until: None,
        says: "`Connections could not be acquired from the underlying database!`, which does not name the reason, after 30 tries a second apart",
    },
    age_looked_at: &[Moment::Idle],
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    // BasicResourcePool starts with its minimum where `initialPoolSize` is below it, and with its maximum where it is above.
    if let (Some(start), Some(least), Some(most)) =
        (pool.count(Key::InitialSize), pool.count(Key::MinIdle), pool.count(Key::MaxOpen))
    {
        let fitting = start.max(least).min(most);
        if fitting != start {
            let why = format!("c3p0 starts with {fitting}, between minPoolSize and maxPoolSize");
            pool.replace(Key::InitialSize, Value::Count(fitting), why);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn it_starts_between_its_bounds() {
        let start = |pairs: &[(Key, &str)]| settled_by(&C3P0, pairs).count(Key::InitialSize);
        assert_eq!(start(&[]), Some(Limit::At(3)));
        assert_eq!(start(&[(Key::MinIdle, "5")]), Some(Limit::At(5)));
        assert_eq!(start(&[(Key::MaxOpen, "2"), (Key::MinIdle, "1")]), Some(Limit::At(2)));
    }
}
