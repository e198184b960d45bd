//! What is found and does not count: ignores, the baseline, severities and `--fail-on`, and which of them goes before which.
//! The table of precedence in docs/known-findings.md has a test for each of its rows.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::path::Path;

use serde_json::Value as Json;
use support::program;

/// One warning (max-idle-defaulted, line 4) and one error (pool-exceeds-max-connections, line 4).
const APP: &str = "pools:\n  batch:\n    library: go\n    max_open: 200\n    max_lifetime: 5m\n    connect_timeout: 5s\n    read_timeout: 30s\n";
const SERVER: &str = "version = 8.0.36\nmax_connections = 100\nwait_timeout = 28800\ninteractive_timeout = 28800\n";
/// 2026-11-21, in seconds.
const TODAY: &str = "1795219200";

const BOTH: [&str; 2] = ["max-idle-defaulted", "pool-exceeds-max-connections"];

struct Folder(tempfile::TempDir);

struct Ran {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Folder {
    fn new(app: &str) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write("app.yaml", app);
        folder.write("server.ini", SERVER);
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).expect("written");
    }

    fn run(&self, args: &[&str]) -> Ran {
        let mut command = program();
        command.current_dir(self.path()).env("SOURCE_DATE_EPOCH", TODAY);
        let given = args.contains(&"--config");
        let config: &[&str] = if given { &[] } else { &["--config", "app.yaml"] };
        let output = command.args(["--dsn", "server.ini"]).args(config).args(args).output().expect("the program runs");
        Ran {
            status: output.status.code().expect("a status"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    fn report(&self, args: &[&str]) -> (Json, i32) {
        let ran = self.run(&[args, &["--format", "json"]].concat());
        let report = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stderr));
        (report, ran.status)
    }

    /// The rules of the findings that count, those of interest here and those about ignores.
    fn found(&self, args: &[&str]) -> Vec<String> {
        rules(&self.report(args).0["findings"])
    }
}

fn rules(findings: &Json) -> Vec<String> {
    let rules = findings.as_array().expect("findings").iter().filter_map(|finding| finding["rule"].as_str());
    let mut rules: Vec<_> =
        rules.filter(|rule| BOTH.contains(rule) || rule.starts_with("ignore-")).map(str::to_owned).collect();
    rules.sort();
    rules
}

/// [`APP`] with a comment behind the line that has both findings.
fn with_comment(comment: &str) -> String {
    APP.replace("max_open: 200\n", &format!("max_open: 200 # poolcheck: {comment}\n"))
}

#[test]
fn without_any_wish_both_are_found() {
    let folder = Folder::new(APP);
    assert_eq!(folder.found(&[]), BOTH);
    assert_eq!(folder.run(&[]).status, 1);
}

#[test]
fn a_comment_hides_what_it_names_on_its_line_above_it_and_at_its_section() {
    let comment = "ignore[pool-exceeds-max-connections] the test server is small";
    for app in [
        with_comment(comment),
        APP.replace("    max_open", &format!("    # poolcheck: {comment}\n    max_open")),
        APP.replace("  batch:", &format!("  batch: # poolcheck: {comment}")),
        format!("# poolcheck: {comment}\n{APP}"),
    ] {
        let folder = Folder::new(&app);
        assert_eq!(folder.found(&[]), ["max-idle-defaulted"], "{app}");
        assert_eq!(folder.report(&[]).0["summary"]["suppressed"], 1, "{app}");
    }
}

#[test]
fn an_ignore_of_another_section_hides_nothing_and_says_so() {
    let app = format!(
        "{APP}  other: # poolcheck: ignore[pool-exceeds-max-connections] why\n    max_open: 5\n    max_idle: 5\n"
    );
    let folder = Folder::new(&app);
    assert_eq!(folder.found(&[]), ["ignore-unused", "max-idle-defaulted", "pool-exceeds-max-connections"]);
}

#[test]
fn the_settings_file_ignores_by_rule_and_pool_or_path() {
    let folder = Folder::new(APP);
    for (entry, hides) in [
        ("rule: pool-exceeds-max-connections, reason: small", true),
        ("rule: pool-exceeds-max-connections, pool: batch, reason: small", true),
        ("rules: [pool-exceeds-max-connections], path: '*.yaml', reason: small", true),
        ("rule: pool-exceeds-max-connections, pool: other, reason: small", false),
        ("rule: pool-exceeds-max-connections, path: jobs/*.yaml, reason: small", false),
    ] {
        folder.write(".poolcheck.yaml", &format!("ignore:\n  - {{{entry}}}\n"));
        let expected: &[&str] = if hides { &BOTH[..1] } else { &BOTH };
        assert_eq!(folder.found(&[]), expected, "{entry}");
    }
}

