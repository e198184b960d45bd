//! The way to a server through the command line: what counts more than what, passwords, and prompts, against a real server.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails loudly")]

mod support;

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, Weak};

use support::program;
use support::server::Mariadb;

const PASSWORD: &str = "correct-horse-battery";

/// One server for the tests that run at the same time; it ends with the last of them.
fn server() -> Arc<Mariadb> {
    static SHARED: Mutex<Weak<Mariadb>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap();
    if let Some(server) = shared.upgrade() {
        return server;
    }
    let server = Arc::new(Mariadb::start(&[]));
    server.exec(&[&format!("CREATE USER app@'%' IDENTIFIED BY '{PASSWORD}'")]);
    *shared = Arc::downgrade(&server);
    server
}

/// What a run is given. `PORT`, `SOCKET` and `PASS` stand for the server's own.
#[derive(Default)]
struct Given {
    flags: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
    /// The option file that `FILE` stands for among the flags.
    file: &'static str,
    /// The user's own option file.
    home: &'static str,
}

/// How a run ends.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    status: i32,
    stdout: String,
    stderr: String,
}

fn run(given: &Given) -> Ended {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let path_of = |name: &str| folder.path().join(name).display().to_string();
    let fill = |text: &str| {
        text.replace("PORT!", &server.port.to_string())
            .replace("SOCKET!", &server.socket().display().to_string())
            .replace("PASS!", PASSWORD)
            .replace("FILE!", &path_of("given.cnf"))
            .replace("SECRET!", &path_of("secret"))
    };
    fs::write(path_of("given.cnf"), fill(given.file)).unwrap();
    fs::write(path_of(".my.cnf"), fill(given.home)).unwrap();
    fs::write(path_of("secret"), format!("{PASSWORD}\n")).unwrap();
    let mut command = program();
    command.env("HOME", folder.path()).args(given.flags.iter().map(|flag| fill(flag)));
    command.envs(given.env.iter().map(|(name, value)| (*name, fill(value))));
    ended(&mut command)
}

fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    let ended = Ended {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!ended.stdout.contains(PASSWORD) && !ended.stderr.contains(PASSWORD), "{ended:?}");
    ended
}

/// One test for each row: the run reaches the server and logs in, although everything that counts less is wrong.
macro_rules! reaches {
    ($($name:ident: $given:expr;)*) => {
        $(#[test]
        fn $name() {
            let ended = run(&$given);
            assert!(ended.status <= 1 && ended.stdout.contains("MariaDB"), "{ended:?}");
        })*
    };
}

