//! Pools by the servers that they name: what leads to two servers is never summed.

use std::collections::BTreeMap;

use crate::client::Client;
use crate::client::pool::destination::Destination;
use crate::client::pool::{Pool, Status};
use crate::server::Server;

/// The port where none is said.
const PORT: u16 = 3306;

/// Names of the machine itself.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Two names of one host: as the configurations call it, and as the server is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostAlias {
    /// The name in the configurations.
    pub written: String,
    /// The server's.
    pub meant: String,
}

impl HostAlias {
    /// Reads `A=B`; none where the text is not of that form.
    pub fn parse(text: &str) -> Option<Self> {
        let (written, meant) = text.split_once('=')?;
        let (written, meant) = (written.trim().to_owned(), meant.trim().to_owned());
        (!written.is_empty() && !meant.is_empty()).then_some(Self { written, meant })
    }
}

/// A server that pools name, with their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its host, and its port where that is not the usual one.
    pub server: String,
    /// The pools that lead there, in order.
    pub pools: Vec<String>,
}

/// How the pools of a run are spread over servers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Spread {
    /// They name one server, or none: it is the audited one.
    #[default]
    One,
    /// One of several is the audited one; these are others.
    Others(Vec<Named>),
    /// They name several, and nothing says which of them is audited.
    Unclear(Vec<Named>),
}

impl Spread {
    /// What the pools say, beside how the server is called.
    pub fn of(client: &Client, server: Option<&Server>, aliases: &[HostAlias]) -> Self {
        // A fleet file says which service uses which server.
        let Some(server) = server.filter(|_| client.services.is_empty()) else { return Self::One };
        let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut unnamed = Vec::new();
        for pool in client.pools.iter().filter(|pool| pool.is_judged() && pool.shared_behind().is_none()) {
            match pool.destination.as_ref().and_then(|destination| name(destination, aliases)) {
                Some(name) => named.entry(name).or_default().push(pool.name.clone()),
                None => unnamed.push(pool.name.clone()),
            }
        }
        if named.len() < 2 {
            return Self::One;
        }
        let is_audited = |written: &String| server.hosts().any(|host| is_same(written, host));
        if named.keys().any(is_audited) {
            let others = named.into_iter().filter(|(server, _)| !is_audited(server));
            return Self::Others(others.map(|(server, pools)| Named { server, pools }).collect());
        }
        let mut groups: Vec<_> = named.into_iter().map(|(server, pools)| Named { server, pools }).collect();
        if !unnamed.is_empty() {
            groups.push(Named { server: "a server that is not named".to_owned(), pools: unnamed });
        }
        Self::Unclear(groups)
    }
}

/// The server that a pool names: its host in one spelling, with a port that is not the usual one.
fn name(destination: &Destination, aliases: &[HostAlias]) -> Option<String> {
    let host = destination.host.as_deref()?;
    let alias = aliases.iter().find(|alias| is_same(host, &alias.written));
    let host = alias.map_or(host, |alias| alias.meant.as_str()).trim_end_matches('.').to_ascii_lowercase();
    let host = if HERE.contains(&host.as_str()) { "localhost".to_owned() } else { host };
    let port = destination.port.unwrap_or(PORT);
    Some(if port == PORT || host.contains(':') { host } else { format!("{host}:{port}") })
}

/// Whether two texts name one host and port.
fn is_same(one: &str, other: &str) -> bool {
    let bare = |text: &str| {
        let text = text.to_ascii_lowercase();
        let text = text.strip_suffix(":3306").unwrap_or(&text).trim_end_matches('.').trim_matches(['[', ']']);
        if HERE.contains(&text) { "localhost".to_owned() } else { text.to_owned() }
    };
    bare(one) == bare(other)
}

/// The application's side with these pools alone to be judged: the others lead elsewhere.
pub(super) fn only(client: &Client, keeps: impl Fn(&Pool) -> bool) -> Client {
    let mut client = client.clone();
    for pool in client.pools.iter_mut().filter(|pool| !keeps(pool)) {
        if pool.is_judged() {
            pool.status = Status::Inert("it leads to another server".to_owned());
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::origin::Origin;

    #[test]
    fn names_of_one_host_are_one() {
        for (one, other) in [("db-a", "DB-A.:3306"), ("127.0.0.1", "localhost:3306"), ("db-a:3307", "db-a:3307")] {
            assert!(is_same(one, other), "{one} {other}");
        }
        for (one, other) in [("db-a", "db-b"), ("db-a:3307", "db-a"), ("db-a", "db-a.eu")] {
            assert!(!is_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn an_alias_is_the_server_s_own_name() {
        let destination = |host: &str| Destination {
            host: Some(host.to_owned()),
            port: None,
            database: None,
            origin: Origin::flag("test"),
        };
        let aliases: Vec<_> = HostAlias::parse("mysql=db1.example").into_iter().collect();
        assert_eq!(name(&destination("MySQL"), &aliases).as_deref(), Some("db1.example"));
        assert_eq!(name(&destination("other"), &aliases).as_deref(), Some("other"));
        assert_eq!(HostAlias::parse("mysql"), None);
    }
}
