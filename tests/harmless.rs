//! That the audit harms no server: what it sends is on a list, what it counts does not move, and a full server is no trap.
//! On every real server that is here.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::net::TcpStream;
use std::process::Output;
use std::time::{Duration, Instant};

use mysql::prelude::Queryable as _;
use support::lab;
use support::server::{RealServer, counter};

const PASSWORD: &str = "correct-horse-battery";
const CONFIG: &str = "fixtures/scenarios/k2-lifetime-above-wait-timeout/app.yaml";

/// Everything that poolcheck may ever send. Whoever adds a statement adds it here, for all to see.
const ALLOWED: [&str; 10] = [
    "SHOW GLOBAL VARIABLES",
    "SHOW GLOBAL STATUS",
    "SELECT CURRENT_USER(), @@session.max_user_connections",
    // From here on with --evidence only.
    "SELECT ID, USER, HOST, COMMAND, TIME, ID = CONNECTION_ID(), (SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE \
     PRIVILEGE_TYPE = 'PROCESS' AND GRANTEE = CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''', \
     SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')) FROM performance_schema.processlist",
    "SELECT ID, USER, HOST, COMMAND, TIME, ID = CONNECTION_ID(), (SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE \
     PRIVILEGE_TYPE = 'PROCESS' AND GRANTEE = CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''', \
     SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')) FROM information_schema.PROCESSLIST",
    "SELECT PROCESSLIST_ID, ATTR_NAME, ATTR_VALUE FROM performance_schema.session_connect_attrs WHERE ATTR_NAME IN \
     ('_client_name', '_client_version', '_pid', 'program_name')",
    "SELECT User, Host, max_user_connections, max_connections FROM mysql.user",
    "SELECT IP, SUM_CONNECT_ERRORS, COUNT_HOST_BLOCKED_ERRORS, COUNT_HANDSHAKE_ERRORS, COUNT_AUTHENTICATION_ERRORS FROM \
     performance_schema.host_cache WHERE SUM_CONNECT_ERRORS > 0 OR COUNT_HOST_BLOCKED_ERRORS > 0 ORDER BY \
     SUM_CONNECT_ERRORS DESC, IP LIMIT 20",
    "SELECT i.VARIABLE_NAME, i.VARIABLE_SOURCE, i.VARIABLE_PATH, i.SET_TIME, i.SET_USER, p.VARIABLE_VALUE = \
     g.VARIABLE_VALUE FROM performance_schema.variables_info i LEFT JOIN performance_schema.persisted_variables p ON \
     p.VARIABLE_NAME = i.VARIABLE_NAME LEFT JOIN performance_schema.global_variables g ON g.VARIABLE_NAME = \
     i.VARIABLE_NAME WHERE i.VARIABLE_SOURCE <> 'COMPILED'",
    "SELECT LOWER(VARIABLE_NAME), GLOBAL_VALUE_ORIGIN, GLOBAL_VALUE_PATH, NULL, NULL, 0 FROM \
     information_schema.SYSTEM_VARIABLES WHERE GLOBAL_VALUE_ORIGIN IN ('CONFIG', 'COMMAND-LINE', 'SQL')",
];

/// How many of them an audit sends by default.
const DEFAULT: usize = 3;

fn servers() -> impl Iterator<Item = String> {
    lab::servers().into_iter().filter(|name| lab::has(name))
}

fn start(name: &str, options: &[&str]) -> RealServer {
    let server = lab::start(name, options);
    server.exec(&[&format!("CREATE USER app@'%' IDENTIFIED BY '{PASSWORD}'")]);
    server
}

fn poolcheck(arguments: &[&str]) -> Output {
    let output = support::program().args(arguments).output().expect("the program runs");
    let said = [&output.stdout[..], &output.stderr].concat();
    assert!(!String::from_utf8_lossy(&said).contains(PASSWORD), "{arguments:?} shows the password");
    output
}

