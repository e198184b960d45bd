//! Connection strings: what a server is called, and the driver's parameters that ride along.
//!
//! Used on both sides: `--dsn` names the server to audit, and an application's file holds the DSN of its driver.

pub mod secret;

use secret::Secret;

use crate::text::place::Span;

/// The family a connection string belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `mysql://user:pass@host:port/db?…`, `mariadb://…`
    Url,
    /// go-sql-driver's `user:pass@tcp(host:port)/db?…`
    Go,
    /// `jdbc:mysql://host:port/db?user=…`
    Jdbc,
}

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
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
            Self::Socket(path) => f.write_str(path),
        }
    }
}

/// One parameter of a connection string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// The name as written.
    pub name: String,
    /// The value, percent-decoded where the form says so.
    pub value: String,
    /// The value's bytes in the connection string, for places.
    pub span: Span,
}

/// A connection string, taken apart. Its `Debug` form does not show the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionString {
    /// The family it belongs to.
    pub form: Form,
    /// The account's user.
    pub user: Option<String>,
    /// The account's password.
    pub password: Option<Secret>,
    /// Where the server listens.
    pub address: Address,
    /// The database.
    pub database: Option<String>,
    /// The parameters, in order.
    pub params: Vec<Param>,
}

impl ConnectionString {
    /// A parameter's value; of one that stands twice the last.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().rev().find(|param| param.name == name)
    }
}

/// Why a text is no connection string. Never holds the text itself, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DsnError(pub String);
