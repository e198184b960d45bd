//! Crystal's `DB::Pool`, which is told everything in its URL, and keeps one idle connection unless told otherwise.
//!
//! Source: `DB::Pool::Options` of crystal-db 0.13 (<https://crystal-lang.org/reference/latest/database/connection_pool.html>).

use crate::client::pool::behaviour::{Behaviour, Known, Notices, always};
use crate::client::pool::library::names::{Name, count, seconds, sign};
use crate::client::pool::library::{Library, Strings, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "crystal-db: https://crystal-lang.org/reference/latest/database/connection_pool.html";

const PARAMS: &[Name] = &[
    count("max_pool_size", Key::MaxOpen).zero(Value::Unlimited).unique(),
    count("max_idle_pool_size", Key::MaxIdle).unique(),
    count("initial_pool_size", Key::InitialSize).unique(),
    seconds("checkout_timeout", Key::AcquireTimeout),
    sign("retry_attempts"),
    sign("retry_delay"),
];

/// `library: crystal-db`
pub static CRYSTAL_DB: Library = Library {
    name: "crystal-db",
    title: "Crystal's DB",
    language: Language::Crystal,
    params: PARAMS,
    strings: Strings::Url(&["mysql"]),
    driver: false,
    defaults: &[
        default(Key::MaxOpen, Value::Unlimited, SOURCE),
        default(Key::MaxIdle, Value::Count(1), SOURCE),
        default(Key::InitialSize, Value::Count(1), SOURCE),
        default_seconds(Key::AcquireTimeout, 5, SOURCE),
        unlimited(Key::MaxLifetime, "crystal-db has none"),
        unlimited(Key::MaxIdleTime, "crystal-db has none"),
        default(Key::Validation, Value::Switch(false), "a statement that fails is tried again: retry_attempts 1"),
    ],
    ends_idle: &[],
    behaviour: Behaviour { notices: &[always(Notices::RetryOnce)], known: Known::Read, ..Behaviour::PINGS },
    multiplies: "one pool for each DB.open in each process",
    ..Library::BASE
};
