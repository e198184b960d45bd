//! Hibernate's own pool, which it makes where nobody hands it a data source: a queue without a limit in time, which refuses at once when
//! it is used up.
//!
//! Source: `DriverManagerConnectionProviderImpl` of Hibernate 5 and 6 (<https://github.com/hibernate/hibernate-orm>).

use std::time::Duration;

use crate::client::pool::behaviour::{Behaviour, Known};
use crate::client::pool::library::names::{Name, count, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, default, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Hibernate's DriverManagerConnectionProviderImpl: https://github.com/hibernate/hibernate-orm";

const NAMES: &[Name] = &[
    count("pool_size", Key::MaxOpen),
    count("min_pool_size", Key::MinIdle),
    count("initial_pool_size", Key::InitialSize),
    sign("pool_validation_interval").unique(),
];

/// Properties stand under `hibernate.connection`, in `hibernate.cfg.xml` also without their first word.
const STATED: &[(&str, &[&str])] = &[("pool_size", &[""])];

/// `library: hibernate`
pub static HIBERNATE: Library = Library {
    name: "hibernate",
    title: "Hibernate's own pool",
    language: Language::Java,
    names: NAMES,
    sites: &[
        Site::at(&["session-factory", "connection"]).holding(STATED),
        Site::at(&["session-factory", "hibernate", "connection"]).holding(STATED),
        Site::at(&["hibernate", "connection"]).holding(STATED),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(20), SOURCE),
        default(Key::MinIdle, Value::Count(1), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        unlimited(Key::Keepalive, SOURCE),
        default(Key::AcquireTimeout, Value::Time(Duration::ZERO), "a pool that is used up refuses at once"),
        default(Key::Validation, Value::Switch(false), "nothing is checked before use"),
    ],
    settle,
    ends_idle: &[],
    behaviour: Behaviour { known: Known::Read, ..Behaviour::PINGS },
    multiplies: "one pool for each session factory in each process",
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if let Some(least) = pool.count(Key::MinIdle) {
        pool.default(Key::InitialSize, Value::Count(least), "initial_pool_size is min_pool_size where it is not set");
    }
}
