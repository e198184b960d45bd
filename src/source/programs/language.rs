//! What a language tells the reader about itself: data, and a few functions for what data cannot say.

use crate::source::programs::expr::{Expr, Pair};
use crate::source::programs::expression::Reader;

/// A language, as far as its literals go.
// Each switch is a fact of its own about a language.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug)]
pub(super) struct Language {
    /// What begins a comment that ends with its line.
    pub(super) line_comments: &'static [&'static str],
    /// `/* … */` are comments.
    pub(super) block_comments: bool,
    /// Where a line break ends a statement.
    pub(super) lines: Lines,
    /// Code stands between `<?php` and `?>`.
    pub(super) tags: bool,
    /// `/…/` is a regular expression where a value may begin.
    pub(super) regular_expressions: bool,
    /// Characters besides letters and `_` that begin a name.
    pub(super) sigils: &'static str,
    /// The end of the string or heredoc that begins at a byte, and whether its text can be known.
    pub(super) string: fn(&str, usize) -> Option<(usize, bool)>,
    /// How a string's text is decoded.
    pub(super) decode: fn(&str) -> crate::source::programs::decode::Style,
    /// What leads from a value to its member.
    pub(super) members: &'static [&'static str],
    /// What stands between the name of an argument and its value.
    pub(super) argument: Option<&'static str>,
    /// What stands between a key and its value.
    pub(super) keys: &'static [&'static str],
    /// A key is a bare name: `{ max: 5 }`.
    pub(super) bare_keys: bool,
    /// What puts another's entries or items in.
    pub(super) spreads: &'static [&'static str],
    /// The operator that joins texts.
    pub(super) join: &'static str,
    /// Names of switches and of nothing.
    pub(super) words: &'static [(&'static str, &'static str)],
    /// Words before a value that leave it as it is.
    pub(super) transparent_words: &'static [&'static str],
    /// Words before a value that make something else of it.
    pub(super) opaque_words: &'static [&'static str],
    /// Words that end an assignment and say when it is made: `workers = 5 if cluster`.
    pub(super) modifiers: &'static [&'static str],
    /// Functions that read the environment: its variable first, then a default.
    pub(super) environment_calls: &'static [&'static str],
    /// Functions that make a section of a URL in the environment: its variable first, then a default. The URL is the section's `url`.
    pub(super) url_calls: &'static [&'static str],
    /// Tables that hold the environment.
    pub(super) environments: &'static [&'static str],
    /// Functions and methods that give their argument back, as far as a configuration goes.
    pub(super) transparent_calls: &'static [&'static str],
    /// Functions that make one map of their arguments.
    pub(super) map_calls: &'static [&'static str],
    /// What a value is assigned to that is the file's own: `module.exports`.
    pub(super) exports: &'static [&'static str],
    /// An assigned value that is no literal is worth an entry: its key would else be thought absent.
    pub(super) keeps_code: bool,
    /// A map that is passed belongs to the call's own entries, and is not told again under its constant's name.
    pub(super) merges_maps: bool,
    /// Settings are what objects are told by their methods ([`objects`](crate::source::programs::objects)), and nothing else is an entry.
    pub(super) objects: bool,
    /// Whether a call is worth an entry.
    pub(super) records: fn(&str, &[Pair]) -> bool,
    /// Reads a value that begins as no other language's does, or nothing.
    pub(super) operand: fn(&mut Reader<'_>) -> Option<Expr>,
    /// Reads what follows a value as after no other language's, or leaves all as it is.
    pub(super) tail: fn(&mut Reader<'_>, Expr) -> Expr,
    /// Reads an entry between braces that is neither key with value nor value, or nothing.
    pub(super) entry: fn(&mut Reader<'_>) -> Option<Pair>,
    /// Reads a statement that is no expression, or nothing.
    pub(super) statement: fn(&mut Reader<'_>) -> bool,
}

/// Where a line break ends a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    Nowhere,
    OutsideBrackets,
    /// Also between braces.
    OutsideParentheses,
}
