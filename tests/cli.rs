//! The command line as scripts see it: exit status, what goes where, bad input, and no password in any output.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use support::program;

const HEALTHY: &str = "pool:\n  library: go\n  max_open: 20\n  max_idle: 20\n  max_lifetime: 5m\n  connect_timeout: 5s\n  read_timeout: 30s\n";
const SERVER: &str = "version = 8.0.36\nmax_connections = 151\nwait_timeout = 28800\ninteractive_timeout = 28800\n";

/// What a run left behind.
#[derive(Debug)]
struct Ran {
    status: i32,
    stdout: String,
    stderr: String,
}

fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("the program runs");
    Ran {
        status: output.status.code().expect("a status, not a signal"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Runs in a folder that holds `app.yaml` and `server.ini`.
fn in_folder(config: &[u8], args: &[&str]) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("app.yaml"), config).expect("written");
    std::fs::write(folder.path().join("server.ini"), SERVER).expect("written");
    ran(program().current_dir(folder.path()).args(args))
}

#[test]
fn a_healthy_pool_says_so_in_the_first_line() {
    let ran = in_folder(HEALTHY.as_bytes(), &["--dsn", "server.ini", "--config", "app.yaml"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let first = ran.stdout.lines().next().unwrap_or_default();
    assert!(first.contains("info") || first.starts_with("no problems found"), "{first}");
}

#[test]
fn an_empty_server_is_a_mistake() {
    for args in [&["--dsn", ""][..], &["--dsn", "", "--config", "app.yaml"]] {
        let ran = in_folder(HEALTHY.as_bytes(), args);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{args:?}: {ran:?}");
        assert!(ran.stderr.contains("--dsn"), "{ran:?}");
    }
}

#[test]
fn an_unset_variable_in_ci_is_a_mistake_too() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("app.yaml"), HEALTHY).expect("written");
    let ran = ran(program().current_dir(folder.path()).env("POOLCHECK_DSN", "").args(["--config", "app.yaml"]));
    assert_eq!(ran.status, 2, "{ran:?}");
}

/// The same audit, however its path is given, and with none the working folder's.
#[test]
fn a_path_needs_no_flag_and_no_path_is_the_working_folder() {
    let found = |args: &[&str]| {
        let ran = in_folder(b"pool:\n  max_open: 500\n", args);
        assert_eq!(ran.stderr, "", "{args:?}");
        (ran.status, ran.stdout)
    };
    let named = found(&["--dsn", "server.ini", "--config", "app.yaml"]);
    assert_eq!(named.0, 1);
    assert_eq!(found(&["--dsn", "server.ini", "app.yaml"]), named);
    assert_eq!(found(&["check", "app.yaml", "--dsn", "server.ini"]), named);
    for args in [&[][..], &["."], &["check"]] {
        let (status, text) = found(args);
        assert!(status == 1 && text.contains("app.yaml:2") && text.contains("500 × 1 = 500"), "{args:?}: {text}");
    }
}

#[test]
fn a_word_that_is_no_path_gets_the_likely_command() {
    for (args, wanted) in [
        (&["captur"][..], "did you mean `poolcheck capture`?"),
        (&["nowhere.yaml"], "nowhere.yaml"),
        (&["mysql://root@db1/"], "--dsn"),
        (&["--dns", "x"], "--dsn"),
    ] {
        let ran = in_folder(b"", args);
        assert!(ran.status == 2 && ran.stderr.contains(wanted), "{args:?}: {ran:?}");
        assert_eq!(ran.stdout, "", "{args:?}");
    }
}

/// The configuration's own server is asked, and never another, after it was said which; a password is in no output.
#[test]
fn the_application_s_own_server_is_asked_after_it_was_said_which() {
    let port = closed_port();
    let one =
        |name: &str, host: &str| format!("{name}:\n  dsn: \"app:hunter2@tcp({host})/shop\"\n  max_open_conns: 5\n");
    let config = one("mysql", &format!("127.0.0.1:{port}"));
    let ran = in_folder(config.as_bytes(), &["--dsn", "app", "app.yaml"]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.stderr.contains(&format!("asking app@127.0.0.1:{port}/shop, which app.yaml:2 names")), "{ran:?}");
    assert!(!format!("{ran:?}").contains("hunter2"), "{ran:?}");
    let two = format!("{}{}", one("orders", "db-a:3306"), one("billing", "db-b:3306"));
    let several = in_folder(two.as_bytes(), &["--dsn", "app", "app.yaml"]);
    assert!(several.status == 2 && several.stderr.contains("--dsn app:orders"), "{several:?}");
    assert!(several.stderr.contains("db-a:3306") && several.stderr.contains("db-b:3306"), "{several:?}");
    let none = in_folder(HEALTHY.as_bytes(), &["--dsn", "app", "app.yaml"]);
    assert!(none.status == 2 && none.stderr.contains("--dsn mysql://"), "{none:?}");
}

