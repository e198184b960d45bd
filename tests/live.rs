//! The live audit against real listeners and a real MariaDB: every way in which it can fail, and that it harms nothing.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

mod support;

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use mysql::Conn;
use mysql::prelude::Queryable as _;
use poolcheck::server::capture::{self, Taken};
use poolcheck::server::facts::Entries;
use poolcheck::server::unreachable::RefusalKind;
use poolcheck::server::{Options, Refusal, Server, ServerState, Stage, TargetError, Unreachable, open};
use support::program;
use support::server::{Mariadb, greeting, packet};

const PASSWORD: &str = "correct-horse-battery";

/// Opens a target and proves what holds for every end: within its time, and without the password.
fn audit(target: &str, timeout: Duration) -> ServerState {
    let begun = Instant::now();
    let state = open(target, &Options { timeout, ..Options::default() }).unwrap();
    assert!(begun.elapsed() < timeout + Duration::from_millis(500), "{:?} took {:?}", state, begun.elapsed());
    assert!(!format!("{state:?}").contains(PASSWORD), "{state:?}");
    state
}

fn unreachable(target: &str, timeout: Duration) -> Unreachable {
    match audit(target, timeout) {
        ServerState::Unreachable(error) => error,
        other => panic!("{target} is {other:?}"),
    }
}

fn refused(target: &str) -> Refusal {
    match audit(target, Duration::from_secs(10)) {
        ServerState::Refused(refusal) => refusal,
        other => panic!("{target} is {other:?}"),
    }
}

fn known(target: &str) -> Server {
    match audit(target, Duration::from_secs(10)) {
        ServerState::Known(server) => *server,
        other => panic!("{target} is {other:?}"),
    }
}

/// The same server in the three forms of connection strings.
fn forms(port: u16) -> [String; 3] {
    [
        format!("mysql://app:{PASSWORD}@127.0.0.1:{port}/"),
        format!("app:{PASSWORD}@tcp(127.0.0.1:{port})/"),
        format!("jdbc:mysql://127.0.0.1:{port}/?user=app&password={PASSWORD}"),
    ]
}

/// A listener whose every connection is handed to `serve`.
fn listener(serve: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(serve));
    port
}

const SHORT: Duration = Duration::from_millis(400);

#[test]
fn a_port_that_says_nothing_or_drips_ends_at_the_timeout() {
    let silent = listener(|stream| {
        thread::spawn(move || {
            thread::sleep(Duration::from_secs(30));
            drop(stream);
        });
    });
    let dripping = listener(|mut stream| {
        thread::spawn(move || {
            // A packet of 60 bytes that never ends.
            for byte in [60, 0, 0, 0, 10].into_iter().chain(std::iter::repeat(b'8')) {
                if stream.write_all(&[byte]).is_err() {
                    return;
                }
                thread::sleep(Duration::from_millis(50));
            }
        });
    });
    for target in [silent, dripping].into_iter().flat_map(forms) {
        let error = unreachable(&target, SHORT);
        assert_eq!(error.stage, Stage::Login, "{error}");
        assert!(error.to_string().contains("did not finish the login within 400ms"), "{error}");
    }
}

#[test]
fn a_closed_port_an_unknown_host_and_a_missing_socket_are_named() {
    // tcpmux: nothing listens there, and no other test is given it as a free port.
    let closed = 1;
    for target in forms(closed) {
        let error = unreachable(&target, SHORT);
        assert_eq!(error.stage, Stage::Connect);
        assert!(error.to_string().starts_with(&format!("127.0.0.1:{closed}: connection refused")), "{error}");
    }
    let error = unreachable(&format!("app:{PASSWORD}@tcp(db1.invalid:3306)/"), Duration::from_secs(5));
    assert_eq!(error.stage, Stage::Resolve);
    assert!(error.to_string().starts_with("db1.invalid:3306: the host's name"), "{error}");
    let error = unreachable(&format!("app:{PASSWORD}@unix(/nowhere/s.sock)/"), SHORT);
    assert!(error.to_string().starts_with("/nowhere/s.sock: there is no such socket"), "{error}");
    let error = unreachable(&format!("app:{PASSWORD}@cloudsql(a:b:c)/"), SHORT);
    assert_eq!(error.stage, Stage::Resolve);
}