#[test]
fn an_ignore_holds_through_its_last_day() {
    let hides = |until: &str| {
        let folder = Folder::new(&with_comment(&format!("ignore[pool-exceeds-max-connections] soon (until={until})")));
        folder.found(&[])
    };
    assert_eq!(hides("2026-11-22"), ["max-idle-defaulted"]);
    assert_eq!(hides("2026-11-21"), ["max-idle-defaulted"]);
    assert_eq!(hides("2026-11-20"), ["ignore-expired", "max-idle-defaulted", "pool-exceeds-max-connections"]);
}

#[test]
fn an_ignore_without_a_reason_is_a_mistake_with_its_line() {
    let ran = Folder::new(&with_comment("ignore[pool-exceeds-max-connections]")).run(&[]);
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("app.yaml:4:19: this ignore gives no reason"), "{}", ran.stderr);
}

#[test]
fn what_is_hidden_is_counted_and_named_when_asked() {
    let folder = Folder::new(&with_comment("ignore[pool-exceeds-max-connections] small (until=2027-01-31)"));
    let table = folder.run(&[]).stdout;
    assert!(table.contains("not counted: 1 ignored"), "{table}");
    let named = folder.run(&["--show-suppressed"]).stdout;
    assert!(named.contains("ignored  pool-exceeds-max-connections  batch:"), "{named}");
    let unwrapped = named.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(unwrapped.contains("small (until 2027-01-31, app.yaml:4)"), "{named}");
    let (report, _) = folder.report(&["--show-suppressed"]);
    let why = &report["suppressed"][0]["suppression"];
    assert_eq!(
        (why["by"].as_str(), why["reason"].as_str(), why["until"].as_str()),
        (Some("ignore"), Some("small"), Some("2027-01-31"))
    );
}

// The table of precedence, row by row.

#[test]
fn row_1_a_rule_that_is_not_judged_needs_no_ignore() {
    let folder = Folder::new(&with_comment("ignore[pool-exceeds-max-connections] small"));
    assert_eq!(folder.found(&["--ignore", "pool-exceeds-max-connections"]), ["max-idle-defaulted"]);
    folder.write(".poolcheck.yaml", "rules:\n  pool-exceeds-max-connections: off\n");
    assert_eq!(folder.found(&[]), ["max-idle-defaulted"]);
    assert_eq!(folder.report(&[]).0["summary"]["suppressed"], 0);
    // The flag goes before the file.
    assert_eq!(
        folder.found(&["--select", "pool-exceeds-max-connections", "--no-ignores"]),
        ["pool-exceeds-max-connections"]
    );
}

#[test]
fn row_2_the_settings_severity_is_the_one_that_counts_hides_and_is_known() {
    let folder = Folder::new(APP);
    folder.write(".poolcheck.yaml", "rules:\n  pool-exceeds-max-connections: info\n  max-idle-defaulted: error\n");
    let (report, status) = folder.report(&["--select", "pool-exceeds-max-connections", "--fail-on", "error"]);
    assert_eq!((report["findings"][0]["severity"].as_str(), status), (Some("info"), 0));
    folder.run(&["--write-baseline", "known.yaml"]);
    let known = std::fs::read_to_string(folder.path().join("known.yaml")).expect("a baseline");
    assert!(known.contains("rule: max-idle-defaulted\n  severity: error"), "{known}");
}

#[test]
fn row_3_what_is_ignored_is_not_in_the_baseline() {
    let folder = Folder::new(&with_comment("ignore[pool-exceeds-max-connections] small"));
    assert_eq!(folder.run(&["--write-baseline", "known.yaml"]).status, 0);
    let known = std::fs::read_to_string(folder.path().join("known.yaml")).expect("a baseline");
    assert!(known.contains("max-idle-defaulted") && !known.contains("pool-exceeds"), "{known}");
    assert_eq!(folder.found(&["--baseline", "known.yaml"]), Vec::<String>::new());
    // Without its ignore it is new.
    assert_eq!(folder.found(&["--baseline", "known.yaml", "--no-ignores"]), ["pool-exceeds-max-connections"]);
}

#[test]
fn row_4_what_the_baseline_knows_does_not_count_unless_it_got_worse() {
    let folder = Folder::new(APP);
    folder.write(".poolcheck.yaml", "rules:\n  pool-exceeds-max-connections: warning\n");
    folder.run(&["--write-baseline", "known.yaml"]);
    assert_eq!(folder.run(&["--baseline", "known.yaml", "--fail-on", "info"]).status, 0);
    folder.write(".poolcheck.yaml", "");
    assert_eq!(folder.found(&["--baseline", "known.yaml"]), ["pool-exceeds-max-connections"]);
}

