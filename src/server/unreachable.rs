//! A server that could not be audited: at which stage it stopped, and what it said.

/// How far a connection came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Finding the address of the host's name.
    Resolve,
    /// Opening the TCP connection or the socket.
    Connect,
    /// The server's greeting, TLS and the login.
    Login,
    /// The statements.
    Query,
    /// Reading a captured server.
    Capture,
}

impl Stage {
    /// The name in the JSON report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::Login => "login",
            Self::Query => "query",
            Self::Capture => "capture",
        }
    }
}

/// A server that could not be audited.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{target}: {message}")]
pub struct Unreachable {
    /// The host and port, the socket or the file; never the password.
    pub target: String,
    /// How far it came.
    pub stage: Stage,
    /// What went wrong, and what that usually means.
    pub message: String,
}

/// The server answered and refused: it takes no connection now, or none from this account or host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The host and port, or the socket.
    pub target: String,
    /// Which refusal.
    pub kind: RefusalKind,
    /// The server's error number.
    pub code: u16,
    /// The SQLSTATE, where the server sent one: without one the listener refused, so max_connections + 1 sessions exist.
    pub sql_state: Option<String>,
    /// The server's own text.
    pub message: String,
    /// The account that was refused.
    pub user: Option<String>,
    /// What came of the port for administrators, where that was tried and did not help.
    pub way_in: Option<String>,
}

/// The refusals that are findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// 1040: max_connections is used up.
    TooManyConnections,
    /// 1203, or 1226 naming max_user_connections: the account's limit is used up.
    UserLimit,
    /// 1129: too many broken handshakes from this host.
    HostBlocked,
}

impl RefusalKind {
    /// The refusal that a server's error number stands for.
    pub const fn of(code: u16) -> Option<Self> {
        match code {
            1040 => Some(Self::TooManyConnections),
            1203 | 1226 => Some(Self::UserLimit),
            1129 => Some(Self::HostBlocked),
            _ => None,
        }
    }
}
