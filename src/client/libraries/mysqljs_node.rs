//! mysql, Node's older driver (mysqljs), which pings a connection each time that it is taken and ends none for its age.
//!
//! Sources: `lib/PoolConfig.js` and `lib/Pool.js` of mysql 2.18 (<https://github.com/mysqljs/mysql#pool-options>).

use crate::client::libraries::drivers;
use crate::client::libraries::mysql2_node::{WAITS, refusal};
use crate::client::pool::behaviour::{Behaviour, always, ping_within};
use crate::client::pool::library::names::{Name, count, input_millis, input_switch, link, millis, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "mysql (mysqljs): https://github.com/mysqljs/mysql#pool-options";

/// The limit of connecting, login included, and of the ping before each use; of no wait in the queue.
const ACQUIRE: &str = "acquireTimeout";

const NAMES: &[Name] = &[
    count("connectionLimit", Key::MaxOpen).zero(Value::Unlimited).unique(),
    count("queueLimit", Key::QueueLimit).zero(Value::Unlimited).unique(),
    input_switch(WAITS).unique(),
    input_millis(ACQUIRE),
    millis("connectTimeout", Key::ConnectTimeout).weak(),
    link("uri").also(&["url", "0"]).weak(),
];

const CONNECTION: &[Name] =
    &[sign("host").weak(), sign("user").weak(), sign("database").weak(), sign("socketPath").weak()];

/// How a program brings the driver in.
const IMPORTS: &[&str] = &[
    "require('mysql')",
    "require(\"mysql\")",
    "from 'mysql'",
    "from \"mysql\"",
    "'promise-mysql'",
    "\"promise-mysql\"",
];

/// `library: mysqljs-node`
pub static MYSQLJS_NODE: Library = Library {
    name: "mysqljs-node",
    title: "mysql (mysqljs)",
    language: Language::Node,
    names: NAMES,
    driver: false,
    sites: &[Site::at(&["createPool"]).names(CONNECTION).mentioning(IMPORTS).ours(), Site::ANYWHERE.ours()],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        unlimited(Key::MaxLifetime, "mysqljs has none"),
        unlimited(Key::MaxIdleTime, "mysqljs has none"),
        unlimited(Key::AcquireTimeout, "acquireTimeout is of connecting and pinging: a wait in the queue has no limit"),
        default_seconds(Key::ConnectTimeout, 10, SOURCE),
        unlimited(Key::ReadTimeout, "mysqljs has none for its connections"),
        default(Key::Validation, Value::Switch(true), "mysqljs pings before each use"),
        unlimited(Key::QueueLimit, SOURCE),
    ],
    settle,
    behaviour: Behaviour { notices: &[always(ping_within(10_000, 0).limited_by(ACQUIRE))], ..Behaviour::PINGS },
    multiplies: "one pool in each process of `cluster`, PM2 or a serverless platform; a pool cluster has one for each node",
    usual_driver: Some(&drivers::mysqljs_node::MYSQLJS_NODE),
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    refusal(pool);
    let connect = pool.time(Key::ConnectTimeout);
    if let Some(Value::Time(acquire)) = pool.input(ACQUIRE).map(|setting| setting.value)
        && connect.is_none_or(|connect| acquire < connect)
    {
        pool.derive(Key::ConnectTimeout, Value::Time(acquire), ACQUIRE, "acquireTimeout ends the whole dial");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    /// Measured: the eleventh caller of ten taken connections had no answer in 45 s.
    #[test]
    fn a_wait_in_the_queue_has_no_limit() {
        assert_eq!(settled_by(&MYSQLJS_NODE, &[]).time(Key::AcquireTimeout), Some(Limit::Unlimited));
    }
}
