//! What is noticed while a file is read, for a rule to judge.

use std::borrow::Cow;

use crate::client::pool::settings::{Hindrance, Key, Setting};
use crate::text::place::Place;

/// Something noticed while reading a file.
#[derive(Debug, Clone)]
pub enum Remark {
    /// A key that nothing reads.
    UnknownKey {
        /// The pool whose section holds it; none for the top level.
        pool: Option<String>,
        /// The key as written.
        key: String,
        /// The nearest known key.
        nearest: Option<&'static str>,
        /// Why nothing reads it there, and what is read instead, where that is known.
        elsewhere: Option<Elsewhere>,
        /// Where the key stands, without its quotes.
        place: Place,
        /// The key stands under an anchor, so that other sections would change with it.
        shared: bool,
    },
    /// A bare number where the application's own code decides the unit of a duration.
    BareDuration(BareDuration),
    /// One setting under two names, with different values.
    Twice(Box<Twice>),
}

/// Why nothing reads a key where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Why, for people.
    pub why: Cow<'static, str>,
    /// What to write instead.
    pub instead: Cow<'static, str>,
}

/// One setting that stands under two names in one section, with different values.
#[derive(Debug, Clone)]
pub struct Twice {
    /// The pool that has it.
    pub pool: String,
    /// The canonical setting.
    pub setting: Key,
    /// The value that is not taken for the pool's.
    pub passed_over: Setting,
    /// The value that is.
    pub taken: Setting,
}

/// A duration written as a bare number.
#[derive(Debug, Clone)]
pub struct BareDuration {
    /// The pool that has it.
    pub pool: String,
    /// The canonical setting.
    pub setting: Key,
    /// The number as written.
    pub text: String,
    /// The number with the unit of seconds, as it would stand at the same place, or why it cannot.
    pub with_unit: Result<String, Hindrance>,
    /// How the unit was settled.
    pub unit: UnitKnowledge,
    /// Where the number stands.
    pub place: Place,
}

/// How sure the reader is of a bare number's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKnowledge {
    /// The application is known to read a Go `time.Duration`: a bare number is nanoseconds.
    Nanoseconds,
    /// Nobody said; seconds were assumed.
    AssumedSeconds,
}
