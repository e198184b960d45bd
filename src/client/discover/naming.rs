//! What a pool is called: the words of its path that tell it from others.

use crate::client::discover::section::Section;
use crate::client::pool::profile;
use crate::text::names::normal;

/// Names of sections that say what stands in them, and not whose it is.
const COMMON: [&str; 53] = [
    "spring",
    "datasource",
    "datasources",
    "dynamic",
    "hikari",
    "hikaricp",
    "druid",
    "tomcat",
    "dbcp2",
    "c3p0",
    "vibur",
    "agroal",
    "pooloptions",
    "reactive",
    "jdbc",
    "properties",
    "beans",
    "bean",
    "context",
    "resource",
    "c3p0config",
    "defaultconfig",
    "namedconfig",
    "sessionfactory",
    "org",
    "quartz",
    "hibernateconfiguration",
    "pool",
    "pools",
    "settings",
    "options",
    "config",
    "configuration",
    "environment",
    "env",
    "database",
    "databases",
    "data",
    "db",
    "connection",
    "connections",
    "storage",
    "persistence",
    "sql",
    "poolsettings",
    "connectionpools",
    "doctrine",
    "dbal",
    "orm",
    "quarkus",
    "module",
    "default",
    "credentials",
];

/// Names of calls and of settings that hold a pool, whoever's it is.
const CALLS: [&str; 25] = [
    "createengine",
    "createasyncengine",
    "createpool",
    "connect",
    "parse",
    "pooleddb",
    "mysqlconnectionpool",
    "pooledmysqldatabase",
    "sqlalchemy",
    "sqlalchemyengineoptions",
    "engineoptions",
    "update",
    "frommapping",
    "establishconnection",
    "sequelize",
    "forroot",
    "forrootasync",
    "usefactory",
    "typeormmoduleoptions",
    "knex",
    "drizzle",
    "prismamariadb",
    "init",
    "createconnection",
    "add",
];

/// Sections whose connection is used for a moment, without a pool.
const PASSING: [&str; 8] =
    ["flyway", "liquibase", "migration", "migrations", "alembic", "jooq", "schemacrawler", "datasourceproxy"];

/// Whether what a section describes is used for a moment only.
pub(super) fn is_passing(name: &str) -> bool {
    PASSING.contains(&normal(name).as_str())
}

/// The path of a section without the common words; where nothing is left, its last word that is no library's; none at the top.
pub(super) fn of<'s>(section: &'s Section<'s>) -> Option<String> {
    let says_nothing = |part: &&str| CALLS.contains(&normal(part).as_str()) || profile::is_settings_class(part);
    let mut parts = section.path();
    parts.retain(|part| !says_nothing(part));
    // Quarkus' `%prod.quarkus.datasource` is `quarkus.datasource` in one profile.
    if let Some((profile, rest)) = parts.split_first().filter(|(first, _)| first.starts_with('%')) {
        return Some(of_parts(rest).map_or_else(|| (*profile).to_owned(), |name| format!("{profile}.{name}")));
    }
    let is_element = ELEMENTS.contains(&normal(&section.name).as_str());
    match section.get_any(&["id", "name"]).filter(|_| is_element) {
        Some(name) => Some(name.text.to_owned()),
        None => of_parts(&parts),
    }
}

/// Elements of XML that hold a pool and say its name in an attribute.
const ELEMENTS: [&str; 3] = ["bean", "resource", "namedconfig"];

fn of_parts(parts: &[&str]) -> Option<String> {
    let own: Vec<&str> = parts.iter().copied().filter(|part| !COMMON.contains(&normal(part).as_str())).collect();
    if !own.is_empty() {
        return Some(own.join("."));
    }
    let named = |part: &&&str| {
        matches!(normal(part).as_str(), "datasource" | "database" | "db" | "data" | "default" | "storage")
    };
    parts.iter().find(named).or(parts.first()).map(|part| (*part).to_owned())
}