/// The commands that talk to a server, and those that must not, with their ends.
fn commands(dsn: &str) -> Vec<(Vec<&str>, i32)> {
    let audit = ["--dsn", dsn, "--config", CONFIG];
    let with = |more: &[&'static str]| [&audit[..], more].concat();
    vec![
        (with(&[]), 1),
        (with(&["--verbose"]), 1),
        (with(&["--quiet"]), 1),
        (with(&["--format", "json"]), 1),
        (with(&["--fail-on", "never", "--replicas", "1..4", "--set", "server.max_connections=10"]), 0),
        (vec!["--dsn", dsn], 0),
        (vec!["capture", "--dsn", dsn, "--output", "-"], 0),
        (with(&["--evidence"]), 1),
        (vec!["capture", "--evidence", "--dsn", dsn, "--output", "-"], 0),
        (vec!["rules"], 0),
        (vec!["settings"], 0),
        (vec!["explain", "connections-refused"], 0),
    ]
}

#[test]
fn all_that_is_sent_is_on_the_list() {
    for name in servers() {
        let server = start(&name, &["--general-log=ON", "--log-output=TABLE"]);
        let connections = counter(&mut server.root(), "Connections");
        let dsn = server.url("app", PASSWORD);
        let commands = commands(&dsn);
        for (arguments, status) in &commands {
            assert_eq!(poolcheck(arguments).status.code(), Some(*status), "{name} {arguments:?}");
        }
        // One connection for each command that names the server, and root's own.
        let asked = commands.iter().filter(|(arguments, _)| arguments.contains(&dsn.as_str())).count();
        assert_eq!(counter(&mut server.root(), "Connections"), connections + 1 + asked as u64, "{name}");
        let sent = log(&server);
        let count = |kind: &str, text: &str| sent.iter().filter(|(k, t)| k == kind && t.starts_with(text)).count();
        assert_eq!([count("Connect", "app@"), count("Quit", "")], [asked; 2], "{name}: {sent:?}");
        for statement in &ALLOWED[..DEFAULT] {
            assert_eq!(count("Query", statement), asked, "{name}: {statement}");
        }
        let by_default = commands
            .iter()
            .filter(|(arguments, _)| arguments.contains(&dsn.as_str()) && !arguments.contains(&"--evidence"));
        let beyond =
            sent.iter().filter(|(kind, text)| kind == "Query" && !ALLOWED[..DEFAULT].contains(&text.as_str())).count();
        assert!(beyond <= 5 * (asked - by_default.count()), "{name}: the default audit is three statements");
        for (kind, text) in sent.iter().filter(|(kind, _)| kind != "Connect" && kind != "Quit") {
            assert!(kind == "Query" && ALLOWED.contains(&text.as_str()), "{name} was sent {kind} {text}");
        }
    }
}

/// What the account sent, from the general log: the kind of command, and its text.
fn log(server: &RealServer) -> Vec<(String, String)> {
    let mut root = server.root();
    root.query_drop("SET GLOBAL general_log = OFF").expect("root may");
    let rows =
        "SELECT command_type, CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE user_host LIKE '%[app]%'";
    root.query(rows).expect("the general log is a table")
}

#[test]
fn a_hundred_audits_move_no_counter_that_is_judged() {
    for name in servers() {
        let server = start(&name, &[]);
        let dsn = server.url("app", PASSWORD);
        let mut root = server.root();
        let mut counters = || -> Vec<(String, u64)> {
            let rows = root
                .query("SHOW GLOBAL STATUS WHERE Variable_name REGEXP '^(Aborted|Connection_errors|Access_denied)'");
            rows.expect("counters")
        };
        let before = counters();
        assert!(before.len() >= 8, "{name}: {before:?}");
        for _ in 0..100 {
            assert_eq!(poolcheck(&["--dsn", &dsn, "--config", CONFIG, "--quiet"]).status.code(), Some(1));
        }
        assert_eq!(counters(), before, "{name}");
        let mut root = server.root();
        assert!(counter(&mut root, "Max_used_connections") <= 3, "{name}");
    }
}

#[test]
fn a_server_full_of_silent_sockets_is_a_finding_in_time() {
    for name in servers() {
        let server = start(&name, &["--max-connections=10", "--connect-timeout=60"]);
        // Root's own is one of them: it sees when the server has taken them in, and when the audit's is gone.
        let mut root = server.wait_for_idle();
        let mut connected = |count: usize| {
            let begun = Instant::now();
            while counter(&mut root, "Threads_connected") != count as u64 {
                assert!(begun.elapsed() < Duration::from_secs(10), "{name}: there are never {count} connections");
                std::thread::sleep(Duration::from_millis(10));
            }
        };
        let mut silent: Vec<TcpStream> = Vec::new();
        // One more than the limit takes the spare slot as well: then not even a login is heard.
        for (count, sql_state) in [(10, "08004".into()), (11, serde_json::Value::Null)] {
            while silent.len() + 1 < count {
                silent.push(TcpStream::connect(("127.0.0.1", server.port)).expect("the port takes connections"));
            }
            connected(count);
            let begun = Instant::now();
            let dsn = server.url("app", PASSWORD);
            let output = poolcheck(&["--dsn", &dsn, "--config", CONFIG, "--format", "json", "--timeout", "5s"]);
            assert!(begun.elapsed() < Duration::from_secs(5), "{name}: {:?}", begun.elapsed());
            assert_eq!(output.status.code(), Some(1), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
            assert_eq!(report["server"]["code"], 1040, "{name}");
            assert_eq!(report["server"]["sql_state"], sql_state, "{name} with {count}");
            let refused = report["findings"].as_array().expect("findings").iter();
            let refused: Vec<_> = refused.filter(|found| found["rule"] == "connections-refused").collect();
            assert_eq!(refused.len(), 1, "{name}: {report}");
            assert_eq!(
                (&refused[0]["severity"], &refused[0]["basis"]),
                (&"error".into(), &"observed".into()),
                "{name}"
            );
            connected(count);
        }
    }
}
