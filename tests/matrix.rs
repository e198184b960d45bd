//! The six incidents that the project began with, on every real server that this machine has: audited live, from poolcheck's own
//! capture, from what the client prints of the same server, and from a snapshot of another of its version, taken long ago
//! (`fixtures/servers`). All must find what `fixtures/matrix.yaml` says.
//!
//! The host's MariaDB always runs. `tests/lab/run` gets the other servers first, and then a missing one is a failure.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails loudly"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Trial};
use serde::Deserialize;
use support::lab;
use support::server::RealServer;

const PASSWORD: &str = "correct-horse-battery";

/// Set by `tests/lab/run`: every server must be there.
const FULL: &str = "POOLCHECK_TEST_FULL_MATRIX";

/// The ways in which one server is audited.
const WAYS: [&str; 4] = ["live", "captured", "printed", "snapshot"];

/// What is audited, and how it differs from the scenarios.
#[derive(Deserialize)]
struct Matrix {
    /// What holds in every case.
    differs: Vec<Difference>,
    cases: BTreeMap<String, Case>,
}

/// One incident, scaled to a server that a test can start. It finds what its scenario's `expected.txt` says.
#[derive(Deserialize)]
struct Case {
    scenario: String,
    /// The server's variables at its start.
    #[serde(default)]
    variables: BTreeMap<String, u64>,
    /// What the snapshot's variables are supposed to be instead.
    #[serde(default)]
    snapshot: BTreeMap<String, u64>,
    /// Settings of the configuration that are scaled down with the server.
    #[serde(default)]
    set: Vec<String>,
    /// Connections that are held at once before the audit.
    #[serde(default)]
    held: usize,
    #[serde(default)]
    differs: Vec<Difference>,
}

/// What is justly found otherwise than in the scenario: `severity rule pool`.
#[derive(Deserialize)]
struct Difference {
    /// The servers, or their flavours; all of them where none is named.
    #[serde(default)]
    on: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    /// The reason, for whoever reads a failure.
    because: String,
}

/// For each server and case, whether each way agreed.
type Rows = BTreeMap<(String, String), BTreeMap<&'static str, bool>>;
type Table = Arc<Mutex<Rows>>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let matrix: Matrix = serde_yaml::from_str(&read("fixtures/matrix.yaml")).expect("fixtures/matrix.yaml");
    let matrix = Arc::new(matrix);
    let table = Table::default();
    let servers = lab::servers();
    let cases = servers.iter().flat_map(|server| cases(server, &matrix, &table)).collect();
    let conclusion = libtest_mimic::run(&arguments, cases);
    let all = arguments.filter.is_none() && arguments.skip.is_empty();
    if arguments.list || !all {
        return conclusion.exit_code();
    }
    // The table, and a line for each server at the very end, where whoever reads a log of hours looks.
    let table = table.lock().expect("no test holds it any more");
    print!("{}", render(&table));
    let verdicts = servers.iter().map(|server| verdict(server, &table)).collect();
    let summary = libtest_mimic::run(&arguments, verdicts);
    if conclusion.has_failed() { conclusion.exit_code() } else { summary.exit_code() }
}

/// A test for each case on a server that is here.
fn cases(server: &str, matrix: &Arc<Matrix>, table: &Table) -> Vec<Trial> {
    let trial = |name: &String| {
        let (server, case, matrix, table) = (server.to_owned(), name.clone(), Arc::clone(matrix), Arc::clone(table));
        Trial::test(format!("{server} {case}"), move || {
            let row = (server.clone(), case.clone());
            let note = |way, agrees| {
                table.lock().expect("the table").entry(row.clone()).or_default().insert(way, agrees);
            };
            // A case that ends in a panic stands in the table as well.
            note(WAYS[0], false);
            matrix.judge(&server, &case, note).map_err(Into::into)
        })
    };
    if lab::has(server) { matrix.cases.keys().map(trial).collect() } else { Vec::new() }
}

/// The last word on a server: that all its cases agree, or that it was not run.
fn verdict(server: &str, table: &Rows) -> Trial {
    if !lab::has(server) {
        let required = std::env::var_os(FULL).is_some_and(|value| value == "1");
        let missing = || Err("it is not on this machine; tests/lab/get brings it to target/lab".into());
        return Trial::test(format!("{server} not run"), missing).with_ignored_flag(!required);
    }
    let rows: Vec<_> = table.iter().filter(|((name, _), _)| name == server).collect();
    let total = rows.len();
    let complete = rows.iter().filter(|(_, ways)| ways.values().all(|agrees| *agrees)).count();
    Trial::test(format!("{server} {complete} of {total} cases, {}", WAYS.join(", ")), move || {
        if complete == total { Ok(()) } else { Err("see the failures above".into()) }
    })
}

