//! What the server will do: its flavour and version, its variables, what its counters have seen.
//!
//! [`open()`] takes what `--dsn` names: a live server, or a [`capture`]. It knows no pool and no rule.

pub mod access;
pub mod capture;
mod deadline;
pub mod defaults;
pub mod facts;
mod failure;
mod fetch;
pub mod flavors;
mod open;
pub mod tls;
pub mod unreachable;
pub mod version;

pub use access::Access;
pub use facts::Server;
pub use open::{Options, TargetError, is_capture, live, open};
pub use unreachable::{Refusal, Stage, Unreachable};

/// What is known of the server.
#[derive(Debug, Clone)]
pub enum ServerState {
    /// No server was given.
    NotGiven,
    /// It answered, or a capture of it was read.
    Known(Box<Server>),
    /// It answered that it takes no connection now: a finding, not a failure of the audit.
    Refused(Refusal),
    /// It could not be audited.
    Unreachable(Unreachable),
}

impl ServerState {
    /// The server, if it is known.
    pub fn known(&self) -> Option<&Server> {
        match self {
            Self::Known(server) => Some(server),
            _ => None,
        }
    }
}
