//! What is said of flavours and versions: held against captures of each, and against every real server that is here.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails loudly")]

mod support;

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use mysql::prelude::Queryable as _;
use poolcheck::audit;
use poolcheck::audit::policy::Policy;
use poolcheck::client::flags::Flags;
use poolcheck::client::read;
use poolcheck::server::flavors::variables::{Knowledge, known};
use poolcheck::server::{Options, Server, ServerState, capture, open};
use poolcheck::text::place::SourceFile;
use support::lab;
use support::server::{RealServer, counter};

/// The rules that fire for a pool of 200 connections that live ten minutes.
fn rules(server: &str) -> Vec<String> {
    let config = "pool: {max_open: 200, max_idle: 10, max_lifetime: 10m}\n";
    let file = Arc::new(SourceFile::new("app.yaml", config));
    let client = read::read(&[file], &Flags::default()).expect("a pool");
    let server = capture::read_text("server.txt", server).expect("variables");
    let audit = audit::run(&client, true, &ServerState::Known(Box::new(server)), &Policy::default());
    audit.findings.iter().map(|finding| finding.rule.to_owned()).collect()
}

const LIFETIME: &str = "lifetime-reaches-wait-timeout";
const CAPACITY: &str = "pool-exceeds-max-connections";

#[test]
fn each_flavour_is_judged_by_its_own_limits() {
    for (what, server, fires, silent) in [
        (
            "MySQL closes after wait_timeout",
            "version = 8.0.36\nwait_timeout = 28800\ninteractive_timeout = 500",
            "",
            LIFETIME,
        ),
        (
            "Aurora closes after the smaller of both",
            "version = 8.0.28\naurora_version = 3.04.0\nwait_timeout = 28800\ninteractive_timeout = 500",
            LIFETIME,
            "",
        ),
        ("0 is no limit on TiDB", "version = 8.0.11-TiDB-v5.3.0\nwait_timeout = 0\nmax_connections = 0", "", LIFETIME),
        ("0 is no limit on TiDB", "version = 8.0.11-TiDB-v8.5.3\nwait_timeout = 0\nmax_connections = 0", "", CAPACITY),
        ("TiDB's own limit", "version = 8.0.11-TiDB-v8.5.3\nwait_timeout = 500\nmax_connections = 100", LIFETIME, ""),
        ("milliseconds of ProxySQL", "mysql-wait_timeout = 500000\nmysql-max_connections = 2048", LIFETIME, CAPACITY),
        (
            "ProxySQL's own connections",
            "mysql-wait_timeout = 28800000\nmysql-max_connections = 100",
            CAPACITY,
            LIFETIME,
        ),
        (
            "what ProxySQL shows is of a server behind it",
            "version_comment = (ProxySQL)\nversion = 8.0.36\nwait_timeout = 500\nmax_connections = 151",
            "",
            LIFETIME,
        ),
        (
            "Vitess shows one tablet's",
            "version = 8.0.30-Vitess\nwait_timeout = 500\nmax_connections = 151",
            "",
            CAPACITY,
        ),
        ("Percona is MySQL", "version = 8.4.11-11\nversion_comment = Percona Server\nwait_timeout = 500", LIFETIME, ""),
        (
            "RDS",
            "version = 8.0.36\nbasedir = /rdsdbbin/mysql/\nwait_timeout = 500\nmax_connections = 151",
            CAPACITY,
            "",
        ),
        ("behind MaxScale", "version = 10.6.16-MariaDB-maxscale\nwait_timeout = 500", LIFETIME, ""),
    ] {
        let found = rules(server);
        assert!(fires.is_empty() || found.iter().any(|rule| rule == fires), "{what}: {fires} is not in {found:?}");
        assert!(!found.iter().any(|rule| rule == silent), "{what}: {silent} is in {found:?}");
    }
}

#[test]
fn a_gates_capture_reads_back_alike() {
    let text = "version_comment = (ProxySQL)\nversion = 8.0.36\nwait_timeout = 28800\nmysql-wait_timeout = 500000";
    let first = capture::read_text("server.txt", text).expect("variables");
    let again = capture::write(&first, &capture::Taken::now()).expect("a capture");
    let again = capture::read_text("again.yaml", &again).expect("a capture");
    for server in [&first, &again] {
        assert_eq!(server.variables.text("wait_timeout"), Some("500"));
        assert_eq!(server.variables.text("behind.wait_timeout"), Some("28800"));
    }
    assert_eq!(again.detected_from, ["version_comment (ProxySQL)"]);
}

/// A proxy that greets as version 4 and passes everything else on; its port.
fn proxy_to(port: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let own = listener.local_addr().expect("its address").port();
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let server = TcpStream::connect(("127.0.0.1", port)).expect("the server behind");
            let (mut to_server, mut from_client) =
                (server.try_clone().expect("half"), client.try_clone().expect("half"));
            thread::spawn(move || io::copy(&mut from_client, &mut to_server));
            let (mut from_server, mut to_client) = (server, client);
            // Four bytes of the packet's head, the protocol's number, and the version's first letter.
            let mut greeting = [0; 6];
            from_server.read_exact(&mut greeting).expect("a greeting");
            greeting[5] = b'4';
            to_client.write_all(&greeting).expect("the client listens");
            let _ = io::copy(&mut from_server, &mut to_client);
        }
    });
    own
}

