//! How a value is written in its file, and why it is not edited there.

use std::time::Duration;

use crate::client::pool::settings::{Key, Measure, Value};
use crate::text::go_duration;

/// How a value is written at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelling {
    /// Its words.
    pub wording: Wording,
    /// The quotes around it, which stay.
    pub quote: Option<char>,
}

/// The words of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// poolcheck's own, which are Go's for durations: `200`, `7m30s`, `unlimited`, `never`.
    Own,
    /// A Go application's, in its file or its DSN: `200`, `7m30s`; no limit is `0`.
    GoDuration,
    /// A bare number of this unit.
    Bare(Duration),
    /// An expression of Go's own: `200`, `7*time.Minute + 30*time.Second`; no limit is `0`.
    GoSource,
}

impl Spelling {
    /// Without quotes.
    pub const fn plain(wording: Wording) -> Self {
        Self { wording, quote: None }
    }

    /// The text for a value of `key`; none where this spelling has no word for it.
    pub fn write(self, key: Key, value: Value) -> Option<String> {
        let word = match (self.wording, value) {
            (_, Value::Unresolved) => return None,
            (Wording::Own | Wording::GoDuration | Wording::GoSource, Value::Size(bytes)) => bytes.to_string(),
            // Without its last duration a file would import `time` for nothing, which Go refuses.
            (Wording::GoSource, Value::Unlimited) if key.measure() == Measure::Time => return None,
            (Wording::GoDuration | Wording::GoSource, Value::Unlimited) => "0".to_owned(),
            (Wording::GoSource, Value::Time(time)) => go_duration::expression(time),
            (Wording::Own | Wording::GoDuration | Wording::GoSource, value) => value.show(key),
            (Wording::Bare(unit), Value::Time(time)) => whole(time, unit)?.to_string(),
            (Wording::Bare(_), Value::Count(n)) => n.to_string(),
            (Wording::Bare(_), _) => return None,
        };
        let quote = self.quote.map(String::from).unwrap_or_default();
        Some(format!("{quote}{word}{quote}"))
    }
}

/// How many of a unit a time is, where it is a whole number of them.
fn whole(time: Duration, unit: Duration) -> Option<u128> {
    let whole = time.as_nanos().checked_div(unit.as_nanos())?;
    (whole * unit.as_nanos() == time.as_nanos()).then_some(whole)
}

/// Why a value is not edited where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// No file states it: it is a default, or a flag's.
    NotInFile,
    /// It stands under an anchor, came by an alias or a merge key, or is a constant that other code uses.
    Shared,
    /// A placeholder decides it.
    Placeholder,
    /// It is worked out of several values: a size and an overflow, a sum over hosts.
    Derived,
    /// It is written in a form that has no word for the new value, or over several lines.
    Form,
}

impl Hindrance {
    /// The reason for people.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotInFile => "no file states it: add it where the pool is configured",
            Self::Shared => {
                "its value is shared through an anchor or a constant, and whatever else uses that would change with it"
            }
            Self::Placeholder => "its value comes from a placeholder: change it where that is set",
            Self::Derived => "its value is worked out of several: change the parts that its origin names",
            Self::Form => "its value is written in a form that has no word for the new one",
        }
    }
}
