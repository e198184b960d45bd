//! MySQL Connector/Python.
//!
//! Measured with 26.10.0: `connection_timeout` is None, so a silent host is given up after 134 s, the kernel's own limit.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::lever::in_seconds;
use crate::client::pool::library::names::seconds;
use crate::client::pool::library::unlimited;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "MySQL Connector/Python 26.10: connection_timeout and read_timeout are None";

/// `mysql+mysqlconnector:`
pub static MYSQL_CONNECTOR_PYTHON: Driver = Driver {
    title: "MySQL Connector/Python",
    language: Language::Python,
    schemes: &["mysql+mysqlconnector", "mariadb+mysqlconnector"],
    names: &[
        seconds("connection_timeout", Key::ConnectTimeout).also(&["connect_timeout"]),
        seconds("read_timeout", Key::ReadTimeout),
    ],
    defaults: &[unlimited(Key::ConnectTimeout, SOURCE), unlimited(Key::ReadTimeout, SOURCE)],
    levers: &[
        in_seconds(Key::ConnectTimeout, "connection_timeout={}").at("beside host and user"),
        in_seconds(Key::ReadTimeout, "read_timeout={}").at("beside host and user"),
    ],
    broken: "`Lost connection to MySQL server` (2055)",
    goodbye: Goodbye { quits: true, time_wait: 0.3 },
    ..Driver::BASE
};
