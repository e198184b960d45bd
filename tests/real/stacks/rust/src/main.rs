//! A Rust stack's probe: `probe STACK CONFIG` obeys the driver's commands (tests/real/README.md).
//!
//! What is particular to a crate is in `libraries/`, by the name that `stack.json` gives as `opens`.

mod callers;
mod fault;
mod libraries;
mod tally;

use std::io::{BufRead, stdin};
use std::path::Path;

use serde_json::{Map, Value, json};

/// The versions that were built, of these crates. Where there are two of one, `NAME@VERSION` says which.
fn versions(names: &[&str]) -> Value {
    let mut found = Map::new();
    found.insert("runtime".into(), "Rust".into());
    for name in names {
        let (name, begins) = name.split_once('@').unwrap_or((name, ""));
        let head = format!("name = \"{name}\"\nversion = \"{begins}");
        let (_, after) = include_str!("../Cargo.lock").split_once(&head).expect("a locked crate");
        let rest = after.split('"').next().unwrap_or_default();
        found.insert(name.into(), format!("{begins}{rest}").into());
    }
    Value::Object(found)
}

/// The configuration's text, with the environment's values in it.
fn filled(config: &str) -> String {
    let mut text = std::fs::read_to_string(config).expect("a configuration");
    for name in ["DB_HOST", "DB_PORT", "DB_USER", "DB_NAME"] {
        text = text.replace(&format!("${{{name}}}"), &std::env::var(name).expect(name));
    }
    text
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, config] = &arguments[..] else { panic!("probe STACK CONFIG") };
    let stack = std::fs::read_to_string(Path::new(folder).join("stack.json")).expect("stack.json");
    let stack: Value = serde_json::from_str(&stack).expect("stack.json");
    let library = libraries::by_name(stack["opens"].as_str().expect("opens"));
    let text = filled(config);
    println!("{}", json!({"versions": versions(library.crates)}));
    let mut callers = callers::Callers::new(move || (library.open)(&text));
    for line in stdin().lock().lines() {
        let line = line.expect("a line");
        let mut words = line.splitn(4, ' ');
        let command = words.next().unwrap_or_default();
        let count = words.next().map_or(1, |word| word.parse().expect("a number"));
        let answer = match command {
            "hold" => callers.hold(count),
            "release" => callers.release(),
            "query" => {
                let serial = words.next() == Some("serial");
                callers.query(count, serial, words.next().expect("a statement"))
            }
            "close" => callers.close(),
            other => panic!("{other}"),
        };
        println!("{answer}");
    }
    // Callers that hang are left behind.
    std::process::exit(0);
}
