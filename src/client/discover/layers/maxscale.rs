//! `MaxScale`: each server is one pool, of which the services in front of it say more.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::client::discover::assemble::NamedField;
use crate::client::discover::claim::Claim;
use crate::client::discover::layers::{draft, named};
use crate::client::discover::section::Section;
use crate::client::libraries::maxscale::{CLIENTS, MAXSCALE, OF_SERVICE};
use crate::client::pool::draft::Serves;
use crate::client::pool::library::sites::Site;
use crate::client::pool::settings::Key;
use crate::client::value::field::Field;
use crate::source::error::ConfigError;

/// Reads `[db1] type=server`.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'s>(own: &'s Section<'s>) -> Result<Claim, ConfigError> {
    let mut claim = Claim::default();
    let sections = own.children();
    let is_service = |section: &&Section<'_>| is_of(section, "service") && section.get("router").is_some();
    let services: Vec<_> = sections.iter().filter(is_service).collect();
    let is_maxscale = !services.is_empty() || own.child("maxscale").is_some();
    let mut servers = sections.iter().filter(|section| is_of(section, "server")).peekable();
    if !is_maxscale || servers.peek().is_none() {
        return Ok(claim);
    }
    claim.spans.extend(sections.iter().map(|section| section.node.span));
    let by_server = by_server(&services, sections);
    let listeners = sections.iter().filter(|section| is_of(section, "listener"));
    let ports = listeners.filter_map(|listener| listener.get("port")?.text.trim().parse().ok()).collect();
    let listening = Serves { ports, idle: None };
    for server in servers {
        let serving = by_server.get(&*server.name).map(Vec::as_slice).unwrap_or_default();
        let mut members: Vec<_> = serving.iter().flat_map(|service| named(service, OF_SERVICE)).collect();
        let limit = limit(server, serving);
        members.extend(named(server, MAXSCALE.names).filter(|member| member.name.meaning != CLIENTS.meaning));
        if let Limit::Of(field) = limit {
            members.push(NamedField { field: Cow::Borrowed(field), name: &CLIENTS });
        }
        let place = own.facts.file.place(server.node.span);
        let mut pool = draft(own, &MAXSCALE, &Site::ANYWHERE, &members)?.at(Some(place));
        pool.pool.name = format!("maxscale.{}", server.name);
        pool.serves = Some(listening.clone());
        if let Limit::Sum = limit {
            pool.unseen.push(Key::MaxOpen);
        }
        claim.add(pool);
    }
    Ok(claim)
}

/// Whether a section of MaxScale is of this kind.
fn is_of(section: &Section<'_>, kind: &str) -> bool {
    section.get("type").is_some_and(|field| field.text.trim().eq_ignore_ascii_case(kind))
}

/// What limits the connections to a server of MaxScale.
enum Limit<'s> {
    /// Nothing.
    None,
    /// One key.
    Of(&'s Field<'s>),
    /// The limits of several services, which add up to a number that stands nowhere.
    Sum,
}

/// The server's own limit, else what the services in front of it let in; a limit of zero is none.
fn limit<'s>(server: &'s Section<'s>, serving: &[&'s Section<'s>]) -> Limit<'s> {
    let is_set = |field: &&Field<'_>| field.text.trim() != "0";
    if let Some(field) = server.get("maxroutingconnections").filter(is_set) {
        return Limit::Of(field);
    }
    let limits: Vec<_> = serving.iter().filter_map(|service| service.get("maxconnections").filter(is_set)).collect();
    match limits.as_slice() {
        [only] if serving.len() == 1 => Limit::Of(only),
        several if several.len() == serving.len() && serving.len() > 1 => Limit::Sum,
        _ => Limit::None,
    }
}

/// The services in front of each server: those that list it, or the monitor of whose cluster does.
fn by_server<'s>(services: &[&'s Section<'s>], sections: &'s [Section<'s>]) -> HashMap<&'s str, Vec<&'s Section<'s>>> {
    let mut clusters = HashMap::new();
    for section in sections {
        clusters.entry(&*section.name).or_insert(section);
    }
    let mut by_server: HashMap<_, Vec<&'s Section<'s>>> = HashMap::new();
    for service in services {
        let cluster = service.get("cluster").and_then(|name| clusters.get(name.text.trim()));
        for server in listed(service).chain(cluster.into_iter().flat_map(|cluster| listed(cluster))) {
            let serving = by_server.entry(server).or_default();
            if !serving.last().is_some_and(|last| std::ptr::eq(*last, *service)) {
                serving.push(service);
            }
        }
    }
    by_server
}

/// The servers that a service or a monitor lists.
fn listed<'s>(section: &'s Section<'s>) -> impl Iterator<Item = &'s str> {
    let fields = ["servers", "targets"].into_iter().filter_map(|name| section.get(name));
    fields.flat_map(|field| field.text.split(',')).map(str::trim)
}
