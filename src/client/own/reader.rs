//! Nodes into typed values of poolcheck's own form. Whether the text is a file's or a flag's decides only the origin.

use std::collections::HashMap;
use std::fmt::Display;
use std::time::Duration;

use crate::client::pool::remark::Remark;
use crate::client::pool::settings::{Hindrance, Key, Measure, Setting, Spelling, Value, Wording};
use crate::client::value::{Rule, Style, field};
use crate::source::error::ConfigError;
use crate::source::node::{Entry, Node};
use crate::source::placeholders;
use crate::text::names::nearest;
use crate::text::origin::{Origin, Stated};
use crate::text::place::{Place, SourceFile, Span};
use crate::text::quantity::{self, QuantityError};

/// Reads the nodes of one text.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    file: &'a SourceFile,
    /// The flag, as it was typed, where the text is a flag's value.
    flag: Option<&'a str>,
    /// The nodes lie under an anchor or an alias, so that an edit would reach other places.
    shared: bool,
}

impl<'a> Reader<'a> {
    /// A reader of a file's nodes.
    pub fn of_file(file: &'a SourceFile) -> Self {
        Self { file, flag: None, shared: false }
    }

    /// A reader of a flag's value; `flag` is the flag as it was typed.
    pub fn of_flag(file: &'a SourceFile, flag: &'a str) -> Self {
        Self { file, flag: Some(flag), shared: false }
    }

    /// The same reader for what lies inside `node`.
    #[must_use]
    pub fn inside(self, node: &Node) -> Self {
        Self { shared: self.shared || node.shared, ..self }
    }

    /// The place of a node; none for a flag's.
    pub fn place(&self, node: &Node) -> Option<Place> {
        self.flag.is_none().then(|| self.file.place(node.span))
    }

    /// The origin of a node's value.
    pub fn origin(&self, node: &Node) -> Origin {
        if let Some(flag) = self.flag {
            return Origin::flag(flag.to_owned());
        }
        let place = self.file.place(node.span);
        match node.filled() {
            Some(filled) => filled.origin(place),
            None => Origin::file(place),
        }
    }

    /// An error at a node.
    pub fn error(&self, node: &Node, message: impl Into<String>) -> ConfigError {
        ConfigError::at(&self.file.place(node.span), message)
    }

