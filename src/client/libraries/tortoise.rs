//! Tortoise ORM, whose MySQL backend makes a pool of asyncmy's or aiomysql's.
//!
//! Source: `tortoise/backends/mysql/client.py` and `base/config_generator.py` of Tortoise 1
//! (<https://tortoise.github.io/databases.html#mysql-mariadb>).

use std::time::Duration;

use crate::client::libraries::aiomysql::REACTION;
use crate::client::libraries::drivers;
use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, link, seconds, sign};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Strings, default};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Tortoise ORM: https://tortoise.github.io/databases.html#mysql-mariadb";

const NAMES: &[Name] = &[
    count("minsize", Key::MinIdle).unique(),
    count("maxsize", Key::MaxOpen).zero(Value::Unlimited).unique(),
    seconds("pool_recycle", Key::MaxIdleTime).negative(Value::Unlimited).zero(Value::Time(Duration::ZERO)),
    seconds("connect_timeout", Key::ConnectTimeout).weak(),
];

/// `library: tortoise`
///
/// What closes an idle connection where nothing is said is the driver's: an hour of asyncmy, nothing of aiomysql.
pub static TORTOISE: Library = Library {
    name: "tortoise",
    title: "Tortoise ORM",
    language: Language::Python,
    names: NAMES,
    params: NAMES,
    strings: Strings::Url(&["mysql"]),
    driver: false,
    sites: &[Site::all_of(&["credentials"]).with(&[("engine", &["tortoise.backends.mysql"])]).names(&[
        sign("host"),
        sign("database"),
        link("url"),
    ])],
    defaults: &[default(Key::MaxOpen, Value::Count(5), SOURCE), default(Key::MinIdle, Value::Count(1), SOURCE)],
    nothing: |key| (key == Key::MaxIdleTime).then_some(Value::Unlimited),
    ends_idle: &[Key::MaxIdleTime],
    behaviour: Behaviour::LISTENS,
    multiplies: "one pool for each connection in each worker process",
    reaction: REACTION,
    usual_driver: Some(&drivers::asyncmy::ASYNCMY),
    age_looked_at: &[Moment::Checkout],
    ..Library::BASE
};
