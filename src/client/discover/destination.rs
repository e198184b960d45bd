//! The server and the database of a section's pool: by its connection string, or by keys beside the pool's.

use crate::client::discover::link::Link;
use crate::client::discover::section::Section;
use crate::client::pool::destination::{Destination, is_plain};
use crate::client::value::field::Field;

/// Keys of a host, those that hold a port as well.
const HOSTS: [&str; 9] =
    ["host", "hostname", "dbhost", "mysqlhost", "server", "connectaddr", "addr", "address", "endpoint"];
const PORTS: [&str; 3] = ["port", "dbport", "mysqlport"];
const DATABASES: [&str; 5] = ["database", "dbname", "databasename", "mysqldatabase", "db"];

/// What a section says of where its pool leads; none where it says nothing.
pub(super) fn of<'s>(section: &'s Section<'s>, link: Option<&Link<'s>>) -> Option<Destination> {
    if let Some(link) = link {
        return link.destination.clone();
    }
    let plain = |field: &&Field<'_>| is_plain(field.text) && field.text.len() < 256 && !field.text.contains("://");
    let get = |keys: &[&str]| section.up().take(2).find_map(|section| section.get_any(keys)).filter(plain);
    let (host, database) = (get(&HOSTS), get(&DATABASES));
    let named = host.or(database)?;
    let (name, port) = match host.map(|host| host.text.rsplit_once(':').unwrap_or((host.text, ""))) {
        Some((name, port)) if !name.contains([':', '/']) => (Some(name.to_owned()), port.parse().ok()),
        _ => (None, None),
    };
    Destination {
        host: name,
        port: port.or_else(|| get(&PORTS)?.text.parse().ok()),
        database: database.map(|database| database.text.to_owned()),
        origin: named.origin(named.span),
    }
    .known()
}
