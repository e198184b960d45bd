//! IronJacamar, the pool of WildFly's and JBoss' data sources, whose idle limit is in minutes.
//!
//! Sources: WildFly's model of data sources (<https://docs.wildfly.org/36/Admin_Guide.html#DataSource>), and IronJacamar's
//! `IdleConnectionRemover` (<https://github.com/ironjacamar/ironjacamar>).

use std::time::Duration;

use crate::client::pool::behaviour::{Behaviour, Known};
use crate::client::pool::library::names::{Name, count, input_millis, input_switch, millis, minutes, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "WildFly: https://docs.wildfly.org/36/Admin_Guide.html#DataSource";

const CHECKS: &str = "background-validation";
const PERIOD: &str = "background-validation-millis";
const ON_MATCH: &str = "validate-on-match";

const POOL: &[Name] = &[
    count("max-pool-size", Key::MaxOpen),
    count("min-pool-size", Key::MinIdle),
    count("initial-pool-size", Key::InitialSize),
    sign("prefill"),
    sign("flush-strategy"),
];
const TIMEOUT: &[Name] = &[
    minutes("idle-timeout-minutes", Key::MaxIdleTime).none_is_unlimited(),
    millis("blocking-timeout-millis", Key::AcquireTimeout),
];
const VALIDATION: &[Name] = &[input_switch(CHECKS), input_millis(PERIOD), input_switch(ON_MATCH)];
const INNER: &[(&str, &[Name])] =
    &[("pool", POOL), ("xa-pool", POOL), ("timeout", TIMEOUT), ("validation", VALIDATION)];

const NAMES: &[Name] = &[sign("connection-url").weak(), sign("jndi-name").weak()];

const URL: &[(&str, &[&str])] = &[("connection-url", &["jdbc:mysql", "jdbc:mariadb", "$"])];

/// `library: ironjacamar`
pub static IRONJACAMAR: Library = Library {
    name: "ironjacamar",
    title: "IronJacamar (WildFly)",
    language: Language::Java,
    names: NAMES,
    sites: &[
        Site::at(&["datasource"]).holding(URL).inner(INNER),
        Site::at(&["datasource", "*"]).holding(URL).inner(INNER),
        Site::at(&["local-tx-datasource"]).holding(URL).inner(INNER),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(20), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        unlimited(Key::MaxLifetime, "IronJacamar has none"),
        default_seconds(Key::AcquireTimeout, 30, SOURCE),
        unlimited(Key::Keepalive, "background-validation is off"),
        default(Key::Validation, Value::Switch(false), "validate-on-match is off"),
    ],
    // 30 minutes in IronJacamar, 15 in older servers.
    unknown: &[Key::MaxIdleTime],
    settle,
    spares_floor: true,
    behaviour: Behaviour { known: Known::Read, ..Behaviour::PINGS },
    multiplies: "one pool for each data source in each server",
    reaction: Reaction {
        time: Duration::from_secs(450),
        source: "IronJacamar looks at idle connections every half of idle-timeout-minutes: 7.5 minutes of its 15 assumed",
    },
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    let period = pool.input(PERIOD).map(|setting| setting.value);
    if let Some(period @ Value::Time(_)) = period.filter(|_| pool.input_switch(CHECKS, false)) {
        pool.derive(Key::Keepalive, period, PERIOD, "background-validation checks idle connections");
    }
    let checks = pool.input_switch(ON_MATCH, false);
    pool.derive(
        Key::Validation,
        Value::Switch(checks),
        ON_MATCH,
        "validate-on-match checks each connection that is taken",
    );
}
