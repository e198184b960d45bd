//! The Vert.x MySQL client, which hangs up without a word.
//!
//! Measured with 5.1: every connection that it closes is one more in `Aborted_clients`.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::library::unlimited;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

/// The Vert.x MySQL client
pub static VERTX: Driver = Driver {
    title: "the Vert.x MySQL client",
    language: Language::Java,
    defaults: &[unlimited(Key::ReadTimeout, "Vert.x has none for the reads of a connection")],
    reads_instead: "give each query's future a `timeout`",
    broken: "`Failed to read any response from the server, the underlying connection may have been lost unexpectedly`",
    goodbye: Goodbye { quits: false, time_wait: 1.0 },
    ..Driver::BASE
};
