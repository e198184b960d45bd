//! Laravel, which has no pool: each process opens a connection when it first needs one, and closes it at its end.
//!
//! Source: `illuminate/database` (<https://laravel.com/docs/12.x/database>).

use crate::client::libraries::{drivers, php};
use crate::client::pool::behaviour::{Behaviour, Notices, always};
use crate::client::pool::library::Library;
use crate::client::pool::library::names::{Name, input_switch, seconds, sign};
use crate::client::pool::library::sites::Site;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const PERSISTENT: &str = "PDO::ATTR_PERSISTENT";

/// `options` go to PDO.
const OPTIONS: &[Name] = &[
    input_switch(PERSISTENT).also(&["\\PDO::ATTR_PERSISTENT"]),
    seconds("PDO::ATTR_TIMEOUT", Key::ConnectTimeout).also(&["\\PDO::ATTR_TIMEOUT"]),
];

/// `library: laravel`
pub static LARAVEL: Library = Library {
    name: "laravel",
    title: "Laravel",
    language: Language::Php,
    names: &[sign("driver"), sign("host"), sign("database"), sign("username"), sign("charset"), sign("strict")],
    sites: &[Site::all_of(&["connections", "*"])
        .holding(&[("driver", &["mysql", "mariadb"]), ("database", &[""])])
        // Webman's copy of it, and Hyperf's, have pools.
        .lacking(&["pool"])
        .inner(&[("options", OPTIONS)])
        .mentioning(&["<?php"])
        .chosen_by("default")],
    driver: false,
    defaults: &php::one_connection("Laravel has no pool: one connection in each process"),
    settle: |pool| php::keep(pool, PERSISTENT),
    behaviour: Behaviour { notices: &[always(Notices::AtOpen)], ..Behaviour::PINGS },
    multiplies: "one connection in each PHP-FPM child, queue worker and Octane worker",
    usual_driver: Some(&drivers::pdo::PDO),
    ..Library::BASE
};
