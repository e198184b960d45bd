//! Configuration that is written as literals of a programming language, into the tree of every other form.
//!
//! This is no compiler and runs nothing. [`lexer`] cuts any text into tokens, [`expression`] and [`collection`] read maps,
//! lists, scalars and calls out of them, [`statement`] notes what a file assigns, returns and calls ([`found`]), and
//! [`lower`] makes nodes of that. A file per language says what is particular to it. What is no literal becomes a
//! placeholder, which every reader of values takes for unresolved. Nothing here knows what a pool is.

mod collection;
mod declarations;
pub(super) mod decode;
pub(super) mod elixir;
mod expr;
mod expression;
mod fold;
mod found;
pub(super) mod java;
pub(super) mod javascript;
mod language;
mod lexer;
mod lower;
mod members;
pub(super) mod number;
mod objects;
pub(super) mod php;
pub(super) mod python;
pub(super) mod ruby;
pub(super) mod rust;
pub(super) mod scan;
mod statement;
mod types;

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::node::Node;
use crate::text::place::SourceFile;
use expression::Reader;
use language::Language;

/// How deep a file may nest before what is inside is not looked at; as deep as YAML may.
pub(super) const DEEPEST: usize = 200;

/// Reads the literals of a file: one mapping, empty where the file has none.
fn read(file: &SourceFile, language: &'static Language) -> Result<Arc<Node>, ConfigError> {
    let mut reader = Reader::new(file.text(), language);
    reader.file();
    lower::root(file, language, &reader.found)
}

#[cfg(test)]
pub(super) mod testing;
