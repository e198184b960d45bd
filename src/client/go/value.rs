//! Numbers and durations as Go applications write them.

use std::time::Duration;

use crate::client::libraries::go::GO;
use crate::client::pool::remark::{BareDuration, UnitKnowledge};
use crate::client::pool::settings::{Hindrance, Key, Measure, Setting, Value, Wording};
use crate::client::value::field::Field;
use crate::source::error::ConfigError;
use crate::source::placeholders;
use crate::text::origin::OriginKind;
use crate::text::place::Span;
use crate::text::quantity::{self, QuantityError};

/// What a bare number means where a duration is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Bare {
    /// The application is known to read this unit.
    Known(Duration),
    /// The application is known to read a `time.Duration`, whose unit is the nanosecond.
    GoDuration,
    /// Nobody said: seconds are assumed.
    Assumed,
    /// The reader refuses it.
    Refused,
}

/// A value that was read, and what is to be said of its unit.
pub(in crate::client) struct Reading {
    /// The setting.
    pub(in crate::client) setting: Setting,
    /// The bare number, where its unit was not certain or not meant.
    pub(in crate::client) bare: Option<BareDuration>,
}

/// Reads a setting out of some bytes of a cell.
///
/// # Errors
/// The text is neither a number nor a duration.
pub(in crate::client) fn read(
    cell: &Field<'_>,
    key: Key,
    text: &str,
    span: Span,
    bare: Bare,
) -> Result<Reading, ConfigError> {
    let mut origin = cell.origin(span);
    let configured = cell.written(text);
    if let Some(name) = placeholders::unresolved(text) {
        origin.kind = OriginKind::Unresolved;
        let origin = origin.with_note(format!("{name} is not resolved"));
        let setting = Setting::written(Value::Unresolved, configured, origin);
        return Ok(Reading { setting: Setting { spelling: Err(Hindrance::Placeholder), ..setting }, bare: None });
    }
    let (value, form) = value(key, text.trim(), bare)
        .map_err(|error| cell.error(span, format!("{}: {error}", key.name())).help(help(key)))?;
    let knowledge = match form {
        Read::Bare(Bare::GoDuration) => {
            Some((UnitKnowledge::Nanoseconds, "a bare number of a Go duration: nanoseconds"))
        }
        Read::Bare(Bare::Assumed) => Some((UnitKnowledge::AssumedSeconds, "unit assumed")),
        _ => None,
    };
    if let Some((_, note)) = knowledge {
        let earlier = origin.note.take().map_or_else(String::new, |note| format!("{note}; "));
        origin = origin.with_note(format!("{earlier}{note}"));
    }
    let spelling = match form {
        Read::Go => cell.spelling(Wording::GoDuration),
        Read::Bare(Bare::Assumed) => cell.spelling(Wording::Bare(Duration::from_secs(1))),
        Read::Bare(Bare::Known(unit)) => cell.spelling(Wording::Bare(unit)),
        Read::Bare(_) => Err(Hindrance::Form),
    };
    let bare = knowledge.map(|(unit, _)| BareDuration {
        pool: String::new(),
        setting: key,
        text: text.to_owned(),
        with_unit: cell.with_unit(text),
        unit,
        place: cell.place(span),
    });
    Ok(Reading { setting: Setting { spelling, ..Setting::written(value, configured, origin) }, bare })
}

/// How a text was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    /// As Go reads numbers and durations.
    Go,
    /// As a bare number of a unit.
    Bare(Bare),
}

/// Reads a value by itself.
///
/// # Errors
/// The text is neither a number nor a duration.
pub(in crate::client) fn parse(key: Key, text: &str, bare: Bare) -> Result<Value, QuantityError> {
    value(key, text, bare).map(|(value, _)| value)
}

fn value(key: Key, text: &str, bare: Bare) -> Result<(Value, Read), QuantityError> {
    match key.measure() {
        Measure::Switch => quantity::switch(text).map(|on| (Value::Switch(on), Read::Go)),
        Measure::Time => time(key, text, bare),
        Measure::Count | Measure::Size => {
            let negative = text.strip_prefix('-').is_some_and(|digits| quantity::count(digits).is_ok());
            match quantity::count(if negative { "0" } else { text })? {
                0 => Ok((nothing(key), Read::Go)),
                number if key.measure() == Measure::Size => Ok((Value::Size(number), Read::Go)),
                number => Ok((Value::Count(number), Read::Go)),
            }
        }
    }
}

