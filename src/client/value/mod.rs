//! One of a library's own keys with its value, as the library reads it.

pub(in crate::client) mod field;

use crate::client::pool::library::Library;
use crate::client::pool::library::names::{Meaning, Name, Unit};
use crate::client::pool::settings::{Hindrance, Key, Setting, Value, Wording};
use crate::client::value::field::Field;
use crate::source::error::ConfigError;
use crate::source::placeholders;
use crate::text::origin::OriginKind;
use crate::text::place::Span;
use crate::text::quantity::{self, QuantityError};
use crate::text::spoken;

/// Reads the value that stands at some bytes of a cell under one of a library's names; none where nothing stands there.
///
/// # Errors
/// The value is not of the name's kind.
pub(in crate::client) fn read(
    library: &Library,
    name: &Name,
    cell: &Field<'_>,
    text: &str,
    span: Span,
) -> Result<Option<Setting>, ConfigError> {
    let text = text.trim().trim_matches(['"', '\'']);
    if text.is_empty() || matches!(text, "null" | "None" | "nil" | "undefined") {
        let nothing = |value| Setting::written(value, cell.written(text), cell.origin(span));
        return Ok(name.null.map(|value| Setting { spelling: Err(Hindrance::Form), ..nothing(value) }));
    }
    if name.unit == Unit::Text {
        return Ok(Some(Setting::written(Value::Switch(true), cell.written(text), cell.origin(span))));
    }
    let mut origin = cell.origin(span);
    let configured = cell.written(text);
    if let Some(placeholder) = placeholders::unresolved(text) {
        origin.kind = OriginKind::Unresolved;
        let origin = origin.with_note(format!("{placeholder} is not resolved"));
        let setting = Setting::written(Value::Unresolved, configured, origin);
        return Ok(Some(Setting { spelling: Err(Hindrance::Placeholder), ..setting }));
    }
    let (value, form) = value(library, name, text)
        .map_err(|error| cell.error(span, format!("{}: {error}", name.name)).help(help(name.unit)))?;
    let spelling = form.map_or(Err(Hindrance::Form), |form| cell.spelling(form));
    Ok(Some(Setting { spelling, ..Setting::written(value, configured, origin) }))
}

/// The value, and how a new one would be written in its place.
fn value(library: &Library, name: &Name, text: &str) -> Result<(Value, Option<Wording>), QuantityError> {
    match name.unit {
        Unit::Switch => quantity::switch(text).map(|on| match name.on {
            Some(value) => (if on { value } else { Value::Unlimited }, None),
            None => (Value::Switch(on), Some(Wording::Own)),
        }),
        Unit::Text => Ok((Value::Switch(true), None)),
        Unit::Count | Unit::Bytes => number(library, name, text),
        Unit::Time(unit) => {
            let Ok(number) = text.replace('_', "").trim_end_matches(['L', 'l']).parse::<f64>() else {
                return worded(library, name, text);
            };
            if number <= 0.0 {
                return Ok((at_most_zero(library, name, number < 0.0), Some(Wording::Bare(unit))));
            }
            let time = std::time::Duration::try_from_secs_f64(number * unit.as_secs_f64());
            let time = time.map_err(|_| QuantityError::TooLarge(text.to_owned()))?;
            Ok((Value::Time(time), Some(Wording::Bare(unit))))
        }
        Unit::Worded if text == "0" => Ok((at_most_zero(library, name, false), None)),
        Unit::Worded => worded(library, name, text),
    }
}

fn number(library: &Library, name: &Name, text: &str) -> Result<(Value, Option<Wording>), QuantityError> {
    // A number of JSON or YAML may have an empty fraction, and one of Java its L.
    let plain = text.replace('_', "");
    let plain = plain.trim_end_matches(['L', 'l']);
    let plain = plain.strip_suffix(".0").unwrap_or(plain);
    if matches!(plain.to_ascii_lowercase().as_str(), "unlimited" | "infinity" | "inf" | "max_value") {
        return Ok((Value::Unlimited, None));
    }
    let negative = plain.strip_prefix('-').filter(|digits| quantity::count(digits).is_ok());
    if negative.is_some() {
        return Ok((at_most_zero(library, name, true), Some(Wording::Own)));
    }
    let number = if name.unit == Unit::Bytes { quantity::size(plain) } else { quantity::count(plain) }?;
    let value = match (number, name.unit) {
        (0, _) => at_most_zero(library, name, false),
        (number, Unit::Bytes) => Value::Size(number),
        (number, _) => Value::Count(number),
    };
    Ok((value, Some(Wording::Own)))
}

fn worded(library: &Library, name: &Name, text: &str) -> Result<(Value, Option<Wording>), QuantityError> {
    let malformed = || QuantityError::Malformed { text: text.to_owned(), wanted: "a duration" };
    let positive = text.strip_prefix('-').unwrap_or(text);
    let time = spoken::duration(positive).ok_or_else(malformed)?;
    if time.is_zero() || positive != text {
        return Ok((at_most_zero(library, name, positive != text), None));
    }
    let form = quantity::duration(text).is_ok().then_some(Wording::GoDuration);
    Ok((Value::Time(time), form))
}

/// What zero, or a number below it, means under a name.
fn at_most_zero(library: &Library, name: &Name, negative: bool) -> Value {
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
