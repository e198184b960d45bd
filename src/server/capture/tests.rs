//! The forms against each other, and against what people paste.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

fn fixture(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/servers").join(path)
}

fn fixture_text(path: &str) -> String {
    std::fs::read_to_string(fixture(path)).unwrap()
}

fn values(entries: &Entries) -> Vec<(String, String)> {
    entries.iter().map(|(name, entry)| (name.to_owned(), entry.value.clone())).collect()
}

/// The text with `variables` shown by `SHOW`, as name, value, session.
fn variables(text: &str) -> Vec<(String, String, bool)> {
    let server = read_text("ticket.txt", text).unwrap();
    server.variables.iter().map(|(name, entry)| (name.to_owned(), entry.value.clone(), entry.session)).collect()
}

fn own(name: &str, value: &str, session: bool) -> (String, String, bool) {
    (name.to_owned(), value.to_owned(), session)
}

/// The forms were saved one after the other, so counters moved between them; these names did not.
const STILL: [&str; 5] = ["aborted_", "connection_errors_", "max_used_", "caching_sha2_", "rsa_public_key"];

fn assert_same(all: &Entries, some: &Entries, still: &[&str], form: &str) {
    assert!(some.len() > 15, "{form}: {}", some.len());
    for (name, value) in values(some) {
        let expected = all.text(&name).unwrap_or_else(|| panic!("{form} invents {name}"));
        if still.iter().any(|start| name.starts_with(start)) {
            assert_eq!(value, expected, "{form}: {name}");
        }
    }
}

#[test]
fn every_form_of_one_server_gives_the_same_values() {
    for (version, form) in [
        ("mysql-9.7", "box.txt"),
        ("mysql-9.7", "vertical.txt"),
        ("mysql-9.7", "json"),
        ("mariadb-10.11", "box.txt"),
        ("mariadb-10.11", "json"),
    ] {
        let tsv = read(&fixture(version)).unwrap();
        let parts = ["variables", "status"].map(|part| fixture_text(&format!("forms/{version}/{part}.{form}")));
        for both in [parts.concat(), parts.join("\n\n").replace('\n', "\r\n"), format!("\u{feff}{}", parts.concat())] {
            let other = read_text("both.txt", &both).unwrap();
            let form = format!("{version} {form}");
            assert_same(&tsv.variables, &other.variables, &[""], &form);
            assert_same(&tsv.status, &other.status, &STILL, &form);
            assert_eq!(other.flavor.name, tsv.flavor.name);
        }
    }
}

#[test]
fn whole_servers_have_all_their_rows() {
    for (version, flavor, number, rows) in [
        ("mysql-5.6", "mysql", "5.6.24", (436, 341)),
        ("mysql-9.7", "mysql", "9.7.4", (633, 517)),
        ("mariadb-10.11", "mariadb", "10.11.19", (656, 562)),
        ("mariadb-11.8", "mariadb", "11.8.6", (683, 571)),
    ] {
        let server = read(&fixture(version)).unwrap();
        assert_eq!((server.flavor.name, server.version.to_string().as_str()), (flavor, number));
        assert_eq!((server.variables.len(), server.status.len()), rows, "{version}");
        assert_eq!(server.variable("max_connections").map(|stated| stated.value), Some(151));
    }
}

#[test]
fn a_value_keeps_its_file_and_line() {
    let server =
        read_text("k1.txt", "# a rule's page\nmax_connections = 151  # default\nThreads_connected = 3\n").unwrap();
    let stated = server.variable("max_connections").unwrap();
    assert_eq!((stated.value, stated.origin.to_string().as_str()), (151, "k1.txt:2"));
    assert_eq!(
        server.counter("threads_connected").map(|c| (c.value, c.origin.to_string())),
        Some((3, "k1.txt:3".into()))
    );
}

const TICKET: &str = "\
Hi, this is what we have:

mysql> select version();
+------------+
| version()  |
+------------+
| 5.7.27-log |
+------------+
1 row in set (0.00 sec)

mysql> show variables like '%timeout%';
+---------------------+----------+
| Variable_name       | Value    |
+---------------------+----------+
| connect_timeout     | 10       |

| interactive_timeout | 28800    |
| wait_timeout        | 600      |
+---------------------+----------+
3 rows in set (0.00 sec)

mysql> show global variables like '%connections%'; show global status like 'Threads%';
+----------------------+-------+
| Variable_name        | Value |
+----------------------+-------+
| max_connections      | 151   |
| max_user_connections | 0     |
+----------------------+-------+
2 rows in set (0.00 sec)

+-------------------+-------+
| Variable_name     | Value |
+-------------------+-------+
| Threads_connected | 12    |
+-------------------+-------+
1 row in set (0.00 sec)

