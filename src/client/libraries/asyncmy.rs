//! asyncmy's pool, a fork of aiomysql's with an hour of idleness by default, of which a `maxsize` of zero is no "no limit".
//!
//! Source: `asyncmy/pool.pyx` of asyncmy 0.2 (<https://github.com/long2ice/asyncmy>).

use crate::client::libraries::aiomysql::{self, NAMES, REACTION};
use crate::client::libraries::drivers;
use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::count;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "asyncmy: https://github.com/long2ice/asyncmy";

/// `library: asyncmy`
pub static ASYNCMY: Library = Library {
    name: "asyncmy",
    title: "asyncmy",
    language: Language::Python,
    names: NAMES,
    sites: &[Site::at(&["create_pool"]).names(&[count("maxsize", Key::MaxOpen)]).mentioning(&["asyncmy"]).ours()],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MinIdle, Value::Count(1), SOURCE),
        default_seconds(Key::MaxIdleTime, 3600, SOURCE),
        unlimited(Key::AcquireTimeout, SOURCE),
    ],
    nothing: |key| (key == Key::MaxIdleTime).then_some(Value::Unlimited),
    settle: aiomysql::settle,
    ends_idle: &[Key::MaxIdleTime],
    behaviour: Behaviour::LISTENS,
    multiplies: "one pool in each worker process",
    reaction: REACTION,
    usual_driver: Some(&drivers::asyncmy::ASYNCMY),
    age_looked_at: &[Moment::Checkout],
    ..Library::BASE
};
