//! What the values of database/sql's settings mean in an application's own file.

use std::time::Duration;

use super::dialects::{Bare, Dialect};
use super::keys::{Match, Unit};
use crate::client::error::ConfigError;
use crate::client::libraries::go::GO;
use crate::client::settings::{Form, Hindrance, Key, Kind, Setting, Spelling, Value};
use crate::client::source::node::{Entry, Node};
use crate::client::source::placeholder::{self, Expanded};
use crate::client::{BareDuration, Remark, UnitKnowledge};
use crate::text::origin::Origin;
use crate::text::place::SourceFile;
use crate::text::quantity;

/// Reads values of one section.
pub(super) struct Values<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// The application, if it is a known one.
    pub dialect: Option<&'static Dialect>,
}

/// A duration and how it was written.
struct Time {
    value: Value,
    form: Option<Form>,
    note: Option<String>,
    bare: Option<UnitKnowledge>,
}

impl Values<'_> {
    /// The setting of one entry; none where nothing is written, or where the application does not pass it on.
    ///
    /// # Errors
    /// The value is neither a number nor a Go duration.
    pub(super) fn setting(
        &self,
        found: &Match,
        entry: &Entry,
        remarks: &mut Vec<Remark>,
    ) -> Result<Option<Setting>, ConfigError> {
        let node: &Node = &entry.value;
        let Some(written) = node.text().map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
        let place = self.file.place(node.span);
        let (text, default) = match placeholder::expand(written) {
            Expanded::Plain => (written.to_owned(), None),
            Expanded::Defaulted { text, names } => (text, Some(format!("the default of {}", names.join(", ")))),
            Expanded::Unresolved(_) => {
                return Ok(Some(Setting::written(Value::Unresolved, written, Origin::unresolved(place))));
            }
        };
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let time = match found.key.kind() {
            Kind::Time => self.time(found, entry, text)?,
            _ => self.count(found.key, entry, text)?,
        };
        let is_zero = matches!(time.value, Value::Unlimited | Value::Count(0));
        if is_zero && self.dialect.is_some_and(|dialect| dialect.zero_is_default) {
            return Ok(None);
        }
        if let Some(unit) = time.bare {
            let bare = BareDuration {
                pool: String::new(),
                setting: found.key,
                text: text.to_owned(),
                with_unit: self.with_unit(node, entry, written, text),
                unit,
                place: place.clone(),
            };
            remarks.push(Remark::BareDuration(bare));
        }
        let placeholder = default.is_some();
        let mut origin = Origin::file(place);
        origin.note = default.or(time.note);
        let mut setting = Setting::written(time.value, written, origin);
        setting.spelling = match time.form {
            _ if placeholder => Err(Hindrance::Placeholder),
            _ if node.shared || entry.merged => Err(Hindrance::Shared),
            Some(form) => Ok(Spelling { form, quote: self.quote(node) }),
            None => Err(Hindrance::Form),
        };
        Ok(Some(setting))
    }

    fn count(&self, key: Key, entry: &Entry, text: &str) -> Result<Time, ConfigError> {
        let value = match quantity::count(text) {
            Ok(0) | Err(quantity::QuantityError::Negative(_)) => nothing(key),
            Ok(count) => Value::Count(count),
            Err(error) => return Err(self.refused(entry, &error.to_string(), "write a whole number")),
        };
        Ok(Time { value, form: Some(Form::GoDuration), note: None, bare: None })
    }

    fn time(&self, found: &Match, entry: &Entry, text: &str) -> Result<Time, ConfigError> {
        let Ok(number) = text.parse::<f64>() else { return self.spelt(found.key, entry, text) };
        if number <= 0.0 {
            return Ok(Time { value: nothing(found.key), form: None, note: None, bare: None });
        }
        let (seconds, form, note, bare) = match (found.unit, self.dialect.map(|dialect| (dialect, dialect.bare))) {
            (Some(unit), _) | (None, Some((_, Bare::In(unit)))) => (number * in_seconds(unit), form(unit), None, None),
            (None, Some((dialect, Bare::Nanoseconds))) => {
                let note = format!("nanoseconds: {}", dialect.source);
                (number * 1e-9, None, Some(note), Some(UnitKnowledge::Nanoseconds))
            }
            (None, None) => {
                let note = Some("unit assumed: seconds".to_owned());
                (number, Some(Form::Seconds), note, Some(UnitKnowledge::AssumedSeconds))
            }
        };
        let value = Duration::try_from_secs_f64(seconds)
            .map_err(|_| self.refused(entry, &format!("`{text}` is too large"), "write a duration such as `5m`"))?;
        Ok(Time { value: Value::Time(value), form, note, bare })
    }

    /// A duration with its unit in the text.
    fn spelt(&self, key: Key, entry: &Entry, text: &str) -> Result<Time, ConfigError> {
        let value = match quantity::duration(text) {
            Ok(time) if time.is_zero() => nothing(key),
            Err(quantity::QuantityError::Negative(_)) => nothing(key),
            Ok(time) => Value::Time(time),
            Err(error) => return Err(self.refused(entry, &error.to_string(), "write a Go duration such as `5m`")),
        };
        Ok(Time { value, form: Some(Form::GoDuration), note: None, bare: None })
    }

    fn with_unit(&self, node: &Node, entry: &Entry, written: &str, text: &str) -> Result<String, Hindrance> {
        if written != text {
            return Err(Hindrance::Placeholder);
        }
        if node.shared || entry.merged {
            return Err(Hindrance::Shared);
        }
        let quote = self.quote(node).map(String::from).unwrap_or_default();
        Ok(format!("{quote}{text}s{quote}"))
    }

    /// The quotes around a value, which an edit keeps.
    fn quote(&self, node: &Node) -> Option<char> {
        let first = self.file.text().get(node.span.start..node.span.end)?.chars().next()?;
        matches!(first, '"' | '\'').then_some(first)
    }

    fn refused(&self, entry: &Entry, message: &str, help: &str) -> ConfigError {
        ConfigError::at(&self.file.place(entry.value.span), format!("{}: {message}", entry.key)).help(help)
    }
}

/// What zero and below are to database/sql.
fn nothing(key: Key) -> Value {
    (GO.nothing)(key).unwrap_or(Value::Unlimited)
}

fn in_seconds(unit: Unit) -> f64 {
    match unit {
        Unit::Milliseconds => 1e-3,
        Unit::Seconds => 1.0,
        Unit::Minutes => 60.0,
        Unit::Hours => 3600.0,
    }
}

/// An edit in another unit than seconds would have to know the unit's limits as well: none is offered.
fn form(unit: Unit) -> Option<Form> {
    (unit == Unit::Seconds).then_some(Form::Seconds)
}
