//! The connection string of a pool, whatever its form: beside the pool's keys, or in the sections above them.

use crate::client::discover::engine;
use crate::client::discover::section::Section;
use crate::client::libraries::{drivers, engines};
use crate::client::pool::destination::Destination;
use crate::client::pool::driver::Driver;
use crate::client::value::field::Field;
use crate::dsn::{self, Param};
use crate::text::place::Span;

/// A URL of MySQL or MariaDB.
#[derive(Debug, Clone)]
pub(super) struct Link<'s> {
    /// Where it stands.
    pub(super) field: Field<'s>,
    /// The driver that reads it, where its parameters are known.
    pub(super) driver: Option<&'static Driver>,
    /// Its parameters; their bytes are those of the value's text.
    pub(super) params: Vec<Param>,
    /// The account that it names.
    pub(super) user: Option<String>,
    /// The server and the database that it names.
    pub(super) destination: Option<Destination>,
}

impl<'s> Link<'s> {
    /// The URL that a value is.
    pub(super) fn of(field: &Field<'s>) -> Option<Self> {
        let text = field.text.trim().trim_matches(['"', '\'']);
        let (scheme, _) = text.split_once("://")?;
        if scheme.len() > 40 || !engines::is_our_scheme(scheme) {
            return None;
        }
        let before = field.text.find(text).unwrap_or(0);
        // The address may hold placeholders that no parser of addresses takes: the parameters are read all the same.
        let (user, mut params, destination) = match dsn::parse(text) {
            Ok(dsn) => {
                let destination = Destination::of(&dsn, field.origin(field.span));
                (dsn.user, dsn.params, destination)
            }
            Err(_) => (None, dsn::params_of(text), None),
        };
        for param in &mut params {
            param.span = Span { start: param.span.start + before, end: param.span.end + before };
        }
        // MariaDB's driver takes a URL of MySQL's scheme only where it is told so.
        let is_mariadb_s = text.to_ascii_lowercase().contains("permitmysqlscheme");
        let scheme = if is_mariadb_s { "jdbc:mariadb" } else { scheme };
        Some(Self { field: field.clone(), driver: drivers::of_scheme(scheme), params, user, destination })
    }

    /// The bytes of a parameter's value in the file.
    pub(super) fn span(&self, param: &Param) -> Span {
        self.field.part(param.span)
    }
}

/// The URL of a section: its own, one of a section in it that describes the connection, or the nearest above.
pub(super) fn nearest<'s>(section: &'s Section<'s>) -> Option<&'s Link<'s>> {
    section.up().find_map(Section::link)
}

/// Where properties of a persistence unit state its URL, beside those of its pool
/// (<https://jakarta.ee/specifications/persistence/3.2/jakarta-persistence-spec-3.2#a12384>).
const OF_PERSISTENCE: [&[&str]; 3] =
    [&["jakarta", "persistence", "jdbc"], &["javax", "persistence", "jdbc"], &["hibernate", "connection"]];

/// The URL of a section, or that of the persistence unit that it is.
pub(super) fn of_section<'s>(section: &'s Section<'s>) -> Option<Link<'s>> {
    let inside = || {
        let sections = OF_PERSISTENCE.iter().filter_map(|path| section.descend(path.iter().copied()));
        sections.into_iter().find_map(own)
    };
    own(section).or_else(inside)
}

/// The URL among a section's own keys. Of several, the one that is plainly the section's: `url` before `slave_url`.
fn own<'s>(section: &Section<'s>) -> Option<Link<'s>> {
    let mut fields: Vec<_> = section.all_fields().filter(|field| field.text.contains("://")).collect();
    fields.sort_by_key(|field| field.words().len());
    fields.into_iter().filter(|field| !engine::is_of_another(field)).find_map(Link::of)
}
