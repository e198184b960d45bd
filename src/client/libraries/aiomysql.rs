//! aiomysql's pool, whose `pool_recycle` is a limit of idleness and no age.
//!
//! Source: `aiomysql/pool.py` of aiomysql 0.3 (<https://aiomysql.readthedocs.io/en/stable/pool.html>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "aiomysql: https://aiomysql.readthedocs.io/en/stable/pool.html";

/// What its pool and its fork's are set by.
pub(super) const NAMES: &[Name] = &[
    count("minsize", Key::MinIdle),
    count("maxsize", Key::MaxOpen).zero(Value::Unlimited),
    seconds("pool_recycle", Key::MaxIdleTime).negative(Value::Unlimited).zero(Value::Time(Duration::ZERO)),
    seconds("connect_timeout", Key::ConnectTimeout).null(Value::Unlimited),
    seconds("read_timeout", Key::ReadTimeout),
    sign("db"),
    sign("autocommit"),
    sign("cursorclass"),
    sign("cursor_cls"),
];

/// How both act.
pub(super) const REACTION: Reaction = Reaction {
    time: Duration::from_secs(5),
    source: "the idle time is looked at when a connection is taken; 5 s for what the application does before it asks",
};

/// `library: aiomysql`
pub static AIOMYSQL: Library = Library {
    name: "aiomysql",
    title: "aiomysql",
    language: Language::Python,
    names: NAMES,
    sites: &[Site::at(&["create_pool"]).mentioning(&["aiomysql"]).ours()],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MinIdle, Value::Count(1), SOURCE),
        unlimited(Key::MaxIdleTime, "aiomysql: pool_recycle -1"),
        unlimited(Key::AcquireTimeout, SOURCE),
        unlimited(Key::ConnectTimeout, SOURCE),
    ],
    nothing: |key| (key == Key::MaxIdleTime).then_some(Value::Unlimited),
    settle,
    ends_idle: &[Key::MaxIdleTime],
    behaviour: Behaviour::LISTENS,
    multiplies: "one pool in each worker process",
    reaction: REACTION,
    usual_driver: Some(&drivers::aiomysql::AIOMYSQL),
    age_looked_at: &[Moment::Checkout],
    ..Library::BASE
};

/// Neither takes a `maxsize` below its `minsize`.
pub(super) fn settle(pool: &mut Settling<'_>) {
    if let (Some(least), Some(most)) = (pool.count(Key::MinIdle), pool.count(Key::MaxOpen))
        && most < least
    {
        pool.refuse(format!("maxsize {most} is below minsize {least}"));
    }
}
