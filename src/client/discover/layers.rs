//! What stands between applications and servers and holds connections itself: ProxySQL, MaxScale, Vitess' tablets.
//!
//! Their pools are no sections: what limits one stands in a list of servers, and how it behaves in a section for all of them.

use super::assemble::{Member, Parts};
use super::cell::Cell;
use super::level::{self, Level};
use crate::client::draft::Draft;
use crate::client::error::ConfigError;
use crate::client::libraries::Library;
use crate::client::libraries::maxscale::{CLIENTS, MAXSCALE, OF_SERVICE};
use crate::client::libraries::names::{Meaning, Name};
use crate::client::libraries::places::Place;
use crate::client::libraries::proxysql::{OF_SERVER, PROXYSQL};
use crate::client::libraries::vitess::{POOLS, VITESS};
use crate::client::pool::{Engine, Status};
use crate::client::settings::Key;
use crate::client::source::node::{Entry, Node};
use crate::client::source::placeholder;
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
    match levels.last().and_then(|own| kind(own.node)) {
        Some(Kind::ProxySql) => proxysql(file, levels, &mut found)?,
        Some(Kind::MaxScale) => maxscale(file, levels, &mut found)?,
        Some(Kind::Vitess) => vitess(file, levels, &mut found)?,
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
fn kind(node: &Node) -> Option<Kind> {
    let is_server = |entry: &Entry| entry.value.get("type").and_then(|kind| kind.text()) == Some("server");
    node.entries()?.iter().filter(|entry| entry.value.scalar().is_none()).find_map(|entry| match entry.key.as_str() {
        "mysql_variables" | "mysql_servers" => Some(Kind::ProxySql),
        "oltpReadPool" | "olapReadPool" | "txPool" => Some(Kind::Vitess),
        _ => is_server(entry).then_some(Kind::MaxScale),
    })
}

/// The cells that are names of a list.
fn named<'a>(cells: &[Cell<'a>], library: &'static Library, names: &'static [Name]) -> Vec<Member<'a>> {
    let names = || names.iter().chain(library.names);
    let member = |cell: &Cell<'a>| {
        let name = names().find(|name| name.is(cell.name))?;
        Some(Member { cell: cell.clone(), name })
    };
    cells.iter().filter_map(member).collect()
}

/// Whether two keys are one in different case styles.
fn same(a: &str, b: &str) -> bool {
    crate::text::names::normal(a) == crate::text::names::normal(b)
}

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

/// `mysql_variables` and `mysql_servers` of ProxySQL: each server of each hostgroup is one pool.
fn proxysql<'a>(file: &'a SourceFile, levels: &mut Vec<Level<'a>>, found: &mut Found) -> Result<(), ConfigError> {
    let Some(own) = levels.last() else { return Ok(()) };
    let (variables, servers) = (own.child("mysql_variables"), own.child("mysql_servers"));
    let Some(first) = variables.as_ref().or(servers.as_ref()) else { return Ok(()) };
    let place = file.place(first.node.span);
    let sections = ["mysql_variables", "mysql_servers", "mysql_users", "admin_variables"];
    found.claims.extend(sections.iter().filter_map(|name| Some(own.child(name)?.node.span)));
    let shared = variables.map(|variables| named(&variables.cells, &PROXYSQL, &[])).unwrap_or_default();
    let servers = servers.map(|servers| inside(&servers)).unwrap_or_default();
    if servers.is_empty() {
        let mut pool = draft(file, levels, &PROXYSQL, &Place::ANYWHERE, shared)?;
        "proxysql".clone_into(&mut pool.pool.name);
        pool.hidden.extend([Key::MaxOpen, Key::MaxIdle]);
        found.drafts.push(pool.at(Some(place)));
        return Ok(());
    }
    for server in servers {
        let mut members = shared.clone();
        let limits = |member: &Member<'_>| member.name.meaning == Meaning::Setting(Key::MaxOpen);
        members.extend(named(&server.cells, &PROXYSQL, OF_SERVER).into_iter().filter(limits));
        let place = file.place(server.node.span);
        let text = |name: &str| server.get(name).map(|cell| cell.text).filter(|text| is_plain(text));
        let group = text("hostgroup").or(text("hostgroupid")).map_or_else(String::new, |id| format!("hostgroup-{id}."));
        let name = format!("proxysql.{group}{}", text("address").or(text("hostname")).unwrap_or(&server.name));
        let off = server.get("status").filter(|cell| cell.text.to_ascii_uppercase().starts_with("OFFLINE"));
        let off = off.map(|cell| format!("{}: {} ({})", cell.name, cell.text, cell.place(cell.span)));
        levels.push(server);
        let pool = draft(file, levels, &PROXYSQL, &Place::ANYWHERE, members);
        levels.pop();
        let mut pool = pool?.at(Some(place));
        pool.pool.name = name;
        pool.pool.status = off.map_or(Status::Active, Status::Inert);
        found.drafts.push(pool);
    }
    Ok(())
}