#[test]
fn what_cannot_be_audited_has_no_report_around_it() {
    let ran = in_folder(HEALTHY.as_bytes(), &["--dsn", "nowhere.ini", "app.yaml"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{ran:?}");
    assert!(ran.stderr.lines().count() <= 2 && ran.stderr.contains("nowhere.ini"), "{ran:?}");
}

#[test]
fn an_error_is_explained_by_its_number_and_by_its_text() {
    for args in
        [&["explain", "1040"][..], &["explain", "Too many connections"], &["explain", "Too", "many", "connections"]]
    {
        let ran = in_folder(b"", args);
        assert!(ran.status == 0 && ran.stdout.contains("fleet-exceeds-max-connections"), "{args:?}: {ran:?}");
    }
    let unknown = in_folder(b"", &["explain", "all is well"]);
    assert!(unknown.status == 2 && unknown.stderr.contains("gone away"), "{unknown:?}");
}

/// A configuration that cannot be used, with what its error must name.
struct Bad {
    what: &'static str,
    config: Vec<u8>,
    names: &'static [&'static str],
}

fn bad_configs() -> Vec<Bad> {
    let bad = |what, config: &str, names| Bad { what, config: config.as_bytes().to_vec(), names };
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        laughs.push_str(&format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", ")));
    }
    vec![
        bad("an empty file", "", &["app.yaml", "empty"]),
        bad("a blank file", "  \n\n", &["app.yaml", "empty"]),
        bad("a connection string for a number", "mysql:\n  max_open_conns: \"u:hunter2@tcp(h)/x\"\n", &["app.yaml:2"]),
        bad("not YAML", "pool: [1, 2\n", &["app.yaml:"]),
        bad("a list at the top", "- 1\n- 2\n", &["app.yaml", "list"]),
        bad("a tab", "pool:\n\tmax_open: 5\n", &["app.yaml:2", "tab"]),
        bad("a word for a number", "pool:\n  max_open: ten\n", &["app.yaml:2:13", "max_open", "ten"]),
        bad("a negative number", "pool:\n  max_open: -5\n", &["app.yaml:2:13", "negative"]),
        bad("zero connections", "pool:\n  max_open: 0\n", &["app.yaml:2:13", "unlimited"]),
        bad("a huge number", "pool:\n  max_open: 1000000000000000000000000000000\n", &["app.yaml:2:13", "too large"]),
        bad("an unknown unit", "pool:\n  max_lifetime: 5 parsecs\n", &["app.yaml:2:17", "unit"]),
        bad("a bare number", "pool:\n  max_lifetime: 600\n", &["app.yaml:2:17", "600s"]),
        bad("a duration of zero", "pool:\n  max_lifetime: 0s\n", &["app.yaml:2:17", "never"]),
        bad("an unknown library", "pool:\n  library: gorm2000\n", &["app.yaml:2:12", "library"]),
        bad("a billion laughs", &laughs, &["app.yaml", "million"]),
        Bad {
            what: "50 MB",
            config: b"pool: {}\n#".iter().copied().chain(std::iter::repeat_n(b'x', 50 << 20)).collect(),
            names: &["app.yaml", "larger than 8 MiB"],
        },
        Bad { what: "binary", config: b"\x7fELF\x00\x01\x02\xff\xfe".to_vec(), names: &["app.yaml"] },
        Bad {
            what: "UTF-16",
            config: "\u{feff}pool:".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            names: &["app.yaml", "UTF-16"],
        },
    ]
}