#[test]
fn what_does_not_speak_the_protocol_is_said_to_be_that() {
    let http = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_vec();
    let odd_version = packet(0, &greeting("nonsense", "mysql_native_password", false));
    for (bytes, says) in [
        (http, "does not speak the MySQL protocol"),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n".to_vec(), "does not speak the MySQL protocol"),
        (vec![0xff; 64], "the MySQL protocol"),
        (vec![0, 0, 0, 0], "the MySQL protocol"),
        (packet(0, &[9, 0, 0]), "the MySQL protocol"),
        (packet(0, b"\x0a5"), "the MySQL protocol"),
        (odd_version, "closed during the login"),
        (Vec::new(), "closed during the login"),
    ] {
        let sent = bytes.clone();
        let port = listener(move |mut stream| {
            let _ = stream.write_all(&sent);
            thread::sleep(Duration::from_millis(20));
            let _ = stream.shutdown(Shutdown::Both);
        });
        for target in forms(port) {
            let error = unreachable(&target, Duration::from_secs(5));
            assert_eq!(error.stage, Stage::Login, "{error}");
            assert!(error.message.contains(says), "{bytes:?}: {error}");
        }
    }
}

/// A server that asks for another plugin; what the client sent as its login comes out of the channel.
fn picky_server(plugin: &'static str) -> (u16, Receiver<Vec<u8>>) {
    let (sender, login) = channel();
    let port = listener(move |mut stream| {
        let mut buffer = [0; 4096];
        let _ = stream.write_all(&packet(0, &greeting("8.0.36", "mysql_native_password", false)));
        let length = stream.read(&mut buffer).unwrap_or_default();
        let _ = sender.send(buffer[..length].to_vec());
        let _ = stream.write_all(&packet(2, &[&[0xfe], plugin.as_bytes(), &[0], &[1; 20][..], &[0]].concat()));
        let _ = stream.read(&mut buffer);
    });
    (port, login)
}

#[test]
fn an_unknown_plugin_is_named_and_the_audit_says_who_it_is() {
    let (port, login) = picky_server("auth_gssapi_client");
    let error = unreachable(&forms(port)[0], Duration::from_secs(5));
    assert!(error.message.contains("`auth_gssapi_client`"), "{error}");
    let login = String::from_utf8_lossy(&login.recv().unwrap()).into_owned();
    assert!(login.contains("program_name") && login.contains(concat!("poolcheck ", env!("CARGO_PKG_VERSION"))));
    assert!(!login.contains(PASSWORD));
    let (port, _login) = picky_server("mysql_clear_password");
    assert!(unreachable(&forms(port)[0], Duration::from_secs(5)).message.contains("`mysql_clear_password`"));
}

#[test]
fn a_target_that_names_nothing_is_a_mistake() {
    let options = Options::default();
    assert_eq!(open(" ", &options).unwrap_err(), TargetError::Empty);
    for target in [format!("app:{PASSWORD}@127.0.0.1:3306"), format!("postgres://app:{PASSWORD}@db1/")] {
        let error = open(&target, &options).unwrap_err();
        assert!(matches!(error, TargetError::Malformed(_)) && !error.to_string().contains(PASSWORD), "{error}");
    }
    let error = unreachable("no/such/capture.txt", SHORT);
    assert_eq!((error.stage, error.target.as_str()), (Stage::Capture, "no/such/capture.txt"));
}

fn app(server: &Mariadb) {
    server.exec(&[&format!("CREATE USER app@'%' IDENTIFIED BY '{PASSWORD}'")]);
}

