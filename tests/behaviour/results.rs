//! The results of `tests/real`, one case a line, and what the program keeps of them.

use std::collections::BTreeMap;
use std::fs;

use poolcheck::measured::events::{Asks, EVENTS, Event};
use poolcheck::measured::{Case, Cases, LONG, SERVERS, Stack};
use serde::Deserialize;
use serde_json::Value as Json;

/// One case, as `tests/real` wrote it.
#[derive(Deserialize)]
pub(crate) struct Row {
    pub(crate) stack: String,
    pub(crate) title: String,
    pub(crate) library: String,
    pub(crate) server: String,
    pub(crate) event: String,
    pub(crate) date: String,
    pub(crate) versions: BTreeMap<String, String>,
    /// The machine's load for each core.
    pub(crate) load: Option<f64>,
    ok: u32,
    failed: u32,
    hanging: u32,
    rounds: Vec<u32>,
    ms: u64,
    errors: Vec<Told>,
    facts: BTreeMap<String, Json>,
}

/// An error that callers got.
#[derive(Deserialize)]
struct Told {
    class: String,
    code: Json,
    count: u32,
}

/// All cases, in the order of the files.
pub(crate) fn rows() -> Vec<Row> {
    let folder = crate::root().join("tests/real/results");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("results").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    let texts = paths.iter().map(|path| fs::read_to_string(path).expect("a text"));
    texts.flat_map(|text| text.lines().map(parse).collect::<Vec<Row>>()).collect()
}

impl Row {
    /// The server's limit of idleness, in seconds; 2 where nothing else is said.
    pub(crate) fn wait(&self) -> u64 {
        self.facts.get("wait_timeout").and_then(Json::as_u64).unwrap_or(2)
    }
}

/// What the program keeps, by stack.
pub(crate) fn stacks() -> Vec<Stack> {
    let mut by_stack: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows() {
        by_stack.entry(row.stack.clone()).or_default().push(row);
    }
    by_stack.into_values().map(|rows| stack(&rows)).collect()
}

fn stack(rows: &[Row]) -> Stack {
    let newest = rows.iter().max_by_key(|row| &row.date).expect("a row");
    let mut cases = BTreeMap::new();
    for event in EVENTS {
        let of = |server: &str| {
            rows.iter().find(|row| row.event == event.id && row.server == server).map(|row| case(row, event))
        };
        if let Some(both) = Cases::of(SERVERS.map(|(server, _)| of(server))) {
            cases.insert(event.id.to_owned(), both);
        }
    }
    Stack {
        stack: newest.stack.clone(),
        title: newest.title.clone(),
        library: newest.library.clone(),
        versions: versions(&newest.versions),
        date: newest.date.clone(),
        cases,
    }
}

/// The library and its driver first, then the runtime; the server is in the column's head.
fn versions(of: &BTreeMap<String, String>) -> String {
    let own = of.iter().filter(|(name, _)| !["runtime", "server"].contains(&name.as_str()));
    let own = own.map(|(name, version)| format!("{name} {version}"));
    own.chain(of.get("runtime").cloned()).collect::<Vec<_>>().join(", ")
}

fn case(row: &Row, event: &Event) -> Case {
    let asked = row.ok + row.failed + row.hanging;
    let expected = match event.asks {
        Asks::Ten => 10,
        Asks::Three => 3,
        Asks::One => 1,
        Asks::Looks(_) => asked,
    };
    let refused = row.facts.get("encrypts") == Some(&Json::Bool(false));
    assert!(asked == expected || refused, "{} {}: {asked} callers", row.stack, row.event);
    let seconds = u32::try_from((row.ms + 500) / 1000).expect("seconds");
    let later = row.rounds.get(1..).unwrap_or_default();
    let asked_again = event.asks == Asks::Ten && later.iter().any(|failed| *failed > 0);
    let error = row.errors.iter().rev().max_by_key(|error| error.count).filter(|_| event.tells_error);
    let facts = row.facts.iter().flat_map(|(name, value)| numbers(name, value)).filter_map(telling);
    Case {
        failed: row.failed,
        hanging: row.hanging,
        seconds: if row.hanging == 0 && seconds >= LONG { seconds } else { 0 },
        later: if asked_again { later.to_vec() } else { Vec::new() },
        error: error.map(in_short),
        facts: facts.filter(|(name, _)| event.facts().contains(&name.as_str())).collect(),
    }
}

/// A fact as it is kept: of the switches and counts that are as expected nearly everywhere, the exception.
fn telling((name, value): (String, u32)) -> Option<(String, u32)> {
    match (name.as_str(), value) {
        ("encrypts", 0) => Some(("unencrypted".to_owned(), 1)),
        ("closed", 0) => Some(("none_closed".to_owned(), 1)),
        (_, 0) | ("encrypts" | "closed", _) => None,
        _ => Some((name, value)),
    }
}

fn in_short(error: &Told) -> String {
    let code = match &error.code {
        Json::String(code) => format!(" {code}"),
        Json::Number(code) => format!(" {code}"),
        _ => String::new(),
    };
    format!("{}{code}", error.class)
}

/// A fact as numbers: a switch is 0 or 1, and what stands by name has its name behind.
fn numbers(name: &str, value: &Json) -> Vec<(String, u32)> {
    match value {
        Json::Bool(on) => vec![(name.to_owned(), u32::from(*on))],
        Json::Number(number) => {
            let number = number.as_u64().and_then(|number| u32::try_from(number).ok());
            vec![(name.to_owned(), number.unwrap_or_else(|| panic!("{name}: {value}")))]
        }
        Json::Object(parts) => {
            parts.iter().flat_map(|(part, value)| numbers(&format!("{name}_{part}"), value)).collect()
        }
        _ => panic!("{name}: {value}"),
    }
}
