//! The mysql2 gem, under Rails and Sequel.
//!
//! Measured with 0.5.3: 120 s both to a silent host and to a server that never greets; reads have no limit.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::lever::in_seconds;
use crate::client::pool::library::{default_seconds, unlimited};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

/// mysql2 of Ruby
pub static MYSQL2_GEM: Driver = Driver {
    title: "the mysql2 gem",
    language: Language::Ruby,
    schemes: &["mysql2"],
    defaults: &[
        default_seconds(Key::ConnectTimeout, 120, "the mysql2 gem: 120 s"),
        unlimited(Key::ReadTimeout, "the mysql2 gem: none"),
    ],
    levers: &[
        in_seconds(Key::ConnectTimeout, "connect_timeout: {}").at("beside host and username"),
        in_seconds(Key::ReadTimeout, "read_timeout: {}").at("beside host and username"),
    ],
    broken: "`Lost connection to server during query` (2013)",
    refused: "`Mysql2::Error: Too many connections`",
    shows_parting_error: true,
    goodbye: Goodbye { quits: true, time_wait: 0.5 },
    ..Driver::BASE
};
