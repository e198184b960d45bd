//! What a form of files says of itself, as data and a few functions: each form's record stands beside its reader, and
//! [`forms`](crate::source::forms) lists them all. It knows no form.

use std::fmt;
use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::node::Node;
use crate::text::language::Language;
use crate::text::place::{SourceFile, Span};

/// A form that settings are written in.
// Each switch is a fact of its own about a form.
#[allow(clippy::struct_excessive_bools)]
pub struct Form {
    /// What people call it.
    pub name: &'static str,
    /// What files of the form end with, after the last dot.
    pub(in crate::source) endings: &'static [&'static str],
    /// Names that tell the form whatever follows them after a dot: `.env`, `.env.production`.
    pub(in crate::source) stems: &'static [&'static str],
    /// Names under which a file is opened that nobody named, with blanks between them, `*` for anything and the folder's name before a `/`. A form
    /// that holds nothing but settings is opened under all of them, source code under those that frameworks give to settings.
    pub(in crate::source) opened: &'static str,
    /// Whether a text is surely of this form, whatever else its lines look like.
    pub(in crate::source) begins: fn(&str) -> bool,
    /// Whether a text that no form is sure of looks like this one.
    pub(in crate::source) looks: fn(&str) -> bool,
    /// Whether a text may be of this form where the file's name says so.
    pub(in crate::source) may_be: fn(&str) -> bool,
    /// How a text's comments are found.
    pub(in crate::source) comments: Comments,
    /// A comment above a key speaks of the whole section that the key begins.
    pub(in crate::source) has_sections: bool,
    /// `a.b: 1` means `a: {b: 1}` to those who read the form, and the reader has not done it already.
    pub(in crate::source) has_dotted_keys: bool,
    /// Its long texts may be files of their own.
    pub(in crate::source) holds_files: bool,
    /// It is a program, of which the literals are read.
    pub(in crate::source) is_program: bool,
    /// The language of those who read it, none where it may be any.
    pub(in crate::source) language: Option<Language>,
    /// The documents of a file.
    pub(in crate::source) read: fn(&SourceFile) -> Result<Vec<Arc<Node>>, ConfigError>,
}

/// How the comments of a form are found.
#[derive(Clone, Copy)]
pub(in crate::source) enum Comments {
    /// Its values' places do not show what is none.
    Unknown,
    /// They begin with one of these marks, outside of the values.
    Marked(&'static [&'static str]),
    /// Its reader tells where they are; none where a text is not of the form.
    Told(fn(&str) -> Option<Vec<Span>>),
}

impl Form {
    /// A form of settings that says nothing of itself: what a record does not say is as here.
    pub(in crate::source) const SETTINGS: Self = Self {
        name: "",
        endings: &[],
        stems: &[],
        opened: "",
        begins: |_| false,
        looks: |_| false,
        may_be: |_| true,
        comments: Comments::Unknown,
        has_sections: true,
        has_dotted_keys: false,
        holds_files: false,
        is_program: false,
        language: None,
        read: |_| Ok(Vec::new()),
    };
    /// The same of a program.
    pub(in crate::source) const PROGRAM: Self = Self { is_program: true, ..Self::SETTINGS };

    /// Whether it is a program, of which the literals are read.
    pub const fn is_program(&self) -> bool {
        self.is_program
    }

    /// The marks that begin its comments.
    pub(in crate::source) const fn marks(&self) -> &'static [&'static str] {
        match self.comments {
            Comments::Marked(marks) => marks,
            Comments::Unknown | Comments::Told(_) => &[],
        }
    }

    /// Whether a file's name, in lower case and without its folder, is one of this form's by its ending.
    pub(in crate::source) fn ends(&self, name: &str) -> bool {
        name.rsplit_once('.').is_some_and(|(_, ending)| self.endings.contains(&ending))
    }

    /// Whether a file's name, in lower case and without its folder, is one of this form's whatever its ending.
    pub(in crate::source) fn is_stem_of(&self, name: &str) -> bool {
        let follows =
            |stem: &&str| name.strip_prefix(*stem).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.stems.iter().any(follows)
    }
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Form {}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
