//! Percona Server: MySQL with its name in the version comment.

use super::mysql::BASE;
use super::{Flavor, says};

/// Percona Server for MySQL.
pub static PERCONA: Flavor = Flavor {
    name: "percona",
    title: "Percona Server",
    recognises: |variables| says(variables, "version_comment", "Percona"),
    ..BASE
};
