//! The server and the database that a pool's file names.

use crate::dsn::{Address, ConnectionString};
use crate::text::origin::Origin;

/// Where a pool's connections lead, as far as it is written and no placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The host's name or address.
    pub host: Option<String>,
    /// The port.
    pub port: Option<u16>,
    /// The database.
    pub database: Option<String>,
    /// Where the host is written, else the database.
    pub origin: Origin,
}

impl Destination {
    /// What a connection string says; none where it says nothing.
    pub fn of(dsn: &ConnectionString, origin: Origin) -> Option<Self> {
        let (host, port) = match &dsn.address {
            Address::Tcp { host, .. } if dsn.implied.host || !is_plain(host) => (None, None),
            Address::Tcp { host, port } => (Some(host.clone()), Some(*port)),
            Address::Socket(_) | Address::Other { .. } => (None, None),
        };
        Self { host, port, database: dsn.database.clone().filter(|name| is_plain(name)), origin }.known()
    }

    /// Itself, where it says anything.
    pub fn known(self) -> Option<Self> {
        (self.host.is_some() || self.database.is_some()).then_some(self)
    }
}

/// Whether a text is what it will be: no placeholder, no template, no verb of a format, and no word that a script puts another for
/// (`MYSQL_HOST`).
pub fn is_plain(text: &str) -> bool {
    let is_word = text.contains('_') && text.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_');
    !text.is_empty() && !is_word && !text.contains(['$', '{', '%', '<', '(', ' '])
}
