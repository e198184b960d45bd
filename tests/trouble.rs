//! A server in trouble, through the command line: full, silent, slow, dying half-way. Each within its time, with what is known.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails loudly"
)]

mod support;

use std::io::Write as _;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use mysql::Conn;
use mysql::prelude::Queryable as _;
use support::lab;
use support::path::{self, Break, Then};
use support::program;
use support::server::{Mariadb, greeting, packet};

const PASSWORD: &str = "correct-horse-battery";

/// How a run ends.
#[derive(Debug)]
struct Ended {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Ended {
    /// What was said, with its line breaks and indents taken out.
    fn flat(&self) -> String {
        let both = [&self.stdout, &self.stderr];
        both.iter().flat_map(|text| text.split_whitespace()).collect::<Vec<_>>().join(" ")
    }
}

/// Runs with a time for everything, and proves what holds for every end: within it, and without the password.
fn run(port: u16, timeout: Duration, args: &[&str]) -> Ended {
    let begun = Instant::now();
    let output = program()
        .args(["--dsn", &format!("mysql://app:{PASSWORD}@127.0.0.1:{port}/")])
        .args(["--timeout", &format!("{}ms", timeout.as_millis()), "--verbose"])
        .args(args)
        .output()
        .unwrap();
    let ended = Ended {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(begun.elapsed() < timeout + Duration::from_secs(2), "{:?}: {ended:?}", begun.elapsed());
    assert!(!ended.stdout.contains(PASSWORD) && !ended.stderr.contains(PASSWORD), "{ended:?}");
    ended
}

const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_secs(1);

/// A server with an account for the audit.
fn server(options: &[&str]) -> Mariadb {
    let server = Mariadb::start(options);
    server.exec(&[&format!("CREATE USER app@'%' IDENTIFIED BY '{PASSWORD}'")]);
    server
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A full server with a port for administrators, and a capture from the day before.
struct Full {
    server: Mariadb,
    folder: tempfile::TempDir,
    extra_port: u16,
    held: Vec<Conn>,
}

impl Full {
    fn start() -> Self {
        let extra_port = free_port();
        let extra = format!("--extra-port={extra_port}");
        let server = server(&["--max-connections=10", "--extra-max-connections=2", &extra]);
        let folder = tempfile::tempdir().unwrap();
        let capture = folder.path().join("db1.yaml");
        let captured = program()
            .args(["capture", "--dsn", &server.url("app", PASSWORD), "-o", capture.to_str().unwrap()])
            .status()
            .unwrap();
        assert!(captured.success());
        thread::sleep(Duration::from_millis(200));
        let held = (0..10).map(|_| server.connect("app", PASSWORD).unwrap()).collect();
        Self { server, folder, extra_port, held }
    }

    fn capture(&self) -> String {
        self.folder.path().join("db1.yaml").display().to_string()
    }
}

#[test]
fn a_full_server_is_read_through_the_port_for_administrators() {
    let full = Full::start();
    let port = full.extra_port.to_string();
    let alone = run(full.server.port, LONG, &[]);
    assert!(alone.status == 1 && alone.flat().contains("refuses connections now: error 1040"), "{alone:?}");
    assert!(!alone.stdout.contains("max_connections 10"), "{alone:?}");
    for args in [&["--admin-port", &port][..], &["--fallback", &full.capture()]] {
        let ended = run(full.server.port, LONG, args);
        let said = ended.flat();
        assert_eq!(ended.status, 1, "{ended:?}");
        assert!(said.contains("refuses connections now: error 1040"), "{said}");
        let caveat = format!("its facts were read through the port for administrators, 127.0.0.1:{port}");
        assert!(said.contains(&caveat) && said.contains(&format!("live 127.0.0.1:{port}")), "{said}");
        assert!(said.contains("max_connections 10"), "{said}");
    }
    let json = run(full.server.port, LONG, &["--admin-port", &port, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (&json["server"]["trouble"]["kind"], &json["server"]["trouble"]["code"]),
        (&"refused".into(), &1040.into())
    );
    assert_eq!(json["server"]["max_connections"], 10);
    drop(full.held);
}

#[test]
fn a_full_server_is_judged_by_a_capture_where_that_port_does_not_help() {
    let full = Full::start();
    let closed = free_port().to_string();
    let ended = run(full.server.port, LONG, &["--admin-port", &closed, "--fallback", &full.capture()]);
    let said = ended.flat();
    assert_eq!(ended.status, 1, "{ended:?}");
    let capture = full.capture();
    let caveat = format!("every fact of the server is old, from the capture {capture}, taken 2");
    assert!(said.contains(&caveat) && said.contains("refuses connections now"), "{said}");
    assert!(
        said.contains(&format!("port for administrators did not help: 127.0.0.1:{closed}: connection refused")),
        "{said}"
    );
    assert!(said.contains("max_connections 10"), "{said}");
    drop(full.held);
}

/// MySQL asks for a privilege there, which the audit's account should not have otherwise.
#[test]
fn mysql_s_admin_port_admits_the_privileged_alone() {
    if !lab::has("mysql-9.7") {
        println!("not run: mysql-9.7 is not here; tests/lab/run brings it");
        return;
    }
    let port = free_port().to_string();
    let admin = format!("--admin-port={port}");
    let server = lab::start("mysql-9.7", &["--max-connections=10", "--admin-address=127.0.0.1", &admin]);
    server.exec(&[&format!("CREATE USER app@'%' IDENTIFIED BY '{PASSWORD}'")]);
    thread::sleep(Duration::from_millis(200));
    let held: Vec<Conn> = (0..10).map(|_| server.connect("app", PASSWORD).unwrap()).collect();
    let refused = run(server.port, LONG, &["--admin-port", &port]);
    assert_eq!(refused.status, 1, "{refused:?}");
    let said = refused.flat();
    assert!(said.contains("refuses connections now: error 1040") && said.contains("error 1227"), "{said}");
    assert!(said.contains("only accounts with SERVICE_CONNECTION_ADMIN"), "{said}");
    // Who has the privilege may have the spare slot as well; root keeps it.
    let mut root = server.root();
    root.query_drop("GRANT SERVICE_CONNECTION_ADMIN ON *.* TO app@'%'").unwrap();
    let read = run(server.port, LONG, &["--admin-port", &port]).flat();
    assert!(read.contains("refuses connections now: error 1040") && read.contains("max_connections 10"), "{read}");
    assert!(read.contains(&format!("the port for administrators, 127.0.0.1:{port}")), "{read}");
    drop((held, root));
}

#[test]
fn a_server_that_does_not_answer_is_judged_by_a_capture_and_still_not_audited() {
    let full = Full::start();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = listener.local_addr().unwrap().port();
    let ended = run(silent, SHORT, &["--fallback", &full.capture()]);
    let said = ended.flat();
    assert_eq!(ended.status, 3, "{ended:?}");
    assert!(said.starts_with("the server could not be audited: 127.0.0.1:"), "{said}");
    assert!(
        said.contains("did not finish the login within 1s") && said.contains("every fact of the server is old"),
        "{said}"
    );
    assert!(said.contains("max_connections 10"), "{said}");
    let json = run(silent, SHORT, &["--fallback", &full.capture(), "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (&json["server"]["source"], &json["server"]["trouble"]["kind"]),
        (&"captured".into(), &"unreachable".into())
    );
    assert_eq!(json["server"]["trouble"]["stage"], "login");
    assert!(json["server"]["captured_at"].as_str().unwrap().starts_with('2'));
}

#[test]
fn a_fallback_that_is_not_there_is_a_mistake() {
    let ended = run(1, SHORT, &["--fallback", "/nowhere/db1.yaml"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.contains("--fallback: /nowhere/db1.yaml: there is no such file"), "{ended:?}");
}

#[test]
fn what_was_read_before_the_counters_stopped_coming_is_judged() {
    let server = server(&["--max-connections=42"]);
    for (then, says) in [
        (Then::Stall, "it did not answer the statements within 1s"),
        (Then::Drip, "it did not answer the statements within 1s"),
        (Then::Close, "the connection was lost"),
        (Then::Garbage, "the connection was lost"),
    ] {
        for bytes in [0, 700] {
            let port = path::to(server.port, Break { statement: "SHOW GLOBAL STATUS", bytes, then });
            let ended = run(port, SHORT, &[]);
            let said = ended.flat();
            assert_eq!(ended.status, 0, "{then:?} {bytes}: {ended:?}");
            assert!(
                said.contains("the server's counters are missing: 127.0.0.1:") && said.contains(says),
                "{then:?}: {said}"
            );
            assert!(said.contains("max_connections 42"), "{then:?}: {said}");
        }
    }
    let port = path::to(server.port, Break { statement: "SHOW GLOBAL STATUS", bytes: 0, then: Then::Close });
    let captured = program()
        .args(["capture", "--dsn", &format!("mysql://app:{PASSWORD}@127.0.0.1:{port}/"), "-o", "-"])
        .output()
        .unwrap();
    assert_eq!((captured.status.code(), captured.stdout.len()), (Some(3), 0), "half a server is no capture");
}

#[test]
fn variables_that_come_in_part_are_no_audit() {
    let server = server(&[]);
    for (then, says) in [
        (Then::Stall, "it did not answer the statements within 1s"),
        (Then::Drip, "it did not answer the statements within 1s"),
        (Then::Close, "the connection was lost while the server was answering"),
        (Then::Garbage, "the connection was lost while the server was answering"),
    ] {
        for bytes in [0, 700, 5000] {
            let port = path::to(server.port, Break { statement: "SHOW GLOBAL VARIABLES", bytes, then });
            let ended = run(port, SHORT, &[]);
            assert!(ended.status == 3 && ended.flat().contains(says), "{then:?} {bytes}: {ended:?}");
        }
    }
}

#[test]
fn tls_that_never_finishes_ends_at_the_timeout_and_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut held = Vec::new();
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _ = stream.write_all(&packet(0, &greeting("8.0.36", "caching_sha2_password", true)));
            held.push(stream);
        }
    });
    for mode in ["preferred", "required", "verify-ca", "verify-identity"] {
        let ended = run(port, SHORT, &["--ssl-mode", mode]);
        assert_eq!(ended.status, 3, "{ended:?}");
        assert!(ended.flat().contains("did not finish TLS and the login within 1s"), "{ended:?}");
    }
}