reaches! {
    the_password_file_counts_more_than_the_connection_string: Given {
        flags: &["--dsn", "mysql://app:wrong@127.0.0.1:PORT!/", "--password-file", "SECRET!"],
        env: &[("MYSQL_PWD", "wrong")],
        ..Given::default()
    };
    the_connection_strings_password_counts_more_than_the_environments: Given {
        flags: &["--dsn", "mysql://app:PASS!@127.0.0.1:PORT!/", "--defaults-file", "FILE!"],
        env: &[("MYSQL_PWD", "wrong")],
        file: "[client]\npassword=wrong\n",
        ..Given::default()
    };
    the_environments_password_counts_more_than_the_option_files: Given {
        flags: &["--dsn", "app@tcp(127.0.0.1:PORT!)/", "--defaults-file", "FILE!"],
        env: &[("MYSQL_PWD", "PASS!")],
        file: "[client]\npassword=wrong\n",
        ..Given::default()
    };
    the_option_files_password_is_the_last_word: Given {
        flags: &["--dsn", "jdbc:mysql://127.0.0.1:PORT!/?user=app", "--defaults-file", "FILE!"],
        file: "[client]\npassword='PASS!'\n",
        ..Given::default()
    };
    the_connection_strings_user_counts_more_than_the_option_files: Given {
        flags: &["--dsn", "mysql://app:PASS!@127.0.0.1:PORT!/", "--defaults-file", "FILE!"],
        file: "[client]\nuser=nobody\n",
        ..Given::default()
    };
    the_connection_strings_address_counts_more_than_all_others: Given {
        flags: &["--dsn", "mysql://app:PASS!@127.0.0.1:PORT!/", "--defaults-file", "FILE!"],
        env: &[("MYSQL_HOST", "wrong.invalid"), ("MYSQL_TCP_PORT", "1"), ("MYSQL_UNIX_PORT", "/wrong")],
        file: "[client]\nhost=wrong.invalid\nport=1\n",
        ..Given::default()
    };
    the_environments_address_counts_more_than_the_option_files: Given {
        flags: &["--defaults-file", "FILE!"],
        env: &[("MYSQL_HOST", "127.0.0.1"), ("MYSQL_TCP_PORT", "PORT!")],
        file: "[client]\nhost=wrong.invalid\nport=1\nuser=app\npassword=PASS!\n",
        ..Given::default()
    };
    the_environments_port_completes_a_host: Given {
        flags: &["--dsn", "mysql://app:PASS!@127.0.0.1/"],
        env: &[("MYSQL_TCP_PORT", "PORT!")],
        ..Given::default()
    };
    the_environments_socket_counts_more_than_the_option_files_host: Given {
        flags: &["--defaults-file", "FILE!"],
        env: &[("MYSQL_UNIX_PORT", "SOCKET!")],
        file: "[client]\nhost=wrong.invalid\nuser=app\npassword=PASS!\n",
        ..Given::default()
    };
    an_option_file_that_is_named_chooses_the_server: Given {
        flags: &["--defaults-file", "FILE!"],
        file: "[client]\nhost=127.0.0.1\nport=PORT!\nuser=app\npassword=PASS!\n",
        ..Given::default()
    };
    an_option_file_may_name_a_socket: Given {
        flags: &["--defaults-file", "FILE!"],
        file: "[client-server]\nsocket=SOCKET!\n[mysql]\nuser=root\n",
        ..Given::default()
    };
    the_own_group_counts_more_than_the_clients: Given {
        flags: &["--defaults-file", "FILE!"],
        file: "[poolcheck]\nuser=app\npassword=PASS!\nport=PORT!\n[client]\nhost=127.0.0.1\nuser=nobody\nport=1\n",
        ..Given::default()
    };
    the_users_own_file_completes_a_server_that_is_named: Given {
        flags: &["--dsn", "mysql://127.0.0.1:PORT!/"],
        home: "[client]\nuser=app\npassword=PASS!\nhost=wrong.invalid\n",
        ..Given::default()
    };
    a_named_option_file_stands_in_place_of_the_users_own: Given {
        flags: &["--dsn", "mysql://127.0.0.1:PORT!/", "--defaults-file", "FILE!"],
        file: "[client]\nuser=app\npassword=PASS!\n",
        home: "nonsense\n",
        ..Given::default()
    };
    no_defaults_leaves_the_users_own_file_out: Given {
        flags: &["--dsn", "mysql://app:PASS!@127.0.0.1:PORT!/", "--no-defaults"],
        home: "nonsense\n",
        ..Given::default()
    };
    an_empty_url_is_whatever_the_environment_and_the_own_file_say: Given {
        flags: &["--dsn", "mysql://"],
        env: &[("MYSQL_HOST", "127.0.0.1"), ("MYSQL_TCP_PORT", "PORT!")],
        home: "[client]\nuser=app\npassword=PASS!\n",
        ..Given::default()
    };
    the_dsn_flag_counts_more_than_its_variable: Given {
        flags: &["--dsn", "mysql://app:PASS!@127.0.0.1:PORT!/"],
        env: &[("POOLCHECK_DSN", "mysql://app:wrong@wrong.invalid/")],
        ..Given::default()
    };
    the_dsn_variable_counts_more_than_the_clients_variables_and_the_option_file: Given {
        flags: &["--defaults-file", "FILE!"],
        env: &[("POOLCHECK_DSN", "mysql://app:PASS!@127.0.0.1:PORT!/"), ("MYSQL_HOST", "wrong.invalid")],
        file: "[client]\nhost=wrong.invalid\npassword=wrong\n",
        ..Given::default()
    };
    the_ssl_mode_flag_counts_more_than_the_connection_string: Given {
        flags: &["--dsn", "mysql://app:PASS!@127.0.0.1:PORT!/?ssl-mode=required", "--ssl-mode", "disabled"],
        ..Given::default()
    };
    the_connection_strings_ssl_mode_counts_more_than_the_option_files: Given {
        flags: &["--dsn", "app:PASS!@tcp(127.0.0.1:PORT!)/?tls=false", "--defaults-file", "FILE!"],
        file: "[client]\nssl-mode=required\n",
        ..Given::default()
    };
}

