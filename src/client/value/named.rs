//! The value under one of a library's own names, as the library reads it.

use std::time::Duration;

use crate::client::pool::library::Library;
use crate::client::pool::library::names::{Meaning, Name, Unit};
use crate::client::pool::settings::{Hindrance, Key, Measure, Setting, Value, Wording};
use crate::client::value::field::Field;
use crate::client::value::{Rule, Style, Written};
use crate::source::error::ConfigError;
use crate::text::place::Span;
use crate::text::quantity::{self, QuantityError};
use crate::text::spoken;

/// Libraries take the numbers of their language, and times in many words: `30 seconds`, `PT30S`.
static STYLE: Style = Style {
    of_programs: true,
    signed: true,
    switch: quantity::switch,
    size: quantity::size,
    time: |time, whole| {
        spoken::duration(time).ok_or_else(|| QuantityError::Malformed { text: whole.to_owned(), wanted: "a duration" })
    },
    longest: Duration::MAX,
};

/// Reads the value that stands at some bytes of a field under one of a library's names; none where nothing stands there.
///
/// # Errors
/// The value is not of the name's kind.
pub(in crate::client) fn read(
    library: &Library,
    name: &Name,
    field: &Field<'_>,
    text: &str,
    span: Span,
) -> Result<Option<Setting>, ConfigError> {
    let text = text.trim().trim_matches(['"', '\'']);
    let (configured, origin) = (field.written(text), field.origin(span));
    if text.is_empty() || matches!(text, "null" | "None" | "nil" | "undefined") {
        let nothing = |value| Setting::written(value, configured, origin).under(field.name);
        return Ok(name.null.map(|value| Setting { spelling: Err(Hindrance::Form), ..nothing(value) }));
    }
    if let Some(value) = name.off.filter(|_| text == "false") {
        let off = Setting::written(value, configured, origin).under(field.name);
        return Ok(Some(Setting { spelling: Err(Hindrance::Form), ..off }));
    }
    let measure = match name.unit {
        Unit::Text => {
            return Ok(Some(Setting::written(Value::Switch(true), configured, origin).under(field.name)));
        }
        Unit::Switch => Measure::Switch,
        Unit::Count => Measure::Count,
        Unit::Bytes => Measure::Size,
        Unit::Time(_) | Unit::Worded => Measure::Time,
    };
    let unit = if let Unit::Time(unit) = name.unit { Some(unit) } else { None };
    let rule =
        Rule { style: &STYLE, measure, unit, no_limit: None, nothing: &|negative| nothing(library, name, negative) };
    let (setting, written) = rule
        .setting(text, configured, origin)
        .map_err(|error| field.error(span, format!("{}: {error}", name.name)).help(help(name.unit)))?;
    let mut setting = setting.under(field.name);
    let Some(written) = written else { return Ok(Some(setting)) };
    let wording = match (written, unit) {
        (Written::Number, _) if name.on.is_none() => Some(Wording::Own),
        (Written::Bare, Some(unit)) => Some(Wording::Bare(unit)),
        (Written::Time, _) => quantity::duration(text).is_ok().then_some(Wording::GoDuration),
        _ => None,
    };
    if let (Some(on), Value::Switch(is_on)) = (name.on, setting.value) {
        setting.value = if is_on { on } else { Value::Unlimited };
        setting.written = Some(setting.value);
    }
    setting.spelling = wording.map_or(Err(Hindrance::Form), |wording| field.spelling(wording));
    Ok(Some(setting))
}

/// What zero, or a number below it, means under a name.
fn nothing(library: &Library, name: &Name, negative: bool) -> Value {
    let said = if negative { name.negative } else { name.zero };
    let of_library = |key: Key| match (library.nothing)(key) {
        Some(value) => value,
        None if key.no_limit().is_some() && (negative || name.unit != Unit::Count) => Value::Unlimited,
        None => Value::Count(0),
    };
    said.unwrap_or_else(|| match name.meaning {
        Meaning::Setting(key) => of_library(key),
        _ if name.unit == Unit::Count && !negative => Value::Count(0),
        _ => Value::Unlimited,
    })
}

const fn help(unit: Unit) -> &'static str {
    match unit {
        Unit::Count => "write a whole number",
        Unit::Switch => "write `true` or `false`",
        Unit::Bytes => "write a number of bytes",
        Unit::Time(_) => "write a whole number in the library's own unit",
        Unit::Worded => "write a duration with its unit, such as `30s`",
        Unit::Text => "write a word",
    }
}
