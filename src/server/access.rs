//! The way to a live server: what flags, the connection string, the environment and option files say of it.
//!
//! Each source is an [`Access`] of which any part may be missing; [`Access::over`] lays one over another, part by part.

use super::defaults::port;
use super::tls::Tls;
use crate::dsn::address::DEFAULT_PORT;
use crate::dsn::secret::Secret;
use crate::dsn::{Address, ConnectionString};

/// What one source says of the way to a server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// Where it listens.
    pub place: Option<Where>,
    /// The port.
    pub port: Option<u16>,
    /// The account's user.
    pub user: Option<String>,
    /// The account's password.
    pub password: Option<Secret>,
    /// The wish for TLS.
    pub tls: Tls,
}

/// Where a server listens. Host and socket are one choice: who names one of them has not left the other open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// A host, by name or address.
    Host(String),
    /// A unix socket's path.
    Socket(String),
}

/// A variable of the environment that is no port.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("MYSQL_TCP_PORT is no number from 1 to 65535")]
pub struct NoPort;

impl Access {
    /// What a connection string writes, without what it leaves to its driver.
    pub fn of_dsn(dsn: &ConnectionString) -> Self {
        let (place, port) = match &dsn.address {
            Address::Tcp { host, port } => {
                ((!dsn.implied.host).then(|| Where::Host(host.clone())), (!dsn.implied.port).then_some(*port))
            }
            Address::Socket(path) => (Some(Where::Socket(path.clone())), None),
            Address::Other { .. } => (None, None),
        };
        Self { place, port, user: dsn.user.clone(), password: dsn.password.clone(), tls: Tls::of(dsn) }
    }

    /// What the clients' variables say: `MYSQL_HOST`, `MYSQL_TCP_PORT`, `MYSQL_UNIX_PORT` and `MYSQL_PWD`. One that is
    /// empty says nothing.
    ///
    /// # Errors
    /// `MYSQL_TCP_PORT` is no port.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, NoPort> {
        let value = |name: &str| variable(name).filter(|value| !value.is_empty());
        let host = value("MYSQL_HOST");
        let is_local = host.as_deref().is_none_or(|host| host == "localhost");
        let socket = value("MYSQL_UNIX_PORT").filter(|_| is_local);
        Ok(Self {
            place: socket.map(Where::Socket).or(host.map(Where::Host)),
            port: value("MYSQL_TCP_PORT").map(|text| port(&text).ok_or(NoPort)).transpose()?,
            user: None,
            password: value("MYSQL_PWD").map(Secret::new),
            tls: Tls::default(),
        })
    }

    /// This source's word, and the lower one's for what it leaves open. Who names a port does not mean a socket.
    #[must_use]
    pub fn over(self, lower: Self) -> Self {
        let means_tcp = self.port.is_some();
        let lower_place = lower.place.filter(|place| !means_tcp || matches!(place, Where::Host(_)));
        Self {
            place: self.place.or(lower_place),
            port: self.port.or(lower.port),
            user: self.user.or(lower.user),
            password: self.password.or(lower.password),
            tls: self.tls.over(lower.tls),
        }
    }

    /// The connection string with this word in place of its own; what nobody says stays its driver's.
    pub fn complete(&self, dsn: &ConnectionString) -> ConnectionString {
        let port = self.port.unwrap_or(DEFAULT_PORT);
        let address = match (&self.place, &dsn.address) {
            (_, other @ Address::Other { .. }) => other.clone(),
            (Some(Where::Socket(path)), _) => Address::Socket(path.clone()),
            (Some(Where::Host(host)), _) | (None, Address::Tcp { host, .. }) => {
                Address::Tcp { host: host.clone(), port }
            }
            (None, socket @ Address::Socket(_)) => socket.clone(),
        };
        ConnectionString { address, user: self.user.clone(), password: self.password.clone(), ..dsn.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsn;

    /// The address that a connection string comes to over this source.
    fn address(text: &str, lower: Access) -> String {
        let dsn = dsn::parse(text).unwrap();
        Access::of_dsn(&dsn).over(lower).complete(&dsn).address.to_string()
    }

    #[test]
    fn only_what_a_connection_string_leaves_open_is_taken_from_below() {
        let host = || Access { place: Some(Where::Host("db9".into())), port: Some(3399), ..Access::default() };
        let socket = || Access { place: Some(Where::Socket("/run/s.sock".into())), ..Access::default() };
        for (text, over_host, over_socket) in [
            ("mysql://", "db9:3399", "/run/s.sock"),
            ("mysql://app@/shop", "db9:3399", "/run/s.sock"),
            ("app@/shop", "db9:3399", "/run/s.sock"),
            ("mysql://db1/", "db1:3399", "db1:3306"),
            ("mysql://localhost/", "localhost:3399", "localhost:3306"),
            ("app@tcp(:3307)/", "db9:3307", "127.0.0.1:3307"),
            ("app@tcp(db1:3307)/", "db1:3307", "db1:3307"),
            ("jdbc:mysql://db1:3307/", "db1:3307", "db1:3307"),
            ("mysql:///?socket=/run/mine.sock", "/run/mine.sock", "/run/mine.sock"),
            ("app@unix(/run/mine.sock)/", "/run/mine.sock", "/run/mine.sock"),
            ("app@cloudsql(a:b:c)/", "cloudsql(a:b:c)", "cloudsql(a:b:c)"),
        ] {
            assert_eq!(address(text, host()), over_host, "{text}");
            assert_eq!(address(text, socket()), over_socket, "{text}");
        }
    }

    #[test]
    fn the_environment_is_read_as_the_clients_read_it() {
        let of = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Access::of_environment(|name| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
        };
        let both = of(&[("MYSQL_HOST", "localhost"), ("MYSQL_UNIX_PORT", "/run/s.sock")]).unwrap();
        assert_eq!(both.place, Some(Where::Socket("/run/s.sock".into())));
        let remote = of(&[("MYSQL_HOST", "db1"), ("MYSQL_UNIX_PORT", "/run/s.sock")]).unwrap();
        assert_eq!(remote.place, Some(Where::Host("db1".into())));
        assert_eq!(of(&[("MYSQL_HOST", ""), ("MYSQL_PWD", "")]).unwrap(), Access::default());
        assert_eq!(of(&[("MYSQL_TCP_PORT", "sql")]), Err(NoPort));
    }
}
