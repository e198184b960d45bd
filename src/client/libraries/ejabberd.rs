//! ejabberd's connections, a fixed number for each virtual host, and a question to each of them where an interval is set.
//!
//! Source: <https://docs.ejabberd.im/admin/configuration/toplevel/#sql-pool-size>, and `ejabberd_sql.erl`
//! (<https://github.com/processone/ejabberd>).

use crate::client::pool::behaviour::{Behaviour, Known};
use crate::client::pool::library::names::{Name, count, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "ejabberd: https://docs.ejabberd.im/admin/configuration/toplevel/#sql-pool-size";

const NAMES: &[Name] = &[
    count("sql_pool_size", Key::MaxOpen).unique(),
    seconds("sql_keepalive_interval", Key::Keepalive).unique(),
    seconds("sql_connect_timeout", Key::ConnectTimeout).unique(),
    seconds("sql_query_timeout", Key::ReadTimeout).unique(),
    sign("sql_server").weak(),
];

/// `library: ejabberd`
pub static EJABBERD: Library = Library {
    name: "ejabberd",
    title: "ejabberd",
    language: Language::Erlang,
    names: NAMES,
    driver: false,
    sites: &[Site::at(&[]).holding(&[("sql_type", &["mysql", "mariadb"])]).of("ejabberd").ours()],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        unlimited(Key::Keepalive, "sql_keepalive_interval is not set by default"),
        default_seconds(Key::ConnectTimeout, 5, SOURCE),
        default_seconds(Key::ReadTimeout, 60, SOURCE),
    ],
    settle,
    ends_idle: &[Key::Keepalive],
    behaviour: Behaviour { known: Known::Read, ..Behaviour::LISTENS },
    multiplies: "one pool for each virtual host in each node",
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if let Some(open) = pool.count(Key::MaxOpen) {
        pool.default(Key::MinIdle, Value::Count(open), "all connections are opened at the start, and stay");
    }
}
