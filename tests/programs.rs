//! Which pools of a whole repository run, and how often each counts: small repositories of every kind, through the program.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::fs;

use serde_json::Value as Json;
use support::program;
use tempfile::TempDir;

const MAIN: &str = "package main\n\nimport (\n\t\"database/sql\"\n\n\t_ \"github.com/go-sql-driver/mysql\"\n)\n\nvar db *sql.DB\n\nfunc main() {\n\tdb, _ = sql.Open(\"mysql\", \"u:p@tcp(db:3306)/shop\")\n\tdb.SetMaxOpenConns(20)\n\tserve(db)\n}\n";
const SPRING: &str = "spring.datasource.url=jdbc:mysql://db/shop\nspring.datasource.hikari.maximum-pool-size=30\n";
const BOOT: &str = "<artifactId>spring-boot-maven-plugin</artifactId>\n";

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

/// The report on a folder with these files.
fn report(files: &[(&str, &str)], args: &[&str]) -> Json {
    let folder = folder(files);
    let args = [&["--config", ".", "--format", "json", "--fail-on", "never"], args].concat();
    let output = program().current_dir(folder.path()).args(args).output().expect("runs");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The pools that are judged, as `file max_open`; those that are not, as `file: reason`.
fn pools(files: &[(&str, &str)], args: &[&str]) -> (Vec<String>, Vec<String>) {
    let report = report(files, args);
    let text = |pool: &Json, key: &str| pool[key].as_str().unwrap_or_default().to_owned();
    let (inert, judged): (Vec<_>, Vec<_>) =
        report["pools"].as_array().expect("pools").iter().partition(|pool| pool["status"] == "inert");
    let open = |pool: &Json| match &pool["settings"]["max_open"] {
        Json::Null => "unknown".to_owned(),
        setting if setting["unlimited"] == true => "unlimited".to_owned(),
        setting => setting["value"].as_u64().map_or("unknown".to_owned(), |value| value.to_string()),
    };
    let judged = judged.iter().map(|pool| format!("{} {}", text(pool, "file"), open(pool))).collect();
    let inert = inert.iter().map(|pool| format!("{}: {}", text(pool, "file"), text(pool, "status_reason"))).collect();
    (judged, inert)
}

#[test]
fn what_is_no_part_of_production_is_shown_and_not_judged() {
    let files = [
        ("svc/go.mod", "module example.org/svc\n"),
        ("svc/main.go", MAIN),
        ("tutorial/ch01/main.go", MAIN),
        ("tutorial/ch02/main.go", MAIN),
        ("shop/pom.xml", BOOT),
        ("shop/src/main/resources/application.properties", SPRING),
        ("shop/src/test/resources/application.properties", SPRING),
    ];
    let (judged, inert) = pools(&files, &[]);
    assert_eq!(judged, ["shop/src/main/resources/application.properties 30", "svc/main.go 20"]);
    assert_eq!(
        inert,
        [
            "shop/src/test/resources/application.properties: a test's resource",
            "tutorial/ch01/main.go: a tutorial's copy",
            "tutorial/ch02/main.go: a tutorial's copy",
        ]
    );
    let (judged, _) = pools(&files, &["--include", "tutorial/ch01"]);
    assert_eq!(judged.len(), 3, "{judged:?}");
}

#[test]
fn a_name_that_only_holds_a_word_is_a_service_of_its_own() {
    let files =
        [("contest/go.mod", "module example.org/contest\n"), ("contest/main.go", MAIN), ("latest/main.go", MAIN)];
    assert_eq!(pools(&files, &[]).0, ["contest/main.go 20", "latest/main.go 20"]);
}

#[test]
fn a_file_that_is_named_is_judged_wherever_it_lies() {
    let folder = folder(&[("src/test/resources/application.properties", SPRING)]);
    let file = "src/test/resources/application.properties";
    let output =
        program().current_dir(folder.path()).args(["--config", file, "--format", "json"]).output().expect("runs");
    let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["pools"][0]["status"], "active");
}

#[test]
fn a_formula_is_no_connection_string() {
    let panel = "{\"db\": \"mysql\", \"expr\": \"rate(mysql_hits[1m])/rate(mysql_gets[1m])\"}";
    assert_eq!(pools(&[("panel.json", panel)], &[]), (Vec::new(), Vec::new()));
}

#[test]
fn what_a_test_sets_fills_no_placeholder_of_production() {
    let database = "production:\n  adapter: <%= ENV[\"DB_ADAPTER\"].presence || \"mysql2\" %>\n  pool: 20\n";
    let compose = "services:\n  app:\n    build: .\n    environment:\n      DB_ADAPTER: postgresql\n";
    let files = [("Gemfile", ""), ("config/database.yml", database), ("docker/test/compose.yml", compose)];
    assert_eq!(pools(&files, &[]).0, ["config/database.yml 20"]);
}

const MODULE: (&str, &str) = ("go.mod", "module example.org/shop\n");

