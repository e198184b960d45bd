//! What `--evidence` reads from real servers, with which account, and what becomes of it.
//!
//! The host's MariaDB always runs; the other servers do where `tests/lab/get` has brought them.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

mod support;

use std::time::Duration;

use mysql::Conn;
use poolcheck::server::capture::{self, Taken};
use poolcheck::server::evidence::Evidence;
use poolcheck::server::{Options, Server, ServerState, open};
use support::lab;
use support::server::RealServer;

const PASSWORD: &str = "correct-horse-battery";

/// The servers on this machine, with everything logged and performance_schema on.
fn servers() -> Vec<(String, RealServer)> {
    let names = lab::servers().into_iter().filter(|name| lab::has(name));
    names.map(|name| (name.clone(), lab::start(&name, &["--general-log=ON", "--performance-schema=ON"]))).collect()
}

fn audit(server: &RealServer, user: &str, evidence: bool) -> Server {
    let options = Options { timeout: Duration::from_secs(20), evidence, ..Options::default() };
    match open(&server.url(user, PASSWORD), &options).unwrap() {
        ServerState::Known(server) => *server,
        other => panic!("{other:?}"),
    }
}

fn evidence(server: &RealServer, user: &str) -> Evidence {
    audit(server, user, true).evidence.expect("it was asked for")
}

/// Runs the statements that docs/servers.md prints for an account, with this password for its own.
fn create_as_documented(server: &RealServer, heading: &str) {
    let docs = include_str!("../docs/servers.md");
    let (_, section) = docs.split_once(&format!("\n### {heading}\n")).expect("the heading");
    let (_, block) = section.split_once("```sql\n").expect("its statements");
    let (block, _) = block.split_once("```").expect("their end");
    let block = block.replace("'10.%'", "'%'").replace("'…'", &format!("'{PASSWORD}'"));
    // MySQL 5.6 knows no limits in CREATE USER, and docs say so.
    let old = audit_version(server).starts_with("5.6");
    for statement in block.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        let statement = if old { statement.replace(" WITH MAX_USER_CONNECTIONS 2", "") } else { statement.to_owned() };
        server.exec(&[&statement]);
    }
}

fn audit_version(server: &RealServer) -> String {
    use mysql::prelude::Queryable as _;
    server.root().query_first("SELECT VERSION()").unwrap().unwrap()
}

/// Sessions of an application's user, idle.
fn hold(server: &RealServer, count: usize) -> Vec<Conn> {
    server.exec(&[&format!("CREATE USER app@'%' IDENTIFIED BY '{PASSWORD}'")]);
    let held = (0..count).map(|_| server.connect("app", PASSWORD).unwrap()).collect();
    std::thread::sleep(Duration::from_millis(100));
    held
}

#[test]
fn the_account_without_privileges_is_told_what_it_may_not_see() {
    for (name, server) in servers() {
        create_as_documented(&server, "For the audit");
        let held = hold(&server, 3);
        let seen = evidence(&server, "poolcheck");
        assert!(seen.sessions.as_ref().is_some_and(|sessions| !sessions.complete), "{name}: {seen:?}");
        for (kind, grant) in [
            ("sessions", "GRANT PROCESS ON *.*"),
            ("accounts", "GRANT SELECT (User, Host, max_user_connections, max_connections) ON mysql.user"),
            ("programs", "GRANT SELECT ON performance_schema.*"),
            ("host_errors", "GRANT SELECT ON performance_schema.*"),
        ] {
            assert_eq!(seen.why_not(kind), Some(grant), "{name}: {seen:?}");
        }
        // Where variables were set needs no privilege, where it is recorded.
        assert_eq!(seen.variables_set.is_some(), name != "mysql-5.6", "{name}");
        drop(held);
    }
}

