//! The fleet file: several servers in one run, each with the pools of all its services, and each mistake with its line.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value as Json;
use support::program;
use support::server::Mariadb;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fleet").join(name)
}

fn run(folder: &Path, args: &[&str]) -> Output {
    program().current_dir(folder).args(args).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn json(folder: &Path, args: &[&str]) -> Json {
    let output = run(folder, &[args, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}: {output:?}"))
}

/// The audit of a server by its name.
fn audit<'a>(report: &'a Json, name: &str) -> &'a Json {
    let audits = report["audits"].as_array().expect("audits");
    audits.iter().find(|audit| audit["name"] == name).unwrap_or_else(|| panic!("no audit {name}"))
}

fn rules(audit: &Json) -> Vec<&str> {
    let findings = audit["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["rule"].as_str().expect("a rule")).collect()
}

/// A copy of a fixture's folder with its servers and services, to write into.
fn copy() -> tempfile::TempDir {
    fn into(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                into(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).expect("copied");
            }
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    into(&fixture("platform"), folder.path());
    folder
}

#[test]
fn the_table_reads_well() {
    let output = run(&fixture("platform"), &["--fleet"]);
    assert_eq!(output.status.code(), Some(1));
    let table = text(&output.stdout);
    insta::assert_snapshot!("platform-table", table);
    let long: Vec<_> = table.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:#?}");
    insta::assert_snapshot!("platform-quiet", text(&run(&fixture("platform"), &["--fleet", "--quiet"]).stdout));
}

#[test]
fn a_server_is_over_its_budget_only_by_the_sum_of_its_services() {
    let report = json(&fixture("platform"), &["--fleet"]);
    let main = audit(&report, "main");
    assert_eq!(main["services"], serde_json::json!(["checkout", "jobs"]));
    assert!(rules(main).contains(&"fleet-exceeds-max-connections"), "{main}");
    assert!(!rules(audit(&report, "orders")).contains(&"fleet-exceeds-max-connections"));
    assert_eq!(main["budget"]["limit"], 490);
    assert_eq!((&main["budget"]["steady"], &main["budget"]["max"]), (&420.into(), &500.into()));
    for (files, replicas) in [("services/checkout/application.yaml", "6..8"), ("services/jobs/pools.yaml", "6")] {
        let args = ["--dsn", "servers/main", "--config", files, "--replicas", replicas, "--reserved", "10"];
        assert_eq!(run(&fixture("platform"), &args).status.code(), Some(0), "{files} alone fits");
    }
}

#[test]
fn an_account_s_pools_are_summed_over_its_services_on_each_server() {
    let report = json(&fixture("platform"), &["--fleet"]);
    let orders = audit(&report, "orders");
    assert!(rules(orders).contains(&"user-limit-exceeded"), "{orders}");
    let accounts = serde_json::json!([
        {"user": "app", "limit": 250, "pools": ["search", "reports"], "steady": 300, "max": 300, "rollout": 300}
    ]);
    assert_eq!(orders["budget"]["accounts"], accounts);
    // `app` has no limit on main, and what it opens on orders is not counted there.
    assert_eq!(audit(&report, "main")["budget"]["accounts"][0]["steady"], 240);
}

#[test]
fn a_pool_bears_its_service_s_name() {
    let report = json(&fixture("platform"), &["--fleet"]);
    let pools = audit(&report, "main")["pools"].as_array().expect("pools");
    let names: Vec<_> = pools.iter().map(|pool| (pool["name"].as_str(), pool["service"].as_str())).collect();
    assert_eq!(
        names,
        [(Some("checkout"), Some("checkout")), (Some("jobs.read"), Some("jobs")), (Some("jobs.write"), Some("jobs"))]
    );
    let idle = &pools[1]["settings"]["max_idle"];
    assert_eq!((&idle["value"], &idle["origin"]["file"]), (&10.into(), &"poolcheck.yaml".into()));
}

#[test]
fn a_service_may_use_a_server_for_each_pool() {
    let folder = copy();
    let fleet = fs::read_to_string(folder.path().join("poolcheck.yaml")).expect("a fleet");
    let with = |server: &str| {
        let split =
            fleet.replace("    server: main\n    replicas: 6\n", &format!("    server: {server}\n    replicas: 6\n"));
        fs::write(folder.path().join("poolcheck.yaml"), split).expect("written");
    };
    with("{read: orders, \"*\": main}");
    let report = json(folder.path(), &["--fleet"]);
    let steady = |name: &str| audit(&report, name)["budget"]["steady"].as_u64();
    assert_eq!((steady("main"), steady("orders")), (Some(300), Some(420)));
    let pools = audit(&report, "orders")["pools"].as_array().expect("pools");
    assert_eq!((&pools[0]["name"], &pools[0]["service"]), (&"jobs.read".into(), &"jobs".into()));
    for (server, expected) in [
        ("{read: orders}", "poolcheck.yaml:13:13: service jobs: no server for its pool `write`; add `write: SERVER`"),
        ("{reed: orders, \"*\": main}", "poolcheck.yaml:13:14: service jobs has no pool `reed`; did you mean `read`?"),
        ("{read: orderz, \"*\": main}", "there is no server `orderz`; did you mean `orders`?"),
    ] {
        with(server);
        let output = run(folder.path(), &["--fleet"]);
        assert_eq!(output.status.code(), Some(2), "{server}");
        assert!(text(&output.stderr).contains(expected), "{server}: {}", text(&output.stderr));
    }
    // A server that would get what is left, and nothing is.
    with("{read: orders, write: orders, \"*\": main}");
    let report = json(folder.path(), &["--fleet"]);
    assert_eq!(audit(&report, "main")["services"], serde_json::json!(["checkout"]));
}

#[test]
fn a_server_that_is_away_hides_no_other() {
    let output = run(&fixture("away"), &["--fleet"]);
    assert_eq!(output.status.code(), Some(3), "3 counts more than 1");
    let (table, errors) = (text(&output.stdout), text(&output.stderr));
    assert!(table.starts_with("1 of 3 servers could not be audited (lost); 2 errors"), "{table}");
    assert!(errors.contains("the server lost could not be audited: "), "{errors}");
    let report = json(&fixture("away"), &["--fleet"]);
    assert!(rules(audit(&report, "main")).contains(&"fleet-exceeds-max-connections"));
    assert_eq!(audit(&report, "lost")["server"]["source"], "unreachable");
    assert!(rules(audit(&report, "lost")).contains(&"max-open-unlimited"), "judged from the configuration");
    assert_eq!(audit(&report, "spare")["services"], serde_json::json!([]));
    assert!(table.contains("=== spare: no service ==="), "{table}");
}

#[test]
fn live_servers_are_asked_side_by_side() {
    let folder = copy();
    // Two ports that take a connection and say nothing.
    let silent: Vec<_> = (0..6).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
    let mut fleet = String::from("servers:\n");
    for (index, listener) in silent.iter().enumerate() {
        let port = listener.local_addr().expect("an address").port();
        fleet.push_str(&format!("  s{index}: {{dsn: \"mysql://app:${{PASS}}@127.0.0.1:{port}/\"}}\n"));
    }
    fleet.push_str("services:\n  search: {config: services/search/pool.yaml, server: s0}\n");
    fs::write(folder.path().join("poolcheck.yaml"), fleet).expect("written");
    let begun = std::time::Instant::now();
    let output = program()
        .current_dir(folder.path())
        .env("PASS", "hunter2")
        .args(["--fleet", "--timeout", "2s", "--verbose"])
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(begun.elapsed().as_secs() < 8, "{:?}", begun.elapsed());
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert!(said.contains("6 of 6 servers could not be audited (s0, s1, s2, s3, s4, s5)"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn each_live_server_has_its_own_way_in() {
    let server = Mariadb::start(&["--max-connections=200"]);
    server.exec(&[
        "CREATE USER app@'%' IDENTIFIED BY 'hunter2' WITH MAX_USER_CONNECTIONS 30",
        "CREATE USER jobs@'%' IDENTIFIED BY 'hunter3'",
    ]);
    let folder = copy();
    let port = server.port;
    fs::write(folder.path().join("secret"), "hunter2\n").expect("written");
    fs::write(
        folder.path().join("my.cnf"),
        format!("[client]\nhost=127.0.0.1\nport={port}\nuser=jobs\npassword=hunter3\n"),
    )
    .expect("written");
    let fleet = format!(
        "servers:\n  first: {{dsn: \"mysql://app@127.0.0.1:${{PORT}}/\", password_file: secret}}\n  second: {{defaults_file: my.cnf}}\n  \
         third: {{dsn: \"jobs:wrong@tcp(127.0.0.1:{port})/\"}}\nservices:\n  search: {{config: services/search/pool.yaml, server: first, user: app}}\n  \
         reports: {{config: services/reports/pool.yaml, server: second, user: app}}\n"
    );
    fs::write(folder.path().join("poolcheck.yaml"), fleet).expect("written");
    let mut command = program();
    command.current_dir(folder.path()).env("PORT", port.to_string()).args(["--fleet", "--format", "json"]);
    let output = command.output().expect("the program runs");
    assert_eq!(output.status.code(), Some(3), "the third is not let in: {output:?}");
    let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let account = |name: &str| audit(&report, name)["budget"]["accounts"][0]["limit"].clone();
    // What a server allows the audit's own session is no limit of an application's.
    assert_eq!((account("first"), account("second")), (Json::Null, Json::Null));
    assert!(!rules(audit(&report, "first")).contains(&"user-limit-exceeded"));
    assert_eq!(audit(&report, "third")["server"]["stage"], "login");
    assert!(!format!("{output:?}").contains("hunter"));
}

#[test]
fn a_password_in_the_file_is_in_no_report() {
    let folder = copy();
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    // One line holds the password and judged values; the fallback makes the budget, and nobody listens.
    let main = format!(
        "  main: {{reserved: 200, dsn: \"mysql://app:hunter2@127.0.0.1:{port}/\", fallback: servers/main, memory: 1GiB}}\n"
    );
    let fleet = fs::read_to_string(folder.path().join("poolcheck.yaml")).expect("a fleet");
    let was = "  main: {dsn: servers/main, reserved: 10, memory: 16GiB}\n";
    assert!(fleet.contains(was));
    fs::write(folder.path().join("poolcheck.yaml"), fleet.replace(was, &main)).expect("written");
    for format in
        ["table", "frames", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html", "prometheus"]
    {
        let output = run(folder.path(), &["--fleet", "--verbose", "--format", format]);
        assert_eq!(output.status.code(), Some(3), "{format}: {output:?}");
        assert!(text(&output.stdout).contains("main"), "{format}");
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(!said.contains("hunter2"), "{format}: {said}");
    }
}

#[test]
fn paths_are_relative_to_the_file_and_the_settings_beside_it_count() {
    let folder = copy();
    let settings = "rules: {fleet-exceeds-max-connections: off, user-limit-exceeded: warning}\n";
    fs::write(folder.path().join(".poolcheck.yaml"), settings).expect("written");
    let file = folder.path().join("poolcheck.yaml").display().to_string();
    let report = json(Path::new("/"), &["--fleet", &file]);
    assert_eq!(report["summary"]["errors"], 0, "{report}");
    let place = audit(&report, "orders")["findings"][0]["location"]["file"].as_str().expect("a file");
    assert_eq!(place, folder.path().join("services/search/pool.yaml").display().to_string());
}

#[test]
fn what_if_flags_name_services() {
    let opened = |args: &[&str]| {
        let report = json(&fixture("platform"), &[&["--fleet"], args].concat());
        let steady = |name: &str| audit(&report, name)["budget"]["steady"].as_u64();
        (steady("main"), steady("orders"))
    };
    assert_eq!(opened(&["--set", "checkout.max_open=10"]), (Some(240), Some(300)));
    assert_eq!(opened(&["--set", "jobs.max_open=10"]), (Some(360), Some(300)));
    assert_eq!(opened(&["--set", "jobs.read.max_open=10"]), (Some(360), Some(300)));
    assert_eq!(opened(&["--replicas", "1"]), (Some(70), Some(80)));
    let report = json(&fixture("platform"), &["--fleet", "--set", "server.max_connections=2000", "--reserved", "50"]);
    assert_eq!(audit(&report, "main")["budget"]["limit"], 1950);
    assert_eq!(audit(&report, "orders")["budget"]["limit"], 1950);
    for (wish, expected) in [
        ("chekout.max_open=10", "there is no service `chekout`; did you mean `checkout`?"),
        ("jobs.reed.max_open=10", "there is no pool `reed`; did you mean `read`?"),
    ] {
        let output = run(&fixture("platform"), &["--fleet", "--set", wish]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    }
}

#[test]
fn one_baseline_holds_all_servers() {
    let folder = copy();
    let written = run(folder.path(), &["--fleet", "--write-baseline", "known.yaml"]);
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    let known = fs::read_to_string(folder.path().join("known.yaml")).expect("a baseline");
    assert!(known.contains("server: main") && known.contains("server: orders"), "{known}");
    let report = json(folder.path(), &["--fleet", "--baseline", "known.yaml", "--fail-on", "info"]);
    assert_eq!((&report["summary"]["errors"], &report["summary"]["suppressed"]), (&0.into(), &7.into()));
    // A finding of one server is none of another's, and what is gone has left the server that had it.
    let fleet = fs::read_to_string(folder.path().join("poolcheck.yaml")).expect("a fleet");
    let swapped = fleet.replace("    server: main\n    replicas: 6\n", "    server: orders\n    replicas: 60\n");
    fs::write(folder.path().join("poolcheck.yaml"), swapped).expect("written");
    let report = json(folder.path(), &["--fleet", "--baseline", "known.yaml"]);
    assert!(rules(audit(&report, "orders")).contains(&"fleet-exceeds-max-connections"), "{report}");
    let left = audit(&report, "main")["baseline"]["left"].as_array().expect("those that left");
    assert!(left.iter().any(|entry| entry["rule"] == "fleet-exceeds-max-connections"), "{left:?}");
}

#[test]
fn a_baseline_is_not_written_where_a_server_is_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let known = folder.path().join("known.yaml").display().to_string();
    let output = run(&fixture("away"), &["--fleet", "--write-baseline", &known]);
    assert_eq!((output.status.code(), Path::new(&known).exists()), (Some(3), false));
}

#[test]
fn an_ignore_that_one_server_needs_is_not_unused_on_another() {
    let unused = |settings: &str| {
        let folder = copy();
        fs::write(folder.path().join(".poolcheck.yaml"), settings).expect("written");
        let report = json(folder.path(), &["--fleet"]);
        ["main", "orders"]
            .map(|name| rules(audit(&report, name)).into_iter().filter(|rule| rule.starts_with("ignore-")).count())
    };
    assert_eq!(unused("ignore: [{rule: user-limit-exceeded, reason: soon}]\n"), [0, 0]);
    assert_eq!(unused("ignore: [{rule: max-open-unlimited, reason: soon}]\n"), [1, 0]);
    assert_eq!(unused("ignore: [{rule: max-open-unlimited, pool: search, reason: soon}]\n"), [0, 1]);
    assert_eq!(unused("ignore: [{rule: max-open-unlimited, reason: soon, until: 2020-01-01}]\n"), [1, 0]);
}

#[test]
fn a_service_without_a_pool_is_a_finding() {
    let folder = copy();
    fs::write(folder.path().join("services/jobs/pools.yaml"), "log: {level: info}\n").expect("written");
    let report = json(folder.path(), &["--fleet"]);
    let findings = audit(&report, "main")["findings"].as_array().expect("findings");
    let found = findings.iter().find(|finding| finding["rule"] == "no-pool-found").expect("no-pool-found");
    assert_eq!(found["message"], "no connection pool of jobs was found in services/jobs/pools.yaml");
    assert_eq!((&found["location"]["file"], &found["location"]["line"]), (&"poolcheck.yaml".into(), &11.into()));
}

#[test]
fn flags_of_one_server_and_fixes_are_refused() {
    for (args, expected) in [
        (&["--dsn", "servers/main"][..], "--dsn is for one server, and poolcheck.yaml names them: write `dsn`"),
        (&["--defaults-file", "my.cnf"], "write `defaults_file` under the server"),
        (&["--fallback", "main.yaml"], "write `fallback` under the server"),
        (&["--ask-password"], "write `password_file` under the server"),
        (&["--admin-port", "33062"], "write `admin_port` under the server"),
        (&["--fix"], "one server at a time"),
        (&["--diff"], "one server at a time"),
        (&["--fix-sql", "fix.sql"], "one server at a time"),
        (&["--config", "services/jobs/pools.yaml"], "cannot be used with"),
    ] {
        let output = run(&fixture("platform"), &[&["--fleet", "poolcheck.yaml"], args].concat());
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{args:?}");
        assert!(text(&output.stderr).contains(expected), "{args:?}: {}", text(&output.stderr));
    }
}

#[test]
fn the_variable_of_other_runs_is_no_mistake() {
    let mut command = program();
    command.current_dir(fixture("platform")).env("POOLCHECK_DSN", "servers/other").args(["--fleet", "--quiet"]);
    assert_eq!(command.output().expect("the program runs").status.code(), Some(1));
}

#[test]
fn a_fleet_file_as_a_configuration_says_the_way_out() {
    let output = run(&fixture("platform"), &["--config", "poolcheck.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    let error = text(&output.stderr);
    assert!(error.contains("poolcheck.yaml: this is a fleet file"), "{error}");
    assert!(error.contains("audit it with `--fleet poolcheck.yaml`"), "{error}");
}

#[test]
fn every_mistake_has_its_line_and_a_way_out() {
    let folder = copy();
    let main = "servers: {main: {dsn: servers/main}}\n";
    let two = "servers: {main: {dsn: servers/main}, orders: {dsn: servers/orders}}\n";
    let search = "services:\n  search:\n    config: services/search/pool.yaml\n";
    for (fleet, expected) in [
        (String::new(), "fleet.yaml: this fleet file names no servers; write `servers:`"),
        (main.to_owned(), "fleet.yaml: this fleet file names no services; write `services:`"),
        (search.to_owned(), "fleet.yaml: this fleet file names no servers"),
        (format!("{main}services: {{}}\n"), "this fleet file names no services"),
        (
            format!("{main}{search}server: x\n"),
            "fleet.yaml:5:1: `server` is no key of a fleet file; did you mean `servers`?",
        ),
        (
            format!("{main}{search}    replica: 3\n"),
            "fleet.yaml:5:5: `replica` is no key of service search; did you mean `replicas`?",
        ),
        (
            format!("{main}{search}    colour: 3\n"),
            "the keys are config, server, profile, env_file, deployment, set, replicas",
        ),
        (format!("{main}{search}    replicas: many\n"), "fleet.yaml:5:15: "),
        (format!("{main}{search}    path: nowhere\n"), "fleet.yaml:5:11: path: `nowhere` is not a known hop"),
        (
            format!("{main}{search}    set: {{max_opne: 3}}\n"),
            "fleet.yaml:5:11: `max_opne` is no key of a pool; did you mean `max_open`?",
        ),
        (format!("{main}{search}    set: {{max_lifetime: 600}}\n"), "write `600s`"),
        (
            format!("{main}{search}    server: mian\n"),
            "fleet.yaml:5:13: there is no server `mian`; did you mean `main`?",
        ),
        (
            format!("{two}{search}"),
            "fleet.yaml:3:3: service search says not which server it uses; the servers are main, orders",
        ),
        (format!("{main}{search}  search:\n    config: x\n"), "fleet.yaml:5:3: `search` stands twice"),
        (format!("{main}services: {{a: {{server: main}}}}\n"), "fleet.yaml:2:12: service a has no `config`"),
        (
            format!("{main}services: {{a: {{config: services/no.yaml}}}}\n"),
            "fleet.yaml:2:24: service a: there is no file services/no.yaml",
        ),
        (format!("{main}services: {{a: {{config: \"-\"}}}}\n"), "cannot be read from standard input"),
        (
            format!("servers: {{main: {{dns: x}}}}\n{search}"),
            "fleet.yaml:1:18: `dns` is no key of server main; the keys are dsn, defaults_file",
        ),
        (format!("servers: {{main: {{reserved: 5}}}}\n{search}"), "fleet.yaml:1:11: server main names no server"),
        (
            format!("servers: {{main: {{dsn: \"${{NOT_SET}}\"}}}}\n{search}"),
            "fleet.yaml:1:23: server main: dsn: the variable NOT_SET is not set, or is empty; set NOT_SET",
        ),
        (format!("servers: {{main: {{dsn: \"u:hunter2@tcp(db/\"}}}}\n{search}"), "fleet.yaml:1: server main"),
        (
            format!("servers: {{main: {{dsn: servers/main, password_file: \"-\"}}}}\n{search}"),
            "password_file: standard input is no place",
        ),
        (format!("servers: {{main: {{dsn: servers/main, ssl_mode: some}}}}\n{search}"), "there is no mode `some`"),
        (
            format!("servers: {{main: {{dsn: servers/main, ssl_ca: no.pem}}}}\n{search}---\n{search}"),
            "here a second begins",
        ),
        (format!("servers: {{main: {{dsn: [x]}}}}\n{search}"), "dsn is a list and should be a text"),
        ("servers: [main]\nservices: [a]\n".to_owned(), "fleet.yaml:1:10: servers is a list and should be a mapping"),
        (format!("{main}services: {{a: {{config: fleet.yaml}}}}\n"), "fleet.yaml: this is a fleet file"),
    ] {
        fs::write(folder.path().join("fleet.yaml"), &fleet).expect("written");
        let output = run(folder.path(), &["--fleet", "fleet.yaml"]);
        let error = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{fleet}: {error}");
        assert!(error.contains(expected), "{fleet}: wanted {expected}, found {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
    let none = run(folder.path(), &["--fleet", "none.yaml"]);
    assert!(text(&none.stderr).contains("none.yaml: there is no such file"), "{none:?}");
}

#[test]
fn a_service_has_its_own_environment_and_placeholders() {
    let folder = copy();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write(
        "shop.yml",
        "spring:\n  datasource:\n    url: jdbc:mysql://db/shop\n    hikari: {maximum-pool-size: '${POOL:10}'}\n---\nspring:\n  config: {activate: {on-profile: staging}}\n  datasource: {hikari: {minimum-idle: 3}}\n",
    );
    write("shop.env", "POOL=17\n");
    write(
        "poolcheck.yaml",
        "servers:\n  main: {dsn: servers/main}\nservices:\n  shop: {config: shop.yml, profile: staging, env_file: shop.env}\n  jobs: {config: shop.yml}\n",
    );
    let report = json(folder.path(), &["--fleet"]);
    let pools = audit(&report, "main")["pools"].as_array().expect("pools");
    let value = |name: &str, setting: &str| {
        let pool = pools.iter().find(|pool| pool["name"] == name && pool["status"] != "inert");
        pool.unwrap_or_else(|| panic!("no pool {name}: {pools:#?}"))["settings"][setting]["value"].clone()
    };
    assert_eq!((value("shop", "max_open"), value("shop", "min_idle")), (17.into(), 3.into()));
    assert_eq!(value("jobs.datasource", "max_open"), 10);
    write(
        "poolcheck.yaml",
        "servers:\n  main: {dsn: servers/main}\nservices:\n  shop:\n    config: shop.yml\n    env_file: nowhere.env\n",
    );
    let output = run(folder.path(), &["--fleet"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("poolcheck.yaml:6:15"), "{output:?}");
}
