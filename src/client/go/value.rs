//! Numbers and durations as Go applications write them.

use std::time::Duration;

use crate::client::libraries::go::GO;
use crate::client::pool::remark::{BareDuration, UnitKnowledge};
use crate::client::pool::settings::{Hindrance, Key, Measure, Setting, Value, Wording};
use crate::client::value::field::Field;
use crate::client::value::{Rule, Style, Written};
use crate::source::error::ConfigError;
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

/// Go's own numbers and durations: <https://pkg.go.dev/time#ParseDuration>.
static STYLE: Style = Style {
    of_programs: false,
    signed: true,
    switch: quantity::switch,
    size: quantity::count,
    time,
    // 2^63 ns is the longest that a Go duration can say.
    longest: Duration::from_nanos(i64::MAX as u64),
};

/// Reads a setting out of some bytes of a field.
///
/// # Errors
/// The text is neither a number nor a duration.
pub(in crate::client) fn read(
    field: &Field<'_>,
    key: Key,
    text: &str,
    span: Span,
    bare: Bare,
) -> Result<Reading, ConfigError> {
    let refused = |error| field.error(span, format!("{}: {error}", key.name())).help(help(key));
    let nothing = |_| nothing(key);
    let read = rule(key, bare, &nothing).setting(text.trim(), field.written(text), field.origin(span));
    let (setting, written) = read.map_err(refused)?;
    let mut setting = setting.under(field.name);
    let Some(written) = written else { return Ok(Reading { setting, bare: None }) };
    let is_bare = written == Written::Bare && matches!(setting.value, Value::Time(_));
    setting.spelling = match (is_bare, bare) {
        (false, _) => field.spelling(Wording::GoDuration),
        (true, Bare::Assumed) => field.spelling(Wording::Bare(Duration::from_secs(1))),
        (true, Bare::Known(unit)) => field.spelling(Wording::Bare(unit)),
        (true, _) => Err(Hindrance::Form),
    };
    let (unit, note) = match bare {
        Bare::GoDuration if is_bare => (UnitKnowledge::Nanoseconds, "a bare number of a Go duration: nanoseconds"),
        Bare::Assumed if is_bare => (UnitKnowledge::AssumedSeconds, "unit assumed"),
        _ => return Ok(Reading { setting, bare: None }),
    };
    setting.origin.add_note(note);
    let bare = BareDuration {
        pool: String::new(),
        setting: key,
        text: text.to_owned(),
        with_unit: field.with_unit(text),
        unit,
        place: field.place(span),
    };
    Ok(Reading { setting, bare: Some(bare) })
}

/// Reads a value by itself.
///
/// # Errors
/// The text is neither a number nor a duration.
pub(in crate::client) fn parse(key: Key, text: &str, bare: Bare) -> Result<Value, QuantityError> {
    rule(key, bare, &|_| nothing(key)).value(text).map(|(value, _)| value)
}

fn rule(key: Key, bare: Bare, nothing: &dyn Fn(bool) -> Value) -> Rule<'_> {
    let unit = match bare {
        Bare::Known(unit) => Some(unit),
        Bare::GoDuration => Some(Duration::from_nanos(1)),
        Bare::Assumed => Some(Duration::from_secs(1)),
        Bare::Refused => None,
    };
    Rule { style: &STYLE, measure: key.measure(), unit, no_limit: None, nothing }
}

/// What zero and less mean to `database/sql`.
pub(in crate::client) fn nothing(key: Key) -> Value {
    (GO.nothing)(key).unwrap_or(Value::Unlimited)
}

fn time(positive: &str, whole: &str) -> Result<Duration, QuantityError> {
    match whole.parse::<f64>() {
        Ok(number) if !number.is_finite() => {
            Err(QuantityError::Malformed { text: whole.to_owned(), wanted: "a duration" })
        }
        Ok(number) if number < 0.0 => Ok(Duration::ZERO),
        Ok(_) => Err(QuantityError::NoUnit(whole.to_owned())),
        Err(_) => days(positive).map_or_else(|| quantity::duration(positive), Ok),
    }
}

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
        parse(key, text, bare).map_or_else(|error| error.to_string(), |value| value.show(key))
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
            assert!(parse(key, text, Bare::Assumed).is_err(), "{text}");
        }
    }
}
