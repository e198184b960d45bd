//! Where a value came from. Every value that poolcheck judges carries one, and every report shows it.

use std::borrow::Cow;

use super::place::Place;

/// The kind of source a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OriginKind {
    /// A line of a configuration file.
    File,
    /// The library's own default.
    Default,
    /// The command line.
    Flag,
    /// An environment variable or an environment file.
    Env,
    /// The server said it.
    Server,
    /// Worked out from other evidence.
    Inferred,
    /// A placeholder in a file that nothing resolved.
    Unresolved,
}

impl OriginKind {
    /// The name in the JSON report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Default => "default",
            Self::Flag => "flag",
            Self::Env => "env",
            Self::Server => "server",
            Self::Inferred => "inferred",
            Self::Unresolved => "unresolved",
        }
    }
}

/// Where a value came from, with its place where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The kind of source.
    pub kind: OriginKind,
    /// The place in a file, where there is one.
    pub place: Option<Place>,
    /// What a reader should know beside it: the flag's text, the default's source, an assumption.
    pub note: Option<Cow<'static, str>>,
}

impl Origin {
    /// A line of a configuration file.
    pub fn file(place: Place) -> Self {
        Self { kind: OriginKind::File, place: Some(place), note: None }
    }

    /// The library's default, with where that default is documented.
    pub fn default(note: impl Into<Cow<'static, str>>) -> Self {
        Self { kind: OriginKind::Default, place: None, note: Some(note.into()) }
    }

    /// A flag, as it was typed.
    pub fn flag(text: impl Into<Cow<'static, str>>) -> Self {
        Self { kind: OriginKind::Flag, place: None, note: Some(text.into()) }
    }

    /// Worked out from other evidence, which the note names.
    pub fn inferred(note: impl Into<Cow<'static, str>>) -> Self {
        Self { kind: OriginKind::Inferred, place: None, note: Some(note.into()) }
    }

    /// A placeholder that nothing resolved.
    pub fn unresolved(place: Place) -> Self {
        Self { kind: OriginKind::Unresolved, place: Some(place), note: None }
    }

    /// The live server; the note names the statement or the scope.
    pub fn server(note: impl Into<Cow<'static, str>>) -> Self {
        Self { kind: OriginKind::Server, place: None, note: Some(note.into()) }
    }

    /// A captured server: the place in the capture.
    pub fn captured(place: Place) -> Self {
        Self { kind: OriginKind::Server, place: Some(place), note: None }
    }

    /// The same origin with a note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<Cow<'static, str>>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Says one more thing behind the note that is there.
    pub fn add_note(&mut self, note: &str) {
        let earlier = self.note.take().map_or_else(String::new, |earlier| format!("{earlier}; "));
        self.note = Some(Cow::Owned(earlier + note));
    }
}

impl std::fmt::Display for Origin {
    /// Short enough for a table cell: `app.yaml:6`, `default`, `--set …`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.place, self.kind, &self.note) {
            (Some(place), _, _) => place.fmt(f),
            (None, OriginKind::Flag, Some(text)) => f.write_str(text),
            (None, kind, _) => f.write_str(kind.name()),
        }
    }
}

/// A value that somebody stated, with where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Where it was stated.
    pub origin: Origin,
}

impl<T> Stated<T> {
    /// Pairs a value with its origin.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }
}
