//! The first six cases against a real MariaDB with their variables, and with counters that real connections drove there.
//! Cases that would need thousands of connections are scaled down by 100.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::path::Path;

use mysql::prelude::Queryable as _;
use serde_json::Value as Json;
use support::program;
use support::server::Mariadb;

/// Audits a scenario's configuration against the live server.
fn audit(server: &Mariadb, scenario: &str, args: &[&str]) -> Json {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios").join(scenario);
    let dsn = server.url("poolcheck", "correct-horse");
    let output = program()
        .current_dir(folder)
        .args(["--dsn", &dsn, "--config", "app.yaml", "--format", "json"])
        .args(args)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("a report")
}

fn found(report: &Json) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings");
    let text = |finding: &Json, key: &str| finding[key].as_str().unwrap_or("-").to_owned();
    findings
        .iter()
        .map(|found| format!("{} {} {}", text(found, "severity"), text(found, "rule"), text(found, "pool")))
        .collect()
}

fn server(options: &[&str]) -> Mariadb {
    let server = Mariadb::start(options);
    server.exec(&[
        "CREATE USER poolcheck@'%' IDENTIFIED BY 'correct-horse'",
        "CREATE USER app@'%' IDENTIFIED BY 'correct-horse'",
    ]);
    server
}

#[test]
fn k1_max_open_above_the_server() {
    let server = server(&["--max-connections=151"]);
    let report = audit(&server, "k1-max-open-above-the-server", &[]);
    assert_eq!(report["server"]["flavor"], "mariadb");
    assert_eq!(
        found(&report),
        [
            "error pool-exceeds-max-connections mysql",
            "error idle-never-retired mysql",
            "info server-restarted -",
            "info no-way-in-when-full -",
            "info connect-timeout-exceeds-server mysql",
            "info read-timeout-exceeds-server mysql",
            "info write-timeout-exceeds-server mysql",
        ]
    );
}

#[test]
fn k2_lifetime_above_wait_timeout() {
    let server = server(&["--max-connections=2000", "--wait-timeout=500"]);
    assert_eq!(
        found(&audit(&server, "k2-lifetime-above-wait-timeout", &[])),
        [
            "error lifetime-reaches-wait-timeout pool",
            "info server-restarted -",
            "info interactive-timeout-differs -",
            "info read-timeout-cuts-queries pool",
        ]
    );
}

/// 24 connections fill the server, and one more is refused: the peak and the refusal are what the counters say.
#[test]
fn k3_nothing_said_on_a_server_that_was_full() {
    let server = server(&["--max-connections=24"]);
    {
        let held: Vec<_> = (0..24).map(|_| server.connect("app", "correct-horse").expect("a slot is free")).collect();
        let refused = server.connect("app", "correct-horse").expect_err("the server is full");
        assert!(refused.to_string().contains("1040"), "{refused}");
        drop(held);
    }
    let report = audit(&server, "k3-nothing-said", &[]);
    assert_eq!(report["server"]["max_used_connections"], 25);
    // MariaDB does not count a refusal in the spare slot: the peak above the limit is the proof.
    assert_eq!(report["server"]["connection_errors_max_connections"], 0);
    assert_eq!(
        found(&report),
        [
            "error max-open-unlimited shop",
            "error max-used-connections-high -",
            "error connections-refused -",
            "warning max-idle-defaulted shop",
            "info server-restarted -",
            "info read-timeout-cuts-queries shop",
        ]
    );
}

#[test]
fn k4_rollout_of_a_large_fleet_scaled_down_by_a_hundred() {
    let server = server(&["--max-connections=80", "--wait-timeout=3600"]);
    let scaled = ["--set", "checkout.max_open=2", "--set", "checkout.max_idle=1", "--workload", "peak_concurrency=70"];
    assert_eq!(
        found(&audit(&server, "k4-rollout-of-a-large-fleet", &scaled)),
        [
            "error rollout-exceeds-max-connections -",
            "error lifetime-reaches-wait-timeout checkout",
            "warning fleet-near-max-connections -",
            "warning max-idle-below-peak checkout",
            "info server-restarted -",
            "info interactive-timeout-differs -",
            "info read-timeout-cuts-queries checkout",
        ]
    );
}

#[test]
fn k5_few_idle_slots() {
    let server = server(&["--max-connections=2000"]);
    assert_eq!(
        found(&audit(&server, "k5-few-idle-slots", &[])),
        [
            "error ephemeral-ports-exhausted pool",
            "warning max-idle-below-peak pool",
            "warning max-idle-defaulted pool",
            "info server-restarted -",
            "info read-timeout-cuts-queries pool",
        ]
    );
}

/// An idle connection is killed meanwhile: the counter that the report repeats moves by one, and by poolcheck by none.
#[test]
fn k6_everything_at_sixty() {
    let server = server(&["--max-connections=2000", "--wait-timeout=60"]);
    let mut app = server.connect("app", "correct-horse").expect("a connection");
    let id: u64 = app.query_first("SELECT CONNECTION_ID()").expect("an id").expect("a row");
    server.exec(&[&format!("KILL {id}")]);
    assert!(app.query_drop("DO 1").is_err(), "the connection is dead");
    let report = audit(&server, "k6-everything-at-sixty", &[]);
    assert_eq!(report["server"]["aborted_clients"], 1);
    assert_eq!(audit(&server, "k6-everything-at-sixty", &[])["server"]["aborted_clients"], 1);
    assert_eq!(
        found(&report),
        [
            "error lifetime-reaches-wait-timeout pool",
            "info server-restarted -",
            "info interactive-timeout-differs -",
            "info read-timeout-cuts-queries pool",
            "info interpolation-in-transactions pool",
        ]
    );
}
