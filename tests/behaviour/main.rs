//! What the real pools did in `tests/real`, held against all that is said of it: the data in the program, the page in the docs,
//! what poolcheck claims of each stack's own file, and of the libraries' own defaults.
//!
//! `UPDATE=1 cargo test --test behaviour` makes the data and the page anew from the results.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails loudly"
)]

mod claims;
mod exceptions;
mod facts;
mod page;
mod results;
mod stacks;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use exceptions::{EXCEPTIONS, Exception};
use poolcheck::client::libraries::LIBRARIES;
use poolcheck::client::pool::behaviour::Known;
use poolcheck::measured;
use serde_json::Value as Json;

const HOW: &str = "UPDATE=1 cargo test --test behaviour";

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Holds a generated file to what it is made from, or makes it.
fn hold(file: &str, fresh: &str) {
    let path = root().join(file);
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, fresh).expect("written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == fresh, "{file} is not what the results say: run {HOW}");
}

#[test]
fn the_data_in_the_program_is_what_was_measured() {
    let stacks = results::stacks();
    let lines: Vec<_> = stacks.iter().map(|stack| serde_json::to_string(stack).expect("JSON")).collect();
    hold("src/measured/stacks.json", &format!("[\n{}\n]\n", lines.join(",\n")));
    let size = fs::metadata(root().join("src/measured/stacks.json")).expect("a file").len();
    assert!(size < 80_000, "{size} bytes are too many for the program");
    if env::var_os("UPDATE").is_none() {
        assert_eq!(measured::stacks().expect("the data"), stacks);
    }
}

#[test]
fn the_page_in_the_docs_is_what_was_measured() {
    hold("docs/behaviour.md", &page::page(&results::stacks(), &results::rows()));
}

#[test]
fn what_is_claimed_is_what_was_measured() {
    let (measured, rows) = (results::stacks(), results::rows());
    let of = |stack: &stacks::Stack| measured.iter().find(|one| one.stack == stack.name);
    let all = stacks::all();
    let compared: Vec<_> =
        all.iter().filter_map(|stack| Some(claims::compared(stack, of(stack)?, &rows))).flatten().collect();
    println!("{:<40} {:<13} {:<14} {:<22} {:<30} {:<8} versions", "stack", "server", "about", "claim", "reality", "");
    for one in &compared {
        println!("{one}");
    }
    let differ: Vec<_> = compared.iter().filter(|one| !one.holds).collect();
    let excepted = |one: &&&claims::Compared| EXCEPTIONS.iter().any(|exception| one.is_excepted(exception));
    let unexplained: Vec<_> = differ.iter().filter(|one| !excepted(one)).map(|one| format!("\n{one}")).collect();
    let idle: Vec<_> = EXCEPTIONS
        .iter()
        .filter(|exception| !differ.iter().any(|one| one.is_excepted(exception)))
        .map(|exception| format!("{} {:?}: {}", exception.stack, exception.about, exception.why))
        .collect();
    for Exception { stack, about, why, .. } in EXCEPTIONS {
        println!("{stack} {}: {why}", about.join(", "));
    }
    println!("{} claims, {} differ for these reasons", compared.len(), differ.len() - unexplained.len());
    assert!(compared.len() > 500, "only {} claims", compared.len());
    assert!(
        unexplained.is_empty(),
        "{} claims differ from what was measured:{}",
        unexplained.len(),
        unexplained.concat()
    );
    assert!(idle.is_empty(), "exceptions that nothing needs: {idle:?}");
}

/// "Measured" is said of a library whose pool was run through what ends connections, and of no other.
#[test]
fn what_is_called_measured_was() {
    let ends = ["E1", "E1s", "E2", "E3", "E4", "E4r"];
    let stacks = results::stacks();
    let ran: BTreeSet<_> = stacks
        .iter()
        .filter(|stack| ends.iter().any(|event| stack.cases.contains_key(*event)))
        .map(|stack| stack.library.as_str())
        .collect();
    let wrong =
        LIBRARIES.iter().filter(|library| (library.behaviour.known == Known::Ran) != ran.contains(library.name));
    let wrong: Vec<_> = wrong.map(|library| format!("{} is {:?}", library.name, library.behaviour.known)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// What `poolcheck libraries` prints of a library, in an empty environment.
fn shown(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_poolcheck"));
    let ran = command.env_clear().arg("libraries").args(args).output().expect("the program");
    assert!(ran.status.success(), "{args:?}");
    String::from_utf8(ran.stdout).expect("UTF-8")
}

#[test]
fn the_program_shows_what_was_measured_of_a_library() {
    let page = shown(&["knex"]);
    let measured = page.split_once("\nmeasured: ").expect("a part of what was measured").1;
    for expected in
        ["knex over mysql2: knex ", "Hop answers with RST: 10 fail", "Hop is silent: 10 hang", "All taken: "]
    {
        let words = measured.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(expected), "{expected}: {measured}");
    }
    for line in measured.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(!shown(&["ebean"]).is_empty() && !shown(&["vitess"]).contains("measured: "));
}

#[test]
fn the_program_says_it_to_other_programs_too() {
    let json: Json = serde_json::from_str(&shown(&["knex", "--format", "json"])).expect("JSON");
    let stack = json["measured"].as_array().expect("stacks").iter().find(|stack| stack["stack"] == "node/knex");
    let events = stack.expect("knex over mysql2")["events"].as_array().expect("events");
    let rst = events.iter().find(|event| event["event"] == "E4r").expect("a hop with RST");
    assert_eq!(rst["told"], "10 fail");
    assert_eq!(rst["mysql-9.7"]["failed"], 10);
    assert_eq!(rst["mariadb-11.8"]["error"], "Error ECONNRESET");
}

#[test]
fn every_event_is_told_and_every_told_one_was_run() {
    let measured: BTreeSet<_> = results::rows().into_iter().map(|row| row.event).collect();
    let told: BTreeSet<_> = measured::events::EVENTS.iter().map(|event| event.id.to_owned()).collect();
    assert_eq!(measured, told);
}