mysql> select @@global.wait_timeout, @@net_read_timeout;
+-----------------------+--------------------+
| @@global.wait_timeout | @@net_read_timeout |
+-----------------------+--------------------+
|                 28800 |                 30 |
+-----------------------+--------------------+
1 row in set (0.00 sec)

mysql> show databases;
+--------------------+
| Database           |
+--------------------+
| information_schema |
+--------------------+
mysql> select user, host from mysql.user;
+------+-----------+
| user | host      |
+------+-----------+
| root | localhost |
+------+-----------+
";

#[test]
fn a_pasted_session_tells_global_from_session_values() {
    let expected = [
        own("connect_timeout", "10", false),
        own("interactive_timeout", "28800", true),
        own("max_connections", "151", false),
        own("max_user_connections", "0", false),
        own("net_read_timeout", "30", true),
        own("version", "5.7.27-log", false),
        own("wait_timeout", "28800", false),
    ];
    assert_eq!(variables(TICKET), expected);
    assert_eq!(variables(&TICKET.replace('\n', "\r\n")), expected);
    assert_eq!(variables(&TICKET.replace('\n', "\n> ")), expected);
    let server = read_text("t.txt", TICKET).unwrap();
    assert_eq!(values(&server.status), [("threads_connected".to_owned(), "12".to_owned())]);
}

#[test]
fn session_values_say_so_in_their_origin() {
    let text = "MariaDB [(none)]> SHOW VARIABLES LIKE 'wait_timeout';\n| wait_timeout | 600 |\n";
    let stated = read_text("t.txt", text).unwrap().seconds("wait_timeout").unwrap();
    assert_eq!(stated.origin.note.as_deref(), Some("session value"));
}

#[test]
fn boxes_that_were_cut_wrapped_or_made_into_markdown() {
    let expected = [own("max_connections", "151", false), own("wait_timeout", "600", false)];
    for text in [
        "| max_connections | 151 |\n| wait_timeout | 600 |\n+----+----+\n",
        "+----+----+\n| Variable_name | Value |\n+----+----+\n| max_connections | 151 |\n| wait_timeout | 600 |\n| net_wri",
        "| Variable_name | Value |\n|:--------------|------:|\n| max_connections | 151 |\n| wait_timeout | 600 |\n",
        "+-----------------+---\n----+\n| Variable_name   | Va\nlue   |\n+-----------------+---\n----+\n\
         | max_connections | 15\n1     |\n| wait_timeout    | 60\n0     |\n+-----------------+---\n----+\n2 rows in set\n",
        "Variable_name   Value\nmax_connections   151\nwait_timeout   600\n",
        "Variable_name\tValue\nmax_connections\t151\nwait_timeout\t600\n",
        "max_connections\t151\nwait_timeout\t600\n",
        "@@max_connections\t@@global.wait_timeout\n151\t600\n",
        "max_connections=151\n@@global.wait_timeout = 600;\n",
        "[{\"Variable_name\":\"max_connections\",\"Value\":\"151\"},{\"Variable_name\":\"wait_timeout\",\"Value\":600}]",
        "{\"variables\": {\"max_connections\": 151, \"wait_timeout\": \"600\"}, \"status\": {\"Uptime\": 5}}",
        "JSON_OBJECTAGG(a,b)\n{\"MAX_CONNECTIONS\":\"151\", \"WAIT_TIMEOUT\":\"600\"}\n{\"UPTIME\":\"5\"}\n",
        "*** 1. row ***\nVariable_name: max_connections\nValue: 151\n\n*** 2. row ***\nVariable_name: wait_timeout\n\
         Value: 600\n2 rows in set (0.00 sec)\n\nmysql> exit\nBye: see you\n",
        "*** 1. row ***\n@@max_connections: 151\n@@global.wait_timeout: 600\n",
    ] {
        assert_eq!(variables(text), expected, "{text}");
    }
}

#[test]
fn values_of_several_words_lines_and_bars_stay_whole() {
    let text = "| ft_boolean_syntax | + -><()~*:\"\"&| |\n| version_comment | -- Please help us: a = b |\n";
    let expected = [
        own("ft_boolean_syntax", "+ -><()~*:\"\"&|", false),
        own("version_comment", "-- Please help us: a = b", false),
    ];
    assert_eq!(variables(text), expected);
}

#[test]
fn the_name_of_the_file_tells_what_no_statement_does() {
    let text = "| Variable_name | Value |\n| wsrep_ready | ON |\n";
    assert_eq!(read_text("a/status.txt", text).unwrap_err(), CaptureError::NoVariables);
    assert!(read_text("a/variables.box.txt", text).is_ok());
}

