//! poolcheck's own capture: the YAML that `poolcheck capture` writes, read back with places.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::CaptureError;
use super::rows::{Kind, Row};
use crate::server::evidence::Evidence;
use crate::server::facts::Account;
use crate::text::place::Span;

/// The format that this poolcheck writes, and the latest that it reads.
pub(super) const FORMAT: u64 = 1;

/// The file's form. Keys are added, never renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct File {
    /// The format's version.
    pub poolcheck_capture: u64,
    /// The poolcheck that wrote it.
    pub poolcheck: String,
    /// How it was taken.
    pub taken: TakenFrom,
    /// The server's version as it prints it.
    pub server: String,
    /// The account that was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountOf>,
    /// Why something must be in between that is not recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between: Option<String>,
    /// What the server shows beyond its variables and counters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Variables whose value is a session's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub session_values: Vec<String>,
    /// `SHOW GLOBAL VARIABLES`.
    pub variables: BTreeMap<String, String>,
    /// `SHOW GLOBAL STATUS`.
    #[serde(default)]
    pub status: BTreeMap<String, String>,
}

/// How a capture was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TakenFrom {
    /// Host and port, the socket, or the file.
    pub from: String,
    /// When, in UTC.
    pub at: String,
    /// How what it was taken from knows the server, where it was not the server itself: `declared`, `observed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The seconds of which all counters are, where they are not those since the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<u64>,
    /// The flavour's name, where the variables alone do not show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flavor: Option<String>,
}

/// The account that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AccountOf {
    /// Its user name.
    pub user: String,
    /// Its own limit; 0 is none.
    pub max_user_connections: u64,
}

/// What an own capture holds.
#[derive(Debug)]
pub(super) struct Own {
    /// When it was taken, and how.
    pub taken: TakenFrom,
    /// The server's version as it prints it.
    pub version: String,
    /// The account.
    pub account: Option<Account>,
    /// Why something must be in between.
    pub between: Option<String>,
    /// What the server shows beyond them.
    pub evidence: Option<Evidence>,
    /// Variables and counters.
    pub rows: Vec<(Kind, Row)>,
}

/// Whether a text is an own capture.
pub(in crate::server) fn is_own(text: &str) -> bool {
    first_line(text).is_some_and(|line| line.starts_with(HEAD))
}

/// What an own capture begins with, after its comments.
const HEAD: &str = "poolcheck_capture:";

fn first_line(text: &str) -> Option<&str> {
    text.lines().map(str::trim_end).find(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Reads an own capture; none where the text is something else.
pub(super) fn read(text: &str) -> Option<Result<Own, CaptureError>> {
    let format = first_line(text)?.strip_prefix(HEAD)?.trim().parse::<u64>();
    Some(match format {
        Ok(format) if format > FORMAT => Err(CaptureError::Newer(format)),
        _ => serde_yaml::from_str(text)
            .map(|file| open(file, text))
            .map_err(|error| CaptureError::Malformed(error.to_string())),
    })
}

fn open(file: File, text: &str) -> Own {
    let places = places(text);
    let place = |section: &str, name: &str| places.get(&(section, name)).copied().unwrap_or_default();
    let mut rows = Vec::new();
    for (name, value) in &file.variables {
        let mut row = Row::new(name, value, place("variables", name));
        row.session = file.session_values.contains(name);
        rows.push((Kind::Variable, row));
    }
    for (name, value) in &file.status {
        rows.push((Kind::Status, Row::new(name, value, place("status", name))));
    }
    let account =
        file.account.map(|account| Account { user: account.user, max_user_connections: account.max_user_connections });
    Own { taken: file.taken, version: file.server, account, between: file.between, evidence: file.evidence, rows }
}

/// Where each name stands, by its section: the form has one name a line.
fn places(text: &str) -> BTreeMap<(&str, &str), Span> {
    let mut places = BTreeMap::new();
    let (mut section, mut start) = ("", 0);
    for whole in text.split('\n') {
        let line = whole.trim_end();
        if let Some((name, _)) = line.split_once(':') {
            if let Some(entry) = name.strip_prefix("  ") {
                places.insert((section, entry), Span { start: start + 2, end: start + line.len() });
            } else {
                section = name;
            }
        }
        start += whole.len() + 1;
    }
    places
}
