//! Sections that grow while a file is read: of keys with several parts, and of sections that stand in several places.

use std::collections::HashMap;
use std::sync::Arc;

use crate::source::node::{Data, Entry, Node};
use crate::text::place::Span;

/// A mapping that grows.
#[derive(Debug, Default)]
pub(in crate::source) struct Nest {
    slots: Vec<Slot>,
    /// The last section of each name.
    sections: HashMap<String, usize>,
    span: Option<Span>,
    shared: bool,
}

/// A key with its value, or with the section that grows under it.
#[derive(Debug)]
struct Slot {
    key: String,
    key_span: Span,
    merged: bool,
    /// Only keys with several parts wrote it so far, so that a section of the same name belongs to it.
    dotted: bool,
    value: Option<Arc<Node>>,
    nest: Option<Nest>,
}

impl Nest {
    /// A mapping that exists, to grow on.
    fn of(node: &Node) -> Self {
        let mut nest = Self { span: Some(node.span), shared: node.shared, ..Self::default() };
        node.entries().unwrap_or_default().iter().for_each(|entry| nest.add(entry.clone()));
        nest
    }

    /// Adds a value under the sections that the first parts of its key name; the entry's own key is the last part.
    pub(in crate::source) fn put(&mut self, sections: &[&str], entry: Entry) {
        let mut nest = self;
        for name in sections {
            let Some(inner) = nest.enter(name, entry.key_span, entry.merged) else { return };
            nest = inner;
        }
        nest.insert(entry, !sections.is_empty());
    }

    /// Adds an entry as it is; a section joins one of its name that only keys with several parts wrote.
    pub(in crate::source) fn add(&mut self, entry: Entry) {
        self.insert(entry, false);
    }

    /// The section of a name; one that is there already grows on.
    pub(in crate::source) fn section(&mut self, name: &str, key_span: Span) -> Option<&mut Self> {
        self.enter(name, key_span, false)
    }

    fn enter(&mut self, name: &str, key_span: Span, merged: bool) -> Option<&mut Self> {
        let at = self.sections.get(name).copied().unwrap_or_else(|| {
            self.push(Slot { key: name.to_owned(), key_span, merged, dotted: true, value: None, nest: None }, true)
        });
        let slot = self.slots.get_mut(at)?;
        slot.merged &= merged;
        Some(slot.grow())
    }

    /// Adds an entry that a key with several parts wrote, or one that stands where it is.
    fn insert(&mut self, entry: Entry, dotted: bool) {
        let is_section = entry.value.entries().is_some() && !entry.merged;
        let there = self.sections.get(&entry.key).filter(|_| is_section).and_then(|at| self.slots.get_mut(*at));
        if let Some(slot) = there.filter(|slot| slot.dotted || dotted) {
            slot.dotted &= dotted;
            slot.merged = false;
            slot.grow().absorb(&entry.value);
            return;
        }
        let Entry { key, key_span, value, merged } = entry;
        self.push(Slot { key, key_span, merged, dotted, value: Some(value), nest: None }, is_section);
    }

    /// Takes in another section of the same name; what both have inside is one as well.
    fn absorb(&mut self, node: &Node) {
        self.shared |= node.shared;
        node.entries().unwrap_or_default().iter().for_each(|entry| self.insert(entry.clone(), true));
    }

    fn push(&mut self, slot: Slot, is_section: bool) -> usize {
        let at = self.slots.len();
        if is_section {
            self.sections.insert(slot.key.clone(), at);
        }
        self.slots.push(slot);
        at
    }

    /// The mapping: it reaches from its first key to its last value, aliased and merged ones apart.
    pub(in crate::source) fn finish(self) -> Node {
        let mut span = self.span;
        let mut entries = Vec::with_capacity(self.slots.len());
        for slot in self.slots {
            let Slot { key, key_span, merged, value, nest, .. } = slot;
            let Some(value) = nest.map(|nest| Arc::new(nest.finish())).or(value) else { continue };
            if !merged {
                span = Some(cover(span.unwrap_or(key_span), key_span));
                span = span.filter(|_| value.shared).or_else(|| span.map(|span| cover(span, value.span)));
            }
            entries.push(Entry { key, key_span, value, merged });
        }
        Node { data: Data::Mapping(entries), span: span.unwrap_or_default(), shared: self.shared }
    }
}

impl Slot {
    /// The section under the key, to grow on.
    fn grow(&mut self) -> &mut Nest {
        let value = self.value.take();
        self.nest.get_or_insert_with(|| value.map(|node| Nest::of(&node)).unwrap_or_default())
    }
}

/// The bytes from the first of both to the last of both.
pub(in crate::source) fn cover(one: Span, other: Span) -> Span {
    Span { start: one.start.min(other.start), end: one.end.max(other.end) }
}
