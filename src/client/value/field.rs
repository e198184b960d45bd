//! Keys with single values, as flat as an application reads them: the entries of a mapping, the `KEY=value` items of a
//! Compose file, the `{name, value}` items of a Kubernetes manifest.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::client::pool::settings::{Hindrance, Spelling, Wording};
use crate::source::error::ConfigError;
use crate::source::node::{Data, Entry, Node};
use crate::source::placeholders::Filled;
use crate::text::names::words;
use crate::text::origin::Origin;
use crate::text::place::{Place, SourceFile, Span};

/// A key with a single value.
#[derive(Debug, Clone)]
pub(in crate::client) struct Field<'a> {
    file: &'a SourceFile,
    /// The key as written.
    pub(in crate::client) name: &'a str,
    /// The key's words in lower case, once somebody asked.
    words: OnceCell<Vec<String>>,
    /// Where the key stands, or the item that holds it.
    pub(in crate::client) key_span: Span,
    /// The value's text after escapes.
    pub(in crate::client) text: &'a str,
    /// The value's bytes, without its quotes where the text stands there as it is.
    pub(in crate::client) span: Span,
    /// The bytes of the node that holds it, quotes and all.
    pub(in crate::client) whole: Span,
    /// The bytes of `span` are the text.
    verbatim: bool,
    /// An edit would reach other places.
    shared: bool,
    /// It came by a merge key.
    pub(in crate::client) merged: bool,
    /// What its placeholders were resolved by.
    pub(in crate::client) filled: Option<&'a Filled>,
}

impl<'a> Field<'a> {
    fn new(file: &'a SourceFile, key: &'a str, node: &'a Node, shared: bool) -> Option<Self> {
        Some(Self::with_text(file, key, node, shared, node.text()?))
    }

    fn with_text(file: &'a SourceFile, key: &'a str, node: &'a Node, shared: bool, text: &'a str) -> Self {
        let Span { start, end } = node.span;
        let written = |span: Span| file.text().get(span.start..span.end);
        let inner = Span { start: start + 1, end: end.saturating_sub(1).max(start + 1) };
        let span = [node.span, inner].into_iter().find(|span| written(*span) == Some(text));
        Self {
            file,
            name: key,
            key_span: node.span,
            words: OnceCell::new(),
            text,
            span: span.unwrap_or(node.span),
            whole: node.span,
            verbatim: span.is_some(),
            shared: shared || node.shared,
            merged: false,
            filled: node.filled(),
        }
    }

    /// Splits `KEY=value`; a connection string may hold more of them, so the key must be a plain name.
    fn of_item(file: &'a SourceFile, node: &'a Node, shared: bool) -> Option<Self> {
        let whole = Self::new(file, "", node, shared)?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let Some((key, text)) = whole.text.split_once('=').filter(|(key, _)| key.chars().all(is_name)) else {
            return Some(whole);
        };
        let start = if whole.verbatim { whole.span.start + key.len() + 1 } else { whole.span.start };
        Some(Self { name: key, words: OnceCell::new(), text, span: Span { start, ..whole.span }, ..whole })
    }

    /// The same field under the rest of its key; nothing where the key does not begin so, or is no more than that.
    pub(in crate::client) fn without(&self, prefix: &[String]) -> Option<Self> {
        let words = self.words().strip_prefix(prefix).filter(|rest| !rest.is_empty())?;
        Some(Self { words: OnceCell::from(words.to_vec()), ..self.clone() })
    }

    /// The key's words in lower case.
    pub(in crate::client) fn words(&self) -> &[String] {
        self.words.get_or_init(|| words(self.name))
    }

    /// The key's words in one.
    pub(in crate::client) fn key(&self) -> String {
        match self.words.get() {
            Some(words) => words.concat(),
            None => self.name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect(),
        }
    }

    /// Whether the key's last word is one of these.
    pub(in crate::client) fn ends_in(&self, names: &[&str]) -> bool {
        self.words().last().is_some_and(|word| names.contains(&word.as_str()))
    }

    /// The bytes of a part of the text, given as bytes of the text; the whole value's where escapes hide them.
    pub(in crate::client) fn part(&self, part: Span) -> Span {
        if !self.verbatim {
            return self.span;
        }
        Span { start: self.span.start + part.start, end: self.span.start + part.end }
    }

    /// The place of some of its bytes.
    pub(in crate::client) fn place(&self, span: Span) -> Place {
        self.file.place(span)
    }

    /// The origin of some of its bytes.
    pub(in crate::client) fn origin(&self, span: Span) -> Origin {
        let place = self.place(span);
        match self.filled {
            None => Origin::file(place),
            Some(filled) => filled.origin(place),
        }
    }

    /// The text as it is written, or the part of it that was read, for reports. Of a connection string never more than the part:
    /// the rest may hold a password.
    pub(in crate::client) fn written(&self, part: &str) -> String {
        let is_string = |text: &str| text.contains(['@', ';', '&', '?']) || text.contains("://");
        let whole = self.filled.map(|filled| filled.written.as_str()).filter(|whole| !is_string(whole));
        whole.unwrap_or(part).to_owned()
    }