    /// The entries of a mapping: its own, each once, and the merged ones that it does not replace.
    ///
    /// # Errors
    /// The node is no mapping, or holds a key twice.
    pub fn entries<'n>(&self, name: impl Display, node: &'n Node) -> Result<Vec<&'n Entry>, ConfigError> {
        let Some(entries) = node.entries() else {
            let message = if node.is_null() {
                format!("{name} has nothing in it")
            } else {
                format!("{name} is {} and should be a mapping", node.what())
            };
            return Err(self.error(node, message).help("write `key: value` lines, indented below it"));
        };
        if field::are_distinct(entries) {
            return Ok(entries.iter().collect());
        }
        let mut first: HashMap<&str, &Entry> = HashMap::new();
        for entry in entries.iter().filter(|entry| !entry.merged) {
            if let Some(earlier) = first.insert(&entry.key, entry) {
                return Err(self.twice(earlier, entry));
            }
        }
        let own = |entry: &&'n Entry| !entry.merged || first.insert(&entry.key, entry).is_none();
        Ok(entries.iter().filter(own).collect())
    }

    fn twice(&self, earlier: &Entry, later: &Entry) -> ConfigError {
        let line = self.file.position(earlier.key_span.start).line;
        ConfigError::at(
            &self.file.place(later.key_span),
            format!("`{}` stands twice: on line {line} and again here", later.key),
        )
        .help("keep one of them")
    }

    /// The remark on a key that nothing reads. Whose it is, is said when the pools have their final names.
    pub fn unknown(&self, entry: &Entry, known: &[&'static str]) -> Remark {
        let Span { start, end } = entry.key_span;
        let quotes = usize::from(self.written(entry.key_span).starts_with(['"', '\'']));
        Remark::UnknownKey {
            pool: None,
            key: entry.key.clone(),
            elsewhere: None,
            nearest: nearest(&entry.key, known.iter().copied()),
            place: self.file.place(Span { start: start + quotes, end: end.saturating_sub(quotes) }),
            shared: self.shared || entry.merged,
        }
    }

    fn text<'n>(&self, name: &str, wanted: &dyn Display, node: &'n Node) -> Result<&'n str, ConfigError> {
        if node.is_null() {
            let error = self.error(node, format!("{name} has no value"));
            return Err(error.help(format!("write {wanted}, or take the key out")));
        }
        let shape = || self.error(node, format!("{name} is {} and should be {wanted}", node.what()));
        node.scalar().map(|scalar| scalar.text.as_str()).ok_or_else(shape)
    }

    /// Reads one value with `parse`; none for a placeholder that nothing resolves.
    ///
    /// # Errors
    /// Nothing is written, a container stands there, or `parse` refuses the text.
    pub fn stated<T>(
        &self,
        name: &str,
        wanted: &str,
        node: &Node,
        parse: impl Fn(&str) -> Result<T, QuantityError>,
    ) -> Result<Option<Stated<T>>, ConfigError> {
        let text = self.text(name, &wanted, node)?;
        if placeholders::unresolved(text).is_some() {
            return Ok(None);
        }
        let value = parse(text).map_err(|error| self.refused(name, &wanted, node, &error))?;
        Ok(Some(Stated::new(value, self.origin(node))))
    }

    /// The error of a value that is not what its key wants; the quantity's own advice is enough where it gives any.
    fn refused(&self, name: &str, wanted: &dyn Display, node: &Node, error: &QuantityError) -> ConfigError {
        let config = self.error(node, format!("{name}: {error}"));
        match error {
            QuantityError::NoUnit(_) | QuantityError::UnknownUnit { .. } => config,
            _ => config.help(format!("write {wanted}")),
        }
    }

    /// A count of at least `least`.
    pub fn count(&self, name: &str, node: &Node, least: u64) -> Result<Option<Stated<u64>>, ConfigError> {
        let stated = self.stated(name, "a whole number", node, quantity::count)?;
        match &stated {
            Some(count) if count.value < least => {
                Err(self.error(node, format!("{name}: `{}` is below {least}", count.value)))
            }
            _ => Ok(stated),
        }
    }

    /// A switch.
    pub fn switch(&self, name: &str, node: &Node) -> Result<Option<Stated<bool>>, ConfigError> {
        self.stated(name, "`true` or `false`", node, switch)
    }

    /// A text as it is.
    pub fn words(&self, name: &str, node: &Node) -> Result<Option<Stated<String>>, ConfigError> {
        self.stated(name, "a text", node, |text| Ok(text.to_owned()))
    }

    /// One of the pool's settings, in canonical form.
    ///
    /// # Errors
    /// The text is not of the setting's kind, or says zero where the form has a word for "no limit".
    pub fn setting(&self, key: Key, node: &Node) -> Result<Setting, ConfigError> {
        let text = self.text(key.name(), &Wanted(key), node)?;
        let filled = node.filled();
        let configured = filled.map_or(text, |filled| filled.written.as_str()).to_owned();
        let read = rule(key).setting(text, configured, self.origin(node));
        let (setting, _) = read.map_err(|error| self.refused(key.name(), &Wanted(key), node, &error))?;
        let mut setting = setting.under(key.name());
        let zero = |why: &str| self.error(node, format!("{}: `{text}` {why}", key.name()));
        match setting.value {
            Value::Time(Duration::ZERO) => {
                let help = key.no_limit().map(|word| format!("write `{}` for no limit", word.word()));
                let help = help.unwrap_or_else(|| "write a duration of 1s or more".to_owned());
                return Err(zero("is no duration to wait").help(help));
            }
            Value::Count(0) if key == Key::MaxOpen => {
                return Err(zero("lets no connection open").help("write `unlimited` for no limit"));
            }
            Value::Size(0) => return Err(zero("lets no packet pass")),
            Value::Unresolved => {}
            _ if filled.is_some() => setting.spelling = Err(Hindrance::Placeholder),
            _ => setting.spelling = self.spelling(node),
        }
        Ok(setting)
    }

    /// How a new value would be written in place of a scalar.
    fn spelling(&self, node: &Node) -> Result<Spelling, Hindrance> {
        if self.flag.is_some() {
            return Err(Hindrance::NotInFile);
        }
        if self.shared || node.shared {
            return Err(Hindrance::Shared);
        }
        let written = self.written(node.span);
        match (written.chars().next(), node.scalar().is_some_and(|scalar| scalar.quoted)) {
            (Some(quote @ ('"' | '\'')), true) => Ok(Spelling { wording: Wording::Own, quote: Some(quote) }),
            (Some(_), false) if !written.contains('\n') => Ok(Spelling::plain(Wording::Own)),
            _ => Err(Hindrance::Form),
        }
    }

    fn written(&self, span: Span) -> &str {
        self.file.text().get(span.start..span.end).unwrap_or_default()
    }
}

/// Durations say their unit, and nothing is below zero.
static STYLE: Style = Style {
    of_programs: false,
    signed: false,
    switch,
    size: quantity::size,
    time: |time, _| quantity::duration(time),
    longest: Duration::MAX,
};

/// How a setting is read in canonical form.
pub(in crate::client) const fn rule(key: Key) -> Rule<'static> {
    let nothing: &dyn Fn(bool) -> Value = match key.measure() {
        Measure::Time => &|_| Value::Time(Duration::ZERO),
        Measure::Size => &|_| Value::Size(0),
        Measure::Count | Measure::Switch => &|_| Value::Count(0),
    };
    Rule { style: &STYLE, measure: key.measure(), unit: None, no_limit: key.no_limit(), nothing }
}

/// Reads a switch in YAML's spellings of it.
fn switch(text: &str) -> Result<bool, QuantityError> {
    match text {
        "true" | "True" | "TRUE" => Ok(true),
        "false" | "False" | "FALSE" => Ok(false),
        _ => Err(QuantityError::Malformed { text: text.to_owned(), wanted: "a switch" }),
    }
}

/// What a setting wants, for messages.
struct Wanted(Key);

impl Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0.measure() {
            Measure::Count => "a whole number",
            Measure::Time => "a duration such as `10m`, `90s` or `500ms`",
            Measure::Switch => "`true` or `false`",
            Measure::Size => "a size such as `64MiB`",
        })?;
        self.0.no_limit().map_or(Ok(()), |word| write!(f, ", or `{}` for no limit", word.word()))
    }
}
