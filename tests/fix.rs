//! Fixes: nothing but the values' bytes changes, a second run finds nothing to fix, one side of a conflict changes.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use poolcheck::audit::finding::{Severity, Side};
use poolcheck::audit::policy::Policy;
use poolcheck::audit::{self, Audit};
use poolcheck::client::flags::Flags;
use poolcheck::client::read::{self, ReadError};
use poolcheck::fix::{Plan, Wish, diff, plan};
use poolcheck::server::{ServerState, capture};
use poolcheck::text::place::SourceFile;
use proptest::prelude::*;
use support::program;
use support::scenario;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Every scenario's configuration with its server, and every healthy configuration with a server that it is not fit for.
fn cases() -> Vec<(PathBuf, PathBuf)> {
    let mut cases = Vec::new();
    for scenario in scenario::all() {
        // What stands in other forms is fixed by the tests of those.
        let config = Some(scenario.folder.join("app.yaml")).filter(|config| config.exists());
        cases.extend(config.map(|config| (config, scenario.folder.join(scenario.server()))));
    }
    let strict = fixtures().join("fixes/small-server.ini");
    for entry in fs::read_dir(fixtures().join("healthy")).expect("healthy").flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "yaml") {
            cases.push((entry.path(), strict.clone()));
        }
    }
    for entry in fs::read_dir(fixtures().join("fixes")).expect("fixes").flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "yaml") {
            cases.push((entry.path(), strict.clone()));
        }
    }
    cases.sort();
    cases
}

fn judge(files: &[Arc<SourceFile>], server: &ServerState) -> Result<Audit, ReadError> {
    let client = read::read(files, &Flags::default())?;
    Ok(audit::run(&client, true, server, &Policy::default()))
}

fn server(path: &Path) -> ServerState {
    ServerState::Known(Box::new(capture::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))))
}

const CLIENT: Wish = Wish { client: true, server: false, prefer: Side::Client };

fn planned(text: &str, server: &ServerState, wish: Wish) -> Option<Plan> {
    plan(&[Arc::new(SourceFile::new("app.yaml", text))], server, wish, &judge).ok()
}

/// The text with the plan, after checking that nothing but the values' bytes differs.
fn applied(text: &str, plan: &Plan) -> String {
    let file = &plan.files[0];
    let fixed = file.apply(text);
    // Cut the changed values out of both: what is left must be equal.
    let (mut before, mut after) = (text.to_owned(), fixed.clone());
    let patches: Vec<_> = file.patches().collect();
    let mut grown = 0_isize;
    let mut cuts = Vec::new();
    for patch in &patches {
        let span = patch.place.span;
        assert_eq!(&text[span.start..span.end], patch.was);
        assert!(!patch.replacement.contains(['\n', '\r', '#', ' ']), "{}", patch.replacement);
        let start = span.start.checked_add_signed(grown).expect("in the text");
        cuts.push((span.start..span.end, start..start + patch.replacement.len()));
        grown +=
            isize::try_from(patch.replacement.len()).expect("small") - isize::try_from(patch.was.len()).expect("small");
    }
    for (old, new) in cuts.into_iter().rev() {
        before.replace_range(old, "");
        after.replace_range(new, "");
    }
    assert_eq!(before, after);
    fixed
}

/// Applies a unified diff, by the text of its hunks alone.
fn patched(text: &str, diff: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut out = String::new();
    let mut at = 0;
    let mut rest = diff.split_inclusive('\n').skip(2).peekable();
    while let Some(line) = rest.next() {
        let whole =
            |body: &str, last: bool| if last { body.trim_end_matches('\n').to_owned() } else { body.to_owned() };
        let last = rest.peek().is_some_and(|next| next.starts_with('\\'));
        match line.split_at(1) {
            ("@", header) => {
                let start = header.split(['-', ',']).nth(1).and_then(|n| n.parse::<usize>().ok()).expect("a line");
                out.extend(lines[at..start - 1].iter().copied());
                at = start - 1;
            }
            (" ", body) => {
                assert_eq!(lines[at], whole(body, last));
                out.push_str(lines[at]);
                at += 1;
            }
            ("-", body) => {
                assert_eq!(lines[at], whole(body, last));
                at += 1;
            }
            ("+", body) => out.push_str(&whole(body, last)),
            ("\\", _) => {}
            other => panic!("no line of a diff: {other:?}"),
        }
    }
    out.extend(lines[at..].iter().copied());
    out
}

