//! `MaxScale`: each server is one pool, of which the services in front of it say more.

use crate::client::discover::assemble::NamedField;
use crate::client::discover::layers::{Found, draft, inside, named};
use crate::client::discover::section::Section;
use crate::client::libraries::maxscale::{CLIENTS, MAXSCALE, OF_SERVICE};
use crate::client::pool::library::sites::{Site, same};
use crate::client::pool::settings::Key;
use crate::client::value::field::Field;
use crate::source::error::ConfigError;
use crate::text::place::SourceFile;

/// Whether a section of MaxScale is of this kind.
fn is_of(level: &Section<'_>, kind: &str) -> bool {
    level.get("type").is_some_and(|cell| cell.text.trim().eq_ignore_ascii_case(kind))
}

/// Reads `[db1] type=server`.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'a>(
    file: &'a SourceFile,
    levels: &mut Vec<Section<'a>>,
    found: &mut Found,
) -> Result<(), ConfigError> {
    let Some(own) = levels.last() else { return Ok(()) };
    let sections = inside(own);
    let services: Vec<_> =
        sections.iter().filter(|level| is_of(level, "service") && level.get("router").is_some()).collect();
    let is_maxscale = !services.is_empty() || sections.iter().any(|level| same(&level.name, "maxscale"));
    let servers: Vec<_> = sections.iter().filter(|level| is_of(level, "server")).collect();
    if !is_maxscale || servers.is_empty() {
        return Ok(());
    }
    found.claims.extend(sections.iter().map(|level| level.node.span));
    let mut drafts = Vec::new();
    for server in servers {
        let serving: Vec<_> = services.iter().copied().filter(|service| serves(service, server, &sections)).collect();
        let mut members: Vec<_> = serving.iter().flat_map(|service| named(&service.cells, OF_SERVICE)).collect();
        let limit = limit(server, &serving);
        let is_limit = |member: &NamedField<'_>| member.name.meaning == CLIENTS.meaning;
        members.extend(named(&server.cells, MAXSCALE.names).into_iter().filter(|member| !is_limit(member)));
        members.extend(limit.cell().map(|cell| NamedField { cell: cell.clone(), name: &CLIENTS }));
        let place = file.place(server.node.span);
        let mut pool = draft(file, levels, &MAXSCALE, &Site::ANYWHERE, members)?.at(Some(place));
        pool.pool.name = format!("maxscale.{}", server.name);
        if let Limit::Sum = limit {
            pool.unseen.push(Key::MaxOpen);
        }
        drafts.push(pool);
    }
    found.drafts.extend(drafts);
    Ok(())
}

/// What limits the connections to a server of MaxScale.
enum Limit<'l, 'a> {
    /// Nothing.
    None,
    /// One key.
    Of(&'l Field<'a>),
    /// The limits of several services, which add up to a number that stands nowhere.
    Sum,
}

impl<'l, 'a> Limit<'l, 'a> {
    fn cell(&self) -> Option<&'l Field<'a>> {
        match self {
            Self::Of(cell) => Some(cell),
            Self::None | Self::Sum => None,
        }
    }
}

/// The server's own limit, else what the services in front of it let in; a limit of zero is none.
fn limit<'l, 'a>(server: &'l Section<'a>, serving: &[&'l Section<'a>]) -> Limit<'l, 'a> {
    let set = |cell: &&Field<'_>| cell.text.trim() != "0";
    if let Some(cell) = server.get("maxroutingconnections").filter(set) {
        return Limit::Of(cell);
    }
    let limits: Vec<_> = serving.iter().filter_map(|service| service.get("maxconnections").filter(set)).collect();
    match limits.as_slice() {
        [only] if serving.len() == 1 => Limit::Of(only),
        several if several.len() == serving.len() && serving.len() > 1 => Limit::Sum,
        _ => Limit::None,
    }
}

/// Whether a service stands in front of a server: it lists it, or the monitor of its cluster does.
fn serves(service: &Section<'_>, server: &Section<'_>, sections: &[Section<'_>]) -> bool {
    let lists = |level: &Section<'_>| {
        let cells = ["servers", "targets"].iter().filter_map(|name| level.get(name));
        cells.flat_map(|cell| cell.text.split(',')).any(|name| name.trim() == server.name)
    };
    let of_cluster = || {
        let cluster = service.get("cluster")?;
        sections.iter().find(|level| level.name == cluster.text.trim())
    };
    lists(service) || of_cluster().is_some_and(lists)
}
