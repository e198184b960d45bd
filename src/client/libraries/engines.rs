//! The one lexicon of engines: ours and the others, as words, schemes, ports and Go's drivers name them. Data, and look-ups in it.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::client::pool::Engine;

/// The engine that a name, a scheme or a port says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// MySQL or MariaDB.
    Ours(Engine),
    /// Something else.
    Other,
}

const MYSQL: Evidence = Evidence::Ours(Engine::MySql);
const MARIADB: Evidence = Evidence::Ours(Engine::MariaDb);

/// Names of servers and clients of ours that hold neither `mysql` nor `mariadb`.
const OUR_WORDS: [&str; 4] = ["tidb", "percona", "vitess", "trilogy"];

/// The schemes of ours, as they stand between `:` and `+`: `jdbc:mysql`, `mysql+pymysql`.
const OUR_SCHEMES: [&str; 9] =
    ["mysql", "mysql2", "mysqli", "pdo-mysql", "pdo_mysql", "mysqlgis", "mysql-connector", "mariadb", "trilogy"];

/// The port of ours.
const OUR_PORT: &str = "3306";

/// Another database, cache or store, by all the names that it goes by.
struct Store {
    /// As sections, drivers and URLs call it.
    words: &'static [&'static str],
    /// The schemes of URLs that say which database a file is about: a cache's or a broker's says nothing of one beside it.
    schemes: &'static [&'static str],
    /// The port where none is said.
    ports: &'static [&'static str],
    /// The names that its drivers in Go register themselves by, and ent's names for its dialects.
    go_drivers: &'static [&'static str],
    /// Words in the import paths of its drivers in Go.
    go_imports: &'static [&'static str],
}

const STORE: Store = Store { words: &[], schemes: &[], ports: &[], go_drivers: &[], go_imports: &[] };

static OTHERS: &[Store] = &[
    Store {
        words: &["postgres", "postgresql", "pg", "pgx", "pgsql", "psql"],
        schemes: &["postgres", "postgresql", "postgis", "pgsql"],
        ports: &["5432"],
        go_drivers: &["postgres", "pgx", "pg", "cloudsqlpostgres"],
        go_imports: &["lib/pq", "jackc/pgx", "dialects/postgres", "pgdriver"],
    },
    Store { words: &["cockroach", "cockroachdb", "crdb"], schemes: &["cockroachdb"], ports: &["26257"], ..STORE },
    Store { words: &["timescale", "timescaledb"], ..STORE },
    Store { words: &["redshift"], schemes: &["redshift"], ..STORE },
    Store {
        words: &["sqlite", "sqlite3"],
        schemes: &["sqlite", "spatialite"],
        go_drivers: &["sqlite", "sqlite3"],
        go_imports: &["sqlite"],
        ..STORE
    },
    Store {
        words: &["mssql", "sqlserver"],
        schemes: &["mssql", "sqlserver"],
        ports: &["1433"],
        go_drivers: &["mssql", "sqlserver"],
        go_imports: &["mssqldb", "dialects/mssql"],
    },
    Store {
        words: &["oracle"],
        schemes: &["oracle"],
        ports: &["1521"],
        go_drivers: &["oracle", "godror"],
        go_imports: &["godror", "go-ora", "go-oci8"],
    },
    Store {
        words: &["snowflake"],
        schemes: &["snowflake"],
        go_drivers: &["snowflake"],
        go_imports: &["gosnowflake"],
        ..STORE
    },
    Store { words: &["duckdb"], schemes: &["duckdb"], go_drivers: &["duckdb"], go_imports: &["duckdb"], ..STORE },
    Store { words: &["clickhouse"], go_drivers: &["clickhouse"], go_imports: &["clickhouse"], ..STORE },
    Store { words: &["firebird"], go_imports: &["firebirdsql"], ..STORE },
    Store { words: &["db2"], go_imports: &["go-ibm_db"], ..STORE },
    Store { words: &["h2", "bigquery", "dynamodb", "couchbase", "neo4j", "etcd"], ..STORE },
    Store { words: &["redis", "rediss", "valkey", "keydb"], ports: &["6379"], ..STORE },
    Store { words: &["memcache", "memcached"], ..STORE },
    Store { words: &["mongo", "mongodb"], ports: &["27017"], ..STORE },
    Store { words: &["cassandra", "scylla"], ports: &["9042"], ..STORE },
    Store { words: &["elastic", "elasticsearch", "opensearch"], ..STORE },
    Store { words: &["influx", "influxdb"], ..STORE },
];

/// What has connections and is no store.
const THINGS: [&str; 24] = [
    "http",
    "https",
    "httpclient",
    "transport",
    "kafka",
    "rabbitmq",
    "amqp",
    "nats",
    "ldap",
    "grpc",
    "smtp",
    "mail",
    "imap",
    "ftp",
    "thread",
    "threads",
    "threadpool",
    "webhook",
    "websocket",
    "mqtt",
    "s3",
    "minio",
    "zookeeper",
    "consul",
];

static STORE_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| OTHERS.iter().flat_map(|store| store.words).copied().collect());

/// Whether a word is the name of another store.
pub fn is_other_store(word: &str) -> bool {
    STORE_WORDS.contains(word)
}