#[test]
fn a_bad_configuration_is_one_paragraph_with_its_place_and_status_2() {
    for bad in bad_configs() {
        for format in ["table", "json"] {
            let ran = in_folder(&bad.config, &["--dsn", "server.ini", "--config", "app.yaml", "--format", format]);
            assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{}: {ran:?}", bad.what);
            assert_eq!(ran.stderr.trim_end().lines().count(), 1, "{}: {ran:?}", bad.what);
            assert!(!ran.stderr.contains("hunter2"), "{}: {ran:?}", bad.what);
            for name in bad.names {
                assert!(ran.stderr.contains(name), "{}: {name}: {ran:?}", bad.what);
            }
        }
    }
}

#[test]
fn a_missing_configuration_is_a_mistake() {
    let ran = in_folder(b"", &["--dsn", "server.ini", "--config", "nowhere.yaml"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.stderr.contains("nowhere.yaml"), "{ran:?}");
}

#[test]
fn a_configuration_without_a_pool_does_not_pass_a_gate() {
    for config in ["# nothing\n", "http:\n  port: 8080\n"] {
        let ran = in_folder(config.as_bytes(), &["--dsn", "server.ini", "--config", "app.yaml"]);
        assert_eq!(ran.status, 1, "{config:?}: {ran:?}");
        assert!(ran.stdout.contains("no-pool-found"), "{ran:?}");
    }
}

#[test]
fn standard_input_is_a_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("server.ini"), SERVER).expect("written");
    let mut child = program()
        .current_dir(folder.path())
        .args(["--dsn", "server.ini", "--config", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("piped").write_all(b"pool:\n  max_open: 500\n").expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["findings"][0]["location"]["file"], "<stdin>");
}

#[test]
fn a_capture_that_fails_leaves_the_one_of_before() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("db1.yaml"), "yesterday's").expect("written");
    let dsn = format!("app:x@tcp(127.0.0.1:{})/", closed_port());
    let args = ["capture", "--dsn", &dsn, "-o", "db1.yaml", "--timeout", "1s"];
    assert_eq!(ran(program().current_dir(folder.path()).args(args)).status, 3);
    assert_eq!(std::fs::read_to_string(folder.path().join("db1.yaml")).expect("still there"), "yesterday's");
}

/// A peak above the limit is evidence whatever the uptime, also where a paste does not hold it.
#[test]
fn a_pasted_peak_above_the_limit_is_a_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("app.yaml"), HEALTHY).expect("written");
    let pasted = "mysql> show variables like 'max_conn%';\n+---+---+\n| Variable_name | Value |\n+---+---+\n\
        | max_connections | 200 |\n+---+---+\n1 row in set\n\nmysql> show global status like 'Max_used%';\n+---+---+\n\
        | Variable_name | Value |\n+---+---+\n| Max_used_connections | 201 |\n+---+---+\n1 row in set\n";
    std::fs::write(folder.path().join("paste.txt"), pasted).expect("written");
    let ran = ran(program().current_dir(folder.path()).args(["--dsn", "paste.txt", "--config", "app.yaml", "-q"]));
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.stdout.contains("max-used-connections-high"), "{ran:?}");
}

/// The name of a pool is printed everywhere, so no connection string may become one.
#[test]
fn a_connection_string_never_names_a_pool() {
    for config in [
        "dbs: [{name: 'mysql://u:hunter2@h/x', dsn: 'u:hunter2@tcp(h:3306)/x', max_open_conns: 200}]\n",
        "db: {\"u:hunter2@tcp(h:3306)/x\": {max_open_conns: 200, driver: mysql}}\n",
        "pools: {\"u:hunter2@tcp(h:3306)/x\": {library: go, max_open: 200}}\n",
    ] {
        let ran =
            in_folder(config.as_bytes(), &["--dsn", "server.ini", "--config", "app.yaml", "--format", "json", "-v"]);
        assert_eq!(ran.status, 1, "{config}: {ran:?}");
        assert!(!format!("{ran:?}").contains("hunter2"), "{config}");
    }
    let ran = in_folder(b"http: {}\n", &["--dsn", "user=u password=hunter2 host=h", "--config", "app.yaml"]);
    assert!(ran.status == 2 && !format!("{ran:?}").contains("hunter2"), "{ran:?}");
}