/// A program that opens its pool in a package of its own, by what its configuration says.
fn go_program<'a>(store: &'a str, config: &'a str) -> Vec<(&'a str, &'a str)> {
    let main = "package main\n\nimport \"example.org/shop/internal/store\"\n\nfunc main() {\n\tstore.Open()\n}\n";
    vec![MODULE, ("cmd/shop/main.go", main), ("internal/store/store.go", store), ("config/app.yaml", config)]
}

const READS: &str = "package store\n\nimport (\n\t\"database/sql\"\n\n\t_ \"github.com/go-sql-driver/mysql\"\n)\n\nvar db *sql.DB\n\nfunc Open() {\n\tdb, _ = sql.Open(\"mysql\", cfg.DB.Source)\n\tdb.SetMaxOpenConns(cfg.DB.MaxOpen)\n\tdb.SetMaxIdleConns(7)\n}\n";
const CONFIG: &str = "db:\n  driver: mysql\n  source: u:p@tcp(db:3306)/shop\n  max_open: 20\n";

#[test]
fn a_configuration_and_the_code_that_reads_it_are_one_pool() {
    let files = go_program(READS, CONFIG);
    let (judged, inert) = pools(&files, &[]);
    assert_eq!(judged, ["config/app.yaml 20"]);
    assert_eq!(inert, ["internal/store/store.go: one with db (config/app.yaml:4), which the code reads"]);
    let report = report(&files, &[]);
    let pool = report["pools"].as_array().expect("pools").iter().find(|pool| pool["status"] == "active").expect("one");
    assert_eq!(pool["settings"]["max_idle"]["value"], 7);
    let note = pool["settings"]["max_open"]["origin"]["note"].as_str().unwrap_or_default();
    assert!(note.contains("set at internal/store/store.go:13"), "{note}");
}

#[test]
fn code_with_a_connection_string_of_its_own_is_another_pool() {
    let own = READS.replace("cfg.DB.Source", "\"u:p@tcp(audit:3306)/audit\"").replace("cfg.DB.MaxOpen", "5");
    assert_eq!(pools(&go_program(&own, CONFIG), &[]).0, ["config/app.yaml 20", "internal/store/store.go 5"]);
}

#[test]
fn a_section_that_no_code_reads_is_no_pool() {
    let idle = "package store\n\nfunc Open() {}\n";
    let (judged, inert) = pools(&go_program(idle, CONFIG), &[]);
    assert_eq!((judged, inert), (Vec::new(), vec!["config/app.yaml: the code of cmd/shop opens no pool".to_owned()]));
    // What imports something that may open one is not known to open none.
    let unseen = "package store\n\nimport \"example.org/platform/database\"\n\nfunc Open() { database.Open() }\n";
    assert_eq!(pools(&go_program(unseen, CONFIG), &[]).0, ["config/app.yaml 20"]);
}

#[test]
fn a_package_that_no_program_imports_is_no_pool() {
    let own = READS.replace("cfg.DB.Source", "\"u:p@tcp(db:3306)/shop\"").replace("cfg.DB.MaxOpen", "5");
    let mut files = go_program(&own, "title: shop\n");
    let old = own.replace("package store", "package old");
    files.push(("internal/old/old.go", &old));
    let (judged, inert) = pools(&files, &[]);
    assert_eq!(judged, ["internal/store/store.go 5"]);
    assert_eq!(inert, ["internal/old/old.go: no program imports its package"]);
    // A library without a program is judged.
    let library = [MODULE, ("store.go", own.as_str())];
    assert_eq!(pools(&library, &[]).0, ["store.go 5"]);
}

#[test]
fn what_ends_with_its_function_is_no_pool() {
    let create = "package store\n\nimport (\n\t\"database/sql\"\n\n\t_ \"github.com/go-sql-driver/mysql\"\n)\n\nvar db *sql.DB\n\nfunc Open() {\n\tCreate(\"u:p@tcp(db:3306)/\")\n\tdb, _ = sql.Open(\"mysql\", \"u:p@tcp(db:3306)/shop\")\n}\n\nfunc Create(dsn string) error {\n\tone, err := sql.Open(\"mysql\", dsn)\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer one.Close()\n\t_, err = one.Exec(\"CREATE DATABASE shop\")\n\treturn err\n}\n";
    let (judged, inert) = pools(&go_program(create, "title: shop\n"), &[]);
    assert_eq!(judged, ["internal/store/store.go unlimited"]);
    assert_eq!(inert, ["internal/store/store.go: short-lived"]);
    // A program that closes its pool at its end has it all its life.
    let main = MAIN.replace("\tserve(db)", "\tdefer db.Close()\n\tserve(db)").replace("\tdb, _ =", "\tdb, _ :=");
    assert_eq!(pools(&[MODULE, ("main.go", &main)], &[]).0, ["main.go 20"]);
}

