//! What a recogniser takes of a document.

use crate::client::pool::draft::Draft;
use crate::text::place::Span;

/// The pools that a recogniser found in a section, and the sections and values that no other one is to read.
#[derive(Debug, Default)]
pub(super) struct Claim {
    /// The pools.
    pub(super) drafts: Vec<Found>,
    /// The bytes of the sections and values.
    pub(super) spans: Vec<Span>,
}

/// A pool that was found, and how much of one it is.
#[derive(Debug)]
pub(super) struct Found {
    /// The pool.
    pub(super) draft: Draft,
    /// How much of one.
    pub(super) part: Part,
}

/// How much of a pool was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All that the file says of it.
    Whole,
    /// All, with the Go connection string at these bytes.
    WithDsn(Span),
    /// Only the Go connection string at these bytes: it is no pool of its own where another has it.
    OnlyDsn(Span),
    /// Only the connection string, of the framework of this title.
    OnlyLink(&'static str),
    /// Only settings, of a framework whose connection string has a key of its own.
    OnlySettings(&'static str),
    /// What sets the pool of the framework of this title in the same section, by another way.
    Feeding(&'static str, Span),
}

impl Claim {
    /// Whether nothing was taken.
    pub(super) fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.spans.is_empty()
    }

    /// Takes a pool of which all is known that the file says.
    pub(super) fn add(&mut self, draft: Draft) {
        self.drafts.push(Found { draft, part: Part::Whole });
    }
}
