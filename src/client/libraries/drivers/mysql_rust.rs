//! The mysql crate.
//!
//! Measured with 28.0.4: without `tcp_connect_timeout_ms` a silent host is given up after the kernel's own limit, and a server that
//! never greets is waited for without end.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::unlimited;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "mysql: https://docs.rs/mysql/latest/mysql/struct.OptsBuilder.html";

/// the mysql crate
pub static MYSQL_RUST: Driver = Driver {
    title: "the mysql crate",
    language: Language::Rust,
    defaults: &[unlimited(Key::ConnectTimeout, SOURCE), unlimited(Key::ReadTimeout, SOURCE)],
    levers: &[
        in_millis(Key::ConnectTimeout, "tcp_connect_timeout_ms={}").at("on the URL"),
        in_millis(Key::ReadTimeout, ".read_timeout(Some(Duration::from_millis({})))").at("on OptsBuilder"),
    ],
    broken: "`IoError`, `server disconnected`",
    refused: "`ERROR 1040 (08004): Too many connections`",
    goodbye: Goodbye { quits: true, time_wait: 0.5 },
    ..Driver::BASE
};
