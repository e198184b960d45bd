//! Which engine a section talks to, as far as its own keys, the sections above it, and their names say.
//!
//! The nearest evidence decides. A section that says nothing keeps its pool, as of an unknown engine; one that names
//! another engine has none of ours.

use std::collections::HashMap;

use crate::client::discover::section::Section;
use crate::client::go;
use crate::client::libraries::engines::{self, Evidence};
use crate::client::pool::Engine;
use crate::client::value::field::Field;
use crate::source::node::{Data, Node};
use crate::text::names::{normal, words};
use crate::text::quantity;

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

/// The engine that a selector's text names.
pub(super) fn of_text(text: &str) -> Option<Engine> {
    match engines::of_words(&words(text), false) {
        Some(Evidence::Ours(engine)) => Some(engine),
        _ => None,
    }
}

/// Whether words name MySQL or MariaDB: `MySqlConnection`.
pub(super) fn names_ours(words: &[String]) -> bool {
    matches!(engines::of_words(words, false), Some(Evidence::Ours(_))) || words.concat().contains("mysql")
}

/// Whether a key speaks of something that is not this section's database: `redis_url` beside `db_max_open_conns`.
pub(super) fn is_of_another(field: &Field<'_>) -> bool {
    engines::of_words(field.words(), true) == Some(Evidence::Other)
}

/// Whether a key can speak of the section's own database: `dsn`, `db_driver`, `DATABASE_URL`; not `cache_driver`.
fn is_of_database(field: &Field<'_>) -> bool {
    field.words().iter().all(|word| is_word_of_database(word))
}

fn is_word_of_database(word: &str) -> bool {
    DATABASE.contains(&word) || SELECTORS.contains(&word) || LINK.contains(&word) || engines::is_other_store(word)
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
pub(super) fn said(fields: &[Field<'_>], described: &[Field<'_>]) -> Said {
    let other = selected(fields).filter(|(_, engine)| *engine == Evidence::Other).map(|(field, _)| reason(field));
    Said {
        engine: of_fields(fields).or_else(|| of_fields(described)),
        port: fields.iter().filter(|field| !is_of_another(field)).find_map(by_port),
        other,
        off: fields.iter().find(|field| is_off(field, &field.key())).map(reason),
    }
}

/// The values that name an engine, or the section of one.
fn selectors<'f, 's>(fields: &'f [Field<'s>]) -> impl Iterator<Item = &'f Field<'s>> {
    fields.iter().filter(|field| {
        let words = field.words().strip_suffix(&["name".to_owned()]).unwrap_or(field.words());
        let named = words.last().is_some_and(|word| SELECTORS.contains(&word.as_str()));
        named && is_of_database(field) && field.text.len() < 64
    })
}

/// The engine that a selector among these values names.
fn selected<'f, 's>(fields: &'f [Field<'s>]) -> Option<(&'f Field<'s>, Evidence)> {
    selectors(fields).find_map(|field| Some((field, engines::of_words(&words(field.text), false)?)))
}

