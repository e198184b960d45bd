//! The login itself: what the audit says of itself in it, and the plugins that it speaks, against real servers and played ones.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails loudly"
)]

mod support;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use poolcheck::server::{Options, ServerState, open};
use support::lab;
use support::server::{Mariadb, greeting, packet};

const PASSWORD: &str = "correct-horse-battery";

/// Audits, and proves that no text holds the password.
fn audit(target: &str) -> ServerState {
    let state = open(target, &Options { timeout: Duration::from_secs(5), ..Options::default() }).unwrap();
    assert!(!format!("{state:?}").contains(PASSWORD), "{state:?}");
    state
}

fn known(target: &str) {
    let state = audit(target);
    assert!(state.known().is_some(), "{state:?}");
}

/// Greets the first client as this version, and hands its login and the connection on.
fn played<T: Send + 'static>(
    version: &'static str,
    serve: impl FnOnce(Vec<u8>, TcpStream) -> T + Send + 'static,
) -> (String, thread::JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        stream.write_all(&packet(0, &greeting(version, "mysql_native_password", false))).unwrap();
        let login = read(&mut stream);
        serve(login, stream)
    });
    (format!("mysql://app:{PASSWORD}@127.0.0.1:{port}/"), server)
}

/// What comes in one piece; empty at the end of the connection and where nothing comes.
fn read(stream: &mut TcpStream) -> Vec<u8> {
    let mut buffer = [0; 8192];
    let length = stream.read(&mut buffer).unwrap_or_default();
    buffer[..length].to_vec()
}

#[test]
fn the_login_asks_for_no_compression_and_for_a_character_set_that_the_server_has() {
    for (version, character_set) in
        [("5.1.73", 33), ("5.5.2", 33), ("5.5.62", 45), ("5.6.24", 45), ("8.0.36", 45), ("5.5.5-10.11.6-MariaDB", 45)]
    {
        let (target, server) = played(version, |login, _| login);
        assert!(audit(&target).known().is_none());
        let login = server.join().unwrap();
        let payload = &login[4..];
        let capabilities = u32::from_le_bytes([payload[0], payload[1], payload[2], payload[3]]);
        assert_eq!(capabilities & 0x20, 0, "{version}: CLIENT_COMPRESS");
        assert_eq!(payload[8], character_set, "{version}: utf8 is 33, utf8mb4 is 45");
    }
}

#[test]
fn a_server_that_asks_for_a_file_gets_none_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    std::fs::write(&path, "the file's own text").unwrap();
    let wanted = path.display().to_string();
    let (target, server) = played("8.0.36", move |_, mut stream| {
        let ok = [0, 0, 0, 2, 0, 0, 0];
        stream.write_all(&packet(2, &ok)).unwrap();
        let statement = read(&mut stream);
        // LOAD DATA LOCAL INFILE, as a server may ask for it in answer to anything.
        stream.write_all(&packet(1, &[&[0xfb], wanted.as_bytes()].concat())).unwrap();
        (statement, read(&mut stream))
    });
    assert!(audit(&target).known().is_none());
    let (statement, sent) = server.join().unwrap();
    assert!(statement.ends_with(b"SHOW GLOBAL VARIABLES"), "{statement:?}");
    assert!(!String::from_utf8_lossy(&sent).contains("own text"), "{sent:?}");
}

#[test]
fn mariadb_s_own_plugins_are_spoken() {
    let server = Mariadb::start(&["--plugin-load-add=auth_ed25519"]);
    server.exec(&[
        &format!("CREATE USER native@'%' IDENTIFIED VIA mysql_native_password USING PASSWORD('{PASSWORD}')"),
        &format!("CREATE USER edwards@'%' IDENTIFIED VIA ed25519 USING PASSWORD('{PASSWORD}')"),
    ]);
    known(&server.url("native", PASSWORD));
    known(&server.url("edwards", PASSWORD));
    for user in ["native", "edwards"] {
        let refused = audit(&server.url(user, "wrong-horse")).problem().unwrap();
        assert!(refused.contains("error 1045"), "{user}: {refused}");
    }
}

/// Sixteen thousand rounds of SHA-256 stand before the first login of an account; later ones are quick.
#[test]
fn caching_sha2_password_is_spoken_with_and_without_tls() {
    if !lab::has("mysql-9.7") {
        println!("not run: mysql-9.7 is not here; tests/lab/run brings it");
        return;
    }
    let server = lab::start("mysql-9.7", &[]);
    server.exec(&[
        &format!("CREATE USER plain@'%' IDENTIFIED WITH caching_sha2_password BY '{PASSWORD}'"),
        &format!("CREATE USER sealed@'%' IDENTIFIED WITH caching_sha2_password BY '{PASSWORD}' REQUIRE SSL"),
    ]);
    for login in ["in full, by the server's key", "from its cache"] {
        let state = audit(&server.url("plain", PASSWORD));
        assert!(state.known().is_some(), "{login}: {state:?}");
    }
    for login in ["in full, as it is", "from its cache"] {
        let state = audit(&format!("{}?ssl-mode=required", server.url("sealed", PASSWORD)));
        assert!(state.known().is_some(), "{login}: {state:?}");
    }
    let refused = audit(&server.url("plain", "wrong-horse")).problem().unwrap();
    assert!(refused.contains("error 1045"), "{refused}");
}
