//! Which engine a section talks to, as far as its own keys, the sections above it, and their names say.
//!
//! The nearest evidence decides. A section that says nothing keeps its pool, as of an unknown engine; one that names
//! another engine has none of ours.

use std::collections::HashMap;

use crate::client::discover::section::Section;
use crate::client::discover::stores::{OTHER_STORES, OTHER_THINGS};
use crate::client::go;
use crate::client::pool::Engine;
use crate::client::value::field::Field;
use crate::text::names::{normal, words};
use crate::text::quantity;

/// What a section says of its engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// MySQL or MariaDB.
    Ours(Engine),
    /// Something else.
    Other,
}

const MYSQL: Evidence = Evidence::Ours(Engine::MySql);

/// Words of a section for a relational database: what stands above it is not what it talks to.
const DATABASE: [&str; 11] = [
    "store",
    "storage",
    "database",
    "databases",
    "db",
    "sql",
    "datasource",
    "datasources",
    "datastore",
    "datastores",
    "rdbms",
];

/// Keys whose value names the engine.
const SELECTORS: [&str; 18] = [
    "store",
    "storage",
    "backend",
    "driver",
    "drivername",
    "dialect",
    "dialector",
    "type",
    "adapter",
    "engine",
    "dbms",
    "kind",
    "provider",
    "client",
    "plugin",
    "class",
    "method",
    "selector",
];

/// Words beside them in the keys of a connection string.
const LINK: [&str; 12] =
    ["dsn", "url", "uri", "connection", "conn", "string", "source", "data", "name", "primary", "replica", "address"];

/// Ports of other engines' defaults.
const OTHER_PORTS: [&str; 7] = ["5432", "6379", "27017", "1433", "1521", "9042", "26257"];

/// The engine that one name says: `mysql8`, `db-mariadb`, `postgres12`.
fn named(words: &[String], things: bool) -> Option<Evidence> {
    // `MySql` and `MariaDb` are two words of one name.
    let pair = |first: &str, second: &str| words.windows(2).any(|pair| pair[..] == [first, second]);
    let split = || {
        let maria = pair("maria", "db").then_some(Evidence::Ours(Engine::MariaDb));
        maria.or_else(|| pair("my", "sql").then_some(MYSQL))
    };
    let whole = words.iter().rev().find_map(|word| {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_in = |names: &[&str]| names.contains(&word.as_str()) || names.contains(&bare);
        if word.contains("mariadb") {
            Some(Evidence::Ours(Engine::MariaDb))
        } else if word.contains("mysql") || is_in(&["tidb", "percona", "vitess", "trilogy"]) {
            Some(MYSQL)
        } else {
            (is_in(&OTHER_STORES) || (things && is_in(&OTHER_THINGS))).then_some(Evidence::Other)
        }
    });
    whole.or_else(split)
}

/// The engine that a selector's text names.
pub(super) fn of_text(text: &str) -> Option<Engine> {
    match named(&words(text), false) {
        Some(Evidence::Ours(engine)) => Some(engine),
        _ => None,
    }
}

/// Whether words name MySQL or MariaDB: `MySqlConnection`.
pub(super) fn names_ours(words: &[String]) -> bool {
    matches!(named(words, false), Some(Evidence::Ours(_))) || words.concat().contains("mysql")
}

/// Whether a key speaks of something that is not this section's database: `redis_url` beside `db_max_open_conns`.
pub(super) fn is_of_another(cell: &Field<'_>) -> bool {
    named(cell.words(), true) == Some(Evidence::Other)
}

/// Whether a key can speak of the section's own database: `dsn`, `db_driver`, `DATABASE_URL`; not `cache_driver`.
fn is_of_database(cell: &Field<'_>) -> bool {
    cell.words().iter().all(|word| {
        let word = word.as_str();
        DATABASE.contains(&word) || SELECTORS.contains(&word) || LINK.contains(&word) || OTHER_STORES.contains(&word)
    })
}

/// What the single values of one section say, read once however many pools ask.
#[derive(Debug)]
pub(super) struct Said {
    /// The engine, by a connection string or a selector.
    engine: Option<Evidence>,
    /// The engine, by a port.
    port: Option<Evidence>,
    /// A selector that names another engine.
    other: Option<String>,
    /// A switch that is off.
    off: Option<String>,
}

