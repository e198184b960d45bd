//! Doctrine DBAL, which has no pool: each process opens a connection when it first needs one, and closes it at its end.
//!
//! Source: Doctrine DBAL 3 (<https://www.doctrine-project.org/projects/doctrine-dbal/en/latest/reference/configuration.html>).

use crate::client::libraries::{drivers, php};
use crate::client::pool::behaviour::{Behaviour, Notices, always};
use crate::client::pool::library::names::{Name, input_switch, link, seconds, sign};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Strings};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const PERSISTENT: &str = "persistent";

const NAMES: &[Name] = &[
    link("url").weak(),
    input_switch(PERSISTENT).weak(),
    sign("driver"),
    sign("server_version").unique(),
    sign("serverVersion"),
    sign("mapping_types").unique(),
    sign("dbname"),
    sign("charset").weak(),
];

const OPTIONS: &[Name] = &[seconds("PDO::ATTR_TIMEOUT", Key::ConnectTimeout).also(&["!php/const PDO::ATTR_TIMEOUT"])];

/// Symfony writes `!php/const PDO::ATTR_TIMEOUT` as a key, or its number.
const INNER: &[(&str, &[Name])] = &[("options", OPTIONS)];

const DRIVER: &[(&str, &[&str])] = &[("driver", &["mysql", "mariadb"])];
const URL: &[(&str, &[&str])] = &[("url", &["mysql", "mariadb"])];
/// The URL is often the environment's: then the server's version tells the engine, of which PostgreSQL's are others.
const VERSION: &[(&str, &[&str])] = &[("server_version", &["mariadb", "5.6", "5.7", "8."])];

const fn dbal(path: &'static [&'static str], holds: &'static [(&'static str, &'static [&'static str])]) -> Site {
    Site::at(path).holding(holds).inner(INNER).ours()
}

/// `library: doctrine`
pub static DOCTRINE: Library = Library {
    name: "doctrine",
    title: "Doctrine DBAL",
    language: Language::Php,
    names: NAMES,
    params: &[sign("serverVersion").unique(), sign("charset")],
    strings: Strings::Url(&["mysql", "mysqli", "mysql2", "pdo-mysql", "pdo_mysql", "mariadb"]),
    driver: false,
    sites: &[
        dbal(&["doctrine", "dbal"], DRIVER),
        dbal(&["doctrine", "dbal"], URL),
        dbal(&["doctrine", "dbal"], VERSION),
        dbal(&["dbal", "connections", "*"], DRIVER),
        dbal(&["dbal", "connections", "*"], URL),
        dbal(&["dbal", "connections", "*"], VERSION),
    ],
    defaults: &php::one_connection("Doctrine has no pool: one connection in each process"),
    settle: |pool| php::keep(pool, PERSISTENT),
    behaviour: Behaviour { notices: &[always(Notices::AtOpen)], ..Behaviour::PINGS },
    multiplies: "one connection in each PHP-FPM child and message consumer",
    usual_driver: Some(&drivers::pdo::PDO),
    ..Library::BASE
};
