//! The tree that every file form is read into.

use std::sync::Arc;

use crate::source::filled::Filled;
use crate::text::place::Span;

/// A value in a file.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it holds.
    pub data: Data,
    /// Its bytes: of a scalar the value without its quotes' surroundings, of a container from its first to its last child.
    pub span: Span,
    /// It carries an anchor, or came by an alias or a merge key: an edit of it would reach other places too. Its
    /// children are as shared as it is, though they do not say so.
    pub shared: bool,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Data {
    /// A text, number, switch or nothing.
    Scalar(Scalar),
    /// Keys with values, in the order of the file.
    Mapping(Vec<Entry>),
    /// Values in order.
    Sequence(Vec<Arc<Node>>),
}

/// A scalar's text, whether it was quoted, and what filled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text after escapes.
    pub text: String,
    /// It was quoted (or a block), so it is a text and never a number or nothing.
    pub quoted: bool,
    /// What its placeholders were resolved by, where it had some.
    pub filled: Option<Box<Filled>>,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Arc<Node>,
    /// It came in by a merge key (`<<`).
    pub merged: bool,
}

impl Node {
    /// A scalar without quotes that nothing shares.
    pub(super) fn plain(text: String, span: Span) -> Self {
        Self { data: Data::Scalar(Scalar { text, quoted: false, filled: None }), span, shared: false }
    }

    /// The scalar, if it is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.data {
            Data::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar that is not null.
    pub fn text(&self) -> Option<&str> {
        self.scalar().filter(|scalar| !scalar.is_null()).map(|scalar| scalar.text.as_str())
    }

    /// What its placeholders were resolved by, where it had some.
    pub fn filled(&self) -> Option<&Filled> {
        self.scalar()?.filled.as_deref()
    }

    /// Whether it is nothing: an empty plain scalar, `~` or `null`.
    pub fn is_null(&self) -> bool {
        self.scalar().is_some_and(Scalar::is_null)
    }

    /// The entries, if it is a mapping.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.data {
            Data::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items, if it is a sequence.
    pub fn items(&self) -> Option<&[Arc<Node>]> {
        match &self.data {
            Data::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The value of a key; of a key that stands twice the last, as most readers do, and of a merged one the mapping's own.
    pub fn get(&self, key: &str) -> Option<&Arc<Node>> {
        let mut found = None;
        for entry in self.entries()?.iter().filter(|entry| entry.key == key) {
            if !entry.merged || found.is_none() {
                found = Some(&entry.value);
            }
        }
        found
    }

    /// What it is, for messages.
    pub const fn what(&self) -> &'static str {
        match self.data {
            Data::Scalar(_) => "a single value",
            Data::Mapping(_) => "a mapping",
            Data::Sequence(_) => "a list",
        }
    }
}

/// Whether a key at the top only holds anchors for the rest, as Compose and CI files have them.
pub fn is_aside(key: &str) -> bool {
    key.starts_with("x-") || key.starts_with(['.', '_'])
}

impl Scalar {
    /// Whether it is nothing: an empty plain scalar, `~` or `null`.
    pub fn is_null(&self) -> bool {
        !self.quoted && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}
