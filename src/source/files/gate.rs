//! Whether a file can say anything of pools, by the words in it: cheap enough for every file of a monorepo.
//!
//! A word too many costs the reading of a file; a word too few loses a pool. It knows no form.

use std::path::Path;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::source::files::names;

/// Words of which a file holds one if it says anything of pools or of the processes that hold them, in lower case.
const WORDS: &[&str] = &[
    // Engines and how they are addressed.
    "mysql",
    "mariadb",
    "trilogy",
    "jdbc:",
    "@tcp(",
    "datasource",
    "data-source",
    "data_source",
    "database",
    "sqlalchemy",
    "proxysql",
    "activerecord",
    "spring-boot",
    "springframework.boot",
    "maxscale",
    "vttablet",
    // Pools in the words of their libraries.
    "pool",
    "hikari",
    "druid",
    "max_open",
    "max-open",
    "maxopen",
    "max_idle",
    "max-idle",
    "maxidle",
    "max_conn",
    "max-conn",
    "maxconn",
    "max_active",
    "max-active",
    "maxactive",
    "max_total",
    "maxtotal",
    "max_lifetime",
    "max-lifetime",
    "maxlifetime",
    "conn_max",
    "conn-max",
    "connmax",
    "connectionlimit",
    "connection_limit",
    "connection-limit",
    // How many processes hold them.
    "kind:",
    "\"kind\"",
    "replica",
    "services:",
    "\"services\"",
    "instances",
    "scale:",
    "worker",
    "processes",
    "concurrency",
    "threads",
    "max_children",
    "maxrequestworkers",
    "passenger_max_pool_size",
    "maxprocesses",
    "kustomiz",
    "runtime:",
    "desiredcount",
    "containerdefinitions",
    "execstart",
    "puma",
    "gunicorn",
    "unicorn",
    "uvicorn",
];

/// Words of Go source that sets a pool.
const GO_SETTERS: &[&str] = &["setmaxopen", "setmaxidle", "setconnmax", "@tcp("];

/// Words of Go source that may open one, beside one of the packages that can.
const GO_CALLS: &[&str] = &[
    ".open(",
    ".opendb(",
    ".connect(",
    ".connectcontext(",
    ".mustconnect(",
    ".mustopen(",
    ".newengine",
    ".newdb(",
    ".newconnector(",
    ".newmysql(",
    ".newsqlconn(",
    ".register(",
];

/// The words of other languages' source, in which a pool is set wherever a program connects: its libraries' own names.
const CODE: &[&str] = &[
    "mysqlpool",
    "mysqlconnect",
    "mysql://",
    "mariadb://",
    "jdbc:mysql",
    "jdbc:mariadb",
    "pooloptions",
    "poolopts",
    "connectoptions",
    "connectionmanager",
    "pool::builder",
    "poolconfig",
    "hikari",
    "datasourcebuilder",
    "basicdatasource",
    "druiddatasource",
    "connectionpoolconfiguration",
    "usemysql",
];

/// Endings of such source.
const CODE_ENDINGS: [&str; 4] = ["rs", "java", "kt", "cs"];

/// Packages that can, and those of their drivers.
const GO_PACKAGES: &[&str] =
    &["database/sql", "mysql", "gorm", "xorm", "sqlx", "/ent\"", "/ent/", "otelsql", "apmsql", "splunksql"];

/// Words of which both are in what draws measurements: a dashboard's expressions speak of databases, and open none.
const DASHBOARD: [&[u8]; 2] = [b"\"panels\"", b"\"targets\""];

static GENERAL: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| automaton(WORDS));
static SETTERS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| automaton(GO_SETTERS));
static CALLS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| automaton(GO_CALLS));
static PACKAGES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| automaton(GO_PACKAGES));
static OF_CODE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| automaton(CODE));

/// None only where the automaton would be too large, which a table of words is not: then every file passes.
fn automaton(words: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(words).ok()
}

/// Whether a file of this name holds a word that speaks of pools, or of the processes that hold them.
pub(super) fn speaks_of_pools(path: &str, bytes: &[u8]) -> bool {
    let has = |words: &Option<AhoCorasick>| words.as_ref().is_none_or(|words| words.is_match(bytes));
    if names::is_go(path) {
        return has(&SETTERS) || (has(&CALLS) && has(&PACKAGES));
    }
    if names::ending(path).is_some_and(|ending| CODE_ENDINGS.contains(&ending)) {
        return has(&OF_CODE);
    }
    let is_json = Path::new(path).extension().is_some_and(|extension| extension == "json");
    has(&GENERAL) && !(is_json && DASHBOARD.iter().all(|word| holds(bytes, word)))
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_any_reader_needs_passes() {
        for text in [
            "spring.datasource.url=jdbc:mysql://db/app",
            "DB_CONNECTION=mysql",
            "pm.max_children = 20",
            "kind: Deployment",
            "{\"kind\": \"Deployment\"}",
            "web: bundle exec puma -C config/puma.rb",
            "CONN_MAX_AGE = 600",
            "require github.com/go-sql-driver/mysql v1.9.3",
            "MaxOpenConns: 5",
        ] {
            assert!(speaks_of_pools("a.yaml", text.as_bytes()), "{text}");
        }
        assert!(!speaks_of_pools("a.yaml", b"title: a page\nlinks: [about, imprint]\n"));
    }

    #[test]
    fn go_is_read_for_its_own_words() {
        assert!(speaks_of_pools("db.go", b"db.SetMaxOpenConns(20)"));
        assert!(speaks_of_pools("db.go", b"import \"database/sql\"\n func f() { sql.Open(driver, dsn) }"));
        for text in [
            "type WorkerPool struct{ workers int }",
            "import \"gorm.io/gorm\"\ntype A struct{ gorm.Model }",
            "os.Open(path)",
        ] {
            assert!(!speaks_of_pools("worker.go", text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_dashboard_is_not_read() {
        let panel = b"{\"panels\": [{\"targets\": [{\"expr\": \"mysql_up\"}]}]}";
        assert!(!speaks_of_pools("mysql.json", panel) && speaks_of_pools("a.json", b"{\"pool\": {\"max\": 5}}"));
    }

    #[test]
    fn other_source_is_read_for_the_names_of_libraries() {
        assert!(speaks_of_pools("src/db.rs", b"use sqlx::mysql::MySqlPoolOptions;"));
        assert!(!speaks_of_pools("src/worker.rs", b"struct ThreadPool { workers: usize, replicas: u8 }"));
    }

    #[test]
    fn the_words_are_in_lower_case() {
        let mut all = WORDS.iter().chain(GO_SETTERS).chain(GO_CALLS).chain(GO_PACKAGES).chain(CODE);
        assert!(all.all(|word| **word == word.to_ascii_lowercase()));
        assert!([&GENERAL, &SETTERS, &CALLS, &PACKAGES, &OF_CODE].iter().all(|words| words.is_some()));
    }
}