/// Reads what a section's values say, and those of the sections in it that describe the connection.
pub(super) fn said(cells: &[Field<'_>], beside: &[Field<'_>]) -> Said {
    let other = selected(cells).filter(|(_, engine)| *engine == Evidence::Other).map(|(cell, _)| reason(cell));
    Said {
        engine: of_cells(cells).or_else(|| of_cells(beside)),
        port: cells.iter().filter(|cell| !is_of_another(cell)).find_map(by_port),
        other,
        off: cells.iter().find(|cell| is_off(cell, &cell.key())).map(reason),
    }
}

/// The cells that name an engine, or the section of one.
fn selectors<'c, 'a>(cells: &'c [Field<'a>]) -> impl Iterator<Item = &'c Field<'a>> {
    cells.iter().filter(|cell| {
        let words = cell.words().strip_suffix(&["name".to_owned()]).unwrap_or(cell.words());
        let named = words.last().is_some_and(|word| SELECTORS.contains(&word.as_str()));
        named && is_of_database(cell) && cell.text.len() < 64
    })
}

/// The engine that a selector among these cells names.
fn selected<'c, 'a>(cells: &'c [Field<'a>]) -> Option<(&'c Field<'a>, Evidence)> {
    selectors(cells).find_map(|cell| Some((cell, named(&words(cell.text), false)?)))
}

