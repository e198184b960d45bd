//! What a file assigns, gives away and calls, in a tree that grows with `x["a"]["b"] = …`.

use std::collections::HashMap;

use crate::source::programs::expr::{Expr, Pair, PairKind, Shape};
use crate::text::place::Span;

/// What was found in a file.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What has a name.
    pub(super) named: Branch,
    /// What the file gives away whole: `return [...]`, `module.exports = …`.
    pub(super) exported: Vec<Expr>,
    /// The calls that are worth an entry.
    pub(super) calls: Vec<Call>,
    /// The objects that variables hold, by the number of the call that made each.
    pub(super) objects: HashMap<String, usize>,
    /// The types that what is called next was given: `Options::<MySql>`.
    pub(super) generic: Option<(String, Span)>,
    /// How often each simple name is given a value.
    pub(super) bound: HashMap<String, usize>,
    /// Values that were read; a bound of memory, not of sense.
    pub(super) values: usize,
}

/// A call with its arguments.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) name_span: Span,
    pub(super) arguments: Vec<Pair>,
    pub(super) span: Span,
    /// Another object holds what it made.
    pub(super) moved: bool,
}

/// Entries by their key: a key that stands twice has the last value.
#[derive(Debug, Default)]
pub(super) struct Branch {
    pub(super) entries: Vec<(String, Span, Grown)>,
    at: HashMap<String, usize>,
}

/// A value that may still grow.
#[derive(Debug)]
pub(super) enum Grown {
    Value(Expr),
    Branch(Branch, Span),
}

impl Found {
    /// Notes that a name is given a value.
    pub(super) fn bind(&mut self, name: &str) {
        if let Some(times) = self.bound.get_mut(name) {
            *times += 1;
        } else {
            self.bound.insert(name.to_owned(), 1);
        }
    }
}

impl Branch {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<(usize, &Grown)> {
        let at = *self.at.get(key)?;
        self.entries.get(at).map(|(_, _, value)| (at, value))
    }

    /// Adds an entry that is no name: nothing that is written `key` elsewhere means its value.
    pub(super) fn add(&mut self, key: &str, key_span: Span, value: Expr) {
        self.entries.push((key.to_owned(), key_span, Grown::Value(value)));
    }

    /// Puts a value at a path of keys. What is no map there before stays beside it, and the last counts.
    pub(super) fn put(&mut self, path: &[(String, Span)], value: Expr) {
        let Some(((key, key_span), rest)) = path.split_first() else { return };
        if rest.is_empty() {
            return self.push(key, *key_span, Grown::Value(value));
        }
        let at = self.growing(key, *key_span);
        if let Some((_, _, Grown::Branch(branch, _))) = self.entries.get_mut(at) {
            branch.put(rest, value);
        }
    }

    fn push(&mut self, key: &str, key_span: Span, value: Grown) {
        self.at.insert(key.to_owned(), self.entries.len());
        self.entries.push((key.to_owned(), key_span, value));
    }

    /// Where the branch of a key is, made of the map that is there where one is.
    fn growing(&mut self, key: &str, key_span: Span) -> usize {
        let there = self.at.get(key).copied();
        match there.and_then(|at| Some((at, self.entries.get_mut(at)?))) {
            Some((at, (_, _, grown))) if grown.can_grow() => {
                grown.grow();
                at
            }
            _ => {
                self.push(key, key_span, Grown::Branch(Self::default(), key_span));
                self.entries.len() - 1
            }
        }
    }
}

impl Grown {
    fn can_grow(&self) -> bool {
        match self {
            Self::Branch(..) => true,
            Self::Value(value) => match &value.shape {
                Shape::Map(pairs) => pairs.iter().all(|pair| pair.kind != PairKind::Spread),
                Shape::List(items) => items.is_empty(),
                _ => false,
            },
        }
    }

    fn grow(&mut self) {
        let Self::Value(value) = self else { return };
        let mut branch = Branch::default();
        if let Shape::Map(pairs) = &mut value.shape {
            for pair in pairs.drain(..) {
                branch.push(&pair.key, pair.key_span, Self::Value(pair.value));
            }
        }
        *self = Self::Branch(branch, value.span);
    }
}
