//! A text into a value, once for all who read one: poolcheck's own form, a library's keys, a Go application's.
//!
//! They differ in how they write numbers and times ([`Style`]), and each key in what a bare number and what zero mean ([`Rule`]).

pub(in crate::client) mod field;
pub(in crate::client) mod named;

use std::borrow::Cow;
use std::time::Duration;

use crate::client::pool::settings::{Measure, NoLimit, Setting, Value};
use crate::source::placeholders;
use crate::text::origin::Origin;
use crate::text::quantity::{self, QuantityError};

/// How numbers and times are written.
#[derive(Debug)]
pub(in crate::client) struct Style {
    /// Numbers may be those of a program: `1_000`, `5L`, `5.0`, `Infinity`.
    pub(in crate::client) of_programs: bool,
    /// A number below zero says something, and is no mistake.
    pub(in crate::client) signed: bool,
    /// Reads a switch.
    pub(in crate::client) switch: fn(&str) -> Result<bool, QuantityError>,
    /// Reads a number of bytes.
    pub(in crate::client) size: fn(&str) -> Result<u64, QuantityError>,
    /// Reads a time that is more than a number. It gets the text without its sign, and the whole text for its error.
    pub(in crate::client) time: fn(&str, &str) -> Result<Duration, QuantityError>,
    /// The longest time that a bare number can say.
    pub(in crate::client) longest: Duration,
}

/// What a text under one key means.
pub(in crate::client) struct Rule<'r> {
    pub(in crate::client) style: &'static Style,
    pub(in crate::client) measure: Measure,
    /// The unit of a bare number where a time is wanted; none where it must say its unit.
    pub(in crate::client) unit: Option<Duration>,
    /// The word for no limit, where there is one.
    pub(in crate::client) no_limit: Option<NoLimit>,
    /// What zero means, or what a number below it does.
    pub(in crate::client) nothing: &'r dyn Fn(bool) -> Value,
}

/// What a value was written as, which decides how another one would be written in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Written {
    /// A word for no limit.
    Word,
    /// A number of things or bytes, or a switch.
    Number,
    /// A bare number where a time is wanted.
    Bare,
    /// A time with its unit.
    Time,
    /// A time with its unit that is zero or less.
    NoTime,
}

impl Rule<'_> {
    /// The setting, without a spelling; and what it was written as, unless a placeholder stands there that nothing resolves.
    ///
    /// # Errors
    /// The text is not of the key's kind.
    pub(in crate::client) fn setting(
        &self,
        text: &str,
        configured: String,
        origin: Origin,
    ) -> Result<(Setting, Option<Written>), QuantityError> {
        if let Some(placeholder) = placeholders::unresolved(text) {
            return Ok((Setting::unresolved(configured, origin, &placeholder), None));
        }
        let (value, written) = self.value(text)?;
        Ok((Setting::written(value, configured, origin), Some(written)))
    }

    /// The value by itself.
    ///
    /// # Errors
    /// The text is not of the key's kind.
    pub(in crate::client) fn value(&self, text: &str) -> Result<(Value, Written), QuantityError> {
        if self.no_limit.is_some_and(|word| word.word() == text) {
            return Ok((Value::Unlimited, Written::Word));
        }
        match self.measure {
            Measure::Switch => (self.style.switch)(text).map(|on| (Value::Switch(on), Written::Number)),
            Measure::Count | Measure::Size => self.number(text),
            Measure::Time => self.time(text),
        }
    }

    fn number(&self, text: &str) -> Result<(Value, Written), QuantityError> {
        let plain = self.plain(text);
        let plain = plain.strip_suffix(".0").filter(|_| self.style.of_programs).unwrap_or(&plain);
        let words = ["unlimited", "infinity", "inf", "max_value"];
        if self.style.of_programs && words.iter().any(|word| word.eq_ignore_ascii_case(plain)) {
            return Ok((Value::Unlimited, Written::Word));
        }
        if self.style.signed && plain.strip_prefix('-').is_some_and(|digits| quantity::count(digits).is_ok()) {
            return Ok(((self.nothing)(true), Written::Number));
        }
        let is_size = self.measure == Measure::Size;
        let value = match if is_size { (self.style.size)(plain) } else { quantity::count(plain) }? {
            0 => (self.nothing)(false),
            number if is_size => Value::Size(number),
            number => Value::Count(number),
        };
        Ok((value, Written::Number))
    }

    fn time(&self, text: &str) -> Result<(Value, Written), QuantityError> {
        let number = self.plain(text).parse::<f64>().ok();
        match (number.filter(|number| number.is_finite() || self.style.of_programs), self.unit) {
            (Some(number), unit) if number == 0.0 || (number < 0.0 && self.style.signed && unit.is_some()) => {
                Ok(((self.nothing)(number < 0.0), Written::Bare))
            }
            (Some(number), Some(unit)) => {
                let time = Duration::try_from_secs_f64(number * unit.as_secs_f64()).ok();
                let time = time.filter(|time| *time <= self.style.longest);
                let time = time.ok_or_else(|| QuantityError::TooLarge(text.to_owned()))?;
                Ok((Value::Time(time), Written::Bare))
            }
            _ => self.time_with_unit(text),
        }
    }

    fn time_with_unit(&self, text: &str) -> Result<(Value, Written), QuantityError> {
        let negative = text.strip_prefix('-').filter(|_| self.style.signed);
        let time = (self.style.time)(negative.unwrap_or(text), text)?;
        if time.is_zero() || negative.is_some() {
            return Ok(((self.nothing)(negative.is_some()), Written::NoTime));
        }
        Ok((Value::Time(time), Written::Time))
    }

    /// A number's text without what only programs write in it.
    fn plain<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.style.of_programs {
            return Cow::Borrowed(text);
        }
        let text = text.trim_end_matches(['L', 'l']);
        if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) }
    }
}