#[test]
fn the_account_for_evidence_sees_everything() {
    for (name, server) in servers() {
        create_as_documented(&server, "For --evidence");
        let held = hold(&server, 3);
        server.exec(&["SET GLOBAL wait_timeout = 777"]);
        let live = audit(&server, "poolcheck", true);
        let seen = live.evidence.clone().expect("it was asked for");
        let missing: Vec<_> = seen.missing.iter().map(|missing| missing.evidence.as_str()).collect();
        assert_eq!(missing, if name == "mysql-5.6" { &["variables_set"][..] } else { &[] }, "{name}: {seen:?}");
        let sessions = seen.sessions.as_ref().expect("sessions");
        let counts_of = |name: &str| {
            let users = sessions.users();
            users.iter().find(|user| user.name == name).map(|user| (user.total(), user.hosts()))
        };
        assert_eq!((sessions.complete, counts_of("app")), (true, Some((3, 1))), "{name}: {sessions:?}");
        assert!(sessions.held.iter().all(|held| held.user != "app" || held.is_idle()), "{name}");
        assert_eq!(counts_of("poolcheck"), None, "{name}: its own session is not counted");
        let programs: Vec<_> = seen.programs.iter().flatten().filter(|program| program.user == "app").collect();
        assert_eq!(programs.iter().map(|program| program.count).sum::<u64>(), 3, "{name}: {programs:?}");
        assert!(programs.iter().all(|program| program.driver.is_some()), "{name}: {programs:?}");
        if name != "mysql-5.6" {
            let limits: Vec<_> =
                seen.accounts.iter().flatten().map(|a| (a.user.as_str(), a.max_user_connections)).collect();
            assert_eq!(limits, [("poolcheck", 2)], "{name}");
            let origin = live.variable_origin("wait_timeout").note.unwrap_or_default();
            assert!(origin.contains("SET GLOBAL") && origin.ends_with("lost at a restart"), "{name}: {origin}");
        }
        drop(held);
        let text = capture::write(&live, &Taken::now()).unwrap();
        let captured = capture::read_text("capture.yaml", &text).unwrap();
        assert_eq!(captured.evidence, live.evidence, "{name}: a capture holds the same");
    }
}

#[test]
fn a_persisted_value_survives() {
    for (name, server) in servers().into_iter().filter(|(name, _)| name == "mysql-9.7") {
        create_as_documented(&server, "For the audit");
        server.exec(&[
            "SET PERSIST wait_timeout = 600",
            "SET PERSIST max_connections = 90",
            "SET GLOBAL max_connections = 95",
        ]);
        let live = audit(&server, "poolcheck", true);
        let note = |variable: &str| live.variable_origin(variable).note.unwrap_or_default();
        assert!(note("wait_timeout").contains("SET PERSIST"), "{name}: {}", note("wait_timeout"));
        assert!(note("max_connections").contains("lost at a restart"), "{name}: {}", note("max_connections"));
    }
}

#[test]
fn evidence_is_one_statement_a_kind_and_moves_no_counter_that_is_judged() {
    for (name, server) in servers() {
        create_as_documented(&server, "For --evidence");
        let mut root = server.root();
        let mut counters =
            || ["Aborted_connects", "Aborted_clients"].map(|name| support::server::counter(&mut root, name));
        let before = counters();
        audit(&server, "poolcheck", false);
        let statements = |server: &RealServer| {
            let log = std::fs::read_to_string(server.path("general.log")).unwrap();
            let ours = log.lines().filter(|line| line.contains("Query\t"));
            let texts: Vec<_> =
                ours.filter_map(|line| line.rsplit_once("Query\t")).map(|(_, text)| text.to_owned()).collect();
            let first = texts.iter().rposition(|text| text == "SHOW GLOBAL VARIABLES").unwrap();
            texts[first..].to_vec()
        };
        assert_eq!(statements(&server).len(), 3, "{name}: {:?}", statements(&server));
        audit(&server, "poolcheck", true);
        let asked = statements(&server);
        assert_eq!(asked.len(), if name == "mysql-5.6" { 7 } else { 8 }, "{name}: {asked:#?}");
        assert!(asked.iter().all(|text| text.starts_with("SHOW GLOBAL ") || text.starts_with("SELECT ")), "{asked:#?}");
        assert_eq!(counters(), before, "{name}");
    }
}
