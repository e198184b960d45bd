//! What an expression is, as far as a literal goes.

use crate::text::place::Span;

/// An expression with its bytes.
#[derive(Debug)]
pub(super) struct Expr {
    pub(super) shape: Shape,
    pub(super) span: Span,
}

/// What an expression says without being run.
#[derive(Debug)]
pub(super) enum Shape {
    /// A text after its escapes.
    Text(String),
    /// A number as decimal text.
    Number(String),
    /// `true`, `false` or `null`, whatever the language writes.
    Word(&'static str),
    /// A variable of the environment, and what stands in for it.
    Environment(String, Option<Box<Expr>>),
    /// A name, perhaps of a constant of this file.
    Name(Name),
    List(Vec<Expr>),
    Map(Vec<Pair>),
    /// An object that is told what it holds: the call that made it, by its number.
    Object(usize),
    /// Texts and others in a row, which make one text.
    Joined(Vec<Expr>),
    /// Anything else.
    Code,
}

/// A dotted name and the literal keys after it: `app.config["X"]`.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) path: String,
    /// Where its last part stands.
    pub(super) last: Span,
    pub(super) keys: Vec<(String, Span)>,
}

/// An entry of a map, an item of a list, or an argument.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) kind: PairKind,
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) value: Expr,
}

impl Pair {
    /// Whether an argument without a name may hold a connection string, or settings under another name.
    pub(super) fn may_be_settings(&self) -> bool {
        match &self.value.shape {
            Shape::Text(text) => text.contains("://"),
            Shape::Environment(..) | Shape::Joined(_) | Shape::Name(_) => self.kind != PairKind::Keyed,
            _ => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PairKind {
    /// It has a key of its own.
    Keyed,
    /// Its key is its number in the row.
    Positional,
    /// It stands for the entries of its value.
    Spread,
}

impl Expr {
    pub(super) const fn code(span: Span) -> Self {
        Self { shape: Shape::Code, span }
    }

    pub(super) const fn is_container(&self) -> bool {
        matches!(self.shape, Shape::Map(_) | Shape::List(_))
    }

    pub(super) fn is_empty(&self) -> bool {
        match &self.shape {
            Shape::Map(pairs) => pairs.is_empty(),
            Shape::List(items) => items.is_empty(),
            Shape::Word(word) => *word == "null",
            _ => false,
        }
    }

    /// Whether it says a value without another line of the program.
    pub(super) const fn is_literal(&self) -> bool {
        !matches!(self.shape, Shape::Code | Shape::Name(_) | Shape::Object(_))
    }

    /// The text of a text, number or switch.
    pub(super) fn plain(&self) -> Option<&str> {
        match &self.shape {
            Shape::Text(text) | Shape::Number(text) => Some(text),
            Shape::Word(word) => Some(word),
            _ => None,
        }
    }
}

impl Name {
    /// The last part of its path, without a sigil.
    pub(super) fn last_part(&self) -> &str {
        last_part(&self.path)
    }
}

/// The last part of a dotted path, without a sigil.
pub(super) fn last_part(path: &str) -> &str {
    path.rsplit(['.', '\\']).next().unwrap_or(path).trim_start_matches(['$', '@'])
}