/// An application may have a `pool` or `pools` of its own, and a template's placeholder is no value.
#[test]
fn what_an_application_means_is_not_taken_for_something_else() {
    let findings = |config: &str| {
        let args = ["--dsn", "server.ini", "--config", "app.yaml", "--format", "json", "--fail-on", "never"];
        let report: serde_json::Value =
            serde_json::from_str(&in_folder(config.as_bytes(), &args).stdout).expect("JSON");
        let found = report["findings"].as_array().expect("findings").iter();
        found
            .filter(|f| f["severity"] != "info")
            .map(|f| f["rule"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(findings("pool: {size: 5, workers: 3}\n"), ["no-pool-found"]);
    let dsn = "dsn: 'u:p@tcp(h:3306)/x?timeout=5s&readTimeout=60s'";
    let own = format!("pools: {{mysql: {{max_open_conns: 10, max_idle_conns: 10, conn_max_lifetime: 5m, {dsn}}}}}\n");
    assert_eq!(findings(&own), Vec::<String>::new());
    let postgres = "database: {dsn: 'host=a user=b dbname=c port=5432 sslmode=disable', max_open_conns: 200}\n";
    assert_eq!(findings(postgres), ["no-pool-found"]);
    let helm =
        "mysql:\n  max_open_conns: {{ .Values.open }}\n  max_idle_conns: 5\n  conn_max_lifetime: {{ .Values.life }}\n";
    assert_eq!(findings(helm), Vec::<String>::new());
    assert_eq!(findings("session: {store: redis, max_open: 500, max_idle: 500}\n"), ["no-pool-found"]);
    let short = "mysql: {dsn: 'u:p@/x?timeout=5s&readTimeout=60s', max_open_conns: 10, max_idle_conns: 10, conn_max_lifetime: 5m}\n";
    assert_eq!(findings(short), Vec::<String>::new());
}

#[test]
fn a_supposition_of_the_server_is_judged_or_refused() {
    let run = |args: &[&str]| in_folder(HEALTHY.as_bytes(), &[&["--config", "app.yaml"], args].concat());
    let supposed = run(&["--dsn", "server.ini", "--set", "server.wait_timeout=60"]);
    assert_eq!(supposed.status, 1, "{supposed:?}");
    let in_words = run(&["--dsn", "server.ini", "--set", "server.wait_timeout=600s"]);
    assert!(in_words.status == 2 && in_words.stderr.contains("28800"), "{in_words:?}");
    // Without a server what is supposed of one is all that is known.
    let alone = run(&["--set", "server.wait_timeout=60", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&alone.stdout).expect("JSON");
    assert_eq!(report["server"]["source"], "stated", "{alone:?}");
    assert_eq!(report["findings"][0]["rule"], "lifetime-reaches-wait-timeout", "{alone:?}");
    let budget = run(&["--set", "server.max_connections=300"]);
    assert!(budget.stdout.contains("6.7 %"), "{budget:?}");
}

#[test]
fn two_captures_show_what_changed_and_what_that_means() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("app.yaml"), HEALTHY).expect("written");
    std::fs::write(folder.path().join("a.ini"), SERVER).expect("written");
    std::fs::write(folder.path().join("b.ini"), SERVER.replace("wait_timeout = 28800\ni", "wait_timeout = 60\ni"))
        .expect("written");
    let diff = |args: &[&str]| ran(program().current_dir(folder.path()).arg("diff").args(args));
    let worse = diff(&["a.ini", "b.ini", "--config", "app.yaml", "--format", "json"]);
    assert_eq!(worse.status, 1, "{worse:?}");
    let report: serde_json::Value = serde_json::from_str(&worse.stdout).expect("JSON");
    assert_eq!(report["changed"], serde_json::json!([{"name": "wait_timeout", "before": "28800", "after": "60"}]));
    assert_eq!(report["appeared"][0]["rule"], "lifetime-reaches-wait-timeout");
    let better = diff(&["b.ini", "a.ini", "--config", "app.yaml"]);
    assert!(better.status == 0 && better.stdout.contains("vanished"), "{better:?}");
    let same = diff(&["a.ini", "a.ini", "--config", "app.yaml"]);
    assert_eq!((same.status, same.stdout.as_str()), (0, "nothing that matters to pools changed\n"));
    assert_eq!(diff(&["a.ini", "nowhere.ini"]).status, 3);
}

#[test]
fn a_reserve_on_the_command_line_lowers_the_limit() {
    let config = b"pool:\n  library: go\n  max_open: 150\n  max_idle: 150\n  max_lifetime: 5m\n";
    let run = |args: &[&str]| {
        let all = [&["--dsn", "server.ini", "--config", "app.yaml", "--format", "json"], args].concat();
        let report: serde_json::Value = serde_json::from_str(&in_folder(config, &all).stdout).expect("JSON");
        report["budget"]["limit"].as_u64()
    };
    assert_eq!((run(&[]), run(&["--reserved", "11"])), (Some(151), Some(140)));
}

#[test]
fn a_workload_on_the_command_line_is_judged() {
    let config = b"pool:\n  library: go\n  max_open: 100\n  max_idle: 5\n  max_lifetime: 5m\n";
    let idles_too_few = |args: &[&str]| {
        let all = [&["--dsn", "server.ini", "--config", "app.yaml"], args].concat();
        in_folder(config, &all).stdout.contains("max-idle-below-peak")
    };
    assert_eq!(
        (idles_too_few(&["--quiet"]), idles_too_few(&["-q", "--workload", "peak_concurrency=70"])),
        (false, true)
    );
}

#[test]
fn fail_on_decides_the_status() {
    let warns =
        "pool:\n  library: go\n  max_open: 100\n  max_lifetime: 5m\n  connect_timeout: 5s\n  read_timeout: 30s\n";
    for (fail_on, status) in [("error", 0), ("warning", 1), ("info", 1), ("never", 0)] {
        let ran = in_folder(warns.as_bytes(), &["--dsn", "server.ini", "--config", "app.yaml", "--fail-on", fail_on]);
        assert_eq!(ran.status, status, "{fail_on}: {}", ran.stdout);
    }
}

#[test]
fn a_missing_capture_is_a_server_that_could_not_be_audited() {
    let ran = in_folder(HEALTHY.as_bytes(), &["--dsn", "./nowhere.tsv", "--config", "app.yaml", "--format", "json"]);
    assert_eq!(ran.status, 3, "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a report all the same");
    assert_eq!(report["server"]["source"], "unreachable");
    assert_eq!(report["server"]["stage"], "capture");
}

/// What a listener on a free port does with each connection.
fn listener(serve: impl Fn(std::net::TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            serve(stream);
        }
    });
    port
}

fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

#[test]
fn a_server_that_cannot_be_audited_ends_in_time_with_status_3_and_no_password() {
    let silent = listener(|stream| {
        thread::spawn(move || {
            let mut stream = stream;
            let _ = stream.read(&mut [0; 1]);
        });
    });
    let http = listener(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    let drip = listener(|mut stream| {
        thread::spawn(move || {
            for byte in std::iter::repeat_n(b"\x4a\x00\x00\x00\x0a", 100).flatten() {
                if stream.write_all(&[*byte]).is_err() {
                    return;
                }
                thread::sleep(Duration::from_millis(100));
            }
        });
    });
    let targets = [
        format!("127.0.0.1:{silent}"),
        format!("127.0.0.1:{http}"),
        format!("127.0.0.1:{drip}"),
        format!("127.0.0.1:{}", closed_port()),
        "no-such-host.invalid:3306".to_owned(),
    ];
    for target in targets {
        for dsn in [
            format!("mysql://app:hunter2@{target}/"),
            format!("app:hunter2@tcp({target})/"),
            format!("jdbc:mysql://{target}/?user=app&password=hunter2"),
        ] {
            let start = Instant::now();
            let ran = in_folder(
                HEALTHY.as_bytes(),
                &["--dsn", &dsn, "--config", "app.yaml", "--format", "json", "--timeout", "1s", "--verbose"],
            );
            assert_eq!(ran.status, 3, "{target}: {ran:?}");
            assert!(start.elapsed() < Duration::from_secs(4), "{target}: {:?}", start.elapsed());
            assert!(!format!("{ran:?}").contains("hunter2"), "{target}: {ran:?}");
            let host = target.split(':').next().unwrap_or_default();
            assert!(ran.stderr.contains(host), "{target}: {ran:?}");
            let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a report all the same");
            assert_eq!(report["server"]["source"], "unreachable", "{target}");
        }
    }
}

#[test]
fn colour_is_decided_by_the_flag_and_the_environment() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("app.yaml"), "pool:\n  max_open: 500\n").expect("written");
    let colours = |args: &[&str], env: &[(&str, &str)]| {
        let mut command = program();
        command.current_dir(folder.path()).args(["--config", "app.yaml"]).args(args).envs(env.iter().copied());
        ran(&mut command).stdout.contains('\u{1b}')
    };
    assert!(!colours(&[], &[]), "a pipe has no colour");
    assert!(colours(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(colours(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colours(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!colours(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn a_report_in_a_file_leaves_standard_output_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("app.yaml"), HEALTHY).expect("written");
    let run =
        |output: &str| ran(program().current_dir(folder.path()).args(["--config", "app.yaml", "--output", output]));
    let written = run("report.txt");
    assert_eq!((written.status, written.stdout.as_str()), (0, ""), "{written:?}");
    assert!(std::fs::read_to_string(folder.path().join("report.txt")).expect("written").contains("pool"));
    let refused = run("no/such/folder/report.txt");
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("no/such/folder/report.txt"), "{refused:?}");
}

#[test]
fn quiet_is_a_line_a_finding_and_verbose_adds_every_setting() {
    let config = b"pool:\n  max_open: 500\n";
    let quiet = in_folder(config, &["--dsn", "server.ini", "--config", "app.yaml", "--quiet"]);
    assert!(quiet.stdout.lines().all(|line| line.starts_with("app.yaml:")), "{}", quiet.stdout);
    assert!(quiet.stdout.contains("app.yaml:2:13: error[pool-exceeds-max-connections]: "), "{}", quiet.stdout);
    let verbose = in_folder(config, &["--dsn", "server.ini", "--config", "app.yaml", "--verbose"]);
    assert!(verbose.stdout.contains("tcp_keepalive"), "{}", verbose.stdout);
}

#[test]
fn every_line_fits_the_page() {
    let ran = in_folder(
        b"pool:\n  max_open: 500\n  replicas: 7\n",
        &["--dsn", "server.ini", "--config", "app.yaml", "--verbose"],
    );
    for line in ran.stdout.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

/// The driver's version decides the severity: a go.mod in the configuration's own folder tells it.
#[test]
fn a_go_mod_beside_the_configuration_tells_the_driver_s_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = "pool:\n  library: go\n  max_open: 20\n  max_idle: 20\n  max_lifetime: 9h\n";
    std::fs::write(folder.path().join("app.yaml"), config).expect("written");
    std::fs::write(folder.path().join("server.ini"), SERVER).expect("written");
    let severity = || {
        let args = [
            "--dsn",
            "server.ini",
            "--config",
            "app.yaml",
            "--format",
            "json",
            "--select",
            "lifetime-reaches-wait-timeout",
        ];
        let report: serde_json::Value =
            serde_json::from_str(&ran(program().current_dir(folder.path()).args(args)).stdout).expect("JSON");
        report["findings"][0]["severity"].as_str().map(str::to_owned)
    };
    assert_eq!(severity().as_deref(), Some("error"));
    let go_mod = "module shop\n\nrequire github.com/go-sql-driver/mysql v1.9.3\n";
    std::fs::write(folder.path().join("go.mod"), go_mod).expect("written");
    assert_eq!(severity().as_deref(), Some("warning"));
}

#[test]
fn rules_are_listed_and_explained() {
    let list = ran(program().args(["rules", "--format", "json"]));
    let rules: serde_json::Value = serde_json::from_str(&list.stdout).expect("JSON");
    for rule in rules.as_array().expect("a list") {
        let name = rule["name"].as_str().expect("a name");
        let page = ran(program().args(["explain", name]));
        assert_eq!(page.status, 0, "{name}");
        assert!(page.stdout.contains(name), "{name}");
    }
    let unknown = ran(program().args(["explain", "pool-exceeds-max-conections"]));
    assert_eq!(unknown.status, 2);
    assert!(unknown.stderr.contains("pool-exceeds-max-connections"), "{unknown:?}");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = program().args(["rules"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.code().is_some_and(|code| code == 0));
}

#[test]
fn the_command_line_reference_is_what_the_docs_say() {
    insta::assert_snapshot!("help", ran(program().arg("--help").env("COLUMNS", "80")).stdout);
}
