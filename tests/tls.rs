//! TLS against a real server: what each wish accepts, what it refuses, and that a must is met without being asked.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails loudly")]

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use poolcheck::server::{Options, ServerState, open};
use support::certificates::Certificates;
use support::server::{Mariadb, packet};

const PASSWORD: &str = "correct-horse-battery";

/// A server with a certificate for `localhost`, with these options beside.
fn server(made: &Certificates, options: &[&str]) -> Mariadb {
    let certificate = [("ssl-ca", "authority.pem"), ("ssl-cert", "server.pem"), ("ssl-key", "server-key.pem")];
    let certificate = certificate.map(|(option, name)| format!("--{option}={}", made.path(name)));
    let options: Vec<_> = certificate.iter().map(String::as_str).chain(options.iter().copied()).collect();
    let server = Mariadb::start(&options);
    server.exec(&[
        &format!("CREATE USER app@'%' IDENTIFIED BY '{PASSWORD}'"),
        &format!("CREATE USER sealed@'%' IDENTIFIED BY '{PASSWORD}' REQUIRE SSL"),
        &format!("CREATE USER known@'%' IDENTIFIED BY '{PASSWORD}' REQUIRE X509"),
    ]);
    server
}

/// Whether the audit succeeds, or what it says.
fn audit(target: &str) -> Result<(), String> {
    match open(target, &Options::default()).unwrap() {
        ServerState::Known(_) => Ok(()),
        ServerState::Unreachable(error) => Err(error.to_string()),
        other => panic!("{target} is {other:?}"),
    }
}

#[test]
fn each_wish_accepts_what_it_says() {
    let made = Certificates::new();
    let server = server(&made, &[]);
    let port = server.port;
    let (authority, stranger) = (made.path("authority.pem"), made.path("stranger.pem"));
    let identity = format!("ssl-cert={}&ssl-key={}", made.path("client.pem"), made.path("client-key.pem"));
    for (host, user, query, says) in [
        ("localhost", "app", String::new(), None),
        ("localhost", "sealed", String::new(), Some("try `ssl-mode=required`")),
        ("localhost", "sealed", "?ssl-mode=required".to_owned(), None),
        ("127.0.0.1", "sealed", "?ssl-mode=preferred".to_owned(), None),
        ("127.0.0.1", "sealed", "?ssl-mode=verify-ca".to_owned(), Some("UnknownIssuer")),
        ("127.0.0.1", "sealed", format!("?ssl-mode=verify-ca&ssl-ca={stranger}"), Some("UnknownIssuer")),
        // Authorities are to be asked, as in the client, and a certificate is to be shown.
        ("127.0.0.1", "sealed", format!("?ssl-ca={authority}"), None),
        ("127.0.0.1", "sealed", format!("?ssl-ca={stranger}"), Some("UnknownIssuer")),
        ("127.0.0.1", "known", "?ssl-mode=required".to_owned(), Some("error 1045")),
        ("127.0.0.1", "known", format!("?ssl-mode=required&{identity}"), None),
        ("127.0.0.1", "known", format!("?{identity}"), None),
        ("localhost", "known", format!("?ssl-mode=verify-identity&ssl-ca={authority}&{identity}"), None),
        ("127.0.0.1", "sealed", format!("?ssl-mode=verify-ca&ssl-ca={authority}"), None),
        ("127.0.0.1", "sealed", format!("?ssl-mode=verify-identity&ssl-ca={authority}"), Some("TLS failed")),
        ("localhost", "sealed", format!("?ssl-mode=verify-identity&ssl-ca={authority}"), None),
    ] {
        let target = format!("mysql://{user}:{PASSWORD}@{host}:{port}/{query}");
        let result = audit(&target);
        match says {
            None => assert_eq!(result, Ok(()), "{target}"),
            Some(words) => assert!(result.as_ref().is_err_and(|text| text.contains(words)), "{target}: {result:?}"),
        }
        assert!(!format!("{result:?}").contains(PASSWORD));
    }
    assert_eq!(audit(&format!("sealed:{PASSWORD}@tcp(127.0.0.1:{port})/?tls=skip-verify")), Ok(()));
    assert_eq!(audit(&format!("jdbc:mysql://127.0.0.1:{port}/?user=sealed&password={PASSWORD}&useSSL=true")), Ok(()));
}

#[test]
fn mariadb_refuses_a_plain_login_as_a_wrong_password_and_the_audit_names_the_way_out() {
    let made = Certificates::new();
    let server = server(&made, &["--require-secure-transport=ON"]);
    let plain = audit(&server.url("app", PASSWORD));
    assert!(plain.as_ref().is_err_and(|text| text.contains("try `ssl-mode=required`")), "{plain:?}");
    assert_eq!(audit(&format!("{}?ssl-mode=required", server.url("app", PASSWORD))), Ok(()));
}

#[test]
fn files_of_another_kind_are_told_before_anybody_connects() {
    let made = Certificates::new();
    let key = made.path("client-key.pem");
    let encrypted = made.path("encrypted.pem");
    std::fs::write(&encrypted, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----END ENCRYPTED PRIVATE KEY-----\n").unwrap();
    for (query, says) in [
        (format!("ssl-ca={key}"), "it holds no certificate"),
        ("ssl-mode=verify-ca&ssl-ca=/nowhere.pem".to_owned(), "ssl-ca /nowhere.pem: No such file"),
        (format!("ssl-cert={}", made.path("client.pem")), "ssl-key is missing"),
        (format!("ssl-key={key}"), "ssl-cert is missing"),
        (
            format!("ssl-cert={}&ssl-key={}", made.path("client.pem"), made.path("server.pem")),
            "it holds no private key",
        ),
        (format!("ssl-cert={}&ssl-key={encrypted}", made.path("client.pem")), "the key is encrypted"),
    ] {
        // Nothing listens on port 1.
        let error = open(&format!("mysql://app:{PASSWORD}@127.0.0.1:1/?{query}"), &Options::default()).unwrap_err();
        assert!(error.to_string().contains(says), "{query}: {error}");
    }
}

/// A server of MySQL that takes no plain login, as far as a client sees one: the first packets of its two connections.
#[test]
fn mysql_s_refusal_of_a_plain_login_is_answered_with_tls_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = thread::spawn(move || {
        let first = first_packet(&listener);
        let second = first_packet(&listener);
        (first, second)
    });
    let result = audit(&format!("mysql://app:{PASSWORD}@127.0.0.1:{port}/"));
    let (first, second) = seen.join().unwrap();
    assert!(first.len() > 36 && first.windows(3).any(|bytes| bytes == b"app"), "{first:?}");
    // The request for TLS is 32 bytes and names nobody; what follows it is TLS's own.
    assert_eq!(second.get(..4), Some(&[32, 0, 0, 1][..]), "{second:?}");
    assert!(!second.windows(3).any(|bytes| bytes == b"app"), "{second:?}");
    assert!(result.is_err(), "a server that refuses twice is refused once more: {result:?}");
}

/// Greets a client with TLS on offer, takes its first packet, and refuses it with error 3159.
fn first_packet(listener: &TcpListener) -> Vec<u8> {
    let (mut stream, _) = listener.accept().unwrap();
    let greeting = packet(0, &support::server::greeting("8.0.36", "mysql_native_password", true));
    stream.write_all(&greeting).unwrap();
    let mut buffer = [0; 4096];
    let length = stream.read(&mut buffer).unwrap();
    stream.write_all(&packet(2, b"\xff\x57\x0c#HY000Connections using insecure transport are prohibited")).unwrap();
    buffer.get(..length).unwrap_or_default().to_vec()
}
