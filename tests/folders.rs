//! Folders and globs as `--config`, through the program: what is read, what is said of it, and what is an error.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value as Json;
use support::program;
use tempfile::TempDir;

const POOL: &str =
    "database:\n  dsn: app:pw@tcp(db:3306)/shop\n  max_open_conns: 40\n  max_idle_conns: 40\n  conn_max_lifetime: 5m\n";

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

/// A repository of two services, and what lies around in one.
fn repository() -> TempDir {
    folder(&[
        (".gitignore", "local.yaml\n"),
        ("README.md", "mysql\n"),
        ("local.yaml", POOL),
        ("services/orders/app.yaml", POOL),
        ("services/search/app.yaml", POOL),
        ("services/search/node_modules/a/app.yaml", POOL),
        ("services/search/pages.yaml", "title: a page\n"),
        ("services/search/broken.yaml", "mysql: {host: db\n"),
        ("services/search/dump.json", &format!("{{\"mysql\": \"{}\"}}", "x".repeat(1 << 20))),
        ("services/search/binary.conf", "mysql\0\n"),
    ])
}

struct Ran {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run(folder: &Path, args: &[&str]) -> Ran {
    let output = program().current_dir(folder).args(args).output().expect("runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn json(folder: &Path, args: &[&str]) -> Json {
    let ran = run(folder, &[args, &["--format", "json"]].concat());
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

fn files(report: &Json) -> Vec<(String, u64)> {
    let files = report["files"].as_array().expect("files").iter();
    files
        .map(|file| (file["path"].as_str().expect("a path").to_owned(), file["pools"].as_u64().expect("pools")))
        .collect()
}

fn count(report: &Json, reason: &str) -> u64 {
    let reasons = report["passed_over"].as_array().expect("passed over");
    reasons.iter().find(|entry| entry["reason"] == reason).map_or(0, |entry| entry["count"].as_u64().expect("a count"))
}

#[test]
fn a_folder_is_read_and_its_account_is_given() {
    let folder = repository();
    for given in [".", "./", "services", "./services/"] {
        let report = json(folder.path(), &["--config", given]);
        let expected = [("services/orders/app.yaml".to_owned(), 1), ("services/search/app.yaml".to_owned(), 1)];
        assert_eq!(files(&report), expected, "{given}");
        let counts = ["words", "large", "not-text", "not-understood"].map(|reason| count(&report, reason));
        assert_eq!(counts, [1, 1, 1, 1], "{given}");
        assert_eq!(report["pools"].as_array().expect("pools").len(), 2);
    }
}

/// A text with its lines as long as they would be on an endless page.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_table_says_what_was_read() {
    let folder = repository();
    let table = unwrapped(&run(folder.path(), &["--config", "services"]).stdout);
    let line = "read 2 of 6 files under services, 1 could not be understood; -v names them";
    assert!(table.contains(line), "{table}");
    let table = unwrapped(&run(folder.path(), &["--config", "services", "--verbose"]).stdout);
    for line in [
        "1 pool services/orders/app.yaml",
        "passed over, of 6 files in 3 folders",
        "1 larger than 1 MiB",
        "services/search/broken.yaml: line 1: not valid YAML",
    ] {
        assert!(table.contains(line), "{line}: {table}");
    }
    let named = run(folder.path(), &["--config", "services/orders/app.yaml", "--verbose"]).stdout;
    assert!(!named.contains("files read") && !named.contains("names them"), "{named}");
}

#[test]
fn a_mistake_in_a_found_file_is_a_note_and_in_a_named_one_an_error() {
    let folder = repository();
    assert_ne!(run(folder.path(), &["--config", "services", "--fail-on", "never"]).status, Some(2));
    let named = run(folder.path(), &["--config", "services", "--config", "services/search/broken.yaml"]);
    assert_eq!(named.status, Some(2));
    assert!(named.stderr.contains("services/search/broken.yaml:1"), "{}", named.stderr);
}

#[test]
fn a_note_holds_no_password() {
    let folder = folder(&[
        ("a.yaml", POOL),
        ("b.yaml", "dsn: \"app:secret-word@tcp(db)/x\nmysql: {\n"),
        ("c.properties", "mysql.password=secret-word\n"),
    ]);
    let ran = run(folder.path(), &["--config", ".", "--verbose"]);
    assert!(!ran.stdout.contains("secret-word") && !ran.stderr.contains("secret-word"), "{}", ran.stdout);
}

#[test]
fn globs_find_what_they_say() {
    let folder = repository();
    let report = json(folder.path(), &["--config", "services/*/app.y?ml"]);
    assert_eq!(files(&report).len(), 2);
    let nothing = run(folder.path(), &["--config", "services/*/application.yml"]);
    assert_eq!(nothing.status, Some(2));
    assert!(nothing.stderr.contains("no file matches this glob"), "{}", nothing.stderr);
}

#[test]
fn a_folder_without_a_pool_is_a_finding_that_says_where_was_looked() {
    let folder = folder(&[("a/pages.yaml", "title: a page\n"), ("a/cache.yaml", "redis: {pool_size: 20}\n")]);
    let ran = run(folder.path(), &["--config", "a"]);
    assert_eq!(ran.status, Some(1));
    let table = unwrapped(&ran.stdout);
    assert!(table.contains("no connection pool was found in a: 2 files looked at, 1 read"), "{table}");
}

#[test]
fn the_settings_file_is_looked_for_in_the_folder_and_above() {
    let settings = "rules: {idle-never-retired: off}\n";
    for place in ["services/.poolcheck.yaml", ".poolcheck.yaml"] {
        let folder = folder(&[("services/a/app.yaml", POOL), (place, settings)]);
        for given in ["services", "services/*/app.yaml"] {
            let ran = run(folder.path(), &["settings", "--config", given]);
            let rule = ran.stdout.lines().find(|line| line.starts_with("idle-never-retired")).expect("the rule");
            assert!(rule.contains(".poolcheck.yaml:1"), "{place}, {given}: {rule}");
        }
    }
}

#[test]
fn a_module_s_driver_is_that_of_its_own_go_mod() {
    let module = |version: &str| format!("module m\nrequire github.com/go-sql-driver/mysql v{version}\n");
    let folder = folder(&[
        ("a/app.yaml", POOL),
        ("a/go.mod", &module("1.4.0")),
        ("b/app.yaml", POOL),
        ("b/go.mod", &module("1.9.3")),
    ]);
    for given in [".", "*/app.yaml"] {
        let report = json(folder.path(), &["--config", given, "--select", "liveness-check-missing"]);
        let found = report["findings"].as_array().expect("findings");
        let pools: Vec<_> = found.iter().filter_map(|finding| finding["pool"].as_str()).collect();
        assert_eq!(pools.len(), 1, "{given}: {found:#?}");
        assert_eq!(
            found[0]["facts"][0]["value"].as_str().map(|value| value.contains("1.4.0")),
            Some(true),
            "{found:#?}"
        );
    }
}

#[test]
fn fixes_work_in_a_folder() {
    let folder = folder(&[("a/app.yaml", &POOL.replace("5m", "24h")), ("a/broken.yaml", "mysql: {\n")]);
    fs::write(folder.path().join("server.ini"), "wait_timeout = 600\nmax_connections = 500\n").expect("written");
    let args = ["--dsn", "server.ini", "--config", "a"];
    let diff = run(folder.path(), &[&args[..], &["--diff"]].concat()).stdout;
    assert!(diff.contains("--- a/a/app.yaml") || diff.contains("--- a/app.yaml"), "{diff}");
    let fixed = run(folder.path(), &[&args[..], &["--fix"]].concat());
    assert!(fixed.stderr.contains("fixed a/app.yaml"), "{}{}", fixed.stdout, fixed.stderr);
    let text = fs::read_to_string(folder.path().join("a/app.yaml")).expect("text");
    assert!(!text.contains("24h"), "{text}");
}

#[test]
fn many_files_give_the_same_bytes_every_time() {
    let names: Vec<_> = (0..200).map(|number| (format!("s{:02}/f{number}.yaml", number % 20), number)).collect();
    let texts: Vec<_> = names
        .iter()
        .map(|(name, number)| {
            let text = if number % 7 == 0 { "mysql: {\n".to_owned() } else { POOL.replace("40", &number.to_string()) };
            (name.as_str(), text)
        })
        .collect();
    let folder = folder(&texts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
    let first = run(folder.path(), &["--config", ".", "--verbose"]);
    assert!(first.stdout.contains("read 171 of 200 files"), "{}", first.stdout);
    for _ in 0..5 {
        assert_eq!(run(folder.path(), &["--config", ".", "--verbose"]).stdout, first.stdout);
    }
}

#[test]
fn a_tracked_file_is_read_even_where_git_would_ignore_it() {
    let folder = folder(&[(".gitignore", "*.local.yaml\n"), ("app.local.yaml", POOL), ("other.local.yaml", POOL)]);
    let git = |args: &[&str]| {
        std::process::Command::new("git")
            .current_dir(folder.path())
            .args(args)
            .output()
            .expect("git runs")
            .status
            .success()
    };
    assert!(git(&["init", "-q"]) && git(&["add", "-f", "app.local.yaml"]));
    assert_eq!(files(&json(folder.path(), &["--config", "."])), [("app.local.yaml".to_owned(), 1)]);
}
