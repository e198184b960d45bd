//! MySQL itself, and whatever nothing else recognises.

use super::{Change, Defaults, Family, Flavor, OpenFiles, Refusals};
use crate::server::version::Version;
use crate::text::ending::Ending;

/// Oracle MySQL.
pub static MYSQL: Flavor = BASE;

/// What the services and forks of MySQL say only their differences from.
pub(super) const BASE: Flavor = Flavor {
    family: Family::MySql,
    name: "mysql",
    title: "MySQL",
    signs: &[],
    version: Version::parse,
    flush_resets: resets,
    refusals: Refusals::Exact,
    idle_is_min_of_both: false,
    zero_is_no_limit: false,
    change: Change::Persist,
    idle_close,
    idle_ending,
    said_on_idle_close,
    open_files: OpenFiles::MySql,
    way_in: Some("admin_address"),
    idle_session,
    statement_limit: ("max_execution_time", 0.001),
    defaults: Defaults::Family,
    gate: None,
};

/// 5.6 resets all counters of connection errors; from 5.7 on `FLUSH STATUS` keeps `Aborted_connects` and
/// `Connection_errors_max_connections` (read in the sources of 5.7.35 and 8.0.41, measured on 5.6.24 and 9.7.4).
pub(super) fn resets(version: Version, counter: &str) -> bool {
    match counter.to_ascii_lowercase().as_str() {
        "max_used_connections" | "aborted_clients" => true,
        "aborted_connects" | "connection_errors_max_connections" => version < Version::new(5, 7, 0),
        _ => false,
    }
}

/// From 8.0.24 the server sends error 4031 before it closes
/// (<https://dev.mysql.com/doc/relnotes/mysql/8.0/en/news-8-0-24.html>).
pub(super) fn idle_close(version: Version) -> &'static str {
    if version >= Version::new(8, 0, 24) {
        "error 4031 `The client was disconnected by the server because of inactivity`, `invalid connection`"
    } else {
        "`invalid connection`, `unexpected EOF`, `MySQL server has gone away`"
    }
}

/// Error 4031 comes before the FIN since 8.0.24.
pub(super) fn idle_ending(version: Version) -> Ending {
    if version >= Version::new(8, 0, 24) { Ending::FinAfter4031 } else { Ending::Fin }
}

/// The error that comes before the close, where the client still reads it.
pub(super) fn said_on_idle_close(version: Version) -> Option<&'static str> {
    let said = "error 4031 `The client was disconnected by the server because of inactivity`";
    (version >= Version::new(8, 0, 24)).then_some(said)
}

/// Resident memory for each of 300 idle sessions over TCP: 50 KiB on 5.6.24, 290 KiB on 9.7.4.
pub(super) fn idle_session(version: Version) -> u64 {
    if version < Version::new(8, 0, 0) { 50 << 10 } else { 290 << 10 }
}
