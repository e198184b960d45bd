//! The server in one line, in parts: what is first is read first, what is last is left out first where there is no room.

use std::time::Duration;

use crate::server::facts::Source;
use crate::server::{Server, ServerState};
use crate::text::quantity::{plural, show_age};

/// The ways to give a server, for who gave none.
pub const WAYS: &str = "--dsn mysql://USER@HOST/, FILE (a capture) or app (its own)";

/// What is known of it.
pub fn parts(state: &ServerState) -> Vec<String> {
    match state {
        ServerState::NotGiven => vec![format!("none given: {WAYS}")],
        ServerState::Unreachable(unreachable) => vec![format!("not audited: {unreachable}")],
        ServerState::Refused(refusal) => {
            vec![format!("{} refused the connection: error {}: {}", refusal.target, refusal.code, refusal.message)]
        }
        ServerState::Known(server) => known(server),
    }
}

fn known(server: &Server) -> Vec<String> {
    let is_stated = server.source == Source::Stated;
    let mut parts = vec![if is_stated { "none given, supposed".to_owned() } else { server.title() }];
    parts.extend(server.between.as_ref().map(|_| "behind a proxy or a gateway".to_owned()));
    parts.extend(server.variables.text("max_connections").map(|value| format!("max_connections {value}")));
    parts.extend(server.variables.text("wait_timeout").map(|value| format!("wait_timeout {value} s")));
    if let Some(peak) = server.status.whole("Max_used_connections") {
        parts.push(format!("at most {} so far", plural(peak, "connection")));
    }
    parts.extend((!is_stated).then(|| format!("{} {}", server.source.name(), server.source.target())));
    parts.extend(server.status.whole("Uptime").map(|uptime| format!("up {}", show_age(Duration::from_secs(uptime)))));
    parts
}
