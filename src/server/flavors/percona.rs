//! Percona Server: MySQL with its name in the version comment.

use super::mysql::{idle_close, idle_session, resets};
use super::{Change, Flavor, OpenFiles, Refusals};
use crate::server::version::Version;

/// Percona Server for MySQL.
pub static PERCONA: Flavor = Flavor {
    name: "percona",
    title: "Percona Server",
    recognises: |variables| variables.text("version_comment").is_some_and(|comment| comment.contains("Percona")),
    version: Version::parse,
    flush_resets: resets,
    refusals: Refusals::Exact,
    idle_is_min_of_both: false,
    zero_is_no_limit: false,
    change: Change::Persist,
    idle_close,
    open_files: OpenFiles::MySql,
    way_in: Some("admin_address"),
    idle_session,
    statement_limit: ("max_execution_time", 0.001),
};