fn check(text: &str, server: &ServerState, wish: Wish) {
    let Some(first) = planned(text, server, wish) else { return };
    let fixed = applied(text, &first);
    let shown = diff::unified(&first.files);
    assert_eq!(shown.is_empty(), fixed == text);
    if !shown.is_empty() {
        assert_eq!(patched(text, &shown), fixed, "{shown}");
    }
    let again = planned(&fixed, server, wish).expect("readable after a fix");
    assert!(!again.files[0].is_changed(), "a second run changes: {}", diff::unified(&again.files));
    let count = |text: &str, severity| {
        let audit = judge(&[Arc::new(SourceFile::new("app.yaml", text))], server).expect("readable");
        audit.count(severity)
    };
    assert!(count(&fixed, Severity::Error) <= count(text, Severity::Error), "more errors: {shown}");
}

#[test]
fn every_fixture_is_fixed_in_its_values_alone_and_once() {
    let mut changed = 0;
    for (config, path) in cases() {
        let text = fs::read_to_string(&config).expect("text");
        let server = server(&path);
        for text in [text.clone(), text.replace('\n', "\r\n"), text.trim_end().to_owned()] {
            for prefer in [Side::Client, Side::Server] {
                check(&text, &server, Wish { prefer, ..CLIENT });
                check(&text, &server, Wish { prefer, server: true, ..CLIENT });
            }
            changed += usize::from(planned(&text, &server, CLIENT).is_some_and(|plan| plan.files[0].is_changed()));
        }
    }
    assert!(changed > 30, "only {changed} fixtures are changed at all");
}

#[test]
fn a_value_is_changed_in_the_unit_and_the_form_that_its_file_has() {
    let server = server(&fixtures().join("scenarios/n1-hikari-keeps-a-floor/server.ini"));
    for (name, text, wanted) in [
        (
            "application.yml",
            "spring:\n  datasource:\n    url: jdbc:mysql://h/d\n    hikari: {max-lifetime: 3600000, minimum-idle: 2}\n",
            "max-lifetime: 810000,",
        ),
        (
            "application.properties",
            "spring.datasource.url=jdbc:mysql://h/d\nspring.datasource.hikari.max-lifetime = 3600000\n",
            "max-lifetime = 810000\n",
        ),
        (
            "settings.py",
            "from sqlalchemy import create_engine\nengine = create_engine('mysql+pymysql://h/d', pool_recycle=3600)\n",
            "pool_recycle=810)",
        ),
        (
            "config.toml",
            "[database]\nurl = \"mysql://u@h/d\"\nmax_connections = 5\nidle_timeout = 7200\nmax_lifetime = 3600\n\
             test_before_acquire = false\n",
            "test_before_acquire = true\n",
        ),
        (
            "appsettings.json",
            "{\"ConnectionStrings\": {\"A\": \"Server=h;Port=3306;Uid=u;Connection Idle Timeout=3600\"}}\n",
            "Connection Idle Timeout=810\"",
        ),
    ] {
        let file = Arc::new(SourceFile::new(name, text));
        let plan = plan(&[file], &server, CLIENT, &judge).unwrap_or_else(|error| panic!("{name}: {error}"));
        let fixed = plan.files[0].apply(text);
        assert!(fixed.contains(wanted), "{name}: {fixed}");
    }
}

#[test]
fn one_side_of_a_conflict_changes() {
    let text = "pool:\n  library: go\n  max_open: 10\n  max_idle: 10\n  max_lifetime: 600s\n  connect_timeout: 5s\n  read_timeout: 60s\n  write_timeout: 30s\n";
    let server = "version = 8.0.36\nmax_connections = 151\nwait_timeout = 500\ninteractive_timeout = 500\n";
    let server = ServerState::Known(Box::new(capture::read_text("server.ini", server).expect("a server")));
    let sides = |prefer, server_too| {
        let plan = planned(text, &server, Wish { client: true, server: server_too, prefer }).expect("readable");
        let variables: Vec<_> = plan.settings.iter().map(|setting| setting.assignment.variable.clone()).collect();
        (plan.files[0].patches().count(), variables)
    };
    assert_eq!(sides(Side::Client, true), (1, vec![]));
    assert_eq!(sides(Side::Server, true), (0, vec!["wait_timeout".to_owned()]));
    assert_eq!(sides(Side::Client, false), (1, vec![]));
    let alone = planned(text, &server, Wish { client: false, server: true, prefer: Side::Client }).expect("readable");
    assert_eq!((alone.files[0].is_changed(), alone.settings.len()), (false, 1));
}

