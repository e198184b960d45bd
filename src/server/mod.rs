//! What the server will do: its flavour and version, its variables, what its counters have seen.
//!
//! [`open()`] takes what `--dsn` names: a live server, or [`files`] that captured, declare or observed one. It knows no pool and
//! no rule.

pub mod access;
pub mod capture;
mod deadline;
mod declared;
pub mod defaults;
pub mod evidence;
pub mod facts;
mod failure;
mod fetch;
pub mod files;
pub mod flavors;
mod look;
mod observed;
mod open;
pub mod tls;
pub mod trouble;
pub mod unreachable;
pub mod version;

pub use access::Access;
pub use facts::Server;
pub use open::{Options, TargetError, live, needs_no_login, open};
pub use trouble::Trouble;
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
    /// The refusal, if the server answered with one, wherever its facts come from.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Known(server) => match &server.trouble {
                Some(Trouble::Refused(refusal)) => Some(refusal),
                _ => None,
            },
            _ => None,
        }
    }

    /// Why the server could not be audited, if it could not, wherever its facts come from.
    pub fn unreachable(&self) -> Option<&Unreachable> {
        match self {
            Self::Unreachable(unreachable) => Some(unreachable),
            Self::Known(server) => match &server.trouble {
                Some(Trouble::Unreachable(unreachable)) => Some(unreachable),
                _ => None,
            },
            _ => None,
        }
    }

    /// What stands between the live server and its facts, in words; none where they are all there.
    pub fn problem(&self) -> Option<String> {
        match self {
            Self::NotGiven => None,
            Self::Refused(refusal) => Some(format!("{}: error {}: {}", refusal.target, refusal.code, refusal.message)),
            Self::Unreachable(unreachable) => Some(unreachable.to_string()),
            Self::Known(server) => match &server.trouble {
                Some(Trouble::Cut(cut) | Trouble::Unreachable(cut)) => Some(cut.to_string()),
                _ => None,
            },
        }
    }

    /// The server, if it is known.
    pub fn known(&self) -> Option<&Server> {
        match self {
            Self::Known(server) => Some(server),
            _ => None,
        }
    }
}
