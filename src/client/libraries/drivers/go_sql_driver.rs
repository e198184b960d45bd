//! go-sql-driver/mysql, whose `timeout` ends with TCP's handshake.
//!
//! Measured with 1.4 to 1.10: `timeout` alone leaves a server that never greets to `readTimeout`.

use crate::client::pool::driver::{Dial, Driver, Goodbye};
use crate::client::pool::lever::in_words;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

/// go-sql-driver/mysql
pub static GO_SQL_DRIVER: Driver = Driver {
    title: "go-sql-driver/mysql",
    language: Language::Go,
    levers: &[
        in_words(Key::ConnectTimeout, "timeout={}").at("in the DSN"),
        in_words(Key::ReadTimeout, "readTimeout={}").at("in the DSN"),
        in_words(Key::WriteTimeout, "writeTimeout={}").at("in the DSN"),
    ],
    dial: Dial::Handshake,
    broken: "`invalid connection`",
    refused: "`Error 1040: Too many connections`",
    goodbye: Goodbye { quits: true, time_wait: 0.75 },
    ..Driver::BASE
};
