//! Environments by names of their own: what stands at the top of a file beside `production`, and is the same again.

use crate::client::discover::section::Section;
use crate::client::pool::profile;
use crate::text::place::Span;

/// The environment that a section is of: one whose name is known, or one that takes over all that a known one says, as
/// `beta: *production` does, `canary: {<<: *production}`, and what has the same sections.
pub(super) fn of<'s>(section: &'s Section<'s>) -> Option<String> {
    let known = || profile::of_path(section.path().into_iter());
    known().or_else(|| own(section))
}

/// Names of what environments have in common, and of what holds where none is named.
const BASES: [&str; 7] = ["default", "defaults", "common", "shared", "base", "global", "all"];

fn own<'s>(section: &'s Section<'s>) -> Option<String> {
    let mut up = section.up();
    let below_top = up.find(|section| section.above.is_some_and(|above| above.above.is_none()))?;
    below_top.is_environment().then(|| below_top.name.to_string())
}

/// Whether a section below the top is an environment by a name of its own.
pub(super) fn is_own<'s>(section: &'s Section<'s>) -> bool {
    let is_base = || BASES.contains(&section.name.to_ascii_lowercase().as_str());
    let Some(top) = section.above.filter(|above| above.above.is_none() && !is_base()) else { return false };
    top.profiles().iter().any(|profile| is_same_again(section, profile))
}

/// Whether a section is another's by an alias, merges something of it in, or has the same sections in it.
fn is_same_again<'s>(own: &'s Section<'s>, other: &'s Section<'s>) -> bool {
    let lies_in = |span: Span| other.node.span.start <= span.start && span.end <= other.node.span.end;
    if own.node.span == other.node.span || own.fields().iter().any(|field| field.merged && lies_in(field.whole)) {
        return true;
    }
    let (ours, theirs) = (own.children(), other.children());
    let has_same = || ours.len() == theirs.len() && ours.iter().all(|child| other.child(&child.name).is_some());
    !ours.is_empty() && (ours.iter().all(|child| lies_in(child.node.span)) || has_same())
}