fn of_fields(fields: &[Field<'_>]) -> Option<Evidence> {
    let said = fields.iter().filter_map(by_connection).chain(selected(fields).map(|(_, engine)| engine));
    let said: Vec<Evidence> = said.collect();
    said.iter().find(|evidence| **evidence != Evidence::Other).or(said.first()).copied()
}

fn by_connection(field: &Field<'_>) -> Option<Evidence> {
    let text = field.text.trim().trim_matches(['"', '\'']);
    if go::dsn::is_go_dsn(text) {
        return Some(Evidence::Ours(Engine::MySql));
    }
    let evidence = match text.split_once("://") {
        Some((scheme, _)) => {
            let scheme = engines::bare_scheme(scheme);
            let first = scheme.split(['+', ':']).next().unwrap_or(scheme);
            engines::of_words(&[first.to_ascii_lowercase()], false)
        }
        // libpq's key=value form.
        None => {
            (text.contains("host=") && (text.contains("dbname=") || text.contains("user="))).then_some(Evidence::Other)
        }
    };
    evidence.filter(|evidence| *evidence != Evidence::Other || is_of_database(field))
}

fn by_port(field: &Field<'_>) -> Option<Evidence> {
    let named = field.ends_in(&["port", "host", "addr", "address", "hostname", "server", "endpoint"]);
    engines::of_port(field.text.rsplit(':').next().unwrap_or_default()).filter(|_| named)
}

/// The database that a URL is of, as far as its scheme says.
pub(super) fn of_url(text: &str) -> Option<Evidence> {
    let (scheme, _) = text.trim().trim_matches(['"', '\'']).split_once("://")?;
    engines::of_scheme(scheme)
}

/// The engine that all URLs of databases in a section and below it name; none where there are none, or two.
pub(super) fn of_urls(node: &Node) -> Option<Evidence> {
    fn all(node: &Node, found: &mut Vec<Evidence>) {
        match &node.data {
            Data::Scalar(scalar) => found.extend(of_url(&scalar.text)),
            Data::Mapping(entries) => entries.iter().for_each(|entry| all(&entry.value, found)),
            Data::Sequence(items) => items.iter().for_each(|item| all(item, found)),
        }
    }
    let mut found = Vec::new();
    all(node, &mut found);
    let first = *found.first()?;
    found.iter().all(|evidence| *evidence == first).then_some(first)
}

/// The engines that keys name under the words before them: `SHOP_DATASTORE_ENGINE` says `shop datastore`'s.
pub(super) fn families(fields: &[Field<'_>]) -> HashMap<Vec<String>, Evidence> {
    let mut families = HashMap::new();
    for field in fields {
        let words = field.words();
        let of_database = words.iter().rev().take_while(|word| is_word_of_database(word)).count();
        for length in words.len().saturating_sub(of_database).max(1)..words.len() {
            let Some(family) = words.get(..length) else { continue };
            let Some(evidence) = field.without(family).and_then(|rest| of_fields(&[rest])) else { continue };
            let known = families.entry(family.to_vec()).or_insert(evidence);
            if *known == Evidence::Other {
                *known = evidence;
            }
        }
    }
    families
}

/// The engine that keys of the same family name, beside `SHOP_DATASTORE_MAX_OPEN_CONNS`. What has more of the words goes first.
fn of_family(section: &Section<'_>, prefix: &[String]) -> Option<Evidence> {
    (1..=prefix.len()).rev().find_map(|length| section.family(prefix.get(..length)?))
}

/// The engine of a section, of whose keys those that begin with `prefix` are meant.
pub(super) fn of_section<'s>(section: &'s Section<'s>, prefix: &[String]) -> Option<Evidence> {
    if let Some(evidence) = engines::of_words(prefix, true).or_else(|| of_family(section, prefix)) {
        return Some(evidence);
    }
    // Above the section of a database, `backend: redis` and a section's name `http` are about something else.
    let mut inside = true;
    for section in section.up() {
        let said = section.said();
        let engine = said.engine.filter(|evidence| inside || *evidence != Evidence::Other);
        let evidence = engine.or_else(|| section.named_after(inside)).or(said.port.filter(|_| inside));
        if evidence.is_some() {
            return evidence;
        }
        inside = inside && !section.is_database();
    }
    None
}

impl<'s> Section<'s> {
    /// Whether its name says that it is a relational database's.
    pub(super) fn is_database(&self) -> bool {
        self.words()
            .iter()
            .any(|word| DATABASE.contains(&word.as_str()) || word.contains("mysql") || word.contains("mariadb"))
    }

    /// Whether it or a section above it is named after a relational database.
    pub(super) fn is_in_database(&'s self) -> bool {
        self.up().any(Self::is_database)
    }
}

/// Why a pool that is described will not exist: a switch is off, or a selector names another engine than its own name.
pub(super) fn inert<'s>(section: &'s Section<'s>, prefix: &[String]) -> Option<String> {
    let off = || section.up().find_map(|section| section.said().off.clone());
    let own_off = ["enabled", "enable", "disabled", "disable"].into_iter().find_map(|name| {
        let field = section.get(&format!("{}{name}", prefix.concat()))?;
        is_off(field, name).then(|| reason(field))
    });
    // `type: sqlite3` above decides between sections that are named after engines.
    let is_ours = || matches!(section.named_after(false), Some(Evidence::Ours(_)));
    let above = || section.above.filter(|_| is_ours())?.said().other.clone();
    let other = || section.said().other.clone().or_else(above);
    own_off.or_else(off).or_else(other).or_else(|| another_is_selected(section))
}

