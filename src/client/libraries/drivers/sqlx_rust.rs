//! sqlx's own driver, which has no limits beside the pool's acquire_timeout: that one covers connecting and the check on checkout.
//!
//! Measured with 0.9.0.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::library::unlimited;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

/// sqlx
pub static SQLX_RUST: Driver = Driver {
    title: "sqlx",
    language: Language::Rust,
    defaults: &[unlimited(
        Key::ReadTimeout,
        "sqlx has none: https://docs.rs/sqlx/latest/sqlx/mysql/struct.MySqlConnectOptions.html",
    )],
    reads_instead: "put `tokio::time::timeout` around a query",
    broken: "`expected to read 4 bytes, got 0 bytes at EOF`, `Broken pipe`",
    refused: "`1040 (08004): Too many connections`",
    goodbye: Goodbye { quits: true, time_wait: 0.5 },
    ..Driver::BASE
};
