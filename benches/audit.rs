//! The whole audit of a local server beside the plain client that fetches the same two statements, in one run; and the
//! judgement alone.
//!
//! `cargo bench --bench audit`. Needs MariaDB's server and client (Debian: `mariadb-server`).

#![allow(clippy::expect_used, clippy::panic, reason = "a bench fails loudly")]

#[path = "../tests/support/server.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests use the rest")]
mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};

use divan::{Bencher, black_box};
use poolcheck::audit;
use poolcheck::audit::policy::Policy;
use poolcheck::client::flags::Flags;
use poolcheck::client::{Client, read};
use poolcheck::server::{ServerState, capture};
use poolcheck::text::place::SourceFile;

/// One server for the whole run.
static SERVER: LazyLock<server::Mariadb> = LazyLock::new(|| {
    let server = server::Mariadb::start(&[]);
    server.exec(&["CREATE USER app@'%' IDENTIFIED BY 'correct-horse'"]);
    server
});

fn main() {
    LazyLock::force(&SERVER);
    divan::main();
    // A static is never dropped, so the server would outlive the run.
    SERVER.exec(&["SHUTDOWN"]);
}

fn run(command: &mut Command) {
    let output = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the program runs");
    black_box(output);
}

fn scenario() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios/k4-rollout-of-a-large-fleet")
}

/// `mariadb -e 'SHOW GLOBAL VARIABLES; SHOW GLOBAL STATUS'`
#[divan::bench(sample_count = 200)]
fn plain_client() {
    run(Command::new("mariadb")
        .args(["--no-defaults", "-h127.0.0.1", "-uapp", "-pcorrect-horse", "-N", "-B", "--skip-ssl"])
        .arg(format!("-P{}", SERVER.port))
        .args(["-e", "SHOW GLOBAL VARIABLES; SHOW GLOBAL STATUS"]));
}

/// `poolcheck --dsn … --config app.yaml`
#[divan::bench(sample_count = 200)]
fn whole_audit() {
    run(Command::new(env!("CARGO_BIN_EXE_poolcheck"))
        .args(["--dsn", &SERVER.url("app", "correct-horse"), "--config"])
        .arg(scenario().join("app.yaml")));
}

/// `poolcheck --dsn CAPTURE --config app.yaml`: start-up, the files, the report.
#[divan::bench(sample_count = 200)]
fn captured_audit() {
    let folder = scenario();
    run(Command::new(env!("CARGO_BIN_EXE_poolcheck"))
        .arg("--dsn")
        .arg(folder.join("server"))
        .arg("--config")
        .arg(folder.join("app.yaml")));
}

fn inputs() -> (Client, ServerState) {
    let text = std::fs::read_to_string(scenario().join("app.yaml")).expect("a fixture");
    let config = Arc::new(SourceFile::new("app.yaml", text));
    let client = read::read(&[config], &Flags::default()).expect("a valid configuration");
    let server = capture::read(&scenario().join("server")).expect("a captured server");
    (client, ServerState::Known(Box::new(server)))
}

/// Every rule on one pool, beyond reading and the server's round trip.
#[divan::bench]
fn rules_on_one_pool(bencher: Bencher<'_, '_>) {
    let (client, server) = inputs();
    let policy = Policy::default();
    bencher.bench(|| audit::run(black_box(&client), true, black_box(&server), &policy));
}
