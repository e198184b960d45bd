//! What real pools did when the server or the way to it misbehaved: the measurements of `tests/real`, as far as people ask for
//! them. It knows no library and no rule; what is claimed of a library is held against it by `tests/behaviour`.
//!
//! `stacks.json` is made from the results by `UPDATE=1 cargo test --test behaviour`.

pub mod events;
pub mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use events::{EVENTS, Event};

/// The servers that every stack was run on: the name in the results, and for people.
pub const SERVERS: [(&str, &str); 2] = [("mysql-9.7", "MySQL 9.7"), ("mariadb-11.8", "MariaDB 11.8")];

/// From so many seconds on a wait counts: below, it says more of the machine than of the pool.
pub const LONG: u32 = 4;

/// The measured stacks, as they stand in the program.
const DATA: &str = include_str!("stacks.json");

/// A pool library over a driver in one configuration, and what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// Its folder below `tests/real/stacks`: `python/sqlalchemy-pymysql`.
    pub stack: String,
    /// For people: `SQLAlchemy over PyMySQL`.
    pub title: String,
    /// The name of the library.
    pub library: String,
    /// What was run, with versions: the library, its driver, the runtime.
    pub versions: String,
    /// The day of its last measurement: `2026-12-01`.
    pub date: String,
    /// What it did, by the event's id.
    pub cases: BTreeMap<String, Cases>,
}

/// What a stack did at one event, on each server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cases {
    /// The same on both.
    Same(Case),
    /// Of each, in the order of [`SERVERS`]; none where it was not run.
    Each([Option<Case>; 2]),
}

/// What one stack did at one event on one server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Case {
    /// Callers that got an error.
    #[serde(skip_serializing_if = "is_zero")]
    pub failed: u32,
    /// Callers that had no answer in 45 s.
    #[serde(skip_serializing_if = "is_zero")]
    pub hanging: u32,
    /// How long the last caller with an answer waited, in whole seconds; nothing where that is less than [`LONG`].
    #[serde(skip_serializing_if = "is_zero")]
    pub seconds: u32,
    /// How many failed or hung each time that they asked again, where any did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<u32>,
    /// The error that most of them got, where it is told: its class and its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What was counted beside and is not zero, by the names of `tests/real/README.md`; and where it is so, with a 1,
    /// `unencrypted` (it does not encrypt by itself) and `none_closed` (no connection was closed).
    #[serde(flatten, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, u32>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Cases {
    /// Both servers' cases in one value, or none where neither was run.
    pub fn of(each: [Option<Case>; 2]) -> Option<Self> {
        match each {
            [None, None] => None,
            [Some(mysql), Some(mariadb)] if mysql == mariadb => Some(Self::Same(mysql)),
            each => Some(Self::Each(each)),
        }
    }

    /// What it did on each of [`SERVERS`].
    pub const fn each(&self) -> [Option<&Case>; 2] {
        match self {
            Self::Same(case) => [Some(case), Some(case)],
            Self::Each([mysql, mariadb]) => [mysql.as_ref(), mariadb.as_ref()],
        }
    }
}

impl Case {
    /// Whether a caller failed or hung.
    pub const fn hurts(&self) -> bool {
        self.failed + self.hanging > 0
    }

    /// A number that was counted beside.
    pub fn fact(&self, name: &str) -> u32 {
        self.facts.get(name).copied().unwrap_or_default()
    }
}

impl Stack {
    /// Each event that it was run through, in the order in which they are told.
    pub fn events(&self) -> impl Iterator<Item = (&'static Event, &Cases)> {
        EVENTS.iter().filter_map(|event| Some((event, self.cases.get(event.id)?)))
    }
}

/// All measured stacks, by name.
pub fn stacks() -> serde_json::Result<Vec<Stack>> {
    serde_json::from_str(DATA)
}
