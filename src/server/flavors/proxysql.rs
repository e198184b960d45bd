//! ProxySQL: it answers for its own name itself and passes the rest to a server behind it.

use super::mysql::BASE;
use super::{Change, Flavor, OpenFiles, Refusals, says};

/// A server seen through ProxySQL.
pub static PROXYSQL: Flavor = Flavor {
    name: "proxysql",
    title: "a server behind ProxySQL",
    recognises: |variables| says(variables, "version_comment", "(ProxySQL)"),
    refusals: Refusals::LowerBound,
    change: Change::Service("on the server behind ProxySQL"),
    idle_close: |_| "`invalid connection`, `unexpected EOF`",
    gate: true,
    open_files: OpenFiles::Unknown,
    way_in: None,
    ..BASE
};
