//! peewee's `PooledMySQLDatabase`, which retires connections by their age when one is taken or given back.
//!
//! Source: `playhouse/pool.py` of peewee 4 (<https://docs.peewee-orm.com/en/latest/peewee/playhouse.html#connection-pool>).

use std::time::Duration;

use crate::client::pool::behaviour::{Behaviour, PING, always};
use crate::client::pool::lever::in_seconds;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_seconds, seconds};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, Strings, default, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "peewee: https://docs.peewee-orm.com/en/latest/peewee/playhouse.html#connection-pool";

const NAMES: &[Name] = &[
    count("max_connections", Key::MaxOpen).zero(Value::Unlimited).null(Value::Unlimited),
    seconds("stale_timeout", Key::MaxLifetime).null(Value::Unlimited).unique(),
    input_seconds("timeout").zero(Value::Unlimited).weak(),
    seconds("connect_timeout", Key::ConnectTimeout).weak(),
    seconds("read_timeout", Key::ReadTimeout).weak(),
    seconds("write_timeout", Key::WriteTimeout).weak(),
];

/// `library: peewee`
pub static PEEWEE: Library = Library {
    name: "peewee",
    title: "peewee",
    language: Language::Python,
    names: NAMES,
    params: NAMES,
    strings: Strings::Own(&["mysql+pool", "mariadb+pool"]),
    sites: &[
        // What has `pool_params` is peewee_async's, whose pool is aiomysql's.
        Site::all_of(&["PooledMySQLDatabase"]).lacking(&["pool_params"]).ours(),
        Site::all_of(&["PooledMySQLConnectorDatabase"]).ours(),
        Site::all_of(&["PooledMariaDBConnectorDatabase"]).ours(),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(20), SOURCE),
        unlimited(Key::MaxLifetime, "peewee: stale_timeout None"),
        default(Key::AcquireTimeout, Value::Time(Duration::ZERO), "peewee: a pool that is used up refuses at once"),
        default(Key::Validation, Value::Switch(true), "peewee: MySQL's pools ping a connection when it is taken"),
    ],
    nothing: |key| (key == Key::MaxLifetime).then_some(Value::Unlimited),
    settle: waiting,
    ends_idle: &[Key::MaxLifetime],
    behaviour: Behaviour { notices: &[always(PING)], ..Behaviour::PINGS },
    multiplies: "one pool in each worker process",
    reaction: Reaction {
        time: Duration::from_secs(5),
        source: "peewee looks at the age when a connection is taken; 5 s for what the application does before it asks",
    },
    levers: &[
        in_seconds(Key::ConnectTimeout, "connect_timeout={}").at("beside host and user"),
        in_seconds(Key::ReadTimeout, "read_timeout={}").at("beside host and user"),
    ],
    age_looked_at: &[Moment::Checkout, Moment::Return],
    ..Library::BASE
};

/// `timeout`: zero waits for ever.
fn waiting(pool: &mut Settling<'_>) {
    if let Some(wait) = pool.input("timeout").map(|setting| setting.value) {
        pool.derive(Key::AcquireTimeout, wait, "timeout", "timeout");
    }
}
