//! ProxySQL: each server of each hostgroup is one pool.

use std::time::Duration;

use crate::client::discover::claim::Claim;
use crate::client::discover::engine;
use crate::client::discover::layers::{draft, named};
use crate::client::discover::section::Section;
use crate::client::libraries::proxysql::{OF_SERVER, PROXYSQL};
use crate::client::pool::Status;
use crate::client::pool::draft::Serves;
use crate::client::pool::library::sites::Site;
use crate::client::pool::settings::{Key, Limit};
use crate::source::error::ConfigError;
use crate::source::placeholders;
use crate::text::origin::Stated;

/// Reads `mysql_variables` and `mysql_servers`.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'s>(own: &'s Section<'s>) -> Result<Claim, ConfigError> {
    let mut claim = Claim::default();
    let (variables, servers) = (own.child("mysql_variables"), own.child("mysql_servers"));
    let Some(first) = variables.or(servers) else { return Ok(claim) };
    let sections = ["mysql_variables", "mysql_servers", "mysql_users", "admin_variables"];
    claim.spans.extend(sections.iter().filter_map(|name| Some(own.child(name)?.node.span)));
    let shared: Vec<_> = variables.into_iter().flat_map(|variables| named(variables, PROXYSQL.names)).collect();
    let servers = servers.map(Section::children).unwrap_or_default();
    if servers.is_empty() {
        let mut pool = draft(own, &PROXYSQL, &Site::ANYWHERE, &shared)?;
        "proxysql".clone_into(&mut pool.pool.name);
        pool.unseen.extend([Key::MaxOpen, Key::MaxIdle]);
        pool.serves = Some(serves(variables));
        claim.add(pool.at(Some(own.facts.file.place(first.node.span))));
    }
    for server in servers {
        let mut members = shared.clone();
        members.extend(named(server, OF_SERVER));
        let place = own.facts.file.place(server.node.span);
        let mut pool = draft(server, &PROXYSQL, &Site::ANYWHERE, &members)?.at(Some(place));
        pool.pool.name = name(server);
        pool.serves = Some(serves(variables));
        let off = server.get("status").filter(|field| field.text.to_ascii_uppercase().starts_with("OFFLINE"));
        pool.pool.status = off.map_or(Status::Active, |field| Status::Inert(engine::reason(field)));
        claim.add(pool);
    }
    Ok(claim)
}

/// The port of ProxySQL's clients where no interface is stated
/// (<https://proxysql.com/documentation/global-variables/mysql-variables/#mysql-interfaces>).
const PORT: u16 = 6033;

/// What its clients get: the ports of `interfaces`, and `wait_timeout` in milliseconds.
fn serves(variables: Option<&Section<'_>>) -> Serves {
    let get = |name: &str| variables.and_then(|variables| variables.get(name));
    let ports: Vec<u16> = get("interfaces").map_or_else(Vec::new, |field| {
        field.text.split(';').filter_map(|one| one.rsplit_once(':')?.1.trim().parse().ok()).collect()
    });
    let idle = get("waittimeout").and_then(|field| {
        let milliseconds = field.text.trim().parse().ok()?;
        Some(Stated::new(Limit::At(Duration::from_millis(milliseconds)), field.origin(field.span)))
    });
    Serves { ports: if ports.is_empty() { vec![PORT] } else { ports }, idle }
}

/// The address of a server, with its hostgroup.
fn name(server: &Section<'_>) -> String {
    let text = |name: &str| server.get(name).map(|field| field.text).filter(|text| is_plain(text));
    let group = text("hostgroup").or(text("hostgroupid")).map_or_else(String::new, |id| format!("hostgroup-{id}."));
    format!("proxysql.{group}{}", text("address").or(text("hostname")).unwrap_or(&server.name))
}

/// Whether a text is a value as it stands.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && placeholders::unresolved(text).is_none()
}
