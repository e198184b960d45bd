//! PHP without a pool: each process opens one connection when it first needs it, and closes it at the end of its request.
//!
//! Frameworks and applications that leave it to mysqli and PDO (<https://www.php.net/manual/en/mysqli.quickstart.connections.php>): what
//! their own files call the server and the account.

use crate::client::pool::behaviour::{Behaviour, Known, Notices, always};
use crate::client::pool::library::names::{Name, input_switch, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Default, Library, default, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const PERSISTENT: &str = "persistent";

const NAMES: &[Name] = &[
    input_switch(PERSISTENT)
        .also(&["pConnect", "pconnect", "PDO::ATTR_PERSISTENT", "\\PDO::ATTR_PERSISTENT", "dbpersist", "persist"])
        .weak(),
    seconds("PDO::ATTR_TIMEOUT", Key::ConnectTimeout).also(&["\\PDO::ATTR_TIMEOUT"]).weak(),
    sign("host").also(&["hostname", "dbhost", "DB_HOST", "dsn", "server", "hostspec"]).weak(),
];

/// What `options` of PDO hold.
const INNER: &[(&str, &[Name])] =
    &[("attributes", NAMES), ("options", NAMES), ("driver_options", NAMES), ("flags", NAMES)];

const fn of(
    title: &'static str,
    path: &'static [&'static str],
    holds: &'static [(&'static str, &'static [&'static str])],
) -> Site {
    Site::at(path).holding(holds).inner(INNER).mentioning(&["<?php"]).of(title).ours()
}

/// Drivers as PHP's frameworks name them.
const DRIVERS: &[&str] = &["mysql", "mariadb"];

/// `library: php`
pub static PHP: Library = Library {
    name: "php",
    title: "PHP without a pool",
    language: Language::Php,
    names: NAMES,
    sites: &[
        of("WordPress", &[], &[("DB_NAME", &[""]), ("DB_USER", &[""]), ("DB_HOST", &[""])]),
        of("Nextcloud", &["CONFIG"], &[("dbtype", &["mysql"]), ("dbhost", &[""])]),
        of("CodeIgniter", &["*"], &[("DBDriver", &["mysqli", "pdo_mysql"]), ("hostname", &[""])]),
        of("Yii", &["*"], &[("class", &["db\\connection", "connection"]), ("dsn", &["mysql:"])]),
        of("Yii", &[], &[("class", &["db\\connection", "connection"]), ("dsn", &["mysql:"])]),
        of("CakePHP", &["Datasources", "*"], &[("driver", DRIVERS)]),
        of("ThinkPHP", &["connections", "*"], &[("type", &["=mysql"]), ("hostname", &[""])]),
        of("Drupal", &["databases", "*", "*"], &[("driver", DRIVERS), ("database", &[""])]),
        of("Magento", &["db", "connection", "*"], &[("dbname", &[""]), ("host", &[""])]),
        of("Moodle", &["CFG"], &[("dbtype", &["mysqli", "mariadb"]), ("dbhost", &[""])]),
        of("Joomla", &["JConfig"], &[("dbtype", &["mysql", "pdomysql"])]),
    ],
    driver: false,
    defaults: &one_connection("PHP has no pool: one connection in each process"),
    settle: |pool| keep(pool, PERSISTENT),
    behaviour: Behaviour { notices: &[always(Notices::AtOpen)], known: Known::Read, ..Behaviour::PINGS },
    multiplies: "one connection in each PHP-FPM child, each process of Apache and each worker",
    ..Library::BASE
};

/// What a process opens that has no pool; `why` says whose word that is.
pub(super) const fn one_connection(why: &'static str) -> [Default; 3] {
    [
        default(Key::MaxOpen, Value::Count(1), why),
        default(Key::MaxIdle, Value::Count(0), "it is closed when the process has answered"),
        unlimited(Key::MaxLifetime, "as long as the process that opened it"),
    ]
}

/// A process that is told to keeps its connection.
pub(super) fn keep(pool: &mut Settling<'_>, persistent: &'static str) {
    if pool.input_switch(persistent, false) {
        let why = "kept from one request to the next, without a limit";
        pool.derive(Key::MaxIdle, Value::Count(1), persistent, why);
    }
}