fn of_cells(cells: &[Field<'_>]) -> Option<Evidence> {
    let said = cells.iter().filter_map(by_connection).chain(selected(cells).map(|(_, engine)| engine));
    let said: Vec<Evidence> = said.collect();
    said.iter().find(|evidence| **evidence != Evidence::Other).or(said.first()).copied()
}

fn by_connection(cell: &Field<'_>) -> Option<Evidence> {
    let text = cell.text.trim().trim_matches(['"', '\'']);
    if go::dsn::is_go_dsn(text) {
        return Some(MYSQL);
    }
    let evidence = match text.split_once("://") {
        Some((scheme, _)) => {
            let scheme = scheme.strip_prefix("jdbc:").unwrap_or(scheme);
            named(&[scheme.split(['+', ':']).next().unwrap_or(scheme).to_ascii_lowercase()], false)
        }
        // libpq's key=value form.
        None => {
            (text.contains("host=") && (text.contains("dbname=") || text.contains("user="))).then_some(Evidence::Other)
        }
    };
    evidence.filter(|evidence| *evidence != Evidence::Other || is_of_database(cell))
}

fn by_port(cell: &Field<'_>) -> Option<Evidence> {
    let named = cell.ends_in(&["port", "host", "addr", "address", "hostname", "server", "endpoint"]);
    let port = cell.text.rsplit(':').next().unwrap_or_default();
    match port {
        "3306" if named => Some(MYSQL),
        port if named && OTHER_PORTS.contains(&port) => Some(Evidence::Other),
        _ => None,
    }
}

/// The engines that keys name under the words before them: `SHOP_DATASTORE_ENGINE` says `shop datastore`'s.
pub(super) fn families(cells: &[Field<'_>]) -> HashMap<Vec<String>, Evidence> {
    let mut families = HashMap::new();
    for cell in cells {
        for length in 1..cell.words().len() {
            let Some(before) = cell.words().get(..length) else { continue };
            let rest = cell.without(before).filter(is_of_database);
            let Some(evidence) = rest.and_then(|rest| of_cells(&[rest])) else { continue };
            let known = families.entry(before.to_vec()).or_insert(evidence);
            if *known == Evidence::Other {
                *known = evidence;
            }
        }
    }
    families
}

/// The engine that keys of the same family name, beside `SHOP_DATASTORE_MAX_OPEN_CONNS`. What has more of the words goes first.
fn of_family(levels: &[Section<'_>], prefix: &[String]) -> Option<Evidence> {
    let own = levels.last()?;
    (1..=prefix.len()).rev().find_map(|length| own.family(prefix.get(..length)?))
}

/// The engine of the section that ends `levels`, whose keys begin with `prefix`.
pub(super) fn of_section(levels: &[Section<'_>], prefix: &[String]) -> Option<Evidence> {
    if let Some(evidence) = named(prefix, true).or_else(|| of_family(levels, prefix)) {
        return Some(evidence);
    }
    // Above the section of a database, `backend: redis` and a section's name `http` are about something else.
    let mut inside = true;
    for level in levels.iter().rev() {
        let said = level.said();
        let engine = said.engine.filter(|evidence| inside || *evidence != Evidence::Other);
        let evidence = engine.or_else(|| named(&level.words, inside)).or(said.port.filter(|_| inside));
        if evidence.is_some() {
            return evidence;
        }
        inside = inside && !level.is_database();
    }
    None
}

impl Section<'_> {
    /// Whether the section's name says that it is a relational database's.
    pub(super) fn is_database(&self) -> bool {
        self.words
            .iter()
            .any(|word| DATABASE.contains(&word.as_str()) || word.contains("mysql") || word.contains("mariadb"))
    }
}

/// Why a pool that is described will not exist: a switch is off, or a selector names another engine than its own name.
pub(super) fn inert(levels: &[Section<'_>], prefix: &[String]) -> Option<String> {
    let (own, above) = levels.split_last()?;
    let off = || levels.iter().rev().find_map(|level| level.said().off.clone());
    let own_off = ["enabled", "enable", "disabled"].into_iter().find_map(|name| {
        let cell = own.get(&format!("{}{name}", prefix.concat()))?;
        is_off(cell, name).then(|| reason(cell))
    });
    // `type: sqlite3` above decides between sections that are named after engines.
    let chosen = above.last().filter(|_| matches!(named(&own.words, false), Some(Evidence::Ours(_))));
    let other = || own.said().other.clone().or_else(|| chosen?.said().other.clone());
    own_off.or_else(off).or_else(other).or_else(|| beside(levels))
}

/// The selector that names another section beside this one: `storage: {selector: h2, mysql: {…}, h2: {…}}`.
fn beside(levels: &[Section<'_>]) -> Option<String> {
    levels.windows(2).rev().find_map(|pair| {
        let [parent, level] = pair else { return None };
        let selector = selectors(&parent.cells).find(|cell| parent.child(cell.text).is_some())?;
        (normal(selector.text) != normal(&level.name)).then(|| reason(selector))
    })
}

/// Whether a data source has another engine by its own `db-kind`, as Quarkus has it: that chooses nothing, and is no pool of ours.
pub(super) fn is_another_s(levels: &[Section<'_>]) -> bool {
    levels.iter().rev().take(2).any(|level| level.get("dbkind").is_some() && level.said().other.is_some())
}

/// The selector above a section that names another engine than ours: `storage-method: h2` at the top of a file.
pub(super) fn chosen_otherwise(levels: &[Section<'_>]) -> Option<String> {
    levels.iter().rev().find_map(|level| level.said().other.clone())
}

fn is_off(cell: &Field<'_>, name: &str) -> bool {
    match name {
        "enabled" | "enable" => quantity::switch(cell.text) == Ok(false),
        "disabled" => quantity::switch(cell.text) == Ok(true),
        _ => false,
    }
}

/// A cell and its line, as a reason.
fn reason(cell: &Field<'_>) -> String {
    format!("{}: {} ({})", cell.name, cell.text, cell.place(cell.span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forms::yaml;
    use crate::text::place::SourceFile;

    /// The engine that one section's values say.
    fn engine(text: &str) -> Option<Evidence> {
        let file = SourceFile::new("a.yaml", text);
        let root = yaml::read(&file).expect("valid").remove(0);
        of_section(&[Section::new(&file, String::new(), &root, false)], &[])
    }

    #[test]
    fn names_say_engines() {
        let name = |text: &str| named(&words(text), true);
        assert_eq!(name("mysql8"), Some(MYSQL));
        assert_eq!(name("db-mariadb"), Some(Evidence::Ours(Engine::MariaDb)));
        assert_eq!(name("MySqlConnector"), Some(MYSQL));
        assert_eq!(name("MariaDbStore"), Some(Evidence::Ours(Engine::MariaDb)));
        for other in ["postgres12", "redis-cache", "http_client", "sqlite3"] {
            assert_eq!(name(other), Some(Evidence::Other), "{other}");
        }
        assert_eq!(name("primary"), None);
    }

    #[test]
    fn values_say_engines() {
        for text in [
            "dsn: u:p@tcp(db:4000)/x",
            "url: mariadb+pymysql://u@db/x",
            "driverName: mysql",
            "host: db:3306",
            "db_port: 3306",
        ] {
            assert!(matches!(engine(text), Some(Evidence::Ours(_))), "{text}");
        }
        for text in
            ["url: postgres://u@db/x", "pluginName: postgres12", "addr: cache:6379", "dsn: host=db user=u dbname=d"]
        {
            assert_eq!(engine(text), Some(Evidence::Other), "{text}");
        }
        for text in [
            "motto: mysql is fine",
            "cache_driver: redis",
            "BROKER_URL: redis://cache",
            "type: ClusterIP",
            "note: see 3306",
        ] {
            assert_eq!(engine(text), None, "{text}");
        }
    }
}
