//! Which engine a section talks to, from what stands in it, above it, and in its path.

use super::section::Level;
use crate::client::pool::Engine;
use crate::dsn;
use crate::text::names::normal;

/// What the evidence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// MySQL or MariaDB.
    Ours(Engine),
    /// Another engine, or no database at all.
    Foreign,
    /// Nothing is said.
    Unsaid,
}

/// Keys whose value names the engine.
const NAMING: [&str; 18] = [
    "store",
    "storage",
    "backend",
    "driver",
    "drivername",
    "dialect",
    "dialector",
    "type",
    "dbtype",
    "databasetype",
    "engine",
    "adapter",
    "pluginname",
    "provider",
    "dbms",
    "dbdriver",
    "kind",
    "dbkind",
];

/// Words of other engines and of things that are no database, as they stand in names and values.
const FOREIGN: [&str; 37] = [
    "postgres",
    "postgresql",
    "pgx",
    "pgsql",
    "pg",
    "cockroach",
    "cockroachdb",
    "sqlite",
    "sqlite3",
    "mssql",
    "sqlserver",
    "oracle",
    "godror",
    "clickhouse",
    "redis",
    "mongo",
    "mongodb",
    "cassandra",
    "scylla",
    "elasticsearch",
    "opensearch",
    "neo4j",
    "kafka",
    "nats",
    "rabbitmq",
    "amqp",
    "ldap",
    "memcached",
    "etcd",
    "consul",
    "http",
    "https",
    "grpc",
    "httpclient",
    "transport",
    "s3",
    "snowflake",
];

/// Keys that an HTTP transport or a Redis client has beside its `max_idle_conns`.
const NO_DATABASE: [&str; 12] = [
    "idleconntimeout",
    "maxidleconnsperhost",
    "maxconnsperhost",
    "disablekeepalives",
    "tlshandshaketimeout",
    "responseheadertimeout",
    "poolsize",
    "minidleconns",
    "maxactiveconns",
    "maxredirects",
    "bootstrapservers",
    "brokers",
];

/// The engine of a section: the nearest word counts, its own before those above it before the path's.
pub(super) fn of(level: &Level<'_>, above: &[Level<'_>]) -> Verdict {
    if NO_DATABASE.iter().any(|name| level.get(name).is_some()) {
        return Verdict::Foreign;
    }
    let own = said(level);
    if own != Verdict::Unsaid {
        return own;
    }
    // Innermost first: of each level its name, then what stands beside the way down.
    for outer in above.iter().rev() {
        let name = outer.child.as_deref().map_or(Verdict::Unsaid, word);
        if name != Verdict::Unsaid {
            return name;
        }
        let beside = said(outer);
        if beside != Verdict::Unsaid {
            return beside;
        }
    }
    Verdict::Unsaid
}

/// What the values of one mapping say.
fn said(level: &Level<'_>) -> Verdict {
    let mut foreign = false;
    for (name, text) in level.scalars() {
        let verdict = value(name, text);
        match verdict {
            Verdict::Ours(_) => return verdict,
            Verdict::Foreign => foreign = true,
            Verdict::Unsaid => {}
        }
    }
    if foreign { Verdict::Foreign } else { Verdict::Unsaid }
}

fn value(name: &str, text: &str) -> Verdict {
    let name = normal(name);
    if NAMING.contains(&name.as_str()) {
        return word(text);
    }
    // libpq's keyword form, which gorm's users have beside the same keys.
    if text.contains("sslmode=") || (text.contains("host=") && text.contains("dbname=")) {
        return Verdict::Foreign;
    }
    if let Some((scheme, _)) = text.split_once("://") {
        return word(scheme.rsplit(':').next().unwrap_or(scheme));
    }
    if text.contains('@') && text.contains('(') && dsn::parse(text).is_ok() {
        return Verdict::Ours(Engine::MySql);
    }
    let port = if name.ends_with("port") { Some(text) } else { text.rsplit_once(':').map(|(_, port)| port) };
    match port {
        Some("3306") => Verdict::Ours(Engine::MySql),
        Some("5432" | "6379" | "1433" | "27017" | "9092" | "9000" | "9042") => Verdict::Foreign,
        _ => Verdict::Unsaid,
    }
}

/// What one name says: `mysql8`, `mysql-default`, `redis_cache`.
pub(super) fn word(text: &str) -> Verdict {
    let lower = text.to_ascii_lowercase();
    if lower.contains("mariadb") {
        return Verdict::Ours(Engine::MariaDb);
    }
    if lower.contains("mysql") {
        return Verdict::Ours(Engine::MySql);
    }
    if lower == "tidb" {
        return Verdict::Ours(Engine::MySql);
    }
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    if words.chain([normal(text).as_str()]).any(|word| FOREIGN.contains(&word)) {
        return Verdict::Foreign;
    }
    Verdict::Unsaid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_engines() {
        assert_eq!(word("mysql8"), Verdict::Ours(Engine::MySql));
        assert_eq!(word("MariaDB"), Verdict::Ours(Engine::MariaDb));
        for foreign in ["postgres", "redis-cache", "http_client", "sqlite3", "httpClient"] {
            assert_eq!(word(foreign), Verdict::Foreign, "{foreign}");
        }
        assert_eq!(word("primary"), Verdict::Unsaid);
    }

    #[test]
    fn values_name_engines() {
        assert_eq!(value("url", "postgres://app@db/x"), Verdict::Foreign);
        assert_eq!(value("dsn", "app:x@tcp(db:4000)/x"), Verdict::Ours(Engine::MySql));
        assert_eq!(value("address", "db1:3306"), Verdict::Ours(Engine::MySql));
        assert_eq!(value("addr", "cache:6379"), Verdict::Foreign);
        assert_eq!(value("motto", "mysql is fine"), Verdict::Unsaid);
    }
}
