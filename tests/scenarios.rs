//! The cases that the project started from, and every scenario after them: a configuration, a server, and exactly the
//! findings that they justify.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::path::Path;

use support::program;
use support::scenario::{self, Scenario};

/// The two whose JSON stands here in full: between them they have every field of the others' but the names of unlimited pools,
/// and every kind of value but empty lists. `tests/schema.rs` holds all scenarios' JSON against the schema.
const SHOWN_AS_JSON: [&str; 2] = ["k1-max-open-above-the-server", "k4-rollout-of-a-large-fleet"];

impl Scenario {
    fn run(&self, format: &str) -> (String, Option<i32>) {
        let mut command = program();
        command.current_dir(&self.folder).args(self.args()).args(["--format", format]);
        let output = command.output().expect("the program runs");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{}", self.name);
        (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
    }

    fn expected(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.folder.join("expected.txt")).expect("expected.txt");
        let mut lines: Vec<_> = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        lines.sort();
        lines
    }

    fn found(&self) -> Vec<String> {
        let report: serde_json::Value = serde_json::from_str(&self.run("json").0).expect("a JSON report");
        let findings = report["findings"].as_array().expect("findings");
        let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap_or("-").to_owned();
        let mut lines: Vec<_> = findings
            .iter()
            .map(|found| format!("{} {} {}", text(found, "severity"), text(found, "rule"), text(found, "pool")))
            .collect();
        lines.sort();
        lines
    }
}

#[test]
fn every_scenario_finds_exactly_what_its_numbers_justify() {
    let failures: Vec<_> = scenario::all()
        .iter()
        .filter_map(|scenario| {
            let (found, expected) = (scenario.found(), scenario.expected());
            (found != expected).then(|| format!("{}\n  found    {found:#?}\n  expected {expected:#?}", scenario.name))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_exit_status_follows_the_findings() {
    for scenario in scenario::all() {
        let errors = scenario.expected().iter().any(|line| line.starts_with("error "));
        assert_eq!(scenario.run("table").1, Some(i32::from(errors)), "{}", scenario.name);
    }
}

/// The cases that the project started from, in full.
#[test]
fn the_first_six_cases_read_as_they_should() {
    for scenario in scenario::all().iter().filter(|scenario| scenario.name.starts_with(['k', 'h'])) {
        insta::assert_snapshot!(format!("{}-table", scenario.name), scenario.run("table").0);
        if SHOWN_AS_JSON.contains(&scenario.name.as_str()) {
            insta::assert_snapshot!(format!("{}-json", scenario.name), scenario.run("json").0);
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for scenario in scenario::all() {
        assert_eq!(scenario.run("table"), scenario.run("table"), "{}", scenario.name);
    }
}

/// Configurations of realistic shape that have no problem, against a server of either flavour.
#[test]
fn a_healthy_configuration_is_silent_at_warning_and_above() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/healthy");
    let mut configs: Vec<_> = std::fs::read_dir(&folder)
        .expect("fixtures/healthy")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    configs.sort();
    assert!(configs.len() >= 25, "{} healthy configurations", configs.len());
    let mut failures = Vec::new();
    for config in configs {
        for server in ["mysql.ini", "mariadb.ini"] {
            let output = program()
                .current_dir(&folder)
                .args(["--dsn", server, "--config", &config, "--fail-on", "warning", "--quiet"])
                .output()
                .expect("the program runs");
            if output.status.code() != Some(0) {
                let text = String::from_utf8_lossy(&output.stdout).into_owned();
                failures.push(format!("{config} against {server}: {text}{}", String::from_utf8_lossy(&output.stderr)));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