#[test]
fn findings_that_want_opposite_values_do_not_chase_each_other() {
    // Ten requests of eleven connections each deadlock below 101, and the server gives 50.
    let text = "pool:\n  library: go\n  max_open: 60\n  max_idle: 60\n  max_lifetime: 5m\n  threads: 10\n  connections_per_request: 11\n";
    let server = "version = 8.0.36\nmax_connections = 50\nwait_timeout = 28800\ninteractive_timeout = 28800\n";
    let server = ServerState::Known(Box::new(capture::read_text("server.ini", server).expect("a server")));
    check(text, &server, CLIENT);
}

/// A run in a folder that holds one configuration and one server.
fn run(config: &[u8], server: &str, args: &[&str]) -> (Output, Vec<u8>, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("app.yaml"), config).expect("written");
    fs::write(folder.path().join("server.ini"), server).expect("written");
    let mut command = program();
    command.current_dir(folder.path()).args(["--dsn", "server.ini", "--config", "app.yaml"]).args(args);
    let output = command.output().expect("the program runs");
    let after = fs::read(folder.path().join("app.yaml")).expect("still there");
    (output, after, folder)
}

const STALE: &str = "version = 8.0.36\nmax_connections = 151\nwait_timeout = 500\ninteractive_timeout = 500\n";

#[test]
fn a_diff_is_all_that_stands_on_standard_output_and_changes_nothing() {
    let config = b"\xEF\xBB\xBFpool: # ours\r\n  max_open: 10\r\n  max_idle: 10\r\n  max_lifetime: '1h' # why\r\n";
    let (output, after, _folder) = run(config, STALE, &["--diff"]);
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(stdout.starts_with("--- a/app.yaml\n+++ b/app.yaml\n@@ -1,4 +1,4 @@\n"), "{stdout}");
    assert!(stdout.contains("-  max_lifetime: '1h' # why\r\n+  max_lifetime: '7m30s' # why\r\n"), "{stdout}");
    assert_eq!(after, config);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_fix_changes_the_value_and_reports_what_stays() {
    let config = b"\xEF\xBB\xBFpool: # ours\r\n  max_open: 10\r\n  max_idle: 10\r\n  max_lifetime: '1h' # why\r\n";
    let (output, after, folder) = run(config, STALE, &["--fix", "--format", "json"]);
    let fixed = b"\xEF\xBB\xBFpool: # ours\r\n  max_open: 10\r\n  max_idle: 10\r\n  max_lifetime: '7m30s' # why\r\n";
    assert_eq!(String::from_utf8_lossy(&after), String::from_utf8_lossy(fixed));
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(stderr.contains("fixed app.yaml:4: '1h' → '7m30s' (lifetime-reaches-wait-timeout)"), "{stderr}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["pools"][0]["settings"]["max_lifetime"]["value"], 450);
    assert_eq!((report["summary"]["errors"].as_u64(), output.status.code()), (Some(0), Some(0)));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2, "nothing is left beside");
}

#[test]
fn no_diff_shows_a_password() {
    let config = b"db:\n  driver: mysql\n  password: hunter2\n  dsn: app:hunter2@tcp(db1:3306)/a?timeout=90s\n  max_open_conns: 500\n  max_idle_conns: 10\n  secret: |\n    hunter2\n    hunter2\n  conn_max_lifetime: 1h\n";
    let (output, ..) = run(config, &format!("{STALE}connect_timeout = 10\n"), &["--diff"]);
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!stdout.contains("hunter2") && !stderr.contains("hunter2"), "{stdout}{stderr}");
    assert!(stdout.contains("+  conn_max_lifetime: 7m30s\n") && stdout.contains("+  max_open_conns: "), "{stdout}");
    assert!(stderr.contains("left out of the diff"), "{stderr}");
    let (_, after, _folder) = run(config, &format!("{STALE}connect_timeout = 10\n"), &["--fix"]);
    assert!(String::from_utf8_lossy(&after).contains("app:hunter2@tcp(db1:3306)/a?timeout=10s\n"));
}