#[test]
fn nothing_but_a_named_server_is_ever_connected_to() {
    let home = "[client]\nhost=127.0.0.1\nport=PORT!\nuser=app\npassword=PASS!\n";
    let env = &[("MYSQL_HOST", "127.0.0.1"), ("MYSQL_TCP_PORT", "PORT!"), ("MYSQL_PWD", "PASS!")];
    let file = "pool: {library: generic, max_open: 5}\n";
    let ended = run(&Given { flags: &["FILE!"], env, home, file });
    assert!(ended.stdout.contains("no server was given"), "{ended:?}");
    let flags = &["--password-file", "SECRET!", "--config", "FILE!"];
    let ended = run(&Given { flags, env, home, file: "pool: {library: go}\n" });
    assert!(ended.status == 2 && ended.stderr.contains("--dsn, or --defaults-file"), "{ended:?}");
}

#[test]
fn mistakes_in_what_completes_a_server_are_told_before_anybody_connects() {
    let dsn = &["--dsn", "mysql://app:PASS!@127.0.0.1:PORT!/"];
    let of_home = run(&Given { flags: dsn, home: "nonsense\n", ..Given::default() });
    assert!(
        of_home.status == 2 && of_home.stderr.contains("an option file that --no-defaults leaves out"),
        "{of_home:?}"
    );
    assert!(of_home.stderr.contains(".my.cnf:1: an option stands before any group"), "{of_home:?}");
    for (flags, says) in [
        (
            &["--dsn", "mysql://", "--defaults-file", "/nowhere/my.cnf"][..],
            "--defaults-file: /nowhere/my.cnf: it cannot be",
        ),
        (&["--dsn", "mysql://", "--password-file", "/nowhere/secret"], "cannot read the password from /nowhere/secret"),
        (&["--dsn", "mysql://", "--password-file", "/dev/null"], "the password file /dev/null is empty"),
        (&["--dsn", "mysql://", "--password-file", "FILE!"], "holds more than one line"),
        (&["--dsn", "mysql://", "--ssl-mode", "yes"], "the modes are disabled, preferred, required"),
        (&["--dsn", "mysql://", "--ssl-ca", "/nowhere/ca.pem"], "ssl-ca /nowhere/ca.pem: No such file"),
        (&["--dsn", "mysql://", "--ssl-ca", "FILE!"], "it holds no certificate; a PEM file is wanted"),
        (&["--dsn", "mysql://", "--ssl-cert", "FILE!"], "--ssl-key"),
        (&["--dsn", "mysql://", "--ask-password"], "there is no terminal to ask for the password"),
        (&["--dsn", "mysql://", "--password-file", "-", "--config", "-"], "standard input cannot be both"),
    ] {
        let ended = run(&Given { flags, file: "[client]\npassword=PASS!\n", ..Given::default() });
        assert!(ended.status == 2 && ended.stderr.contains(says), "{flags:?}: {ended:?}");
    }
    let port = run(&Given { flags: dsn, env: &[("MYSQL_TCP_PORT", "sql")], ..Given::default() });
    assert!(port.status == 2 && port.stderr.contains("MYSQL_TCP_PORT is no number"), "{port:?}");
}

#[test]
fn a_password_comes_through_standard_input_and_through_a_descriptor() {
    let server = server();
    let dsn = format!("mysql://app@127.0.0.1:{}/", server.port);
    for name in ["-", "/dev/stdin"] {
        let mut child = program()
            .args(["--dsn", &dsn, "--password-file", name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(format!("{PASSWORD}\r\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.code().unwrap() <= 1, "{name}: {output:?}");
    }
}

/// Runs on a terminal of its own, which util-linux's `script` makes, and types the password at the prompt.
#[test]
fn a_password_that_is_asked_for_is_not_echoed() {
    let server = server();
    let script = Path::new("/usr/bin/script");
    assert!(script.exists(), "this test needs a terminal of its own: install the Debian package `bsdutils`");
    let poolcheck = env!("CARGO_BIN_EXE_poolcheck");
    let command = format!("{poolcheck} --ask-password --dsn mysql://app@127.0.0.1:{}/", server.port);
    let mut child = Command::new(script)
        .args(["-qec", &command, "/dev/null"])
        .env("TERM", "dumb")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut screen = child.stdout.take().unwrap();
    let mut seen = Vec::new();
    let mut byte = [0];
    while !seen.ends_with(b"password: ") {
        assert_eq!(screen.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&seen));
        seen.extend(byte);
    }
    let mut keyboard = child.stdin.take().unwrap();
    keyboard.write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    screen.read_to_end(&mut seen).unwrap();
    let seen = String::from_utf8_lossy(&seen);
    assert!(child.wait().unwrap().code().unwrap() <= 1, "{seen}");
    assert!(seen.contains("MariaDB") && !seen.contains(PASSWORD), "{seen}");
}
