//! Which pools of a whole repository run, and how often each counts: small repositories of every kind, through the program.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::fs;

use serde_json::Value as Json;
use support::program;
use tempfile::TempDir;

const MAIN: &str = "package main\n\nimport (\n\t\"database/sql\"\n\n\t_ \"github.com/go-sql-driver/mysql\"\n)\n\nvar db *sql.DB\n\nfunc main() {\n\tdb, _ = sql.Open(\"mysql\", \"u:p@tcp(db:3306)/shop\")\n\tdb.SetMaxOpenConns(20)\n\tserve(db)\n}\n";
const SPRING: &str = "spring.datasource.url=jdbc:mysql://db/shop\nspring.datasource.hikari.maximum-pool-size=30\n";
const BOOT: &str = "<artifactId>spring-boot-maven-plugin</artifactId>\n";

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

/// The report on a folder with these files.
fn report(files: &[(&str, &str)], args: &[&str]) -> Json {
    let folder = folder(files);
    let args = [&["--config", ".", "--format", "json", "--fail-on", "never"], args].concat();
    let output = program().current_dir(folder.path()).args(args).output().expect("runs");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The pools that are judged, as `file max_open`; those that are not, as `file: reason`.
fn pools(files: &[(&str, &str)], args: &[&str]) -> (Vec<String>, Vec<String>) {
    let report = report(files, args);
    let text = |pool: &Json, key: &str| pool[key].as_str().unwrap_or_default().to_owned();
    let (inert, judged): (Vec<_>, Vec<_>) =
        report["pools"].as_array().expect("pools").iter().partition(|pool| pool["status"] == "inert");
    let open = |pool: &Json| match &pool["settings"]["max_open"] {
        Json::Null => "unknown".to_owned(),
        setting if setting["unlimited"] == true => "unlimited".to_owned(),
        setting => setting["value"].as_u64().map_or("unknown".to_owned(), |value| value.to_string()),
    };
    let judged = judged.iter().map(|pool| format!("{} {}", text(pool, "file"), open(pool))).collect();
    let inert = inert.iter().map(|pool| format!("{}: {}", text(pool, "file"), text(pool, "status_reason"))).collect();
    (judged, inert)
}

#[test]
fn what_is_no_part_of_production_is_shown_and_not_judged() {
    let files = [
        ("svc/go.mod", "module example.org/svc\n"),
        ("svc/main.go", MAIN),
        ("tutorial/ch01/main.go", MAIN),
        ("tutorial/ch02/main.go", MAIN),
        ("shop/pom.xml", BOOT),
        ("shop/src/main/resources/application.properties", SPRING),
        ("shop/src/test/resources/application.properties", SPRING),
    ];
    let (judged, inert) = pools(&files, &[]);
    assert_eq!(judged, ["shop/src/main/resources/application.properties 30", "svc/main.go 20"]);
    assert_eq!(
        inert,
        [
            "shop/src/test/resources/application.properties: a test's resource",
            "tutorial/ch01/main.go: a tutorial's copy",
            "tutorial/ch02/main.go: a tutorial's copy",
        ]
    );
    let (judged, _) = pools(&files, &["--include", "tutorial/ch01"]);
    assert_eq!(judged.len(), 3, "{judged:?}");
}

#[test]
fn a_name_that_only_holds_a_word_is_a_service_of_its_own() {
    let files =
        [("contest/go.mod", "module example.org/contest\n"), ("contest/main.go", MAIN), ("latest/main.go", MAIN)];
    assert_eq!(pools(&files, &[]).0, ["contest/main.go 20", "latest/main.go 20"]);
}

#[test]
fn a_file_that_is_named_is_judged_wherever_it_lies() {
    let folder = folder(&[("src/test/resources/application.properties", SPRING)]);
    let file = "src/test/resources/application.properties";
    let output =
        program().current_dir(folder.path()).args(["--config", file, "--format", "json"]).output().expect("runs");
    let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["pools"][0]["status"], "active");
}

#[test]
fn a_formula_is_no_connection_string() {
    let panel = "{\"db\": \"mysql\", \"expr\": \"rate(mysql_hits[1m])/rate(mysql_gets[1m])\"}";
    assert_eq!(pools(&[("panel.json", panel)], &[]), (Vec::new(), Vec::new()));
}

#[test]
fn what_a_test_sets_fills_no_placeholder_of_production() {
    let database = "production:\n  adapter: <%= ENV[\"DB_ADAPTER\"].presence || \"mysql2\" %>\n  pool: 20\n";
    let compose = "services:\n  app:\n    build: .\n    environment:\n      DB_ADAPTER: postgresql\n";
    let files = [("Gemfile", ""), ("config/database.yml", database), ("docker/test/compose.yml", compose)];
    assert_eq!(pools(&files, &[]).0, ["config/database.yml 20"]);
}
