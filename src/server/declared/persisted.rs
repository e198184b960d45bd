//! `mysqld-auto.cnf`: what `SET PERSIST` has set (MySQL from 8.0). It counts more than any option file and the command line.

use super::text::{Text, text_at};
use super::{Declared, Said};
use crate::server::flavors::MYSQL;
use crate::source::node::Node;

/// The server whose settings persist in it.
pub(super) fn read(text: &Text<'_>) -> Vec<Declared> {
    let is_it = |root: &&std::sync::Arc<Node>| {
        let keys = root.entries().unwrap_or_default();
        root.get("Version").is_some() && keys.iter().any(|entry| entry.key.starts_with("mysql_"))
    };
    let declared = |root: &std::sync::Arc<Node>| {
        let mut said = Vec::new();
        collect(text, root, &mut said);
        Declared { flavor: Some(&MYSQL), shown_by: vec!["mysqld-auto.cnf".to_owned()], said, ..Declared::default() }
    };
    text.documents.iter().filter(is_it).map(declared).collect()
}

/// Each object with a `Value` is a variable, in whichever section of the format's versions 1 and 2 it stands.
fn collect(text: &Text<'_>, node: &Node, said: &mut Vec<Said>) {
    for entry in node.entries().unwrap_or_default() {
        match text_at(&entry.value, &["Value"]) {
            Some(value) => said.push(Said::new(&entry.key, value, text.file.place(entry.key_span))),
            None => collect(text, &entry.value, said),
        }
    }
}