#[test]
fn ways_to_run_one_program_are_alternatives() {
    let files = [
        ("pom.xml", "<packaging>pom</packaging>\n"),
        ("shop/pom.xml", BOOT),
        ("shop/src/main/resources/application.properties", SPRING),
        ("docker/shop/application.properties", SPRING),
        ("deploy/shop/application.properties", SPRING),
    ];
    let (judged, inert) = pools(&files, &[]);
    assert_eq!(judged, ["shop/src/main/resources/application.properties 30"]);
    assert!(inert.iter().all(|reason| reason.contains("alternative to ")) && inert.len() == 2, "{inert:?}");
    // Two programs with equal files have a pool each.
    let two = [
        ("orders/pom.xml", BOOT),
        ("orders/src/main/resources/application.properties", SPRING),
        ("users/pom.xml", BOOT),
        ("users/src/main/resources/application.properties", SPRING),
    ];
    assert_eq!(pools(&two, &[]).0.len(), 2);
    // What leads to another database is another pool.
    let other = SPRING.replace("db/shop", "db/audit");
    let files = [files[0], files[1], files[2], ("deploy/shop/application.properties", other.as_str())];
    assert_eq!(pools(&files, &[]).0.len(), 2);
}

#[test]
fn what_starts_several_programs_together_is_an_alternative_to_them() {
    let all = format!("{BOOT}<artifactId>api</artifactId><artifactId>jobs</artifactId>\n");
    let files = [
        ("pom.xml", "<packaging>pom</packaging>\n"),
        ("api/pom.xml", BOOT),
        ("api/src/main/resources/application.properties", SPRING),
        ("jobs/pom.xml", BOOT),
        ("jobs/src/main/resources/application.properties", SPRING),
        ("all-in-one/pom.xml", all.as_str()),
        ("all-in-one/src/main/resources/application.properties", SPRING),
    ];
    let (judged, inert) = pools(&files, &[]);
    assert_eq!(judged.len(), 2, "{judged:?}");
    assert_eq!(
        inert,
        ["all-in-one/src/main/resources/application.properties: alternative to api, jobs, which it starts together"]
    );
}

#[test]
fn an_environment_may_have_a_name_of_its_own() {
    let database = "default: &default\n  adapter: trilogy\n  pool: 3\nproduction: &production\n  primary: &p\n    <<: *default\n    pool: 50\n  cache:\n    <<: *p\nbeta: *production\ncanary: *production\n";
    let (judged, inert) = pools(&[("Gemfile", ""), ("config/database.yml", database)], &[]);
    assert_eq!(judged, ["config/database.yml 50", "config/database.yml 50"]);
    assert!(inert.iter().any(|reason| reason.contains("profile beta")), "{inert:?}");
    // Another database of the same file is no environment.
    let two = "production:\n  adapter: trilogy\n  pool: 7\nreporting:\n  adapter: trilogy\n  pool: 5\n";
    assert_eq!(pools(&[("Gemfile", ""), ("config/database.yml", two)], &[]).0.len(), 2);
}

#[test]
fn a_switch_that_says_disable_is_off() {
    let list = "mysql: {max_open_conns: 20, max_idle_conns: 5}\nothers:\n- {disable: true, type: mysql, max_open_conns: 9, max_idle_conns: 9}\n";
    assert_eq!(pools(&[("app.yaml", list)], &[]).0, ["app.yaml 20"]);
}

#[test]
fn pools_of_two_servers_are_two_budgets() {
    let two = "pools: []\n".replace("pools: []\n", "spring:\n  datasource:\n    primary: {jdbc-url: 'jdbc:mysql://db-a:3306/shop', maximum-pool-size: 100}\n    reporting: {jdbc-url: 'jdbc:mysql://db-b:3306/report', maximum-pool-size: 100}\n");
    let server = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/servers/mysql-9.7");
    let rules = |args: &[&str]| {
        let report = report(&[("application.yml", &two)], &[&["--dsn", server], args].concat());
        let rules: Vec<_> = report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|finding| finding["rule"].to_string())
            .collect();
        (rules.contains(&"\"fleet-exceeds-max-connections\"".to_owned()), report["budget"]["steady"].as_u64())
    };
    assert_eq!(rules(&[]), (false, Some(100)));
    assert_eq!(rules(&["--host-alias", "db-b=db-a"]), (true, Some(200)));
}

#[test]
fn the_programs_are_shown_as_a_tree() {
    let files = [
        ("services/orders/pom.xml", BOOT),
        ("services/orders/src/main/resources/application.properties", SPRING),
        ("services/users/pom.xml", BOOT),
        ("services/users/src/main/resources/application.properties", SPRING),
        ("services/users/src/test/resources/application.properties", SPRING),
    ];
    let folder = folder(&files);
    let output = program().current_dir(folder.path()).args(["--config", ".", "-v"]).output().expect("runs");
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    let tree = "programs\n  services\n    orders  1 pool\n    users   1 pool, 1 inert\n";
    assert!(table.contains(tree), "{table}");
    assert_eq!(report(&files, &[])["pools"][0]["program"], "services/orders");
}
