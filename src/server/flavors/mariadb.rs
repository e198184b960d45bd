//! MariaDB: recognised by its version, never by its comment, which may be any text.

use super::{Change, Defaults, Family, Flavor, OpenFiles, Refusals, sign};
use crate::server::version::Version;
use crate::text::ending::Ending;

/// MariaDB Server.
pub static MARIADB: Flavor = BASE;

/// What the services of MariaDB say only their differences from.
pub(super) const BASE: Flavor = Flavor {
    family: Family::MariaDb,
    name: "mariadb",
    title: "MariaDB",
    signs: &[&[sign("version", "MariaDB")]],
    version: Version::parse,
    flush_resets: resets,
    // A refusal in the spare slot counts in Aborted_connects only (measured on 10.5.23, 10.11.19 and 11.8.9).
    refusals: Refusals::LowerBound,
    idle_is_min_of_both: false,
    zero_is_no_limit: false,
    change: Change::GlobalAndFile,
    idle_close: |_| "`connection reset by peer`, `invalid connection`, `MySQL server has gone away`",
    idle_ending: |_| Ending::Reset,
    said_on_idle_close: |_| None,
    open_files: OpenFiles::MariaDb,
    way_in: Some("extra_port"),
    // 180 to 210 KiB for each of 300 idle sessions, on 10.5.23, 10.11.19 and 11.8.9.
    idle_session: |_| 200 << 10,
    statement_limit: ("max_statement_time", 1.0),
    defaults: Defaults::Family,
    gate: None,
};

/// Up to 11.4 `FLUSH STATUS` resets the global counters; later only `FLUSH GLOBAL STATUS` does, and it resets `Questions`
/// as well (MDEV-33145; measured on 10.11.19 and 11.8.6). Either way `Uptime_since_flush_status` is the reset ones' span.
fn resets(version: Version, counter: &str) -> bool {
    match counter.to_ascii_lowercase().as_str() {
        "max_used_connections" | "aborted_clients" | "aborted_connects" => true,
        "questions" | "access_denied_errors" => version >= Version::new(11, 5, 0),
        name => name.starts_with("connection_errors_"),
    }
}