#[test]
fn a_real_server_says_why_it_refuses_a_login() {
    let server = Mariadb::start(&[]);
    app(&server);
    let wrong = server.url("app", "wrong-horse");
    let error = unreachable(&wrong, Duration::from_secs(10));
    assert_eq!(error.stage, Stage::Login);
    assert!(error.message.contains("error 1045: Access denied for user 'app'@'127.0.0.1'"), "{error}");
    assert!(!error.to_string().contains("wrong-horse"), "{error}");
    let none = unreachable(&format!("mysql://app@127.0.0.1:{}/", server.port), Duration::from_secs(10));
    assert!(none.message.contains("no password was given"), "{none}");
    let database = unreachable(&format!("{}nowhere", server.url("app", PASSWORD)), Duration::from_secs(10));
    assert!(database.message.contains("the audit needs none: leave it out"), "{database}");
    server.exec(&["GRANT ALL ON *.* TO app@'%'"]);
    let database = unreachable(&format!("{}nowhere", server.url("app", PASSWORD)), Duration::from_secs(10));
    assert!(database.message.contains("error 1049"), "{database}");
    let tls = format!("{}?ssl-mode=required", server.url("app", PASSWORD));
    assert!(unreachable(&tls, Duration::from_secs(10)).message.contains("the server offers none"));
    let preferred = known(&format!("{}?ssl-mode=preferred", server.url("app", PASSWORD)));
    assert_eq!(preferred.flavor.name, "mariadb");
}

#[test]
fn a_server_at_its_limit_refuses_and_that_is_a_finding() {
    let server = Mariadb::start(&["--max-connections=10"]);
    app(&server);
    thread::sleep(Duration::from_millis(100));
    let held: Vec<Conn> = (0..10).map(|_| server.connect("app", PASSWORD).unwrap()).collect();
    for target in forms(server.port) {
        let refusal = refused(&target);
        assert_eq!((refusal.kind, refusal.code), (RefusalKind::TooManyConnections, 1040));
        assert_eq!((refusal.sql_state.as_deref(), refusal.user.as_deref()), (Some("08004"), Some("app")));
        assert_eq!(refusal.message, "Too many connections");
    }
    // With root in the spare slot the listener refuses, before any login and without a SQLSTATE.
    let root = server.root();
    assert_eq!((refused(&forms(server.port)[0]).code, refused(&forms(server.port)[0]).sql_state), (1040, None));
    drop((held, root));
}

#[test]
fn an_account_at_its_limit_is_refused_by_its_own_code() {
    let server = Mariadb::start(&["--max-user-connections=2"]);
    app(&server);
    server.exec(&[
        &format!("CREATE USER limited@'%' IDENTIFIED BY '{PASSWORD}' WITH MAX_USER_CONNECTIONS 1"),
        &format!("CREATE USER hourly@'%' IDENTIFIED BY '{PASSWORD}' WITH MAX_CONNECTIONS_PER_HOUR 1"),
    ]);
    let held: Vec<Conn> =
        ["app", "app", "limited", "hourly"].iter().map(|user| server.connect(user, PASSWORD).unwrap()).collect();
    for (user, code, resource) in [
        ("app", 1203, "max_user_connections"),
        ("limited", 1226, "max_user_connections"),
        ("hourly", 1226, "max_connections_per_hour"),
    ] {
        let refusal = refused(&server.url(user, PASSWORD));
        assert_eq!((refusal.kind, refusal.code), (RefusalKind::UserLimit, code));
        assert!(refusal.message.contains(resource), "{}", refusal.message);
        assert_eq!(refusal.sql_state.as_deref(), Some("42000"));
    }
    drop(held);
    server.wait_until_left(&["app", "limited", "hourly"]);
    let account = known(&server.url("limited", PASSWORD)).account.unwrap();
    assert_eq!((account.user.as_str(), account.max_user_connections), ("limited", 1));
}

#[test]
fn a_connection_that_is_lost_half_way_is_named() {
    let server = Mariadb::start(&[]);
    app(&server);
    let port = server.port;
    // A path that forwards the login and a part of the variables, and then breaks.
    let path = listener(move |client| {
        let upstream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let (mut from_client, mut to_server) = (client.try_clone().unwrap(), upstream.try_clone().unwrap());
        thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
        let mut to_client = client.try_clone().unwrap();
        let _ = std::io::copy(&mut upstream.take(4000), &mut to_client);
        let _ = client.shutdown(Shutdown::Both);
    });
    let error = unreachable(&forms(path)[0], Duration::from_secs(10));
    assert_eq!(error.stage, Stage::Query);
    assert!(error.message.contains("the connection was lost while the server was answering"), "{error}");
}

