//! What stands between applications and servers and holds connections itself: ProxySQL, MaxScale, Vitess' tablets.
//!
//! Their pools are no sections: what limits one stands in a list of servers, and how it behaves in a section for all of them.

mod maxscale;
mod proxysql;
mod vitess;

use crate::client::discover::assemble::{NamedField, PoolParts};
use crate::client::discover::section::Section;
use crate::client::pool::Engine;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::Library;
use crate::client::pool::library::names::Name;
use crate::client::pool::library::sites::Site;
use crate::client::value::field::Field;
use crate::source::error::ConfigError;
use crate::source::node::Entry;
use crate::text::place::{SourceFile, Span};

/// What was found in a section.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The pools.
    pub(super) drafts: Vec<Draft>,
    /// Sections that nobody else is to read.
    pub(super) claims: Vec<Span>,
}

/// The layers that the section that ends `levels` describes.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'a>(file: &'a SourceFile, levels: &mut Vec<Section<'a>>) -> Result<Found, ConfigError> {
    let mut found = Found::default();
    match levels.last().and_then(kind) {
        Some(Kind::ProxySql) => proxysql::read(file, levels, &mut found)?,
        Some(Kind::MaxScale) => maxscale::read(file, levels, &mut found)?,
        Some(Kind::Vitess) => vitess::read(file, levels, &mut found)?,
        None => {}
    }
    Ok(found)
}

/// What a section may be the configuration of.
enum Kind {
    ProxySql,
    MaxScale,
    Vitess,
}

/// Looks once at each key: almost no section is one.
fn kind(own: &Section<'_>) -> Option<Kind> {
    if own.cells.iter().any(|cell| vitess::is_flag(cell.name)) {
        return Some(Kind::Vitess);
    }
    let is_server = |entry: &Entry| entry.value.get("type").and_then(|kind| kind.text()) == Some("server");
    let mut sections = own.node.entries()?.iter().filter(|entry| entry.value.scalar().is_none());
    sections.find_map(|entry| match entry.key.as_str() {
        "mysql_variables" | "mysql_servers" => Some(Kind::ProxySql),
        "oltpReadPool" | "olapReadPool" | "txPool" => Some(Kind::Vitess),
        _ => is_server(entry).then_some(Kind::MaxScale),
    })
}

/// The cells that are a library's names.
fn named<'a>(cells: &[Field<'a>], names: &'static [Name]) -> Vec<NamedField<'a>> {
    let member = |cell: &Field<'a>| {
        let name = names.iter().find(|name| name.is(cell.name))?;
        Some(NamedField { cell: cell.clone(), name })
    };
    cells.iter().filter_map(member).collect()
}

/// A pool of a layer, whose server can be none but ours.
fn draft<'a>(
    file: &'a SourceFile,
    levels: &[Section<'a>],
    library: &'static Library,
    place: &'static Site,
    members: Vec<NamedField<'a>>,
) -> Result<Draft, ConfigError> {
    let why = format!("its sections are {}'s", library.title);
    let mut draft = PoolParts { file, levels, library, place, members, link: None, why }.draft()?;
    draft.pool.engine = Engine::MySql;
    // The account of a server's section is the one of its monitor.
    draft.pool.usage.user = None;
    Ok(draft)
}

/// The sections in a section.
fn inside<'a>(level: &Section<'a>) -> Vec<Section<'a>> {
    level.children().iter().filter_map(|(name, ..)| level.child(name)).collect()
}