/// The engine that one name's words say: `mysql8`, `db-mariadb`, `postgres12`. Its last words count first; `things` that are no
/// stores, such as `http`, count as another engine where that is asked for.
pub fn of_words(words: &[String], things: bool) -> Option<Evidence> {
    // `MySql` and `MariaDb` are two words of one name.
    let pair = |first: &str, second: &str| words.windows(2).any(|pair| pair[..] == [first, second]);
    let split = || pair("maria", "db").then_some(MARIADB).or_else(|| pair("my", "sql").then_some(MYSQL));
    words.iter().rev().find_map(|word| of_word(word, things)).or_else(split)
}

fn of_word(word: &str, things: bool) -> Option<Evidence> {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_in = |names: &[&str]| names.contains(&word) || names.contains(&bare);
    if word.contains("mariadb") {
        Some(MARIADB)
    } else if word.contains("mysql") || is_in(&OUR_WORDS) {
        Some(MYSQL)
    } else {
        let is_other = is_other_store(word) || is_other_store(bare) || (things && is_in(&THINGS));
        is_other.then_some(Evidence::Other)
    }
}

/// A scheme without what Java puts before it: `jdbc:postgresql`, `r2dbc:pool:postgresql`.
pub fn bare_scheme(whole: &str) -> &str {
    let scheme = ["jdbc:", "r2dbc:pool:", "r2dbc:"].iter().find_map(|start| whole.strip_prefix(start));
    scheme.unwrap_or(whole)
}

/// The engine of a database that a URL's scheme names, whatever the driver and what wraps it.
pub fn of_scheme(scheme: &str) -> Option<Evidence> {
    let scheme = bare_scheme(scheme).to_ascii_lowercase();
    let first = scheme.split(['+', ':']).next().unwrap_or(&scheme);
    if first.contains("mariadb") {
        return Some(MARIADB);
    }
    if is_our_scheme(&scheme) {
        return Some(MYSQL);
    }
    let bare = first.trim_end_matches(|c: char| c.is_ascii_digit());
    OTHERS.iter().any(|store| store.schemes.contains(&bare)).then_some(Evidence::Other)
}

/// Whether a URL's scheme is of MySQL or MariaDB: `jdbc:mysql`, `mysql+pymysql`, `jdbc:aws-wrapper:mariadb`.
pub fn is_our_scheme(scheme: &str) -> bool {
    scheme.to_ascii_lowercase().split([':', '+']).any(|part| OUR_SCHEMES.contains(&part))
}

/// The engine that listens at a port where nothing else is said.
pub fn of_port(port: &str) -> Option<Evidence> {
    let is_other = || OTHERS.iter().any(|store| store.ports.contains(&port)).then_some(Evidence::Other);
    if port == OUR_PORT { Some(MYSQL) } else { is_other() }
}

/// The engine of a driver in Go, by the name that it registers itself by.
pub fn of_go_driver(name: &str) -> Option<Evidence> {
    let name = name.to_ascii_lowercase();
    if name.contains("mysql") || name.contains("mariadb") {
        return Some(MYSQL);
    }
    OTHERS.iter().any(|store| store.go_drivers.contains(&name.as_str())).then_some(Evidence::Other)
}

/// Whether an import path is that of another engine's driver in Go.
pub fn is_other_go_import(path: &str) -> bool {
    OTHERS.iter().flat_map(|store| store.go_imports).any(|word| path.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::names::words;

    #[test]
    fn names_say_engines() {
        let name = |text: &str| of_words(&words(text), true);
        for (text, engine) in
            [("mysql8", MYSQL), ("db-mariadb", MARIADB), ("MySqlConnector", MYSQL), ("MariaDbStore", MARIADB)]
        {
            assert_eq!(name(text), Some(engine), "{text}");
        }
        for other in ["postgres12", "redis-cache", "http_client", "sqlite3"] {
            assert_eq!(name(other), Some(Evidence::Other), "{other}");
        }
        assert_eq!(name("primary"), None);
    }

    #[test]
    fn a_scheme_names_its_engine_whatever_the_driver() {
        for ours in ["mysql+pymysql", "mysql2", "jdbc:mysql", "mysqli", "jdbc:aws-wrapper:mysql"] {
            assert_eq!(of_scheme(ours), Some(MYSQL), "{ours}");
        }
        assert_eq!(of_scheme("mariadb+asyncmy"), Some(MARIADB));
        for other in ["postgresql+psycopg2", "sqlite", "jdbc:postgresql"] {
            assert_eq!(of_scheme(other), Some(Evidence::Other), "{other}");
        }
        for neither in ["redis", "amqp", "${DIALECT}", ""] {
            assert_eq!(of_scheme(neither), None, "{neither}");
        }
    }

    #[test]
    fn go_s_drivers_have_names_and_paths() {
        assert_eq!(of_go_driver("nrmysql"), Some(MYSQL));
        assert_eq!(of_go_driver("pgx"), Some(Evidence::Other));
        assert_eq!(of_go_driver("otel"), None);
        assert!(is_other_go_import("github.com/lib/pq") && !is_other_go_import("github.com/go-sql-driver/mysql"));
    }
}
