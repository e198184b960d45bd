//! PHP's mysqli with a persistent connection, which each process keeps from one request to the next: `p:` before the host asks for it.
//!
//! Source: <https://www.php.net/manual/en/mysqli.persistconns.php>.

use crate::client::pool::behaviour::{Behaviour, Notices, always};
use crate::client::pool::library::names::sign;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const ONE: &str = "mysqli has no pool: one persistent connection in each process, for each host, user and database";

const fn call(path: &'static [&'static str]) -> Site {
    Site::all_of(path).holding(&[("0", &["p:"])]).mentioning(&["mysqli"]).ours()
}

/// `library: mysqli`
pub static MYSQLI: Library = Library {
    name: "mysqli",
    title: "mysqli",
    language: Language::Php,
    names: &[sign("0").also(&["hostname"]).weak()],
    sites: &[call(&["mysqli"]), call(&["mysqli_connect"])],
    driver: false,
    defaults: &[
        default(Key::MaxOpen, Value::Count(1), ONE),
        default(Key::MaxIdle, Value::Count(1), "kept from one request to the next, without a limit"),
        unlimited(Key::MaxLifetime, "as long as the process that opened it"),
        default_seconds(Key::ConnectTimeout, 60, "default_socket_timeout is 60 s"),
        default_seconds(Key::ReadTimeout, 86_400, "mysqlnd.net_read_timeout is 86400 s"),
    ],
    behaviour: Behaviour { notices: &[always(Notices::AtOpen)], ..Behaviour::PINGS },
    multiplies: "one connection in each PHP-FPM child",
    ..Library::BASE
};
