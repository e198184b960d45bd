//! Replicas that a pool's section names, for each of which, or for all of which, the library makes a pool more.

use crate::client::discover::section::Section;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::sites::{Replication, Site};
use crate::source::node::Data;
use crate::text::place::{SourceFile, Span};

/// The pools of a section, with what nobody else is to read of it.
pub(super) fn of(file: &SourceFile, levels: &[Section<'_>], place: &Site, draft: Draft) -> (Vec<Draft>, Option<Span>) {
    let section = || levels.last()?.child("replication").filter(|section| section.node.entries().is_some());
    let Some((replication, section)) = place.replication.zip(section()) else { return (vec![draft], None) };
    let span = section.node.span;
    let names = match replication {
        Replication::ReadAndWrite => vec!["read".to_owned(), "write".to_owned()],
        Replication::EachNode => nodes(&section),
    };
    if names.is_empty() {
        return (vec![draft], Some(span));
    }
    let pool = |name: String| {
        let mut draft = draft.clone();
        let before = Some(draft.pool.name.as_str()).filter(|name| !name.is_empty());
        draft.pool.name = before.map_or_else(|| name.clone(), |before| format!("{before}.{name}"));
        draft.at(Some(file.place(span)))
    };
    (names.into_iter().map(pool).collect(), Some(span))
}

/// The nodes of a section such as `{master: {…}, slaves: [{…}, {…}]}`.
fn nodes(section: &Section<'_>) -> Vec<String> {
    let mut nodes = Vec::new();
    for (name, node, _) in section.children() {
        match &node.data {
            Data::Sequence(items) => nodes.extend((1..=items.len()).map(|number| format!("{name}-{number}"))),
            _ => nodes.push(name.clone()),
        }
    }
    nodes
}