#[test]
fn what_is_no_capture_says_what_to_do() {
    for (text, expected) in [
        ("", CaptureError::Empty),
        (" \n\n", CaptureError::Empty),
        ("\0\u{1}\u{2}", CaptureError::Binary),
        ("ERROR 1045 (28000): Access denied for user 'x'@'y' (using password: YES)\n", CaptureError::Nothing),
        ("Uptime = 5\n", CaptureError::NoVariables),
        ("poolcheck_capture: 9\n", CaptureError::Newer(9)),
    ] {
        assert_eq!(read_text("t.txt", text).unwrap_err(), expected, "{text}");
    }
    assert!(matches!(read_text("t.txt", "poolcheck_capture: 1\nvariables: 3\n"), Err(CaptureError::Malformed(_))));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = read(&folder.path().join("none.txt")).unwrap_err();
    assert!(missing.to_string().contains("none.txt: there is no such file"), "{missing}");
    assert!(read(folder.path()).unwrap_err().message.contains("variables.*"));
    let path = folder.path().join("variables.txt");
    std::fs::write(&path, [0_u8, 159, 146, 150].repeat(100)).unwrap();
    assert!(read(folder.path()).unwrap_err().message.contains("not text"));
    let utf16: Vec<u8> = "\u{feff}max_connections\t151\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&path, utf16).unwrap();
    assert_eq!(read(folder.path()).unwrap().variable("max_connections").map(|s| s.value), Some(151));
    std::fs::write(folder.path().join("variables.tsv"), "max_connections\t300\n").unwrap();
    assert_eq!(read(folder.path()).unwrap().variable("max_connections").map(|s| s.value), Some(300));
}

#[test]
fn a_written_capture_reads_back_the_same() {
    for version in ["mysql-5.6", "mysql-9.7-full", "mariadb-11.8"] {
        let mut server = read(&fixture(version)).unwrap();
        server.account = Some(crate::server::facts::Account { user: "audit".to_owned(), max_user_connections: 2 });
        let text = write(&server, &Taken { at: "2026-11-21T04:30:00Z".to_owned() }).unwrap();
        let back = read_text("capture.yaml", &text).unwrap();
        let kept = |entries: &Entries| -> Vec<_> {
            values(entries).into_iter().filter(|(name, _)| !name.ends_with("rsa_public_key")).collect()
        };
        assert_eq!(values(&back.variables), kept(&server.variables), "{version}");
        assert_eq!(values(&back.status), kept(&server.status), "{version}");
        assert_eq!((back.account, back.flavor.name), (server.account, server.flavor.name));
        let line = text.lines().position(|line| line.starts_with("  max_connections:")).unwrap() + 1;
        assert_eq!(back.variables.get("max_connections").unwrap().origin.to_string(), format!("capture.yaml:{line}"));
        let again = write(&read_text("x", &text).unwrap(), &Taken { at: "2026-11-21T04:30:00Z".to_owned() }).unwrap();
        assert_eq!(again.replace("from: x", "from: y").lines().count(), text.lines().count());
    }
}

#[test]
fn a_written_capture_keeps_what_is_a_sessions_value_and_drops_secrets() {
    let text =
        "mysql> show variables;\n| wait_timeout | 600 |\n| report_password | hunter2 |\n| init_connect | a: #b\n'c |\n";
    let server = read_text("t.txt", text).unwrap();
    let written = write(&server, &Taken { at: String::new() }).unwrap();
    assert!(!written.contains("hunter2"), "{written}");
    let expected = [own("init_connect", "a: #b\n'c", false), own("wait_timeout", "600", true)];
    assert_eq!(variables(&written), expected);
}

#[test]
fn a_large_file_of_anything_is_read_in_seconds() {
    let begun = std::time::Instant::now();
    for piece in
        ["|a|\nx\n", "+--\n", "[\n", "{\"a\":\n", "*** 1. row ***\n", "a\tb\n", "show variables\n", "| a |\n", "\n\n"]
    {
        let _ = read_text("t.txt", &piece.repeat((256 << 10) / piece.len()));
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(30), "{:?}", begun.elapsed());
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in "[-+|*: a@\t\n\\{\"=,\\PC]{0,80}") {
        let _ = read_text("t.txt", &text);
    }

    #[test]
    fn a_cut_capture_never_invents_a_value(cut in 0_usize..2_000) {
        let text = TICKET.get(..cut).unwrap_or(TICKET);
        if let Ok(server) = read_text("t.txt", text) {
            let whole = read_text("t.txt", TICKET).unwrap();
            for (name, value) in values(&server.variables) {
                prop_assert!(TICKET.contains(&value) && whole.variables.get(&name).is_some(), "{} {}", name, value);
            }
        }
    }
}
