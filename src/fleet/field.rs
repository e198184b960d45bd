//! Entries of the fleet file into texts, with errors that have their line.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::variables::{self, Lookup};
use crate::client::own::reader::Reader;
use crate::source::error::ConfigError;
use crate::source::node::{Entry, Node};
use crate::text::names::nearest;
use crate::text::place::SourceFile;

/// What reading any part of the fleet file takes.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) file: &'a Arc<SourceFile>,
    pub(super) lookup: Lookup<'a>,
}

impl<'a> Source<'a> {
    /// The reader of values that have a form of their own.
    pub(super) fn reader(&self) -> Reader<'a> {
        Reader::of_file(self.file)
    }

    /// An error at a key.
    pub(super) fn at_key(&self, entry: &Entry, message: impl Into<String>) -> ConfigError {
        ConfigError::at(&self.file.place(entry.key_span), message)
    }

    /// The error of a key that nothing reads.
    pub(super) fn unknown(&self, entry: &Entry, whose: &str, known: &[&'static str]) -> ConfigError {
        let error = self.at_key(entry, format!("`{}` is no key of {whose}", entry.key));
        match nearest(&entry.key, known.iter().copied()) {
            Some(name) => error.help(format!("did you mean `{name}`?")),
            None => error.help(format!("the keys are {}", known.join(", "))),
        }
    }

    /// The text of a value as it is written.
    pub(super) fn text<'n>(&self, name: &str, node: &'n Node) -> Result<&'n str, ConfigError> {
        match node.text() {
            Some(text) if !text.trim().is_empty() => Ok(text),
            _ if node.scalar().is_some() => Err(self.reader().error(node, format!("{name} has no value"))),
            _ => Err(self.reader().error(node, format!("{name} is {} and should be a text", node.what()))),
        }
    }

    /// A text with the variables of the environment in place. What they hold is never shown.
    pub(super) fn followed(&self, whose: &str, name: &str, node: &Node) -> Result<String, ConfigError> {
        variables::follow(self.text(name, node)?, self.lookup).map_err(|variable| {
            let message = format!("{whose}: {name}: the variable {variable} is not set, or is empty");
            self.reader().error(node, message).help(format!("set {variable} where poolcheck runs"))
        })
    }

    /// A path of the fleet file, as it is from the working folder.
    pub(super) fn path(&self, text: &str) -> PathBuf {
        let folder = Path::new(self.file.name().as_ref()).parent().unwrap_or(Path::new(""));
        folder.join(text)
    }
}
