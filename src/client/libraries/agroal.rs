//! Agroal, the pool of Quarkus, of Keycloak on it, and of WildFly.
//!
//! Sources: `AgroalPropertiesReader` and `ConnectionPool` of Agroal 3.2 (<https://github.com/agroal/agroal>),
//! <https://quarkus.io/guides/datasource#configuration-reference>,
//! <https://www.keycloak.org/server/all-config#category-database>. Agroal itself has no default size; Quarkus and Keycloak have.

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{AfterError, Behaviour, When};
use crate::client::pool::lever::{in_seconds, switched_on};
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{
    Name, count, input_seconds, input_switch, input_text, millis, minutes, seconds, sign, switch, worded,
};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::{Requirement, Site};
use crate::client::pool::library::{Default, Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Agroal: https://agroal.github.io/docs.html";
const QUARKUS: &str = "Quarkus: https://quarkus.io/guides/datasource#configuration-reference";
const KEYCLOAK: &str = "Keycloak: https://www.keycloak.org/server/all-config#category-database";

/// Quarkus' names. A bare number is seconds, and `5M` minutes.
const QUARKUS_NAMES: &[Name] = &[
    count("max-size", Key::MaxOpen),
    count("min-size", Key::MinIdle),
    count("initial-size", Key::InitialSize),
    seconds("idle-removal-interval", Key::MaxIdleTime).none_is_unlimited().unique(),
    seconds("max-lifetime", Key::MaxLifetime).none_is_unlimited(),
    seconds("acquisition-timeout", Key::AcquireTimeout).none_is_unlimited(),
    seconds("background-validation-interval", Key::Keepalive).none_is_unlimited().unique(),
    switch("validate-on-borrow", Key::Validation),
    input_seconds("foreground-validation-interval"),
    sign("leak-detection-interval").unique(),
    sign("url").weak(),
];

const QUARKUS_DEFAULTS: &[Default] = &[
    default(
        Key::MaxOpen,
        Value::Count(50),
        "Quarkus: 50 since the end of 2025, 20 before (https://github.com/quarkusio/quarkus/pull/51169)",
    ),
    default_seconds(Key::MaxIdleTime, 300, QUARKUS),
    default_seconds(Key::AcquireTimeout, 5, QUARKUS),
    default_seconds(Key::Keepalive, 120, "Quarkus: background-validation-interval is 2 minutes"),
];

const KEYCLOAK_DEFAULTS: &[Default] = &[
    default(Key::MaxOpen, Value::Count(100), KEYCLOAK),
    default_seconds(Key::MaxIdleTime, 300, QUARKUS),
    default_seconds(Key::AcquireTimeout, 5, QUARKUS),
    default_seconds(Key::Keepalive, 120, "Quarkus: background-validation-interval is 2 minutes"),
];

const KEYCLOAK_NAMES: &[Name] = &[
    count("db-pool-max-size", Key::MaxOpen).also(&["KC_DB_POOL_MAX_SIZE"]).unique(),
    count("db-pool-min-size", Key::MinIdle).also(&["KC_DB_POOL_MIN_SIZE"]).unique(),
    count("db-pool-initial-size", Key::InitialSize).also(&["KC_DB_POOL_INITIAL_SIZE"]).unique(),
    sign("db-url-host").also(&["KC_DB_URL", "KC_DB_URL_HOST"]).unique(),
    sign("db-url-database").also(&["KC_DB_URL_DATABASE"]).unique(),
    seconds("db-pool-max-lifetime", Key::MaxLifetime).also(&["KC_DB_POOL_MAX_LIFETIME"]).none_is_unlimited().unique(),
];

/// Those of the operator's resource (<https://www.keycloak.org/operator/advanced-configuration>).
const KEYCLOAK_OPERATOR_NAMES: &[Name] = &[
    count("poolMaxSize", Key::MaxOpen),
    count("poolMinSize", Key::MinIdle),
    count("poolInitialSize", Key::InitialSize),
    sign("vendor").weak(),
];

/// `start-dev` is for development (<https://www.keycloak.org/server/configuration#_starting_keycloak_in_development_mode>).
const NO_DEVELOPMENT: &[Requirement] = &[Requirement {
    keys: &[&["command"]],
    words: &["!start-dev"],
    or_absent: true,
    otherwise: "Keycloak is started for development",
}];

/// The words of Keycloak's `db` that are ours.
const OURS: &[&str] = &["mysql", "mariadb"];

/// `library: agroal`
pub static AGROAL: Library = Library {
    name: "agroal",
    title: "Agroal",
    language: Language::Java,
    names: &[
        count("maxSize", Key::MaxOpen),
        count("minSize", Key::MinIdle),
        count("initialSize", Key::InitialSize),
        worded("reapTimeout", Key::MaxIdleTime).unique(),
        millis("reapTimeout_ms", Key::MaxIdleTime).none_is_unlimited().unique(),
        seconds("reapTimeout_s", Key::MaxIdleTime).none_is_unlimited().unique(),
        minutes("reapTimeout_m", Key::MaxIdleTime).none_is_unlimited().unique(),
        worded("maxLifetime", Key::MaxLifetime),
        millis("maxLifetime_ms", Key::MaxLifetime).none_is_unlimited(),
        seconds("maxLifetime_s", Key::MaxLifetime).none_is_unlimited(),
        minutes("maxLifetime_m", Key::MaxLifetime).none_is_unlimited(),
        worded("acquisitionTimeout", Key::AcquireTimeout),
        millis("acquisitionTimeout_ms", Key::AcquireTimeout).none_is_unlimited(),
        seconds("acquisitionTimeout_s", Key::AcquireTimeout).none_is_unlimited(),
        minutes("acquisitionTimeout_m", Key::AcquireTimeout).none_is_unlimited(),
        worded("validationTimeout", Key::Keepalive),
        millis("validationTimeout_ms", Key::Keepalive).none_is_unlimited(),
        seconds("validationTimeout_s", Key::Keepalive).none_is_unlimited(),
        minutes("validationTimeout_m", Key::Keepalive).none_is_unlimited(),
        input_switch("validateOnBorrow"),
        input_seconds("idleValidation").also(&["idleValidationTimeout", "idleValidation_s"]),
        input_text("connectionValidator"),
        input_text("exceptionSorter"),
        input_text("jdbcUrl").weak(),
        input_switch("flushOnClose"),
        sign("leakTimeout").also(&["leakTimeout_ms", "leakTimeout_s", "leakTimeout_m"]),
    ],
    classes: &["agroal"],
    sections: &["agroal"],
    sites: &[
        Site::at(&["agroal"]),
        Site::at(&["quarkus", "datasource", "jdbc"]).of("Quarkus").names(QUARKUS_NAMES).defaults(QUARKUS_DEFAULTS),
        Site::at(&["quarkus", "datasource", "*", "jdbc"]).of("Quarkus").names(QUARKUS_NAMES).defaults(QUARKUS_DEFAULTS),
        Site::at(&["spec", "db"])
            .holding(&[("vendor", OURS)])
            .of("Keycloak's operator")
            .names(KEYCLOAK_OPERATOR_NAMES)
            .defaults(KEYCLOAK_DEFAULTS),
        Site::at(&[]).with(&[("db", OURS)]).of("Keycloak").names(KEYCLOAK_NAMES).defaults(KEYCLOAK_DEFAULTS),
        Site::at(&[])
            .with(&[("KC_DB", OURS)])
            .of("Keycloak")
            .names(KEYCLOAK_NAMES)
            .defaults(KEYCLOAK_DEFAULTS)
            .requires(NO_DEVELOPMENT)
            .feeding("Quarkus"),
        Site::ANYWHERE,
    ],
    defaults: &[
        default(Key::MinIdle, Value::Count(0), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        unlimited(Key::Keepalive, SOURCE),
        unlimited(Key::AcquireTimeout, SOURCE),
        default(Key::Validation, Value::Switch(false), "validateOnBorrow is false"),
    ],
    // The size must be set where no framework does it; what an absent initial size is, is not verified.
    unknown: &[Key::MaxOpen, Key::InitialSize],
    nothing: |key| match key {
        Key::MaxLifetime | Key::MaxIdleTime | Key::Keepalive | Key::AcquireTimeout => Some(Value::Unlimited),
        _ => None,
    },
    settle,
    spares_floor: true,
    // Quarkus and what stands on it give each pool a validator and the database's exception sorter.
    behaviour: Behaviour {
        after_error_where: &[
            (When::Says("exceptionSorter"), AfterError::DropsOne),
            (When::Says("jdbcUrl"), AfterError::Keeps),
        ],
        ..Behaviour::PINGS
    },
    multiplies: "one pool for each data source in each process",
    reaction: Reaction { time: Duration::from_secs(30), source: "Agroal's housekeeping: 30 s assumed" },
    usual_driver: Some(&drivers::connector_j::CONNECTOR_J),
    age_looked_at: &[Moment::Idle, Moment::Return],
    levers: &[
        in_seconds(Key::MaxLifetime, "maxLifetime_s={} (in Quarkus max-lifetime={}S)"),
        switched_on(
            Key::Validation,
            "validateOnBorrow=true with a connectionValidator (in Quarkus validate-on-borrow=true)",
        ),
    ],
    ..Library::BASE
};

/// Agroal's own properties have no validator unless one is named, and then nothing is asked, whatever says when
/// (`ConnectionValidator.emptyValidator`). Quarkus has one.
fn settle(pool: &mut Settling<'_>) {
    let own = pool.input("jdbcUrl").is_some() || pool.input("connectionValidator").is_some();
    let validator = pool.input_text("connectionValidator").is_some_and(|name| !name.eq_ignore_ascii_case("empty"));
    if own && !validator && pool.is_written(Key::Keepalive) {
        pool.replace(Key::Keepalive, Value::Unlimited, "Agroal asks nothing without a connectionValidator");
    }
    if pool.is_written(Key::Validation) {
        return;
    }
    let is_time = |name: &str| pool.input(name).map(|setting| matches!(setting.value, Value::Time(_)));
    if let Some(checks) = is_time("foreground-validation-interval") {
        let note = "checked when it idled that long";
        pool.derive(Key::Validation, Value::Switch(checks), "foreground-validation-interval", note);
        return;
    }
    let wanted = pool.input_switch("validateOnBorrow", false) || is_time("idleValidation").unwrap_or(false);
    let asks = wanted && (validator || !own);
    let note = if wanted && !asks { "nothing is asked without a connectionValidator" } else { "with the validator" };
    for name in ["idleValidation", "validateOnBorrow"] {
        pool.derive(Key::Validation, Value::Switch(asks), name, note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn without_a_framework_its_size_is_not_known() {
        let settings = settled_by(&AGROAL, &[]);
        assert_eq!(settings.count(Key::MaxOpen), None);
        assert_eq!(settings.time(Key::AcquireTimeout), Some(Limit::Unlimited));
    }
}
