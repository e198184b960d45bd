//! MyBatis' own pool, which takes a connection away that somebody holds for longer than `poolMaximumCheckoutTime`.
//!
//! Source: `PooledDataSource` of MyBatis 3.6 (<https://github.com/mybatis/mybatis-3>).

use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::library::names::{Name, count, sign, switch};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "MyBatis: https://mybatis.org/mybatis-3/configuration.html#environments";

const NAMES: &[Name] = &[
    count("poolMaximumActiveConnections", Key::MaxOpen).unique(),
    count("poolMaximumIdleConnections", Key::MaxIdle).unique(),
    switch("poolPingEnabled", Key::Validation).unique(),
    sign("poolMaximumCheckoutTime").unique(),
    sign("poolTimeToWait").unique(),
    sign("poolPingQuery").unique(),
    sign("poolPingConnectionsNotUsedFor").unique(),
    sign("url").weak(),
];

/// `library: mybatis`
pub static MYBATIS: Library = Library {
    name: "mybatis",
    title: "MyBatis' own pool",
    language: Language::Java,
    names: NAMES,
    sites: &[Site::at(&["dataSource"]).holding(&[("type", &["=pooled"])]), Site::ANYWHERE],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MaxIdle, Value::Count(5), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        // It waits in steps of poolTimeToWait, and starts again.
        // Measured: who finds all taken gets one after 20 s that another caller still holds, or fails.
        default_seconds(Key::AcquireTimeout, 20, "poolMaximumCheckoutTime is 20 s and poolTimeToWait 20 s"),
        default(Key::Validation, Value::Switch(false), "poolPingEnabled is false"),
    ],
    settle,
    ends_idle: &[],
    behaviour: Behaviour::PINGS,
    multiplies: "one pool for each environment in each process",
    ..Library::BASE
};

/// What is given back beyond `poolMaximumIdleConnections` is closed, and no more idle than there are.
fn settle(pool: &mut Settling<'_>) {
    if let (Some(open), Some(idle)) = (pool.count(Key::MaxOpen), pool.count(Key::MaxIdle))
        && idle > open
    {
        pool.default(Key::MaxIdle, Value::Count(open), "no more than there are");
    }
}
