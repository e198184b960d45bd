//! The cases that the project started from, and every scenario after them: a configuration, a server, and exactly the
//! findings that they justify.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::path::{Path, PathBuf};

use support::program;

/// A scenario's folder with what is expected of it.
struct Scenario {
    name: String,
    folder: PathBuf,
}

fn scenarios() -> Vec<Scenario> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios");
    let mut folders: Vec<_> = std::fs::read_dir(root)
        .expect("fixtures/scenarios")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
        .into_iter()
        .map(|folder| Scenario { name: folder.file_name().expect("a name").to_string_lossy().into_owned(), folder })
        .collect()
}

impl Scenario {
    fn run(&self, format: &str) -> (String, Option<i32>) {
        let server =
            ["server.txt", "server.ini"].into_iter().find(|name| self.folder.join(name).exists()).unwrap_or("server");
        let output = program()
            .current_dir(&self.folder)
            .args(["--dsn", server, "--format", format])
            .args(self.configs().iter().flat_map(|config| ["--config", config]))
            .output()
            .expect("the program runs");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{}", self.name);
        (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
    }

    /// The application's own files: all but the server's and what is expected.
    fn configs(&self) -> Vec<String> {
        let names =
            std::fs::read_dir(&self.folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let names = names.map(|name| name.to_string_lossy().into_owned());
        let mut configs: Vec<_> =
            names.filter(|name| name != "expected.txt" && name.split('.').next() != Some("server")).collect();
        configs.sort();
        configs
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
    let failures: Vec<_> = scenarios()
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
    for scenario in scenarios() {
        let errors = scenario.expected().iter().any(|line| line.starts_with("error "));
        assert_eq!(scenario.run("table").1, Some(i32::from(errors)), "{}", scenario.name);
    }
}

/// The cases that the project started from, in full.
#[test]
fn the_first_six_cases_read_as_they_should() {
    for scenario in scenarios().iter().filter(|scenario| scenario.name.starts_with(['k', 'h'])) {
        insta::assert_snapshot!(format!("{}-table", scenario.name), scenario.run("table").0);
        insta::assert_snapshot!(format!("{}-json", scenario.name), scenario.run("json").0);
    }
}

/// The public incidents, a line each: what was found in them.
#[test]
fn every_incident_has_its_verdict() {
    let rows: Vec<_> = scenarios()
        .iter()
        .map(|scenario| {
            let found: Vec<_> = scenario.found().into_iter().filter(|line| !line.starts_with("info")).collect();
            let verdict = if found.is_empty() { "passes".to_owned() } else { found.join("; ") };
            format!("{:<42} {verdict}", scenario.name)
        })
        .collect();
    insta::assert_snapshot!("incidents", rows.join("\n"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for scenario in scenarios() {
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