    /// The same under another key.
    pub(in crate::client) fn under(self, name: &'a str) -> Self {
        Self { name, words: OnceCell::new(), ..self }
    }

    /// An error at some of its bytes.
    pub(in crate::client) fn error(&self, span: Span, message: String) -> ConfigError {
        ConfigError::at(&self.place(span), message)
    }

    /// A bare number with the unit of seconds, as it would stand in its place.
    pub(in crate::client) fn with_unit(&self, number: &str) -> Result<String, Hindrance> {
        self.spelling(Wording::GoDuration)?;
        let is_quoted = self.span != self.whole;
        // JSON has no text without quotes.
        let quote = if self.file.text().trim_start().starts_with('{') && !is_quoted { "\"" } else { "" };
        Ok(format!("{quote}{number}s{quote}"))
    }

    /// How a new value would be written in place of the text, or of a part of it.
    pub(in crate::client) fn spelling(&self, wording: Wording) -> Result<Spelling, Hindrance> {
        match (self.shared, self.verbatim) {
            (true, _) => Err(Hindrance::Shared),
            (false, false) if self.filled.is_some() => Err(Hindrance::Placeholder),
            (false, false) => Err(Hindrance::Form),
            (false, true) => Ok(Spelling::plain(wording)),
        }
    }
}

/// A field of which only a part is the value, given as bytes of its text: one pair of a connection string.
pub(in crate::client) fn part_of<'a>(field: &Field<'a>, part: Span) -> Field<'a> {
    let text = field.text.get(part.start..part.end).unwrap_or_default();
    Field { text, span: field.part(part), ..field.clone() }
}

/// The single values of a mapping or a list.
pub(in crate::client) fn of_node<'a>(file: &'a SourceFile, node: &'a Node, shared: bool) -> Vec<Field<'a>> {
    match &node.data {
        Data::Scalar(_) => Vec::new(),
        Data::Mapping(_) => {
            let field = |entry: &'a Entry| {
                let field = Field::new(file, &entry.key, &entry.value, shared || entry.merged)?;
                Some(Field { merged: entry.merged, key_span: entry.key_span, ..field })
            };
            effective(node).into_iter().filter_map(field).collect()
        }
        Data::Sequence(items) => items.iter().filter_map(|item| of_item(file, item, shared)).collect(),
    }
}

/// The keys of a mapping that hold nothing, as fields with the text `null`.
pub(in crate::client) fn nulls<'a>(file: &'a SourceFile, node: &'a Node, shared: bool) -> Vec<Field<'a>> {
    let is_null = |entry: &&Entry| entry.value.is_null();
    let field = |entry: &'a Entry| {
        let field = Field::with_text(file, &entry.key, &entry.value, shared || entry.merged, "null");
        Field { merged: entry.merged, key_span: entry.key_span, ..field }
    };
    effective(node).into_iter().filter(is_null).map(field).collect()
}

fn of_item<'a>(file: &'a SourceFile, item: &'a Arc<Node>, shared: bool) -> Option<Field<'a>> {
    let shared = shared || item.shared;
    match item.entries() {
        None => Field::of_item(file, item, shared),
        Some(entries) if entries.len() == 2 => Field::new(file, item.get("name")?.text()?, item.get("value")?, shared),
        Some(_) => None,
    }
}

/// The most entries of a mapping whose keys are compared with each other one by one.
const SMALL: usize = 24;

/// The entries of a mapping as readers see them: of a key that stands twice the last, and merged ones only where the
/// mapping has none of its own. A call in a program is no key, and each of them is one more.
pub(in crate::client) fn effective(node: &Node) -> Vec<&Entry> {
    let entries = node.entries().unwrap_or_default();
    if are_distinct(entries) {
        return entries.iter().collect();
    }
    let mut at = std::collections::HashMap::new();
    for (number, entry) in entries.iter().enumerate() {
        if !entry.merged || !at.contains_key(entry.key.as_str()) {
            at.insert(entry.key.as_str(), number);
        }
    }
    let wins = |(number, entry): (usize, &Entry)| at.get(entry.key.as_str()) == Some(&number) || is_call(entry);
    entries.iter().enumerate().filter(|(number, entry)| wins((*number, entry))).map(|(_, entry)| entry).collect()
}

/// Whether a mapping is small and holds every key once, as most do.
pub(in crate::client) fn are_distinct(entries: &[Entry]) -> bool {
    let twice = |(number, entry): (usize, &Entry)| entries.iter().take(number).any(|other| other.key == entry.key);
    entries.len() <= SMALL && !entries.iter().enumerate().any(twice)
}

/// Whether an entry is a call, whose bytes hold its name; a key stands before its value.
fn is_call(entry: &Entry) -> bool {
    let (name, whole) = (entry.key_span, entry.value.span);
    whole.start <= name.start && whole.end > name.end
}