#[test]
fn row_5_fail_on_sees_what_is_left() {
    let folder = Folder::new(&with_comment("ignore[pool-exceeds-max-connections] small"));
    assert_eq!(folder.run(&[]).status, 0);
    assert_eq!(folder.run(&["--fail-on", "warning"]).status, 1);
    assert_eq!(folder.run(&["--fail-on", "never", "--no-ignores"]).status, 0);
    assert_eq!(folder.run(&["--no-ignores"]).status, 1);
}

// The baseline.

/// The rules that a baseline of [`APP`] does not know in a changed application.
fn new_in(app: &str, file: &str) -> Vec<String> {
    let folder = Folder::new(APP);
    assert_eq!(folder.run(&["--write-baseline", "known.yaml"]).status, 0);
    std::fs::remove_file(folder.path().join("app.yaml")).expect("removed");
    folder.write(file, app);
    folder.found(&["--baseline", "known.yaml", "--config", file])
}

#[test]
fn a_known_finding_is_known_on_another_line_and_in_a_renamed_file() {
    let none = Vec::<String>::new();
    assert_eq!(new_in(APP, "app.yaml"), none);
    assert_eq!(new_in(&format!("# a comment\n\n{APP}"), "app.yaml"), none);
    assert_eq!(new_in(APP, "service.yaml"), none);
    let other = format!("{APP}  other:\n    library: go\n    max_open: 3\n    max_idle: 3\n    max_lifetime: 5m\n");
    assert_eq!(new_in(&other, "app.yaml"), none);
}

#[test]
fn pools_of_one_name_in_two_files_survive_a_rename() {
    let folder = Folder::new(APP);
    folder.write("jobs.yaml", APP);
    let both = ["--config", "app.yaml", "--config", "jobs.yaml"];
    folder.run(&[&both[..], &["--write-baseline", "known.yaml"]].concat());
    folder.write("work.yaml", APP);
    let renamed = ["--config", "app.yaml", "--config", "work.yaml", "--baseline", "known.yaml"];
    assert_eq!(folder.found(&renamed), Vec::<String>::new());
}

#[test]
fn a_new_pool_with_the_same_fault_is_new() {
    let other = APP.replace("pools:\n", "").replace("batch", "orders");
    assert_eq!(new_in(&format!("{APP}{other}"), "app.yaml"), BOTH);
}

#[test]
fn what_left_the_baseline_is_reported_so_that_it_can_shrink() {
    let folder = Folder::new(APP);
    folder.run(&["--write-baseline", "known.yaml"]);
    folder.write("app.yaml", &APP.replace("max_open: 200", "max_open: 9"));
    let (report, _) = folder.report(&["--baseline", "known.yaml"]);
    let left = report["baseline"]["left"].as_array().expect("left");
    assert!(left.iter().any(|entry| entry["rule"] == "pool-exceeds-max-connections"), "{left:?}");
    let table = folder.run(&["--baseline", "known.yaml"]).stdout;
    assert!(table.contains("gone from the baseline  pool-exceeds-max-connections  batch"), "{table}");
    let before = std::fs::read_to_string(folder.path().join("known.yaml")).expect("a baseline");
    folder.run(&["--baseline", "known.yaml", "--write-baseline", "known.yaml"]);
    let after = std::fs::read_to_string(folder.path().join("known.yaml")).expect("a baseline");
    assert!(after.len() < before.len(), "{after}");
    assert_eq!(folder.report(&["--baseline", "known.yaml"]).0["baseline"]["left"], Json::Array(Vec::new()));
}

#[test]
fn a_rule_that_was_not_judged_has_not_left() {
    let folder = Folder::new(APP);
    folder.run(&["--write-baseline", "known.yaml"]);
    let (report, _) = folder.report(&["--baseline", "known.yaml", "--ignore", "pool-exceeds-max-connections"]);
    assert_eq!(report["baseline"]["left"], Json::Array(Vec::new()));
}

#[test]
fn a_baseline_that_is_none_is_a_mistake() {
    let folder = Folder::new(APP);
    for (text, expected) in [("[]", "this is no baseline"), ("schema: 2\nfindings: []\n", "version 2")] {
        folder.write("known.yaml", text);
        let ran = folder.run(&["--baseline", "known.yaml"]);
        assert!(ran.status == 2 && ran.stderr.contains(expected), "{}", ran.stderr);
    }
    let ran = folder.run(&["--baseline", "missing.yaml"]);
    assert!(ran.status == 2 && ran.stderr.contains("--write-baseline missing.yaml"), "{}", ran.stderr);
}

#[test]
fn half_an_audit_is_no_baseline() {
    let folder = Folder::new(APP);
    let output = program()
        .current_dir(folder.path())
        .args(["--dsn", "missing/", "--config", "app.yaml", "--write-baseline", "known.yaml"])
        .output()
        .expect("the program runs");
    assert!(output.status.code().is_some_and(|status| status >= 2), "{output:?}");
    assert!(!folder.path().join("known.yaml").exists());
}