fn values(entries: &Entries) -> Vec<(String, String)> {
    entries.iter().map(|(name, entry)| (name.to_owned(), entry.value.clone())).collect()
}

#[test]
fn live_captured_and_printed_by_the_client_are_one_server() {
    let server = Mariadb::start(&["--wait-timeout=500", "--max-connections=42"]);
    app(&server);
    let live = known(&server.url("app", PASSWORD));
    assert_eq!(live.variable("max_connections").map(|stated| stated.value), Some(42));
    assert_eq!(live.variable("wait_timeout").map(|stated| stated.value), Some(500));
    assert_eq!(live.source.name(), "live");

    let text = capture::write(&live, &Taken::now()).unwrap();
    assert!(!text.contains(PASSWORD));
    let captured = capture::read_text("capture.yaml", &text).unwrap();
    assert_eq!(values(&captured.variables), values(&live.variables));
    assert_eq!(values(&captured.status), values(&live.status));
    assert_eq!((captured.account, captured.version), (live.account.clone(), live.version));

    for form in [&["-B"][..], &["-t"], &["-E"], &["-B", "--raw"], &["-N", "-B"]] {
        let output = std::process::Command::new("mariadb")
            .args(["--no-defaults", "-uroot"])
            .arg(format!("--socket={}", server.socket().display()))
            .args(form)
            .args(["-e", "SHOW GLOBAL VARIABLES; SHOW GLOBAL STATUS"])
            .output()
            .expect("the client `mariadb` comes with the package mariadb-server");
        let printed = capture::read_text("printed.txt", &String::from_utf8(output.stdout).unwrap()).unwrap();
        assert_eq!(values(&printed.variables), values(&live.variables), "{form:?}");
        let names = |server: &Server| server.status.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&printed), names(&live), "{form:?}");
    }
    let socket = known(&format!("root@unix({})/", server.socket().display()));
    assert_eq!(values(&socket.variables), values(&live.variables));
}

/// The JSON report of a scenario's configuration beside a live server.
fn report(server: &Mariadb, scenario: &str) -> serde_json::Value {
    let config = format!("fixtures/scenarios/{scenario}/app.yaml");
    let output = program()
        .args(["--dsn", &server.url("app", PASSWORD), "--config", &config, "--format", "json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// 24 connections fill the server, and one more is refused: what the counters say of it is evidence.
#[test]
fn a_server_that_was_full_is_known_by_its_peak() {
    let server = Mariadb::start(&["--max-connections=24"]);
    app(&server);
    let held = server.hold(24, "app", PASSWORD);
    let refused = server.connect("app", PASSWORD).unwrap_err();
    assert!(refused.to_string().contains("1040"), "{refused}");
    drop(held);
    drop(server.wait_for_idle());
    let report = report(&server, "k3-nothing-said");
    // MariaDB does not count a refusal in the spare slot: the peak above the limit is the proof.
    assert_eq!(
        (&report["server"]["max_used_connections"], &report["server"]["connection_errors_max_connections"]),
        (&25.into(), &0.into())
    );
    for rule in ["connections-refused", "max-used-connections-high"] {
        let found = report["findings"].as_array().unwrap().iter().find(|found| found["rule"] == rule);
        assert_eq!(found.unwrap()["severity"], "error", "{rule}");
    }
}

#[test]
fn a_connection_that_was_killed_is_counted_once_and_by_no_audit_again() {
    let server = Mariadb::start(&["--wait-timeout=60"]);
    app(&server);
    let mut killed = server.connect("app", PASSWORD).unwrap();
    server.exec(&[&format!("KILL {}", killed.connection_id())]);
    assert!(killed.query_drop("DO 1").is_err(), "the connection is dead");
    for _ in 0..2 {
        assert_eq!(report(&server, "k6-everything-at-sixty")["server"]["aborted_clients"], 1);
    }
}