impl Matrix {
    /// Audits a server of its own in all ways; `note` hears of each whether it found what it must.
    fn judge(&self, name: &str, case: &str, mut note: impl FnMut(&'static str, bool)) -> Result<(), String> {
        let case = self.cases.get(case).ok_or("no such case")?;
        let options: Vec<_> = case.variables.iter().map(|(name, value)| option(name, *value)).collect();
        let server = lab::start(name, &options.iter().map(String::as_str).collect::<Vec<_>>());
        server.exec(&[&format!("CREATE USER app@'%' IDENTIFIED BY '{PASSWORD}'")]);
        hold(&server, case.held);
        let mut audits: Vec<Vec<String>> =
            [server.url("app", PASSWORD), capture(&server), print_out(&server)].map(|target| vec![target]).into();
        audits.extend(snapshot(name, case));
        let mut failures = Vec::new();
        for (way, audit) in WAYS.into_iter().zip(audits) {
            let result = self.compare(name, case, &findings(&audit, case));
            note(way, result.is_ok());
            failures.extend(result.err().map(|difference| format!("{way}: {difference}")));
        }
        if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
    }

    fn compare(&self, server: &str, case: &Case, found: &BTreeSet<String>) -> Result<(), String> {
        let path = format!("fixtures/scenarios/{}/expected.txt", case.scenario);
        let mut expected: BTreeSet<_> = read(&path).lines().map(words).collect();
        let mut reasons = String::new();
        let here = |difference: &&Difference| {
            difference.on.is_empty() || difference.on.iter().any(|on| server.starts_with(on))
        };
        for difference in self.differs.iter().chain(&case.differs).filter(here) {
            expected.extend(difference.also.iter().map(|line| words(line)));
            expected.retain(|finding| !difference.not.iter().any(|line| words(line) == *finding));
            reasons.push_str(&format!("\n  it is to differ from its scenario because {}", difference.because));
        }
        if *found == expected {
            return Ok(());
        }
        let list = |one: &BTreeSet<String>, other| one.difference(other).cloned().collect::<Vec<_>>().join(", ");
        Err(format!("too much: [{}]; missing: [{}]{reasons}", list(found, &expected), list(&expected, found)))
    }
}

/// A line with single spaces.
fn words(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn option(variable: &str, value: u64) -> String {
    format!("--{}={value}", variable.replace('_', "-"))
}

/// Holds connections at once, so that the server has seen that many, and lets them go.
fn hold(server: &RealServer, count: usize) {
    if count > 0 {
        drop(server.hold(count, "app", PASSWORD));
    }
    drop(server.wait_for_idle());
}

/// The server as `poolcheck capture` writes it.
fn capture(server: &RealServer) -> String {
    let path = server.path("capture.yaml").display().to_string();
    let output = support::program()
        .args(["capture", "--dsn", &server.url("app", PASSWORD), "--output", &path])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    path
}

/// The server as the client prints it: a folder with the two results.
fn print_out(server: &RealServer) -> String {
    let folder = server.path("printed");
    fs::create_dir(&folder).unwrap();
    for (name, statement) in [("variables.tsv", "SHOW GLOBAL VARIABLES"), ("status.tsv", "SHOW GLOBAL STATUS")] {
        let status = Command::new("mariadb")
            .args(["--no-defaults", "-uroot", "-B", "-e", statement])
            .arg(format!("--socket={}", server.socket().display()))
            .stdout(File::create(folder.join(name)).unwrap())
            .status()
            .expect("the client `mariadb` comes with the package mariadb-server");
        assert!(status.success(), "{statement}");
    }
    folder.display().to_string()
}

/// The snapshot of a server of this version, with the case's variables supposed; none where there is none.
fn snapshot(name: &str, case: &Case) -> Option<Vec<String>> {
    let folder = format!("fixtures/servers/{name}");
    let variables = case.variables.iter().chain(&case.snapshot);
    let supposed = variables.flat_map(|(name, value)| ["--set".to_owned(), format!("server.{name}={value}")]);
    fs::exists(&folder).unwrap().then(|| std::iter::once(folder).chain(supposed).collect())
}

/// What was found, in the words of `expected.txt`: severity, rule, pool.
fn findings(audit: &[String], case: &Case) -> BTreeSet<String> {
    let config = format!("fixtures/scenarios/{}/app.yaml", case.scenario);
    let mut command = support::program();
    command.args(["--format", "json", "--config", &config, "--dsn"]).args(audit);
    for setting in &case.set {
        command.args(["--set", setting]);
    }
    let output = command.output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let findings = report["findings"].as_array().expect("findings");
    let text = |finding: &serde_json::Value, field: &str| finding[field].as_str().unwrap_or("-").to_owned();
    findings.iter().map(|found| ["severity", "rule", "pool"].map(|field| text(found, field)).join(" ")).collect()
}

/// One line for each server and case.
fn render(table: &Rows) -> String {
    let line = |first: &str, second: &str, cells: [&str; 4]| {
        let cells = cells.map(|cell| format!("{cell:<10}")).concat();
        format!("{first:<16}{second:<8}{}\n", cells.trim_end())
    };
    let mut text = format!("\n{}", line("server", "case", WAYS));
    for ((server, case), ways) in table {
        let cell = |way| ways.get(way).map_or("-", |agrees| if *agrees { "ok" } else { "FAILED" });
        text.push_str(&line(server, case, WAYS.map(cell)));
    }
    text
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