#[test]
fn a_proxy_that_greets_for_itself_is_noticed_and_kept_in_the_capture() {
    let server = RealServer::start(&[]);
    server.exec(&["CREATE USER app@'%' IDENTIFIED BY 'correct-horse'"]);
    let target = format!("mysql://app:correct-horse@127.0.0.1:{}/", proxy_to(server.port));
    let ServerState::Known(live) = open(&target, &Options::default()).expect("a target") else { panic!("no answer") };
    let between = live.between.clone().expect("something is in between");
    assert!(between.starts_with("it greets as 4."), "{between}");
    assert_eq!(live.flavor.name, "mariadb");
    let text = capture::write(&live, &capture::Taken::now()).expect("a capture");
    assert_eq!(capture::read_text("capture.yaml", &text).expect("a capture").between, Some(between));
}

fn servers() -> impl Iterator<Item = String> {
    lab::servers().into_iter().filter(|name| lab::has(name))
}

fn audited(server: &RealServer) -> Server {
    let target = format!("root@unix({})/", server.socket().display());
    match open(&target, &Options::default()).expect("a target") {
        ServerState::Known(server) => *server,
        other => panic!("{other:?}"),
    }
}

#[test]
fn real_servers_have_the_variables_and_defaults_that_are_said_of_them() {
    for name in servers() {
        let server = audited(&lab::start(&name, &[]));
        assert!(name.starts_with(server.flavor.name), "{name} is taken for {}", server.flavor.name);
        assert!(server.detected_from.iter().any(|from| from.starts_with("version ")), "{:?}", server.detected_from);
        assert_eq!(server.between, None, "{name}");
        for variable in known() {
            let value = server.variables.text(variable);
            match server.flavor.knows(server.version, variable) {
                Knowledge::Absent => assert_eq!(value, None, "{name}: {variable}"),
                Knowledge::Default(default) => assert_eq!(value, Some(default), "{name}: {variable}"),
                Knowledge::Present => assert!(value.is_some(), "{name}: {variable}"),
                Knowledge::Unknown => panic!("{name}: nothing is said of {variable}"),
            }
        }
    }
}

/// The counters whose reset decides the span of a rate.
const FLUSHED: [&str; 4] =
    ["Max_used_connections", "Aborted_clients", "Aborted_connects", "Connection_errors_max_connections"];

#[test]
fn real_servers_flush_the_counters_that_are_said_to_be_flushed() {
    for name in servers() {
        let server = lab::start(&name, &["--max-connections=10"]);
        server.exec(&["CREATE USER app@'%' IDENTIFIED BY 'correct-horse'"]);
        move_counters(&server);
        let facts = audited(&server);
        let mut root = server.root();
        let before = FLUSHED.map(|name| counter(&mut root, name));
        // Where FLUSH STATUS is the session's only, the other statement is for the server.
        let statement = if name == "mariadb-11.8" { "FLUSH GLOBAL STATUS" } else { "FLUSH STATUS" };
        root.query_drop(statement).expect("root may flush");
        for (name_of, before) in FLUSHED.into_iter().zip(before) {
            let after = counter(&mut root, name_of);
            let resets = (facts.flavor.flush_resets)(facts.version, name_of);
            assert!(before == 0 || (after < before) == resets, "{name}: {name_of} went from {before} to {after}");
        }
    }
}

/// A peak, a wrong password, a connection that vanishes, and refusals.
fn move_counters(server: &RealServer) {
    assert!(server.connect("app", "wrong").is_err());
    let held = server.hold(10, "app", "correct-horse");
    let refused = (0..5).filter(|_| server.connect("app", "correct-horse").is_err()).count();
    assert_eq!(refused, 5);
    drop(held);
    drop(server.wait_for_idle());
    let mut victim = server.connect("app", "correct-horse").expect("a free connection");
    let id = victim.connection_id();
    server.exec(&[&format!("KILL {id}")]);
    let _ = victim.query_drop("DO 1");
    drop(server.wait_for_idle());
}

#[test]
fn real_servers_take_the_statements_that_a_remedy_names() {
    for name in servers() {
        let server = lab::start(&name, &[]);
        let facts = audited(&server);
        for (variable, value) in [("max_connections", 300), ("wait_timeout", 900), ("max_allowed_packet", 33_554_432)] {
            let statement = facts.flavor.set_statement(facts.version, variable, value);
            server.exec(&[&statement.sql.expect("these servers are changed by SQL")]);
            assert_eq!(audited(&server).variables.whole(variable), Some(value), "{name}: {variable}");
        }
    }
}

#[test]
fn real_servers_close_idle_connections_in_the_way_that_is_said() {
    for name in servers() {
        let server = lab::start(&name, &["--wait-timeout=1"]);
        server.exec(&["CREATE USER app@'%' IDENTIFIED BY 'correct-horse'"]);
        let says_4031 = (audited(&server).flavor.idle_close)(audited(&server).version).contains("4031");
        let mut idle = server.connect("app", "correct-horse").expect("a free connection");
        let begun = Instant::now();
        thread::sleep(Duration::from_millis(1600));
        let error = idle.query_drop("DO 1").expect_err("the server has closed it").to_string();
        // The crate finds the server's last packet where it expects an answer, and complains of its number.
        let sent_a_packet = error.contains("4031") || error.contains("out of sync");
        assert_eq!(sent_a_packet, says_4031, "{name} after {:?}: {error}", begun.elapsed());
    }
}
