//! What one file may hold, and what is said of a file that holds more, or nothing.

use crate::source::error::ConfigError;
use crate::text::place::SourceFile;

/// Values that one file may hold, aliases followed; the largest configuration seen in public has some 20,000.
pub(in crate::source) const MOST_NODES: usize = 1_000_000;
/// How deep a file may nest, aliases followed.
pub(in crate::source) const DEEPEST: usize = 200;

/// An error for a text that holds something, and nothing of its form.
pub(in crate::source) fn nothing_in(file: &SourceFile, form: &str) -> ConfigError {
    ConfigError::of(file.name(), format!("this was read as {form}, and no line of it is a key with a value")).help(
        "is this the right file? Its name decides its form: `.yaml`, `.json`, `.toml`, `.properties`, `.ini`, `.env`",
    )
}

/// An error for a text that holds more than any configuration does.
pub(in crate::source) fn too_much(file: &SourceFile) -> ConfigError {
    ConfigError::of(file.name(), "this file holds more than a million values")
        .help("no connection-pool configuration needs that; is this the right file?")
}
