//! Servers out of the files that set them up, and of those who watch them: every form that states 151 connections is judged by
//! them, and what is of no form is refused; never does a gate pass on what was not read.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::thread;

use mysql::prelude::Queryable as _;
use poolcheck::server::files;
use poolcheck::server::flavors::variables::Knowledge;
use poolcheck::server::flavors::{MARIADB, MYSQL};
use poolcheck::server::version::Version;
use serde_json::Value as Json;
use support::{lab, program};

const FLEET: &str = "fleet-exceeds-max-connections";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/declared")
}

fn run(args: &[&str]) -> Output {
    program().current_dir(folder()).args(args).output().expect("the program runs")
}

fn report(args: &[&str]) -> Json {
    let output = run(&[args, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}: {output:?}"))
}

/// The files of a folder, by name.
fn names_in(name: &str) -> Vec<String> {
    let entries =
        std::fs::read_dir(folder().join(name)).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut names: Vec<_> = entries
        .filter(|path| path.is_file())
        .map(|path| format!("{name}/{}", path.file_name().expect("a name").to_string_lossy()))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "{name}");
    names
}

#[test]
fn every_form_that_states_151_connections_fails_a_fleet_of_500() {
    let mut wrong = Vec::new();
    for file in names_in("of-151") {
        let output = run(&["--dsn", &file, "--config", "fleet.yaml", "--format", "json"]);
        let report: Json = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let server = &report["server"];
        let found = report["findings"].as_array().into_iter().flatten().any(|finding| finding["rule"] == FLEET);
        let source = if file.contains("exporter") || file.contains("prometheus") { "observed" } else { "declared" };
        if !found || output.status.code() != Some(1) || server["max_connections"] != 151 || server["source"] != source {
            wrong.push(format!("{file}: {:?} {server} {}", output.status, String::from_utf8_lossy(&output.stderr)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_value_keeps_the_line_on_which_it_stands() {
    for (file, line) in [
        ("my.cnf", 9),
        ("compose.yaml", 9),
        ("statefulset.yaml", 21),
        ("configmap.yaml", 11),
        ("bitnami-values.yaml", 7),
        ("mariadb-operator.yaml", 10),
        ("aws.tf", 20),
        ("module.tf", 9),
        ("google.tf", 9),
        ("plan.json", 17),
        ("describe-db-parameters.json", 12),
        ("gcloud.json", 9),
        ("az.json", 10),
        ("geerlingguy.yml", 5),
        ("fauust.yml", 3),
        ("exporter.txt", 10),
    ] {
        let path = format!("of-151/{file}");
        let report = report(&["--dsn", &path, "--config", "fleet.yaml"]);
        let finding = report["findings"].as_array().expect("findings").iter().find(|finding| finding["rule"] == FLEET);
        let finding = finding.unwrap_or_else(|| panic!("{file}"));
        let facts = finding["facts"].as_array().expect("facts");
        let fact =
            facts.iter().find(|fact| fact["name"] == "max_connections").unwrap_or_else(|| panic!("{file}: {finding}"));
        let origin = fact["origin"].to_string();
        assert!(origin.contains(&path) && origin.contains(&format!("\"line\":{line}")), "{file}: {origin}");
    }
}

#[test]
fn what_is_of_no_form_is_refused_with_what_it_looks_like() {
    let table = std::fs::read_to_string(folder().join("refused.txt")).expect("the table");
    let rows: Vec<_> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            line.split_once(' ').map(|(file, says)| (format!("refused/{file}"), says.trim())).expect("two columns")
        })
        .collect();
    let mut named: Vec<_> = rows.iter().map(|(file, _)| file.clone()).collect();
    named.sort();
    assert_eq!(named, names_in("refused"), "each file has a row");
    for (file, says) in rows {
        let output = run(&["--dsn", &file, "--config", "fleet.yaml"]);
        let error = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(3), "{file}: {output:?}");
        assert!(error.contains(says), "{file}: {error}");
        let first = String::from_utf8_lossy(&output.stdout);
        assert!(!first.starts_with("no problems found"), "{file}: {first}");
    }
}

/// What the tricky files are about, as far as a number or a text of it can be compared.
const ASKED: [&str; 8] = [
    "max_connections",
    "wait_timeout",
    "interactive_timeout",
    "connect_timeout",
    "net_read_timeout",
    "net_write_timeout",
    "max_allowed_packet",
    "init_connect",
];

/// The tricky files in a folder of their own, with what is particular to a server filled in.
fn tricky(group: &str, version: &str) -> (tempfile::TempDir, Vec<PathBuf>) {
    let to = tempfile::tempdir().expect("a folder");
    let from = folder().join("tricky");
    let mut files = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        std::fs::create_dir_all(to.path().join(&inner)).expect("a folder");
        for entry in std::fs::read_dir(from.join(&inner)).expect("a folder") {
            let path = inner.join(entry.expect("an entry").file_name());
            if from.join(&path).is_dir() {
                open.push(path);
                continue;
            }
            let text = std::fs::read_to_string(from.join(&path)).expect("a text");
            // Its last group says whose it is: what a number is fitted to differs.
            let text = format!("{text}\n[{group}]\nskip-external-locking\n");
            let text = text.replace("{version}", version).replace("{folder}", &to.path().display().to_string());
            std::fs::write(to.path().join(&path), text).expect("written");
            // Servers pass over a file that everybody may write to.
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
            std::fs::set_permissions(to.path().join(&path), mode).expect("allowed");
            let is_of_others = group == "mysqld" && path.to_string_lossy().contains("mariadb");
            files.extend((inner.as_os_str().is_empty() && !is_of_others).then(|| to.path().join(&path)));
        }
    }
    files.sort();
    (to, files)
}

/// What a server started with the file says, and what the reader says of the file; they may differ in nothing.
fn compare(name: &str, file: &Path, wrong: &mut Vec<String>) -> bool {
    let Some(real) = lab::start_from(name, file) else { return false };
    let said: Vec<(String, String)> = real.root().query("SHOW GLOBAL VARIABLES").expect("variables");
    let real: BTreeMap<_, _> = said.into_iter().collect();
    let stated = files::read(&file.display().to_string());
    let version = Version::parse(&real["version"]).expect("a version");
    let flavor = if real["version"].contains("MariaDB") { &MARIADB } else { &MYSQL };
    for asked in ASKED {
        // What the file does not set is the server's default.
        let default = match flavor.knows(version, asked) {
            Knowledge::Default(default) => default,
            _ => "",
        };
        let entry = stated.as_ref().ok().and_then(|server| server.variables.text(asked));
        let expected = entry.unwrap_or(default);
        if real[asked] != expected {
            wrong.push(format!("{name} {}: {asked} is {}, read {expected}", file.display(), real[asked]));
        }
    }
    true
}

#[test]
fn option_files_are_read_as_the_real_servers_read_them() {
    let of_one = |name: &str| {
        let (whose, version) = name.rsplit_once('-').expect("a version");
        let (_folder, files) = tricky(if whose == "mariadb" { "mariadb" } else { "mysqld" }, version);
        let mut wrong = Vec::new();
        let started = files.iter().filter(|file| compare(name, file, &mut wrong)).count();
        assert!(started >= 20, "{name} starts with {started} of the files");
        wrong
    };
    // Two dozen starts of each: of all servers in `tests/lab/run`, else of the host's.
    let all = std::env::var_os("POOLCHECK_TEST_FULL_MATRIX").is_some();
    let here = lab::servers().into_iter().filter(|name| lab::has(name));
    let names: Vec<_> = here.take(if all { usize::MAX } else { 1 }).collect();
    let wrong: Vec<_> = thread::scope(|scope| {
        let each: Vec<_> = names.iter().map(|name| scope.spawn(|| of_one(name))).collect();
        each.into_iter().flat_map(|thread| thread.join().expect("it was compared")).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_set_persist_wrote_is_read() {
    for name in ["mysql-9.7"].into_iter().filter(|name| lab::has(name)) {
        let real = lab::start(name, &[]);
        real.exec(&[
            "SET PERSIST max_connections = 151",
            "SET PERSIST wait_timeout = 600",
            "SET PERSIST_ONLY back_log = 77",
        ]);
        let stated = files::read(&real.path("data/mysqld-auto.cnf").display().to_string()).expect("a server");
        let shown = ["max_connections", "wait_timeout", "back_log"].map(|name| stated.variables.text(name));
        assert_eq!(shown, [Some("151"), Some("600"), Some("77")]);
    }
}

fn first_lines(args: &[&str]) -> (Option<i32>, String) {
    let output = run(args);
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code(), text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn what_is_left_open_is_said_in_the_first_line() {
    for (dsn, says) in [
        ("others/open.tf", "max_connections is left open there: ${var.connections}"),
        ("others/open.tf", "whether its connections suffice was not judged: it shows no max_connections"),
        ("others/fragment.cnf", "whether its connections suffice was not judged: it shows no max_connections"),
        ("others/fragment.cnf", "the server is what others/fragment.cnf declares, and what runs may differ"),
        ("others/includes.cnf", "what it includes was not read: /etc/of-the-server/conf.d"),
        ("others/with-instance.json", "the parameter group default.mariadb10.11 is pending-reboot"),
    ] {
        // A line may end at a hyphen.
        let text = first_lines(&["--dsn", dsn, "--config", "fleet.yaml"]).1.replace("- ", "-");
        let verdict = text.split(" server ").next().unwrap_or_default();
        assert!(text.contains(says), "{dsn}: {verdict}");
    }
}

#[test]
fn formulas_come_to_the_number_of_the_class() {
    for (dsn, flavor, limit) in
        [("others/with-instance.json", "rds-mariadb", 341), ("others/pxc-memory.yaml", "percona", 341)]
    {
        let report = report(&["--dsn", dsn, "--config", "fleet.yaml"]);
        assert_eq!(
            (report["server"]["flavor"].as_str(), &report["server"]["max_connections"]),
            (Some(flavor), &limit.into())
        );
    }
}

#[test]
fn an_account_of_an_operator_has_the_operator_s_limit() {
    let report = report(&["--dsn", "others/users.yaml", "--config", "others/app.yaml"]);
    let found = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .find(|finding| finding["rule"] == "user-limit-exceeded");
    let found = found.unwrap_or_else(|| panic!("{report}"));
    assert!(found["message"].to_string().contains("10"), "{found}");
}

#[test]
fn the_database_beside_the_pools_is_the_server_where_none_is_named() {
    let (status, text) = first_lines(&["--config", "others/both-sides.yaml"]);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("300 connections in the steady state, above the 200"), "{text}");
    assert!(text.contains("the server is what others/both-sides.yaml#db declares"), "{text}");
    // Of two nobody knows which is meant, and a file of settings is no server that runs.
    for file in ["refused/two.yaml", "of-151/configmap.yaml", "of-151/aws.tf"] {
        let (_, text) = first_lines(&["--config", "fleet.yaml", "--config", file]);
        assert!(text.contains("no server was given") || text.contains("error:"), "{file}: {text}");
    }
}

#[test]
fn one_of_several_is_chosen_by_its_name_and_standard_input_is_a_file() {
    let report = report(&["--dsn", "refused/two.yaml#reports", "--config", "fleet.yaml"]);
    assert_eq!(report["server"]["flavor"], "mariadb");
    let (status, text) = first_lines(&["--dsn", "refused/two.yaml#cache", "--config", "fleet.yaml"]);
    assert!(status == Some(3) && text.contains("no server `cache`; it has db, reports"), "{text}");
    let file = std::fs::File::open(folder().join("of-151/exporter.txt")).expect("a file");
    let output = program().current_dir(folder()).args(["--dsn", "-", "--config", "fleet.yaml"]).stdin(file).output();
    let output = output.expect("the program runs");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let (status, text) = first_lines(&["--dsn", "-", "--config", "-"]);
    assert!(
        status == Some(2) && text.contains("standard input cannot be both a configuration and the server"),
        "{text}"
    );
}

#[test]
fn a_capture_of_any_source_is_judged_as_the_source() {
    let to = tempfile::tempdir().expect("a folder");
    let rules = |dsn: &str| {
        let report = report(&["--dsn", dsn, "--config", "fleet.yaml"]);
        let findings =
            report["findings"].as_array().expect("findings").iter().map(|finding| finding["rule"].to_string());
        let server = &report["server"];
        (findings.collect::<Vec<_>>(), server["source"].clone(), server["flavor"].clone(), server["version"].clone())
    };
    for file in names_in("of-151") {
        let path = to.path().join("capture.yaml");
        let path = path.to_str().expect("UTF-8");
        let output = run(&["capture", "--dsn", &file, "-o", path]);
        assert_eq!(output.status.code(), Some(0), "{file}: {output:?}");
        assert_eq!(rules(path), rules(&file), "{file}");
    }
}

#[test]
fn what_is_declared_is_compared_with_what_runs() {
    let (_, text) = first_lines(&["diff", "of-151/my.cnf", "../servers/mysql-9.7-full"]);
    assert!(text.contains("max_connections 151 20"), "{text}");
    // What the file does not set is no difference.
    assert!(!text.contains("not captured") && !text.contains("thread_cache_size"), "{text}");
}
