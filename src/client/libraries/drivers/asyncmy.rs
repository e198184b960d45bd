//! asyncmy, whose limit of connecting ends with TCP's handshake.
//!
//! Measured with 0.2.18: 10 s to a host that is silent, no end to a server that accepts and never greets.

use crate::client::pool::driver::{Dial, Driver, Goodbye};
use crate::client::pool::lever::in_seconds;
use crate::client::pool::library::names::seconds;
use crate::client::pool::library::{default_seconds, unlimited};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "asyncmy 0.2: connect_timeout is 10, read_timeout None";

/// `mysql+asyncmy:`
pub static ASYNCMY: Driver = Driver {
    title: "asyncmy",
    language: Language::Python,
    schemes: &["mysql+asyncmy", "mariadb+asyncmy"],
    names: &[seconds("connect_timeout", Key::ConnectTimeout), seconds("read_timeout", Key::ReadTimeout)],
    defaults: &[default_seconds(Key::ConnectTimeout, 10, SOURCE), unlimited(Key::ReadTimeout, SOURCE)],
    levers: &[
        in_seconds(Key::ConnectTimeout, "connect_timeout={}").at("beside host and user"),
        in_seconds(Key::ReadTimeout, "read_timeout={}").at("beside host and user"),
    ],
    dial: Dial::Handshake,
    broken: "`Lost connection to MySQL server during query` (2013)",
    goodbye: Goodbye { quits: true, time_wait: 0.6 },
    ..Driver::BASE
};
