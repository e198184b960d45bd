//! Environments by names of their own: what stands at the top of a file beside `production`, and is the same again.

use crate::client::discover::section::Section;
use crate::client::pool::profile;

/// The environment that a section is of: one whose name is known, or one that takes over all that a known one says, as
/// `beta: *production` does, `canary: {<<: *production}`, and what has the same sections.
pub(super) fn of<'s>(section: &'s Section<'s>) -> Option<String> {
    let known = || profile::of_path(section.path().into_iter());
    known().or_else(|| own(section))
}

fn own<'s>(section: &'s Section<'s>) -> Option<String> {
    let mut up = section.up();
    let below_top = up.find(|section| section.above.is_some_and(|above| above.above.is_none()))?;
    let top = below_top.above?;
    let mut known = top.children().iter().filter(|other| profile::is_profile(&other.name));
    known.any(|other| is_same_again(below_top, other)).then(|| below_top.name.to_string())
}

/// Whether a section is another's by an alias, merges something of it in, or has the same sections in it.
fn is_same_again<'s>(own: &'s Section<'s>, other: &'s Section<'s>) -> bool {
    let within =
        |own: &Section<'_>| other.node.span.start <= own.node.span.start && own.node.span.end <= other.node.span.end;
    if own.node.span == other.node.span || own.fields().iter().any(|field| field.merged && lies_in(field.whole, other))
    {
        return true;
    }
    let (ours, theirs) = (own.children(), other.children());
    !ours.is_empty()
        && (ours.iter().all(within)
            || ours.len() == theirs.len() && ours.iter().all(|child| other.child(&child.name).is_some()))
}

fn lies_in(span: crate::text::place::Span, section: &Section<'_>) -> bool {
    section.node.span.start <= span.start && span.end <= section.node.span.end
}
