//! What stands between applications and servers and holds connections itself: ProxySQL, MaxScale, Vitess' tablets.
//!
//! Their pools are no sections: what limits one stands in a list of servers, and how it behaves in a section for all of them.

mod maxscale;
mod proxysql;
mod vitess;

use crate::client::discover::assemble::{Member, Parts};
use crate::client::discover::cell::Cell;
use crate::client::discover::level::Level;
use crate::client::draft::Draft;
use crate::client::error::ConfigError;
use crate::client::libraries::Library;
use crate::client::libraries::names::Name;
use crate::client::libraries::places::Place;
use crate::client::pool::Engine;
use crate::client::source::node::Entry;
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
pub(super) fn read<'a>(file: &'a SourceFile, levels: &mut Vec<Level<'a>>) -> Result<Found, ConfigError> {
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
fn kind(own: &Level<'_>) -> Option<Kind> {
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
fn named<'a>(cells: &[Cell<'a>], names: &'static [Name]) -> Vec<Member<'a>> {
    let member = |cell: &Cell<'a>| {
        let name = names.iter().find(|name| name.is(cell.name))?;
        Some(Member { cell: cell.clone(), name })
    };
    cells.iter().filter_map(member).collect()
}

/// A pool of a layer, whose server can be none but ours.
fn draft<'a>(
    file: &'a SourceFile,
    levels: &[Level<'a>],
    library: &'static Library,
    place: &'static Place,
    members: Vec<Member<'a>>,
) -> Result<Draft, ConfigError> {
    let why = format!("its sections are {}'s", library.title);
    let mut draft = Parts { file, levels, library, place, members, link: None, why }.draft()?;
    draft.pool.engine = Engine::MySql;
    // The account of a server's section is the one of its monitor.
    draft.pool.usage.user = None;
    Ok(draft)
}

/// The sections in a section.
fn inside<'a>(level: &Level<'a>) -> Vec<Level<'a>> {
    level.children().iter().filter_map(|(name, ..)| level.child(name)).collect()
}