/// Whether a text is a value as it stands.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && placeholder::unresolved(text).is_none()
}

/// The sections in a section.
fn inside<'a>(level: &Level<'a>) -> Vec<Level<'a>> {
    level::children(level.node).into_iter().filter_map(|(name, ..)| level.child(&name)).collect()
}

/// Whether a section of MaxScale is of this kind.
fn is_of(level: &Level<'_>, kind: &str) -> bool {
    level.get("type").is_some_and(|cell| cell.text.trim().eq_ignore_ascii_case(kind))
}

/// `[db1] type=server` of MaxScale: each server is one pool, of which the services in front of it say more.
fn maxscale<'a>(file: &'a SourceFile, levels: &mut Vec<Level<'a>>, found: &mut Found) -> Result<(), ConfigError> {
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
        let serving: Vec<_> = services.iter().filter(|service| serves(service, server, &sections)).collect();
        let mut members: Vec<_> =
            serving.iter().flat_map(|service| named(&service.cells, &MAXSCALE, OF_SERVICE)).collect();
        let limits: Vec<_> = serving.iter().filter_map(|service| service.get("maxconnections")).collect();
        let limited = limits.iter().all(|cell| cell.text.trim() != "0");
        let is_one = serving.len() == 1;
        members.extend(limits.first().filter(|_| is_one).map(|cell| Member { cell: (*cell).clone(), name: &CLIENTS }));
        let own_names = named(&server.cells, &MAXSCALE, &[]);
        // A limit of zero is none: the services' holds.
        let is_none = |member: &Member<'_>| member.name.meaning == CLIENTS.meaning && member.cell.text.trim() == "0";
        let routed = own_names.iter().any(|member| member.name.meaning == CLIENTS.meaning && !is_none(member));
        members.extend(own_names.into_iter().filter(|member| !is_none(member)));
        let mut pool =
            draft(file, levels, &MAXSCALE, &Place::ANYWHERE, members)?.at(Some(file.place(server.node.span)));
        pool.pool.name = format!("maxscale.{}", server.name);
        // The limits of several services add up, in a sum that stands nowhere.
        if !routed && !is_one && limited && !limits.is_empty() && limits.len() == serving.len() {
            pool.hidden.push(Key::MaxOpen);
        }
        drafts.push(pool);
    }
    found.drafts.extend(drafts);
    Ok(())
}

/// Whether a service stands in front of a server: it lists it, or the monitor of its cluster does.
fn serves(service: &Level<'_>, server: &Level<'_>, sections: &[Level<'_>]) -> bool {
    let lists = |level: &Level<'_>| {
        let cells = ["servers", "targets"].iter().filter_map(|name| level.get(name));
        cells.flat_map(|cell| cell.text.split(',')).any(|name| name.trim() == server.name)
    };
    let of_cluster = || {
        let cluster = service.get("cluster")?;
        sections.iter().find(|level| level.name == cluster.text.trim())
    };
    lists(service) || of_cluster().is_some_and(lists)
}

/// A tablet's three pools, of which those without a section are there all the same.
fn vitess<'a>(file: &'a SourceFile, levels: &mut Vec<Level<'a>>, found: &mut Found) -> Result<(), ConfigError> {
    let Some(own) = levels.last() else { return Ok(()) };
    let section = |place: &Place| place.path.first().and_then(|name| own.child(name));
    let Some(first) = POOLS.iter().find_map(section) else { return Ok(()) };
    let first = file.place(first.node.span);
    let sections: Vec<_> = POOLS.iter().map(|place| (place, section(place))).collect();
    for (place, section) in sections {
        let members = section.as_ref().map(|section| named(&section.cells, &VITESS, &[])).unwrap_or_default();
        let at = section.as_ref().map_or_else(|| first.clone(), |section| file.place(section.node.span));
        found.claims.extend(section.map(|section| section.node.span));
        let mut pool = draft(file, levels, &VITESS, place, members)?.at(Some(at));
        pool.pool.name = place.path.concat();
        found.drafts.push(pool);
    }
    Ok(())
}