/// The value in a section that names another section in it: `storage: {selector: h2, mysql: {…}, h2: {…}}`.
pub(super) fn selects<'s>(section: &'s Section<'s>) -> Option<&'s Field<'s>> {
    selectors(section.fields()).find(|field| section.child(field.text).is_some())
}

/// The value that selects another section than this one, or than one that it lies in.
fn another_is_selected<'s>(section: &'s Section<'s>) -> Option<String> {
    section.up().find_map(|section| {
        let selector = section.above?.selects()?;
        (!section.is_named(&normal(selector.text))).then(|| reason(selector))
    })
}

/// Whether a data source has a `db-kind` of its own that is another engine, as Quarkus has it: it is no pool of ours at all,
/// and not one of several of which another was chosen.
pub(super) fn has_other_kind<'s>(section: &'s Section<'s>) -> bool {
    section.up().take(2).any(|section| section.get("dbkind").is_some() && section.said().other.is_some())
}

/// The selector in a section or above it that names another engine than ours: `storage-method: h2` at the top of a file.
pub(super) fn other_is_selected<'s>(section: &'s Section<'s>) -> Option<String> {
    section.up().find_map(|section| section.said().other.clone())
}

fn is_off(field: &Field<'_>, name: &str) -> bool {
    match name {
        "enabled" | "enable" => quantity::switch(field.text) == Ok(false),
        "disabled" | "disable" => quantity::switch(field.text) == Ok(true),
        _ => false,
    }
}

/// A value and its line, as a reason.
pub(super) fn reason(field: &Field<'_>) -> String {
    format!("{}: {} ({})", field.name, field.text, field.place(field.span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::discover::document::{Facts, FileFacts};
    use crate::client::options::ReadOptions;
    use crate::source::forms::yaml;
    use crate::text::place::SourceFile;

    /// The engine that one section's values say.
    fn engine(text: &str) -> Option<Evidence> {
        let (file, reading) = (SourceFile::new("a.yaml", text), ReadOptions::default());
        let root = yaml::read(&file).expect("valid").remove(0);
        let file = FileFacts::of(&file, &reading);
        let facts = Facts::of(&file, &root);
        let top = Section::top(&facts);
        of_section(&top, &[])
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

    #[test]
    fn a_url_names_its_engine() {
        assert_eq!(of_url("'mysql://h'"), Some(Evidence::Ours(Engine::MySql)));
        assert_eq!(of_url("sqlite:///x.db"), Some(Evidence::Other));
        assert_eq!(of_url("mysql"), None);
    }

    #[test]
    fn urls_of_two_engines_name_none() {
        let engine = |text: &str| {
            let file = SourceFile::new("a.yaml", text);
            of_urls(yaml::read(&file).expect("valid").first().expect("one"))
        };
        assert_eq!(engine("a: {b: ['postgres://h/d']}\nc: redis://h\n"), Some(Evidence::Other));
        assert_eq!(engine("a: mysql://h/d\nb: postgres://h/d\n"), None);
        assert_eq!(engine("a: redis://h\n"), None);
    }
}
