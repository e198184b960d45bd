//! mysql2 of Node, which has no limit for the reads of a connection, only one for each query.
//!
//! Measured with 3.24: 10 s both to a silent host and to a server that never greets; closed by `end()` the server keeps TIME_WAIT.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::{default_seconds, unlimited};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "mysql2: https://sidorares.github.io/node-mysql2/docs/examples/connections/create-pool";

/// mysql2
pub static MYSQL2_NODE: Driver = Driver {
    title: "mysql2",
    language: Language::Node,
    defaults: &[
        default_seconds(Key::ConnectTimeout, 10, SOURCE),
        unlimited(Key::ReadTimeout, "mysql2 has none for its connections"),
    ],
    levers: &[
        in_millis(Key::ConnectTimeout, "connectTimeout: {}").at("beside host and user"),
        in_millis(Key::TcpKeepalive, "keepAliveInitialDelay: {}").at("beside host and user"),
    ],
    reads_instead: "give each query a `timeout`: `query({ sql, timeout: 60000 })`, and destroy the connection that did not answer",
    broken: "`ECONNRESET`, `PROTOCOL_CONNECTION_LOST`",
    refused: "`ER_CON_COUNT_ERROR: Too many connections`",
    goodbye: Goodbye { quits: true, time_wait: 0.0 },
    ..Driver::BASE
};
