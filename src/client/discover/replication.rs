//! Replicas that a pool's section names, for each of which, or for all of which, the library makes a pool more.

use crate::client::discover::section::Section;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::sites::{Replication, Site};
use crate::source::node::Data;
use crate::text::place::Span;

/// The pools of a section, with what nobody else is to read of it.
pub(super) fn of<'s>(section: &'s Section<'s>, site: &Site, draft: Draft) -> (Vec<Draft>, Option<Span>) {
    let replicated = || section.child("replication").filter(|section| section.node.entries().is_some());
    let Some((replication, section)) = site.replication.zip(replicated()) else { return (vec![draft], None) };
    let span = section.node.span;
    let names = match replication {
        Replication::ReadAndWrite => vec!["read".to_owned(), "write".to_owned()],
        Replication::EachNode => nodes(section),
    };
    if names.is_empty() {
        return (vec![draft], Some(span));
    }
    let pool = |name: String| {
        let mut draft = draft.clone();
        let before = Some(draft.pool.name.as_str()).filter(|name| !name.is_empty());
        draft.pool.name = before.map_or_else(|| name.clone(), |before| format!("{before}.{name}"));
        draft.at(Some(section.facts.file.place(span)))
    };
    (names.into_iter().map(pool).collect(), Some(span))
}

/// The nodes of a section such as `{master: {…}, slaves: [{…}, {…}]}`.
fn nodes<'s>(section: &'s Section<'s>) -> Vec<String> {
    let mut nodes = Vec::new();
    for node in section.children() {
        match &node.node.data {
            Data::Sequence(items) => nodes.extend((1..=items.len()).map(|number| format!("{}-{number}", node.name))),
            _ => nodes.push(node.name.to_string()),
        }
    }
    nodes
}
