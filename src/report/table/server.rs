//! The server in full, for `--verbose`: what showed its flavour, and each known variable beside its default.

use super::layout::columns;
use crate::server::Server;
use crate::server::flavors::variables::{self, Knowledge};

/// What was recognised from what, and the variables that this version is known to have.
pub(super) fn block(server: &Server, width: usize) -> String {
    let from = if server.detected_from.is_empty() { "no version".to_owned() } else { server.detected_from.join(", ") };
    let mut rows = vec![vec!["recognised as".to_owned(), format!("{}, from {from}", server.flavor.title)]];
    rows.extend(
        server.between.as_ref().map(|why| vec!["in between".to_owned(), format!("a proxy or a gateway: {why}")]),
    );
    let mut text = format!("\nthe server\n{}", columns(rows, &[], 2, width));
    let rows = variables::known().filter_map(|name| variable(server, name)).collect();
    text.push_str(&columns(rows, &[], 2, width));
    text
}

fn variable(server: &Server, name: &str) -> Option<Vec<String>> {
    let entry = server.variables.get(name)?;
    let mut notes: Vec<String> = Vec::new();
    notes.extend(match server.flavor.knows(server.version, name) {
        Knowledge::Default(default) if default == entry.value => Some("the default".to_owned()),
        Knowledge::Default(default) => Some(format!("default {default}")),
        _ => None,
    });
    // Its line in a capture is easily found; a flag, a session's value or a gate's own variable is not expected.
    let note = server.variable_origin(name).note.filter(|note| !note.starts_with("SHOW GLOBAL"));
    notes.extend(note.map(String::from));
    let value = if entry.value.is_empty() { "empty" } else { &entry.value };
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    Some(vec![name.to_owned(), format!("{value}{notes}")])
}
