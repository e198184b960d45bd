//! PyMySQL, whose limit of connecting ends with TCP's handshake.
//!
//! Sources: its parameters as documented below; measured with 1.2.4: 10 s to a host that is silent, no end to a server that accepts
//! and never greets.

use crate::client::pool::driver::{Dial, Driver, Goodbye};
use crate::client::pool::lever::in_seconds;
use crate::client::pool::library::names::seconds;
use crate::client::pool::library::{default_seconds, unlimited};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "PyMySQL: https://pymysql.readthedocs.io/en/latest/modules/connections.html";

/// `mysql+pymysql:`
pub static PYMYSQL: Driver = Driver {
    title: "PyMySQL",
    language: Language::Python,
    schemes: &["mysql+pymysql", "mariadb+pymysql"],
    names: &[
        seconds("connect_timeout", Key::ConnectTimeout),
        seconds("read_timeout", Key::ReadTimeout),
        seconds("write_timeout", Key::WriteTimeout),
    ],
    defaults: &[
        default_seconds(Key::ConnectTimeout, 10, SOURCE),
        unlimited(Key::ReadTimeout, SOURCE),
        unlimited(Key::WriteTimeout, SOURCE),
    ],
    levers: &[
        in_seconds(Key::ConnectTimeout, "connect_timeout={}").at("on the URL"),
        in_seconds(Key::ReadTimeout, "read_timeout={}").at("on the URL"),
    ],
    dial: Dial::Handshake,
    broken: "`Lost connection to MySQL server during query` (2013), `MySQL server has gone away` (2006)",
    goodbye: Goodbye { quits: true, time_wait: 0.5 },
    ..Driver::BASE
};
