//! EMQX' connectors, a fixed number of connections each, which are asked now and then.
//!
//! Source: <https://docs.emqx.com/en/emqx/latest/access-control/authn/mysql.html>, and `emqx_mysql.erl` (<https://github.com/emqx/emqx>).

use crate::client::pool::behaviour::{Behaviour, Known};
use crate::client::pool::library::names::{Name, count, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "EMQX: https://docs.emqx.com/en/emqx/latest/access-control/authn/mysql.html";

const NAMES: &[Name] = &[count("pool_size", Key::MaxOpen), sign("server").weak(), sign("auto_reconnect").weak()];

const fn of(path: &'static [&'static str], holds: &'static [(&'static str, &'static [&'static str])]) -> Site {
    Site::at(path).holding(holds).of("EMQX").ours()
}

/// `library: emqx`
pub static EMQX: Library = Library {
    name: "emqx",
    title: "EMQX",
    language: Language::Erlang,
    names: NAMES,
    driver: false,
    sites: &[
        of(&["*"], &[("backend", &["=mysql"]), ("server", &[""])]),
        of(&["*"], &[("type", &["=mysql"]), ("server", &[""]), ("pool_size", &[""])]),
        of(&["connectors", "mysql", "*"], &[("server", &[""])]),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(8), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::MaxIdleTime, SOURCE),
        default_seconds(Key::Keepalive, 15, "EMQX: health_check_interval 15 s, a question on each connection"),
    ],
    settle,
    behaviour: Behaviour { known: Known::Read, ..Behaviour::LISTENS },
    multiplies: "one pool for each connector in each node",
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if let Some(open) = pool.count(Key::MaxOpen) {
        pool.default(Key::MinIdle, Value::Count(open), "all connections are opened at the start, and stay");
    }
}
