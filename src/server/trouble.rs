//! A server in trouble: it takes no connection, does not answer, or stops answering half-way. Its facts then come through
//! the port for administrators, once, or from a capture that the user keeps for that day.

use super::ServerState;
use super::facts::{Server, Source};
use super::unreachable::{Refusal, RefusalKind, Unreachable};
use crate::dsn::{Address, ConnectionString};

/// Why a server's facts are not simply those of the server that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It refused the connection: the facts came through the port for administrators, or are a capture's.
    Refused(Refusal),
    /// It could not be audited: the facts are a capture's.
    Unreachable(Unreachable),
    /// It stopped answering after its variables: the counters are missing.
    Cut(Unreachable),
}

impl Trouble {
    /// What a reader of the report must know before any number in it.
    pub fn caveat(&self, source: &Source, captured_at: Option<&str>) -> String {
        let facts = match source {
            Source::Live { target } => format!("its facts were read through the port for administrators, {target}"),
            Source::Observed { target } => format!("its facts are those that {target} had last"),
            Source::Declared { path } => format!("its facts are those that {path} declares"),
            Source::Captured { path } => {
                let when =
                    captured_at.map_or("which does not say when it was taken".to_owned(), |at| format!("taken {at}"));
                format!("every fact of the server is old, from the capture {path}, {when}")
            }
            Source::Stated => "every fact of the server is supposed".to_owned(),
        };
        match self {
            Self::Refused(_) | Self::Unreachable(_) => facts,
            Self::Cut(cut) => format!("the server's counters are missing: {cut}"),
        }
    }
}

/// What was read at the port for administrators, where the server is full and that port is known.
pub(super) fn at_the_other_port(
    state: ServerState,
    port: Option<u16>,
    dsn: &ConnectionString,
    ask: impl FnOnce(ConnectionString) -> ServerState,
) -> ServerState {
    let (ServerState::Refused(mut refusal), Some(port)) = (state.clone(), port) else { return state };
    if refusal.kind != RefusalKind::TooManyConnections {
        return state;
    }
    let address = match &dsn.address {
        Address::Tcp { host, .. } => Address::Tcp { host: host.clone(), port },
        // A socket is this machine's.
        _ => Address::Tcp { host: "127.0.0.1".to_owned(), port },
    };
    match ask(ConnectionString { address, ..dsn.clone() }) {
        ServerState::Known(mut server) => {
            server.trouble = Some(Trouble::Refused(refusal));
            ServerState::Known(server)
        }
        failed => {
            refusal.way_in = failed.problem();
            ServerState::Refused(refusal)
        }
    }
}

/// The capture in place of a server that gave no facts.
pub(super) fn or_the_capture(state: ServerState, capture: Option<Box<Server>>) -> ServerState {
    let trouble = match (&state, &capture) {
        (ServerState::Refused(refusal), Some(_)) => Trouble::Refused(refusal.clone()),
        (ServerState::Unreachable(unreachable), Some(_)) => Trouble::Unreachable(unreachable.clone()),
        _ => return state,
    };
    capture.map_or(state, |server| ServerState::Known(Box::new(Server { trouble: Some(trouble), ..*server })))
}

/// The port for administrators that a capture shows to be open.
pub(super) fn known_port(server: &Server) -> Option<u16> {
    let variable = match server.flavor.way_in? {
        "admin_address" if server.variables.text("admin_address").is_none_or(str::is_empty) => return None,
        "admin_address" => "admin_port",
        port => port,
    };
    server.variables.whole(variable).and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::capture;

    #[test]
    fn a_capture_knows_the_port_for_administrators() {
        for (text, port) in [
            ("version = 10.11.6-MariaDB\nextra_port = 3307\n", Some(3307)),
            ("version = 10.11.6-MariaDB\nextra_port = 0\n", None),
            ("version = 8.0.36\nadmin_address = 127.0.0.1\nadmin_port = 33062\n", Some(33062)),
            ("version = 8.0.36\nadmin_address =\nadmin_port = 33062\n", None),
            ("version = 8.0.11-TiDB-v8.5.3\n", None),
        ] {
            let server = capture::read_text("server.ini", text).unwrap();
            assert_eq!(known_port(&server), port, "{text}");
        }
    }
}