#[test]
fn a_shared_value_is_named_and_left_alone() {
    for config in [
        "base: &b\n  driver: mysql\n  max_open_conns: 10\n  max_idle_conns: 10\n  conn_max_lifetime: 10h\nprod: *b\n",
        "x: &t 10h\npool:\n  max_open: 10\n  max_idle: 10\n  max_lifetime: *t\n",
        "x-base: &b {max_open: 10, max_idle: 10, max_lifetime: 10h}\npools:\n  a: {<<: *b}\n  b: *b\n",
    ] {
        let (output, after, _folder) = run(config.as_bytes(), STALE, &["--fix"]);
        assert_eq!(String::from_utf8_lossy(&after), config);
        let stderr = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(stderr.contains("shared through an anchor"), "{config}{stderr}");
    }
}

#[test]
fn a_placeholder_is_named_and_left_alone() {
    let config = "pool: {max_open: 10, max_idle: 10, max_lifetime: \"${LIFETIME:-10h}\"}\n";
    let (output, after, _folder) = run(config.as_bytes(), STALE, &["--fix"]);
    assert_eq!(String::from_utf8_lossy(&after), config);
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(stderr.contains("comes from a placeholder"), "{stderr}");
}

#[test]
fn the_script_says_what_survives_a_restart() {
    let config = "pool: {max_open: 10, max_idle: 10, max_lifetime: 1h}\n";
    for (version, expected) in [
        ("8.0.36", "SET PERSIST wait_timeout = 3960;"),
        ("5.7.44-log", "SET GLOBAL wait_timeout = 3960;"),
        ("10.11.6-MariaDB", "-- [mysqld]\n-- wait_timeout = 3960\n"),
        ("8.0.mysql_aurora.3.04.0", "-- set wait_timeout = 3960 in the parameter group"),
    ] {
        let server = STALE.replace("8.0.36", version);
        let (_, after, folder) = run(config.as_bytes(), &server, &["--fix-sql", "server.sql"]);
        assert_eq!(String::from_utf8_lossy(&after), config);
        let script = fs::read_to_string(folder.path().join("server.sql")).expect("written");
        assert!(script.contains(expected), "{version}: {script}");
        let only = |line: &str| line.is_empty() || line.starts_with("-- ") || line.starts_with("SET ");
        assert!(script.lines().all(only), "{script}");
    }
}

#[test]
fn a_name_with_a_line_break_stays_in_its_comment() {
    let config = "pools: {\"a\\nDROP TABLE t;\": {max_open: 10, max_idle: 10, max_lifetime: 1h}}\n";
    let (_, _, folder) = run(config.as_bytes(), STALE, &["--fix-sql", "server.sql"]);
    let script = fs::read_to_string(folder.path().join("server.sql")).expect("written");
    assert!(!script.lines().any(|line| line.starts_with("DROP")), "{script}");
}

#[test]
fn what_cannot_be_done_is_a_mistake_of_the_command_line() {
    for args in [&["--fix", "--diff"][..], &["--prefer", "server"]] {
        let (output, ..) = run(b"pool: {max_open: 10}\n", STALE, args);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?}");
    }
    let output = program().args(["--fix", "--config", "-"]).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--diff prints the change"));
}

#[test]
fn a_file_that_is_given_twice_is_fixed_once_and_under_two_paths_not_at_all() {
    let config = "pool: {max_open: 10, max_idle: 10, max_lifetime: 1h}\n";
    let (_, once, folder) = run(config.as_bytes(), STALE, &["--fix"]);
    let (_, twice, _) = run(config.as_bytes(), STALE, &["--fix", "--config", "./app.yaml"]);
    assert_ne!(String::from_utf8_lossy(&once), config);
    assert_eq!(twice, once);
    let absolute = folder.path().join("app.yaml");
    let mut command = program();
    command.current_dir(folder.path()).args(["--dsn", "server.ini", "--fix", "--config", "app.yaml", "--config"]);
    let output = command.arg(&absolute).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is given twice"));
    assert_eq!(fs::read(&absolute).expect("still there"), once);
}

/// A value in one of the ways in which people write it.
fn styled(value: &str, style: u8) -> String {
    match style % 4 {
        1 => format!("\"{value}\""),
        2 => format!("'{value}'"),
        3 => format!("{value}  # agreed with ops: 200s"),
        _ => value.to_owned(),
    }
}

