//! The pool of the Vert.x SQL client, plain and under Quarkus' reactive data sources.
//!
//! Sources: `PoolOptions` of Vert.x 5.1 (<https://vertx.io/docs/apidocs/io/vertx/sqlclient/PoolOptions.html>),
//! <https://quarkus.io/guides/datasource#configuration-reference>, whose defaults for reactive pools are not verified.

use std::time::Duration;

use crate::client::pool::behaviour::{Behaviour, Known};
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, seconds, sign};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Vert.x PoolOptions: https://vertx.io/docs/apidocs/io/vertx/sqlclient/PoolOptions.html";

/// Quarkus' reactive names; a bare number is seconds.
const QUARKUS: &[Name] = &[
    count("max-size", Key::MaxOpen),
    seconds("idle-timeout", Key::MaxIdleTime).none_is_unlimited(),
    seconds("max-lifetime", Key::MaxLifetime).none_is_unlimited(),
    sign("url").weak(),
    sign("cache-prepared-statements").unique(),
    sign("shared").weak(),
];

const SETTINGS: &[Key] = &[
    Key::MaxOpen,
    Key::MaxIdleTime,
    Key::MaxLifetime,
    Key::AcquireTimeout,
    Key::QueueLimit,
    Key::Validation,
    Key::Keepalive,
];

/// `library: vertx`
pub static VERTX: Library = Library {
    name: "vertx",
    title: "Vert.x SQL client",
    language: Language::Java,
    names: &[
        count("maxSize", Key::MaxOpen),
        count("maxWaitQueueSize", Key::QueueLimit).negative(Value::Unlimited),
        seconds("idleTimeout", Key::MaxIdleTime).none_is_unlimited().unit_key("idleTimeoutUnit"),
        seconds("maxLifetime", Key::MaxLifetime).none_is_unlimited().unit_key("maxLifetimeUnit"),
        seconds("connectionTimeout", Key::AcquireTimeout).none_is_unlimited().unit_key("connectionTimeoutUnit"),
        sign("idleTimeoutUnit").unique(),
        sign("maxLifetimeUnit").unique(),
        sign("connectionTimeoutUnit").unique(),
        sign("poolCleanerPeriod").unique(),
        sign("eventLoopSize"),
    ],
    classes: &["vertx"],
    sections: &["vertxpool", "pooloptions"],
    sites: &[
        Site::at(&["quarkus", "datasource", "reactive"]).of("Quarkus").names(QUARKUS).unknown(SETTINGS),
        Site::at(&["quarkus", "datasource", "*", "reactive"]).of("Quarkus").names(QUARKUS).unknown(SETTINGS),
        Site::at(&["poolOptions"]),
        Site::ANYWHERE,
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(4), SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        default_seconds(Key::AcquireTimeout, 30, SOURCE),
        unlimited(Key::QueueLimit, SOURCE),
        default(Key::Validation, Value::Switch(false), "Vert.x checks no connection before use"),
    ],
    // The driver is Vert.x's own, and reads no parameter of JDBC.
    driver: false,
    behaviour: Behaviour { known: Known::Read, retires_with_quit: false, ..Behaviour::LISTENS },
    multiplies: "one pool for each data source in each process, unless it is shared between verticles",
    reaction: Reaction {
        time: Duration::from_secs(1),
        source: "Vert.x cleans every poolCleanerPeriod, 1 s by default",
    },
    age_looked_at: &[Moment::Idle],
    ..Library::BASE
};
