//! The connection string of a pool, whatever its form: beside the pool's keys, or in the sections above them.

use crate::client::discover::section::Section;
use crate::client::discover::{engine, scheme};
use crate::client::libraries::drivers::{self, Driver};
use crate::client::value::field::Field;
use crate::dsn::{self, Param};
use crate::text::place::Span;

/// A URL of MySQL or MariaDB in a cell.
#[derive(Debug, Clone)]
pub(super) struct Link<'a> {
    /// Where it stands.
    pub(super) cell: Field<'a>,
    /// The driver that reads it, where its parameters are known.
    pub(super) driver: Option<&'static Driver>,
    /// Its parameters; their bytes are those of the cell's text.
    pub(super) params: Vec<Param>,
    /// The account that it names.
    pub(super) user: Option<String>,
}

impl<'a> Link<'a> {
    /// The URL that a cell holds.
    pub(super) fn of(cell: &Field<'a>) -> Option<Self> {
        let text = cell.text.trim().trim_matches(['"', '\'']);
        let (scheme, _) = text.split_once("://")?;
        if scheme.len() > 40 || !scheme::is_our_scheme(scheme) {
            return None;
        }
        let before = cell.text.find(text).unwrap_or(0);
        // The address may hold placeholders that no parser of addresses takes: the parameters are read all the same.
        let (user, mut params) = match dsn::parse(text) {
            Ok(dsn) => (dsn.user, dsn.params),
            Err(_) => (None, dsn::params_of(text)),
        };
        for param in &mut params {
            param.span = Span { start: param.span.start + before, end: param.span.end + before };
        }
        // MariaDB's driver takes a URL of MySQL's scheme only where it is told so.
        let is_mariadb_s = text.to_ascii_lowercase().contains("permitmysqlscheme");
        let scheme = if is_mariadb_s { "jdbc:mariadb" } else { scheme };
        Some(Self { cell: cell.clone(), driver: drivers::of_scheme(scheme), params, user })
    }

    /// The bytes of a parameter's value in the file.
    pub(super) fn span(&self, param: &Param) -> Span {
        self.cell.part(param.span)
    }
}

/// The URL of the section that ends `levels`: its own, one of a section that describes the connection, or the nearest above.
pub(super) fn nearest<'a>(levels: &[Section<'a>]) -> Option<Link<'a>> {
    levels.iter().rev().find_map(own)
}

/// The URL among a section's own keys. Of several, the one that is plainly the section's: `url` before `slave_url`.
pub(super) fn own<'a>(level: &Section<'a>) -> Option<Link<'a>> {
    let mut cells: Vec<_> = level.all_cells().filter(|cell| cell.text.contains("://")).collect();
    cells.sort_by_key(|cell| cell.words().len());
    cells.into_iter().filter(|cell| !engine::is_of_another(cell)).find_map(Link::of)
}
