//! knex over tarn, which keeps two connections for ever unless told otherwise.
//!
//! Sources: `lib/client.js` of knex 3.3 (<https://knexjs.org/guide/#pool>), and tarn 3.1 (<https://github.com/vincit/tarn.js>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, MaxIdleActs};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_millis, link, millis, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::{Site, Unread};
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Setting, Value};
use crate::text::language::Language;

const SOURCE: &str = "knex: https://knexjs.org/guide/#pool";

/// `acquireConnectionTimeout` when nothing is said.
const ACQUIRE: Duration = Duration::from_secs(60);

/// The names of the section around the pool's.
const NAMES: &[Name] = &[input_millis("acquireConnectionTimeout").unique(), link("connection").weak()];

/// What a random part of is added to the lifetime.
const JITTER: &str = "maxConnectionLifetimeJitterMillis";

/// The pool's section within the connection's, where the driver passes over it.
const UNREAD: &[Unread] = &[
    Unread { path: &["connection", "pool", "max"], why: MISPLACED, instead: "move `pool` beside `connection`" },
    Unread { path: &["connection", "pool", "min"], why: MISPLACED, instead: "move `pool` beside `connection`" },
];
const MISPLACED: &str = "knex reads `pool` beside `connection`, and not in it";

/// The names of `pool`.
const POOL: &[Name] = &[
    count("min", Key::MinIdle),
    count("max", Key::MaxOpen),
    millis("idleTimeoutMillis", Key::MaxIdleTime),
    input_millis("acquireTimeoutMillis"),
    millis("maxConnectionLifetimeMillis", Key::MaxLifetime).zero(Value::Unlimited),
    input_millis(JITTER).unique(),
    sign("createTimeoutMillis").also(&["reapIntervalMillis", "createRetryIntervalMillis", "propagateCreateError"]),
];

/// The names of `connection`, which is the driver's.
const CONNECTION: &[Name] = &[
    millis("connectTimeout", Key::ConnectTimeout),
    sign("host").also(&["user", "database", "socketPath", "port"]),
    link("uri").also(&["connectionString", "url"]),
];

const INNER: &[(&str, &[Name])] = &[("pool", POOL), ("connection", CONNECTION), ("knexConfig.pool", POOL)];

/// What `client` says of MySQL or MariaDB.
const CLIENTS: &[&str] = &["mysql", "mariadb"];

/// The names of applications' variables.
const VARIABLES: &[Name] = &[
    count("database__pool__min", Key::MinIdle).also(&["DB_POOL__MIN", "DATABASE_POOL_MIN"]),
    count("database__pool__max", Key::MaxOpen).also(&["DB_POOL__MAX", "DATABASE_POOL_MAX"]),
    millis("database__pool__idleTimeoutMillis", Key::MaxIdleTime).also(&["DB_POOL__IDLE_TIMEOUT_MILLIS"]),
    input_millis("acquireTimeoutMillis")
        .also(&["database__pool__acquireTimeoutMillis", "DB_POOL__ACQUIRE_TIMEOUT_MILLIS"]),
    sign("database__connection__host").also(&["DB_HOST", "DATABASE_HOST"]),
];

