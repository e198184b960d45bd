//! HikariCP, which checks its numbers at the start and replaces those that it does not like.
//!
//! Sources: `HikariConfig.validateNumerics` and `HikariPool` of HikariCP 6.0 to 7.0
//! (<https://github.com/brettwooldridge/HikariCP>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, always, ping_within};
use crate::client::pool::library::names::{Name, count, input_millis, millis, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::{Requirement, Site};
use crate::client::pool::library::{Fills, Moment};
use crate::client::pool::library::{Later, Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;
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

/// Spinnaker's own names and defaults over HikariCP
/// (<https://spinnaker.io/docs/setup/productionize/persistence/orca-sql/>).
const SPINNAKER: &str =
    "Spinnaker's kork-sql over HikariCP: https://spinnaker.io/docs/setup/productionize/persistence/orca-sql/";

/// ShardingSphere's defaults over HikariCP
/// (<https://shardingsphere.apache.org/document/current/en/user-manual/shardingsphere-jdbc/yaml-config/data-source/>).
const SHARDING: &str = "ShardingSphere's HikariDataSourcePoolMetaData";

/// A pool of Spinnaker's services, which older ones have one of.
const SPINNAKER_PLACE: Site = Site::at(&[])
    .of("Spinnaker")
    .names(&[
        count("maxPoolSize", Key::MaxOpen),
        count("minIdle", Key::MinIdle),
        millis("maxLifetimeMs", Key::MaxLifetime),
        millis("idleTimeoutMs", Key::MaxIdleTime),
        millis("connectionTimeoutMs", Key::AcquireTimeout),
    ])
    .defaults(&[
        default(Key::MaxOpen, Value::Count(20), SPINNAKER),
        default(Key::MinIdle, Value::Count(5), SPINNAKER),
        default_seconds(Key::MaxLifetime, 30, SPINNAKER),
        default_seconds(Key::MaxIdleTime, 60, SPINNAKER),
        default_seconds(Key::AcquireTimeout, 5, SPINNAKER),
    ]);

/// A data source of ShardingSphere, which says so by one of its own keys: Micronaut's stand at the same path.
const SHARDING_PLACE: Site = Site::at(&["dataSources", "*"])
    .of("ShardingSphere")
    .names(&[
        count("maxPoolSize", Key::MaxOpen),
        count("minPoolSize", Key::MinIdle),
        millis("maxLifetimeMilliseconds", Key::MaxLifetime).unique(),
        millis("idleTimeoutMilliseconds", Key::MaxIdleTime).unique(),
        millis("connectionTimeoutMilliseconds", Key::AcquireTimeout).zero(Value::Unlimited).unique(),
    ])
    .defaults(&[
        default(Key::MaxOpen, Value::Count(50), SHARDING),
        default(Key::MinIdle, Value::Count(1), SHARDING),
        default_seconds(Key::MaxLifetime, 2100, SHARDING),
        default_seconds(Key::MaxIdleTime, 60, SHARDING),
        default_seconds(Key::AcquireTimeout, 30, SHARDING),
        unlimited(Key::Keepalive, SHARDING),
    ]);

/// Nacos' defaults over HikariCP.
const NACOS: &str = "Nacos' DataSourcePoolProperties: https://github.com/alibaba/nacos";

/// Nacos keeps its data in an embedded database where no platform is named
/// (<https://nacos.io/docs/latest/manual/admin/deployment/deployment-cluster/>).
const NACOS_STORE: &[Requirement] = &[Requirement {
    keys: &[&["spring", "sql", "init", "platform"], &["spring", "datasource", "platform"]],
    words: &["mysql"],
    or_absent: false,
    otherwise: "Nacos keeps its data in MySQL only where `spring.sql.init.platform` is `mysql`",
}];

const FIXED: &str = "minimumIdle is maximumPoolSize where it is not set";

const NAMES: &[Name] = &[
    count("maximumPoolSize", Key::MaxOpen),
    count("minimumIdle", Key::MinIdle),
    millis("idleTimeout", Key::MaxIdleTime),
    millis("maxLifetime", Key::MaxLifetime),
    millis("keepaliveTime", Key::Keepalive),
    millis("connectionTimeout", Key::AcquireTimeout).zero(Value::Unlimited),
    input_millis("validationTimeout"),
    sign("leakDetectionThreshold").unique(),
    sign("initializationFailTimeout").unique(),
    sign("connectionTestQuery"),
    sign("connectionInitSql"),
    sign("poolName"),
    sign("jdbcUrl"),
    sign("dataSourceClassName"),
];

/// `library: hikaricp`
pub static HIKARICP: Library = Library {
    name: "hikaricp",
    title: "HikariCP",
    language: Language::Java,
    names: NAMES,
    classes: &["hikari"],
    sections: &["hikari", "hikaricp"],
    sites: &[
        Site::all_of(&["spring", "datasource", "hikari"]).of("Spring Boot"),
        Site::at(&["hikari"]).names(&[
            // dynamic-datasource's short spellings (HikariCpConfig).
            count("maxPoolSize", Key::MaxOpen),
            count("minIdle", Key::MinIdle),
        ]),
        Site::at(&["db", "pool", "config"])
            .of("Nacos")
            .defaults(&[default(Key::MaxOpen, Value::Count(20), NACOS), default(Key::MinIdle, Value::Count(2), NACOS)])
            .requires(NACOS_STORE)
            .each(&["db", "url"]),
        Site::at(&["quartz", "dataSource", "*"])
            .with(&[("provider", &["hikari"]), ("driver", &[""])])
            .of("Quartz")
            .names(&[
                count("maxConnections", Key::MaxOpen),
                // The provider hands its seconds to a setter that takes milliseconds.
                millis("discardIdleConnectionsSeconds", Key::MaxIdleTime),
                sign("URL").weak(),
            ])
            .defaults(&[
                default(Key::MaxOpen, Value::Count(10), crate::client::libraries::c3p0::QUARTZ),
                unlimited(Key::MaxIdleTime, crate::client::libraries::c3p0::QUARTZ),
            ]),
        Site::at(&["store", "db"])
            .with(&[("datasource", &["hikari"])])
            .of("Seata")
            .names(&[
                count("maxConn", Key::MaxOpen),
                count("minConn", Key::MinIdle),
                millis("maxWait", Key::AcquireTimeout).zero(Value::Unlimited),
            ])
            .defaults(&[default_seconds(Key::AcquireTimeout, 5, "Seata's HikariDataSourceProvider")])
            .unknown(&[Key::MaxOpen, Key::MinIdle])
            .requires(crate::client::pool::library::sites::SEATA_DB),
        Site::all_of(&["storage", "*", "properties"]).of("SkyWalking"),
        SHARDING_PLACE.with(&[("dataSourceClassName", &["hikari"])]),
        SHARDING_PLACE.with(&[("maxPoolSize", &[""])]),
        SHARDING_PLACE.with(&[("connectionTimeoutMilliseconds", &[""])]),
        SHARDING_PLACE.with(&[("databaseName", &[""])]),
        SHARDING_PLACE.with(&[("schemaName", &[""])]),
        Site::at(&["datasources", "*"])
            .holding(&[("url", &["jdbc:", "$", "{{"])])
            .of("Micronaut")
            .names(&[sign("url").weak()]),
        Site { path: &["sql", "connectionPools", "*"], ..SPINNAKER_PLACE },
        Site { path: &["sql", "connectionPool"], ..SPINNAKER_PLACE },
        Site::at(&["pool-settings"])
            .of("LuckPerms")
            .names(&[millis("maximum-lifetime", Key::MaxLifetime), millis("connection-timeout", Key::AcquireTimeout)]),
        Site::ANYWHERE,
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MinIdle, Value::Count(10), FIXED),
        default(Key::MaxLifetime, Value::Time(LIFETIME), SOURCE),
        default(Key::MaxIdleTime, Value::Time(IDLE), SOURCE),
        unlimited(Key::Keepalive, "off up to 6.2.0, and 2 minutes since 6.2.1: off is taken"),
        default_seconds(Key::AcquireTimeout, 30, SOURCE),
        default(Key::Validation, Value::Switch(true), "isValid() before use after 500 ms without one"),
    ],
    later: &[Later { since: "6.2.1", default: default_seconds(Key::Keepalive, 120, "2 minutes since HikariCP 6.2.1") }],
    nothing: |key| match key {
        Key::MaxLifetime | Key::MaxIdleTime | Key::Keepalive => Some(Value::Unlimited),
        Key::MinIdle => Some(Value::Count(0)),
        _ => None,
    },
    settle,
    spares_floor: true,
    behaviour: Behaviour { notices: &[always(ping_within(5000, 500))], ..Behaviour::PINGS },
    multiplies: "one pool for each data source in each process",
    reaction: Reaction { time: Duration::from_secs(30), source: "HikariCP's housekeeper runs every 30 s" },
    usual_driver: Some(&drivers::connector_j::CONNECTOR_J),
    dial_within: Some(Key::AcquireTimeout),
    age_looked_at: &[Moment::Idle, Moment::Return],
    fills: Fills::OneByOne,
    ..Library::BASE
};

/// The setters' refusals, then `validateNumerics`, in its order.
fn settle(pool: &mut Settling<'_>) {
    refusals(pool);
    lifetime(pool);
    keepalive(pool);
    min_idle(pool);
    idle_time(pool);
}

/// The shortest `connectionTimeout` and `validationTimeout` that the setters take.
const SHORTEST_WAIT: Duration = Duration::from_millis(250);

fn refusals(pool: &mut Settling<'_>) {
    if pool.count(Key::MaxOpen) == Some(0) {
        pool.refuse("HikariCP does not start: maximumPoolSize cannot be less than 1");
    }
    let least = pool.settings.get(Key::MinIdle).and_then(|least| least.configured.as_deref());
    if least.is_some_and(|least| least.trim_start().starts_with('-')) {
        pool.refuse("HikariCP does not start: minimumIdle cannot be negative");
    }
    let too_short = |time: Option<Duration>| time.is_some_and(|time| time < SHORTEST_WAIT);
    if too_short(pool.time(Key::AcquireTimeout)) {
        pool.refuse("HikariCP does not start: connectionTimeout cannot be less than 250 ms");
    }
    if too_short(pool.input_time("validationTimeout", SHORTEST_WAIT)) {
        pool.refuse("HikariCP does not start: validationTimeout cannot be less than 250 ms");
    }
}

fn lifetime(pool: &mut Settling<'_>) {
    if pool.time(Key::MaxLifetime).is_some_and(|lifetime| lifetime < SHORTEST) {
        let why = format!("HikariCP takes no max_lifetime below {}", show_duration(SHORTEST));
        pool.replace(Key::MaxLifetime, Value::Time(LIFETIME), why);
    }
}

fn keepalive(pool: &mut Settling<'_>) {
    let Some(keepalive) = pool.time(Key::Keepalive) else { return };
    if keepalive < SHORTEST {
        let why = format!("HikariCP takes no keepalive below {}", show_duration(SHORTEST));
        pool.replace(Key::Keepalive, Value::Unlimited, why);
    } else if pool.time(Key::MaxLifetime).is_some_and(|lifetime| keepalive >= lifetime) {
        let why = "HikariCP switches a keepalive off that is not below max_lifetime";
        pool.replace(Key::Keepalive, Value::Unlimited, why);
    }
}

/// Whether `minimumIdle` follows the size, so that the pool is one of fixed size whatever that is.
fn is_fixed(pool: &Settling<'_>) -> bool {
    let least = pool.settings.get(Key::MinIdle);
    least.is_some_and(|least| !least.is_written() && least.origin.note.as_deref() == Some(FIXED))
}

fn min_idle(pool: &mut Settling<'_>) {
    let fixed = is_fixed(pool);
    match (pool.count(Key::MaxOpen), pool.count(Key::MinIdle)) {
        (Some(open), Some(idle)) if fixed || idle > open => {
            pool.replace(Key::MinIdle, Value::Count(open), format!("HikariCP lowers min_idle to max_open ({open})"));
        }
        (None, _) if fixed => pool.replace(Key::MinIdle, Value::Unresolved, "it is max_open, which is not resolved"),
        _ => {}
    }
}

fn idle_time(pool: &mut Settling<'_>) {
    let Some(idle) = pool.time(Key::MaxIdleTime) else { return };
    let (open, least) = (pool.count(Key::MaxOpen), pool.count(Key::MinIdle));
    let fixed = is_fixed(pool);
    if !fixed && (open.is_none() || least.is_none()) {
        return;
    }
    if fixed || open == least {
        let why = "HikariCP closes no idle connection of a pool of fixed size (min_idle is max_open)";
        pool.replace(Key::MaxIdleTime, Value::Unlimited, why);
    } else if pool.time(Key::MaxLifetime).is_some_and(|lifetime| idle + Duration::from_secs(1) > lifetime) {
        let why = "HikariCP switches a max_idle_time off that is not below max_lifetime by a second";
        pool.replace(Key::MaxIdleTime, Value::Unlimited, why);
    } else if idle < SHORTEST_IDLE {
        let why = format!("HikariCP takes no max_idle_time below {}", show_duration(SHORTEST_IDLE));
        pool.replace(Key::MaxIdleTime, Value::Time(IDLE), why);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::{Limit, Settings};

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
    fn what_the_setters_refuse_is_refused() {
        let refused = |pairs: &[(Key, &str)]| crate::client::libraries::tests::refused_by(&HIKARICP, pairs);
        assert_eq!(refused(&[(Key::MaxOpen, "1"), (Key::AcquireTimeout, "250ms")]), None);
        assert!(refused(&[(Key::MaxOpen, "0")]).is_some_and(|why| why.contains("maximumPoolSize")));
        assert!(refused(&[(Key::AcquireTimeout, "249ms")]).is_some_and(|why| why.contains("connectionTimeout")));
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
