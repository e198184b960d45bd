//! Every error that a real stack met is known to `explain`: the texts are those of `tests/real/results`.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use poolcheck::audit::symptoms;

/// Errors that say nothing, so that nobody can say what they mean: Drizzle repeats the statement, and keeps the cause beside it.
const SAY_NOTHING: [&str; 1] = ["DrizzleQueryError"];

/// The classes and texts of all errors.
fn errors() -> BTreeSet<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/results");
    let files = fs::read_dir(folder).expect("the results").filter_map(|entry| Some(entry.ok()?.path()));
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "jsonl"));
    let lines = files.flat_map(|path| {
        let text = fs::read_to_string(path).expect("text");
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    lines
        .flat_map(|line| {
            let row: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            row["errors"].as_array().cloned().unwrap_or_default()
        })
        .map(|error| {
            let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
            (text("class"), text("text"))
        })
        .collect()
}

#[test]
fn every_error_of_the_real_stacks_is_known() {
    let errors = errors();
    assert!(errors.len() > 1000, "only {} errors", errors.len());
    let unknown: BTreeSet<_> = errors
        .iter()
        .filter(|(class, _)| !SAY_NOTHING.contains(&class.as_str()))
        .filter(|(class, text)| symptoms::find(&format!("{class}: {text}")).len() != 1)
        .collect();
    assert!(unknown.is_empty(), "{} of {} are not known: {unknown:#?}", unknown.len(), errors.len());
}