/// What zero and less mean to `database/sql`.
fn nothing(key: Key) -> Value {
    (GO.nothing)(key).unwrap_or(Value::Unlimited)
}

fn time(key: Key, text: &str, bare: Bare) -> Result<(Value, Read), QuantityError> {
    let Ok(number) = text.parse::<f64>() else {
        let positive = text.strip_prefix('-').unwrap_or(text);
        let time = days(positive).map_or_else(|| quantity::duration(positive), Ok)?;
        let ends = time.is_zero() || positive != text;
        return Ok((if ends { nothing(key) } else { Value::Time(time) }, Read::Go));
    };
    if !number.is_finite() {
        return Err(QuantityError::Malformed { text: text.to_owned(), wanted: "a duration" });
    }
    if number <= 0.0 {
        return Ok((nothing(key), Read::Go));
    }
    let unit = match bare {
        Bare::Known(unit) => unit,
        Bare::GoDuration => Duration::from_nanos(1),
        Bare::Assumed => Duration::from_secs(1),
        Bare::Refused => return Err(QuantityError::NoUnit(text.to_owned())),
    };
    let time = Duration::try_from_secs_f64(number * unit.as_secs_f64()).ok().filter(|time| *time <= LONGEST);
    let time = time.ok_or_else(|| QuantityError::TooLarge(text.to_owned()))?;
    Ok((Value::Time(time), Read::Bare(bare)))
}

/// The longest that a Go duration can say: 2^63 ns.
const LONGEST: Duration = Duration::from_nanos(i64::MAX as u64);

/// `30d`, which some of Go's configuration libraries read; Go itself does not.
fn days(text: &str) -> Option<Duration> {
    let days = text.strip_suffix('d')?.parse::<u32>().ok()?;
    Some(Duration::from_secs(u64::from(days) * 86_400))
}

const fn help(key: Key) -> &'static str {
    match key.measure() {
        Measure::Count => "write a whole number",
        Measure::Time => "write a duration such as `10m`, `90s` or `500ms`",
        Measure::Switch => "write `true` or `false`",
        Measure::Size => "write a number of bytes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(key: Key, text: &str, bare: Bare) -> String {
        value(key, text, bare).map_or_else(|error| error.to_string(), |(value, _)| value.show(key))
    }

    #[test]
    fn zero_and_less_mean_what_the_setter_makes_of_them() {
        for text in ["0", "-1"] {
            assert_eq!(shown(Key::MaxOpen, text, Bare::Assumed), "unlimited");
            assert_eq!(shown(Key::MaxIdle, text, Bare::Assumed), "0");
            assert_eq!(shown(Key::MaxLifetime, text, Bare::Assumed), "never");
        }
        assert_eq!(shown(Key::MaxLifetime, "-1s", Bare::Assumed), "never");
        assert_eq!(shown(Key::MaxLifetime, "0s", Bare::Assumed), "never");
    }

    #[test]
    fn a_bare_number_has_the_unit_of_its_reader() {
        assert_eq!(shown(Key::MaxLifetime, "3600", Bare::Assumed), "1h");
        assert_eq!(shown(Key::MaxLifetime, "3600", Bare::GoDuration), "3600ns".replace("3600ns", "3.6us"));
        assert_eq!(shown(Key::MaxLifetime, "60000", Bare::Known(Duration::from_millis(1))), "1m");
        assert_eq!(shown(Key::MaxLifetime, "1h", Bare::Known(Duration::from_secs(1))), "1h");
        assert_eq!(shown(Key::MaxLifetime, "30d", Bare::Assumed), "720h");
        assert!(shown(Key::ReadTimeout, "30", Bare::Refused).contains("`30s`"));
    }

    #[test]
    fn what_is_neither_says_so() {
        for (key, text) in
            [(Key::MaxOpen, "ten"), (Key::MaxOpen, "1.5"), (Key::MaxLifetime, "ten"), (Key::MaxLifetime, "1e30")]
        {
            assert!(value(key, text, Bare::Assumed).is_err(), "{text}");
        }
    }
}
