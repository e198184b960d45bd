//! PDO over mysqlnd, whose limit of connecting ends with TCP's handshake.
//!
//! Measured with PHP 8.2: 30 s to a silent host, no end to a server that accepts and never greets. Reads end after a day:
//! `mysqlnd.net_read_timeout` is 86400 (<https://www.php.net/manual/en/mysqlnd.config.php>).

use crate::client::pool::driver::{Dial, Driver, Goodbye};
use crate::client::pool::lever::in_seconds;
use crate::client::pool::library::default_seconds;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

/// PDO
pub static PDO: Driver = Driver {
    title: "PDO",
    language: Language::Php,
    defaults: &[
        default_seconds(Key::ConnectTimeout, 30, "PDO::ATTR_TIMEOUT is 30 s for MySQL"),
        default_seconds(Key::ReadTimeout, 86_400, "mysqlnd.net_read_timeout is 86400 s"),
    ],
    levers: &[
        in_seconds(Key::ConnectTimeout, "PDO::ATTR_TIMEOUT => {}").at("among the options"),
        in_seconds(Key::ReadTimeout, "mysqlnd.net_read_timeout = {}").at("in php.ini"),
    ],
    dial: Dial::Handshake,
    broken: "`MySQL server has gone away` (2006)",
    refused: "`SQLSTATE[HY000] [1040] Too many connections`",
    goodbye: Goodbye { quits: true, time_wait: 0.5 },
    ..Driver::BASE
};
