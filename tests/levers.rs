//! What a remedy tells people to type is what the library's own file takes: each case of `fixtures/levers` is a file before and
//! after, and afterwards the finding is gone and nothing new is there.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails loudly")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolcheck::audit::finding::{Finding, Remedy, Severity};
use poolcheck::audit::policy::Policy;
use poolcheck::audit::{self, Audit};
use poolcheck::client::flags::Flags;
use poolcheck::client::read;
use poolcheck::server::{ServerState, capture};
use poolcheck::text::place::SourceFile;
use serde::Deserialize;

/// A file in which a lever is missing, and the same with it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The file's name.
    file: String,
    /// The rule that offers the lever.
    rule: String,
    /// How bad it is before.
    severity: String,
    /// What is to be typed, as one of the rule's remedies says it.
    typed: String,
    /// What stands between the pool and the server.
    path: Option<String>,
    /// The server's variables; a plain one of MySQL where nothing is said.
    server: Option<String>,
    /// Without it.
    before: String,
    /// With it.
    after: String,
}

const PLAIN: &str = "version = 8.0.41\nwait_timeout = 28800\ninnodb_lock_wait_timeout = 50\nmax_connections = 500\n";

fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/levers");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("cases").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let case = |path: &PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).expect("text");
        let case = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, case)
    };
    files.iter().map(case).collect()
}

fn server(case: &Case) -> ServerState {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("server.ini");
    fs::write(&path, case.server.as_deref().unwrap_or(PLAIN)).expect("written");
    ServerState::Known(Box::new(capture::read(&path).expect("a server")))
}

fn judge(case: &Case, text: &str) -> Audit {
    let mut files = vec![Arc::new(SourceFile::new(case.file.as_str(), text))];
    if let Some(path) = &case.path {
        files.push(Arc::new(SourceFile::new("path.yaml", format!("path: {path}\n"))));
    }
    let client = read::read(&files, &Flags::default()).expect("readable");
    audit::run(&client, true, &server(case), &Policy::default())
}

fn says(remedy: &Remedy, typed: &str) -> bool {
    remedy.text.contains(typed) || remedy.edit.as_ref().is_some_and(|edit| edit.replacement == typed)
}

fn wrong(case: &Case) -> Vec<String> {
    let (before, after) = (judge(case, &case.before), judge(case, &case.after));
    let Some(finding) = before.findings.iter().find(|finding| finding.rule == case.rule) else {
        return vec![format!("{} does not fire, skipped: {:?}", case.rule, before.skipped)];
    };
    let mut wrong = Vec::new();
    if finding.severity.name() != case.severity {
        wrong.push(format!("it is an {}: {}", finding.severity.name(), finding.consequence));
    }
    if !finding.remedies.iter().any(|remedy| says(remedy, &case.typed)) {
        let said: Vec<_> = finding.remedies.iter().map(|remedy| remedy.text.as_str()).collect();
        wrong.push(format!("no remedy says `{}`: {said:#?}", case.typed));
    }
    let same = |one: &Finding, other: &Finding| one.rule == other.rule && one.pool == other.pool;
    for left in &after.findings {
        if same(left, finding) && left.severity >= finding.severity {
            wrong.push(format!("{} stays: {}", left.severity.name(), left.message));
        } else if left.severity >= Severity::Warning && !before.findings.iter().any(|known| same(known, left)) {
            wrong.push(format!("new: {} {}", left.rule, left.message));
        }
    }
    wrong
}

#[test]
fn what_is_to_be_typed_cures_where_it_is_typed() {
    let wrong: Vec<_> = cases()
        .iter()
        .flat_map(|(name, case)| wrong(case).into_iter().map(move |wrong| format!("{name}: {wrong}")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
