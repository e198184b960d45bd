//! ProxySQL: each server of each hostgroup is one pool.

use crate::client::discover::layers::{Found, draft, inside, named};
use crate::client::discover::section::Section;
use crate::client::libraries::proxysql::{OF_SERVER, PROXYSQL};
use crate::client::pool::Status;
use crate::client::pool::library::sites::Site;
use crate::client::pool::settings::Key;
use crate::source::error::ConfigError;
use crate::source::placeholders;
use crate::text::place::SourceFile;

/// Reads `mysql_variables` and `mysql_servers`.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'a>(
    file: &'a SourceFile,
    levels: &mut Vec<Section<'a>>,
    found: &mut Found,
) -> Result<(), ConfigError> {
    let Some(own) = levels.last() else { return Ok(()) };
    let (variables, servers) = (own.child("mysql_variables"), own.child("mysql_servers"));
    let Some(first) = variables.as_ref().or(servers.as_ref()) else { return Ok(()) };
    let place = file.place(first.node.span);
    let sections = ["mysql_variables", "mysql_servers", "mysql_users", "admin_variables"];
    found.claims.extend(sections.iter().filter_map(|name| Some(own.child(name)?.node.span)));
    let shared = variables.map(|variables| named(&variables.cells, PROXYSQL.names)).unwrap_or_default();
    let servers = servers.map(|servers| inside(&servers)).unwrap_or_default();
    if servers.is_empty() {
        let mut pool = draft(file, levels, &PROXYSQL, &Site::ANYWHERE, shared)?;
        "proxysql".clone_into(&mut pool.pool.name);
        pool.unseen.extend([Key::MaxOpen, Key::MaxIdle]);
        found.drafts.push(pool.at(Some(place)));
        return Ok(());
    }
    for server in servers {
        let mut members = shared.clone();
        members.extend(named(&server.cells, OF_SERVER));
        let place = file.place(server.node.span);
        let text = |name: &str| server.get(name).map(|cell| cell.text).filter(|text| is_plain(text));
        let group = text("hostgroup").or(text("hostgroupid")).map_or_else(String::new, |id| format!("hostgroup-{id}."));
        let name = format!("proxysql.{group}{}", text("address").or(text("hostname")).unwrap_or(&server.name));
        let off = server.get("status").filter(|cell| cell.text.to_ascii_uppercase().starts_with("OFFLINE"));
        let off = off.map(|cell| format!("{}: {} ({})", cell.name, cell.text, cell.place(cell.span)));
        levels.push(server);
        let pool = draft(file, levels, &PROXYSQL, &Site::ANYWHERE, members);
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
    !text.is_empty() && placeholders::unresolved(text).is_none()
}
