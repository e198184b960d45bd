//! `databases`, which takes its pool's settings out of the URL and hands them to aiomysql or asyncmy.
//!
//! Source: `databases/backends/aiomysql.py` of databases 0.9
//! (<https://www.encode.io/databases/connections_and_transactions/#connection-options>).

use std::time::Duration;

use crate::client::libraries::aiomysql::REACTION;
use crate::client::pool::behaviour::{Behaviour, Known};
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, link, seconds};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Strings, default};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "databases: https://www.encode.io/databases/connections_and_transactions/#connection-options";

const NAMES: &[Name] = &[
    count("min_size", Key::MinIdle).unique(),
    count("max_size", Key::MaxOpen).zero(Value::Unlimited).unique(),
    seconds("pool_recycle", Key::MaxIdleTime).negative(Value::Unlimited).zero(Value::Time(Duration::ZERO)),
];

/// `library: databases`
///
/// What closes an idle connection where nothing is said is the driver's: an hour of asyncmy, nothing of aiomysql.
pub static DATABASES: Library = Library {
    name: "databases",
    title: "databases",
    language: Language::Python,
    names: NAMES,
    params: NAMES,
    strings: Strings::Url(&["mysql", "mysql+aiomysql", "mysql+asyncmy"]),
    driver: false,
    sites: &[Site::at(&["Database"]).names(&[link("0").also(&["url"]).weak()]).mentioning(&["databases"])],
    defaults: &[default(Key::MaxOpen, Value::Count(10), SOURCE), default(Key::MinIdle, Value::Count(1), SOURCE)],
    nothing: |key| (key == Key::MaxIdleTime).then_some(Value::Unlimited),
    ends_idle: &[Key::MaxIdleTime],
    behaviour: Behaviour { known: Known::Read, ..Behaviour::LISTENS },
    multiplies: "one pool in each worker process",
    reaction: REACTION,
    age_looked_at: &[Moment::Checkout],
    ..Library::BASE
};
