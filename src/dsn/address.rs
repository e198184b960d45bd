//! Where a server listens, as connection strings write it.

use super::DsnError;

/// The port where none is written.
pub const DEFAULT_PORT: u16 = 3306;

/// Where the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A host and a port.
    Tcp {
        /// Name or IP address, without brackets.
        host: String,
        /// The port; 3306 where none is written.
        port: u16,
    },
    /// A unix socket's path.
    Socket(String),
    /// A dialer that the application registers itself, such as `cloudsql(project:region:name)`, or an address with a
    /// placeholder that nothing resolved.
    Other {
        /// The dialer's name; `tcp` for a placeholder.
        network: String,
        /// The address as written.
        address: String,
    },
}

/// The parts of an address that a text leaves to the driver, and that something else may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Implied {
    /// The host.
    pub host: bool,
    /// The port.
    pub port: bool,
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
            Self::Socket(path) => f.write_str(path),
            Self::Other { network, address } => write!(f, "{network}({address})"),
        }
    }
}

impl Address {
    /// Reads `host`, `host:port`, `[::1]`, `[::1]:port`; a bare IPv6 address has no port.
    pub(super) fn tcp(text: &str, default_host: &str) -> Result<(Self, Implied), DsnError> {
        let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, "")) => (host, None),
            Some((host, after)) => {
                (host, Some(after.strip_prefix(':').ok_or_else(|| bad("the address is malformed"))?))
            }
            None if is_bare_ipv6(text) => (text, None),
            None => text.rsplit_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
        };
        let implied = Implied { host: host.is_empty(), port: port.is_none_or(str::is_empty) };
        let port = match port {
            None | Some("") => DEFAULT_PORT,
            Some(port) => match port.parse() {
                Ok(port) => port,
                Err(_) if is_placeholder(port) => {
                    return Ok((Self::Other { network: "tcp".to_owned(), address: text.to_owned() }, implied));
                }
                Err(_) => return Err(bad("the port is no number from 0 to 65535")),
            },
        };
        let bracketed = text.starts_with('[') || is_bare_ipv6(text);
        if host.contains(['(', ')', '[', '@', '/']) || (host.contains(':') && !bracketed) {
            return Err(bad("the address is malformed"));
        }
        let host = if implied.host { default_host } else { host };
        Ok((Self::Tcp { host: host.to_owned(), port }, implied))
    }
}

fn bad(message: &str) -> DsnError {
    DsnError(message.to_owned())
}

fn is_bare_ipv6(text: &str) -> bool {
    text.parse::<std::net::Ipv6Addr>().is_ok()
}

/// `${PORT}`, `{{ .port }}`, `%d`, `<port>`: what a template or a format string leaves.
fn is_placeholder(text: &str) -> bool {
    ["${", "{{", "%s", "%d", "%v", "<"].iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(text: &str) -> String {
        Address::tcp(text, "localhost").map_or_else(|error| error.to_string(), |(address, _)| address.to_string())
    }

    #[test]
    fn hosts_and_ports_of_every_shape() {
        for (text, expected) in [
            ("db1", "db1:3306"),
            ("db1:3307", "db1:3307"),
            ("db1:", "db1:3306"),
            (":3307", "localhost:3307"),
            ("", "localhost:3306"),
            ("[::1]:3307", "[::1]:3307"),
            ("[::1]", "[::1]:3306"),
            ("fe80::1", "[fe80::1]:3306"),
            ("${HOST}:${PORT}", "tcp(${HOST}:${PORT})"),
            ("%s:%d", "tcp(%s:%d)"),
            ("db1:sql", "the port is no number from 0 to 65535"),
            ("db1:65536", "the port is no number from 0 to 65535"),
            ("a:b:3306", "the address is malformed"),
            ("[::1]3306", "the address is malformed"),
        ] {
            assert_eq!(tcp(text), expected, "{text}");
        }
    }
}