const fn by_variables(title: &'static str, holds: &'static [(&'static str, &'static [&'static str])]) -> Site {
    Site::at(&[]).holding(holds).of(title).names(VARIABLES).ours().says_all()
}

/// `library: knex`
pub static KNEX: Library = Library {
    name: "knex",
    title: "knex",
    language: Language::Node,
    names: NAMES,
    driver: false,
    sites: &[
        Site::at(&[]).holding(&[("client", CLIENTS)]).inner(INNER).unread(UNREAD).ours(),
        Site::at(&["knex"]).holding(&[("client", CLIENTS)]).inner(INNER).unread(UNREAD).ours(),
        // Applications that are told their settings by variables, whose levels stand between two underlines.
        by_variables("Ghost", &[("database__client", CLIENTS)]),
        by_variables("Directus", &[("DB_CLIENT", CLIENTS)]),
        by_variables("Strapi", &[("DATABASE_CLIENT", CLIENTS)]),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MinIdle, Value::Count(2), SOURCE),
        unlimited(Key::MaxLifetime, "knex has none before 3.2.0, and none unless it is set"),
        default_seconds(Key::MaxIdleTime, 30, SOURCE),
        default(Key::AcquireTimeout, Value::Time(ACQUIRE), SOURCE),
        default_seconds(Key::ConnectTimeout, 10, "of the drivers mysql and mysql2"),
        default(
            Key::Validation,
            Value::Switch(false),
            "knex looks at what it noted of a connection, and asks no server",
        ),
    ],
    settle,
    spares_floor: true,
    behaviour: Behaviour { max_idle_acts: MaxIdleActs::Swept, ..Behaviour::LISTENS },
    multiplies: "one pool in each process of `cluster`, PM2 or a serverless platform",
    reaction: Reaction { time: Duration::from_secs(1), source: "tarn looks every reapIntervalMillis, 1 s by default" },
    usual_driver: Some(&drivers::mysql2_node::MYSQL2_NODE),
    levers: &[
        in_millis(Key::MaxIdleTime, "min: 0, idleTimeoutMillis: {}").at("in pool"),
        in_millis(Key::ConnectTimeout, "connectTimeout: {}").at("in connection"),
        in_millis(Key::TcpKeepalive, "keepAliveInitialDelay: {}").at("in connection"),
    ],
    age_looked_at: &[Moment::Checkout],
    reads_instead: Some("put `.timeout(60000)` behind a query"),
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    refuse(pool);
    acquire(pool);
    jitter(pool);
}

/// tarn makes no pool of a time of zero, nor of a floor above the cap.
fn refuse(pool: &mut Settling<'_>) {
    let is_none = |setting: &Setting| match setting.value {
        Value::Time(time) => time.is_zero(),
        value => value == Value::Unlimited,
    };
    let idle = pool.settings.get(Key::MaxIdleTime).is_some_and(is_none);
    if idle {
        pool.refuse(Key::MaxIdleTime, "tarn takes no idleTimeoutMillis of 0");
    }
    if pool.input("acquireTimeoutMillis").is_some_and(is_none) {
        pool.refuse_input("acquireTimeoutMillis", "tarn takes no acquireTimeoutMillis of 0");
    }
    if let (Some(least), Some(most)) = (pool.count(Key::MinIdle), pool.count(Key::MaxOpen))
        && most < least
    {
        pool.refuse(Key::MinIdle, format!("tarn takes no min of {least} with a max of {most}"));
    }
}

/// A connection may grow as old as its lifetime and the whole jitter.
fn jitter(pool: &mut Settling<'_>) {
    if let (Some(Value::Time(jitter)), Some(age)) =
        (pool.input(JITTER).map(|setting| setting.value), pool.time(Key::MaxLifetime))
    {
        let note = "maxConnectionLifetimeMillis and the whole jitter";
        pool.derive(Key::MaxLifetime, Value::Time(age.saturating_add(jitter)), JITTER, note);
    }
}

/// The shorter of two limits, which stand in two sections.
fn acquire(pool: &mut Settling<'_>) {
    let outer = pool.input("acquireConnectionTimeout").map(|setting| setting.value);
    let inner = pool.input("acquireTimeoutMillis").map(|setting| setting.value);
    let time = |value: Option<Value>| match value {
        Some(Value::Time(time)) => Some(time),
        Some(Value::Unresolved) => None,
        _ => Some(ACQUIRE),
    };
    let (Some(outer_time), Some(inner_time)) = (time(outer), time(inner)) else {
        let open = if outer == Some(Value::Unresolved) { "acquireConnectionTimeout" } else { "acquireTimeoutMillis" };
        return pool.derive(Key::AcquireTimeout, Value::Unresolved, open, "");
    };
    let note = "the shorter of acquireConnectionTimeout and pool.acquireTimeoutMillis";
    if inner.is_some() && (inner_time <= outer_time || outer.is_none()) {
        pool.derive(Key::AcquireTimeout, Value::Time(inner_time.min(outer_time)), "acquireTimeoutMillis", note);
    } else {
        pool.derive(Key::AcquireTimeout, Value::Time(outer_time), "acquireConnectionTimeout", note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn nothing_said_keeps_two() {
        let settings = settled_by(&KNEX, &[]);
        assert_eq!(settings.count(Key::MinIdle), Some(Limit::At(2)));
        assert_eq!(settings.time(Key::AcquireTimeout), Some(Limit::At(ACQUIRE)));
    }
}