fn config() -> impl Strategy<Value = String> {
    let pool = (
        prop::option::weighted(0.9, 1_u64..3000),
        prop::option::of(0_u64..3000),
        prop::option::of(1_u64..100_000),
        prop::option::of(1_u64..100_000),
        prop::option::of(1_u64..300),
        1_u64..20,
        any::<[u8; 6]>(),
    );
    (prop::collection::vec(pool, 1..4), prop_oneof![Just("\n"), Just("\r\n")], any::<bool>()).prop_map(
        |(pools, ending, anchored)| {
            let mut lines = vec!["# pools of the shop".to_owned(), "pools:".to_owned()];
            for (index, (open, idle, lifetime, idle_time, timeout, replicas, styles)) in pools.into_iter().enumerate() {
                let anchor = if anchored && index == 0 { " &first" } else { "" };
                lines.push(format!("  pool{index}:{anchor}"));
                if anchored && index == 1 {
                    lines.push("    <<: *first".to_owned());
                }
                let mut put = |key: &str, value: Option<String>, style: u8| {
                    lines.extend(value.map(|value| format!("    {key}: {}", styled(&value, style))));
                };
                let seconds = |time: Option<u64>| time.map(|time| format!("{time}s"));
                put("max_open", open.map(|n| n.to_string()), styles[0]);
                put("max_idle", idle.map(|n| n.to_string()), styles[1]);
                put("max_lifetime", seconds(lifetime), styles[2]);
                put("max_idle_tme", seconds(idle_time), styles[3]);
                put("read_timeout", seconds(timeout), styles[4]);
                put("connect_timeout", seconds(timeout), styles[5]);
                put("replicas", Some(replicas.to_string()), 0);
            }
            lines.join(ending)
        },
    )
}

fn state() -> impl Strategy<Value = ServerState> {
    let version = prop_oneof![Just("8.0.36"), Just("10.11.6-MariaDB"), Just("8.0.mysql_aurora.3.04.0")];
    (version, 10_u64..20_000, 1_u64..100_000, prop_oneof![Just(0), 1_u64..500]).prop_map(
        |(version, connections, wait, user)| {
            let text = format!(
                "version = {version}\nmax_connections = {connections}\nwait_timeout = {wait}\ninteractive_timeout = 28800\n\
                 max_user_connections = {user}\nconnect_timeout = 10\nnet_read_timeout = 30\nnet_write_timeout = 60\n\
                 innodb_lock_wait_timeout = 50\n"
            );
            ServerState::Known(Box::new(capture::read_text("server.ini", &text).expect("a server")))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_fix_touches_values_alone_and_is_done_once(text in config(), server in state(), both: bool, client: bool) {
        let prefer = if client { Side::Client } else { Side::Server };
        check(&text, &server, Wish { client: true, server: both, prefer });
    }
}

/// What `--diff` prints and complains of, for one file against the captured server.
fn diff_of(name: &str, text: &str) -> (String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), text).expect("written");
    let server = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/servers/mysql-9.7");
    let output = program()
        .current_dir(folder.path())
        .args(["--dsn", server, "--config", name, "--diff"])
        .output()
        .expect("runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr))
}

#[test]
fn no_fix_makes_a_pool_that_its_library_refuses() {
    let druid = |least: u32| {
        format!(
            "spring:\n  datasource:\n    url: jdbc:mysql://db/shop\n    druid:\n      max-active: 200\n      min-idle: 5\n      initial-size: {least}\n"
        )
    };
    let (diff, why) = diff_of("application.yml", &druid(180));
    assert_eq!(diff, "", "{why}");
    assert!(why.contains("the library of datasource would refuse what its settings were then"), "{why}");
    assert!(diff_of("application.yml", &druid(5)).0.contains("+      max-active: "));
}

#[test]
fn no_fix_rests_on_a_server_that_is_only_assumed() {
    let two = "spring:\n  datasource:\n    one: {jdbc-url: 'jdbc:mysql://db-a/x', maximum-pool-size: 200}\n    two: {jdbc-url: 'jdbc:mysql://db-b/x', maximum-pool-size: 20}\n";
    let (diff, why) = diff_of("application.yml", two);
    assert_eq!(diff, "", "{why}");
    assert!(why.contains("which server its pool leads to is not known: say it with --host-alias"), "{why}");
}
