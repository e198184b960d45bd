//! What stands between applications and servers and holds connections itself: ProxySQL, MaxScale, Vitess' tablets.
//!
//! Their pools are no sections: what limits one stands in a list of servers, and how it behaves in a section for all of them.

mod maxscale;
mod proxysql;
mod vitess;

use std::borrow::Cow;

use crate::client::discover::assemble::{NamedField, PoolParts};
use crate::client::discover::claim::Claim;
use crate::client::discover::section::Section;
use crate::client::pool::Engine;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::Library;
use crate::client::pool::library::names::Name;
use crate::client::pool::library::sites::Site;
use crate::source::error::ConfigError;
use crate::source::node::Entry;

/// The layers that a section describes.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'s>(own: &'s Section<'s>) -> Result<Claim, ConfigError> {
    match kind(own) {
        Some(Kind::ProxySql) => proxysql::read(own),
        Some(Kind::MaxScale) => maxscale::read(own),
        Some(Kind::Vitess) => vitess::read(own),
        None => Ok(Claim::default()),
    }
}

/// What a section may be the configuration of.
enum Kind {
    ProxySql,
    MaxScale,
    Vitess,
}

/// Looks once at each key: almost no section is one.
fn kind(own: &Section<'_>) -> Option<Kind> {
    if own.fields().iter().any(|field| vitess::is_flag(field.name)) {
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

/// The values that are a library's names.
fn named<'s>(section: &'s Section<'s>, names: &'static [Name]) -> impl Iterator<Item = NamedField<'s>> {
    section.fields().iter().filter_map(|field| {
        let name = names.iter().find(|name| name.is(field.name))?;
        Some(NamedField { field: Cow::Borrowed(field), name })
    })
}

/// A pool of a layer, whose server can be none but ours.
fn draft<'s>(
    section: &'s Section<'s>,
    library: &'static Library,
    site: &'static Site,
    members: &[NamedField<'s>],
) -> Result<Draft, ConfigError> {
    let why = format!("its sections are {}'s", library.title);
    let mut draft = PoolParts { section, library, site, members, link: None, why: &why }.draft()?;
    draft.pool.engine = Engine::MySql;
    // The account of a server's section is the one of its monitor.
    draft.pool.usage.user = None;
    Ok(draft)
}
