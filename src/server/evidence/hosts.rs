//! The hosts whose handshakes break off, which the server locks out at max_connect_errors.

use serde::{Deserialize, Serialize};

use super::{Asked, Question, Row, text, whole};

/// The worst are enough, and a server that is scanned has thousands.
const STATEMENT: &str = "SELECT IP, SUM_CONNECT_ERRORS, COUNT_HOST_BLOCKED_ERRORS, COUNT_HANDSHAKE_ERRORS, \
                         COUNT_AUTHENTICATION_ERRORS FROM performance_schema.host_cache WHERE SUM_CONNECT_ERRORS > 0 OR \
                         COUNT_HOST_BLOCKED_ERRORS > 0 ORDER BY SUM_CONNECT_ERRORS DESC, IP LIMIT 20";

/// The statement.
pub(super) fn question(asked: &Asked) -> Question {
    asked.of_schema(STATEMENT)
}

/// The errors of one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostErrors {
    /// Its address.
    pub host: String,
    /// Broken handshakes in a row (SUM_CONNECT_ERRORS): what max_connect_errors limits.
    pub connect_errors: u64,
    /// Connections that were refused because the host is blocked.
    #[serde(default)]
    pub blocked: u64,
    /// Handshakes that broke off, since the host was first seen.
    #[serde(default)]
    pub handshake_errors: u64,
    /// Logins with a wrong password.
    #[serde(default)]
    pub authentication_errors: u64,
}

/// The hosts, the worst first.
pub(super) fn read(rows: &[Row]) -> Vec<HostErrors> {
    let host = |row: &Row| {
        Some(HostErrors {
            host: text(row, 0)?.to_owned(),
            connect_errors: whole(row, 1)?,
            blocked: whole(row, 2).unwrap_or_default(),
            handshake_errors: whole(row, 3).unwrap_or_default(),
            authentication_errors: whole(row, 4).unwrap_or_default(),
        })
    };
    rows.iter().filter_map(host).collect()
}
