//! mysql, Node's older driver.
//!
//! Measured with 2.18.1.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::{default_seconds, unlimited};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "mysql: https://github.com/mysqljs/mysql#connection-options";

/// mysql of Node
pub static MYSQLJS_NODE: Driver = Driver {
    title: "mysql",
    language: Language::Node,
    defaults: &[
        default_seconds(Key::ConnectTimeout, 10, SOURCE),
        unlimited(Key::ReadTimeout, "mysql has none for its connections"),
    ],
    levers: &[in_millis(Key::ConnectTimeout, "connectTimeout: {}").at("beside host and user")],
    reads_instead: "give each query a `timeout`: `query({ sql, timeout: 60000 })`",
    broken: "`PROTOCOL_CONNECTION_LOST`, `ECONNRESET`",
    refused: "`ER_CON_COUNT_ERROR: Too many connections`",
    goodbye: Goodbye { quits: true, time_wait: 0.0 },
    ..Driver::BASE
};
