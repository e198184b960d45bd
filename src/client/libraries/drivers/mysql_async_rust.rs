//! The mysql_async crate, which has no limits of its own.
//!
//! Measured with 0.37.1.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::library::unlimited;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "mysql_async has none: https://docs.rs/mysql_async/latest/mysql_async/struct.OptsBuilder.html";

/// mysql_async
pub static MYSQL_ASYNC_RUST: Driver = Driver {
    title: "mysql_async",
    language: Language::Rust,
    defaults: &[unlimited(Key::ConnectTimeout, SOURCE), unlimited(Key::ReadTimeout, SOURCE)],
    reads_instead: "put `tokio::time::timeout` around a query",
    broken: "`connection closed`",
    refused: "`ERROR 1040 (08004): Too many connections`",
    goodbye: Goodbye { quits: true, time_wait: 0.5 },
    ..Driver::BASE
};
