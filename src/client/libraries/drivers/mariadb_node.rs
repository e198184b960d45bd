//! MariaDB's connector for Node, which tries again until the wait for a connection is over.
//!
//! Measured with 3.5.4.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::lever::in_millis;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

/// mariadb of Node
pub static MARIADB_NODE: Driver = Driver {
    title: "MariaDB Connector/Node.js",
    language: Language::Node,
    levers: &[
        in_millis(Key::ConnectTimeout, "connectTimeout: {}").at("beside host and user"),
        in_millis(Key::ReadTimeout, "socketTimeout: {}").at("beside host and user"),
    ],
    broken: "`ER_SOCKET_UNEXPECTED_CLOSE` (45026)",
    refused: "`ER_GET_CONNECTION_TIMEOUT` (45028) when the wait for a connection is over; the server's own words are not in it",
    goodbye: Goodbye { quits: true, time_wait: 0.3 },
    ..Driver::BASE
};
