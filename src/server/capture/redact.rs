//! Takes the names of hosts and users out of a server, the same one always for the same name, so that a capture can be shared.

use std::collections::BTreeMap;

use crate::server::evidence::Evidence;
use crate::server::facts::{Entries, Entry, Server, Source};

/// Variables and counters whose whole value names hosts.
const HOSTS: [&str; 13] = [
    "hostname",
    "report_host",
    "bind_address",
    "admin_address",
    "mysqlx_bind_address",
    "group_replication_local_address",
    "group_replication_group_seeds",
    "wsrep_node_address",
    "wsrep_node_incoming_address",
    "wsrep_node_name",
    "wsrep_cluster_address",
    "wsrep_sst_receive_address",
    "wsrep_incoming_addresses",
];

/// The variable whose whole value names a user.
const USER: &str = "report_user";

/// What says nothing of where a server or a client is.
const PLAIN_HOSTS: [&str; 7] = ["", "*", "%", "0.0.0.0", "localhost", "127.0.0.1", "::1"];

/// No name of anybody's.
const PLAIN_USERS: [&str; 2] = ["", "unauthenticated user"];

/// Calls hosts h1, h2 … and users u1, u2 …, wherever they are named: in the evidence, the account, the address that was asked, and
/// variables.
pub fn redact(server: &mut Server) {
    let (mut hosts, mut users) = (Names::new("h", &PLAIN_HOSTS), Names::new("u", &PLAIN_USERS));
    if let Some(evidence) = &mut server.evidence {
        redact_evidence(evidence, &mut hosts, &mut users);
    }
    if let Some(account) = &mut server.account {
        users.rename(&mut account.user);
    }
    if let Source::Live { target: name }
    | Source::Observed { target: name }
    | Source::Captured { path: name }
    | Source::Declared { path: name } = &mut server.source
    {
        hosts.rename(name);
    }
    let hostname = server.variables.text("hostname").unwrap_or_default().to_owned();
    server.variables = redacted(&server.variables, &hostname, &mut hosts, &mut users);
    server.status = redacted(&server.status, &hostname, &mut hosts, &mut users);
}

fn redact_evidence(evidence: &mut Evidence, hosts: &mut Names, users: &mut Names) {
    evidence.redacted = true;
    for held in evidence.sessions.iter_mut().flat_map(|sessions| &mut sessions.held) {
        users.rename(&mut held.user);
        hosts.rename(&mut held.host);
    }
    for program in evidence.programs.iter_mut().flatten() {
        users.rename(&mut program.user);
        hosts.rename(&mut program.host);
    }
    for account in evidence.accounts.iter_mut().flatten() {
        users.rename(&mut account.user);
        hosts.rename(&mut account.host);
    }
    evidence.host_errors.iter_mut().flatten().for_each(|errors| hosts.rename(&mut errors.host));
    evidence.variables_set.iter_mut().flatten().filter_map(|set| set.by.as_mut()).for_each(|by| users.rename(by));
    // A server's refusal quotes the account and its host.
    for missing in &mut evidence.missing {
        if let Some((error, _)) = missing.why.split_once(": ").filter(|(error, _)| error.starts_with("error ")) {
            missing.why = error.to_owned();
        }
    }
}

fn redacted(entries: &Entries, hostname: &str, hosts: &mut Names, users: &mut Names) -> Entries {
    let mut result = Entries::default();
    for (name, entry) in entries.iter() {
        let mut value = entry.value.clone();
        if HOSTS.contains(&name) {
            hosts.rename(&mut value);
        } else if name == USER {
            users.rename(&mut value);
        } else if !PLAIN_HOSTS.contains(&hostname) {
            // Names of files begin with the host's: db1.pid, db1-bin.
            value = without(&value, hostname, hosts);
            let short = hostname.split('.').next().unwrap_or(hostname);
            value = without(&value, short, hosts);
        }
        result.put(name, Entry { value, ..entry.clone() });
    }
    result
}

/// A text with a host's name replaced where it stands as a word of its own.
fn without(text: &str, host: &str, hosts: &mut Names) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(host).filter(|_| !host.is_empty()) {
        let is_word = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        result.push_str(before);
        let mut word = host.to_owned();
        if is_word {
            hosts.rename(&mut word);
        }
        result.push_str(&word);
        rest = after;
    }
    result.push_str(rest);
    result
}

/// New names, in the order in which the old ones come.
struct Names {
    prefix: &'static str,
    plain: &'static [&'static str],
    given: BTreeMap<String, String>,
}

impl Names {
    fn new(prefix: &'static str, plain: &'static [&'static str]) -> Self {
        Self { prefix, plain, given: BTreeMap::new() }
    }

    fn rename(&mut self, name: &mut String) {
        if self.plain.contains(&name.as_str()) {
            return;
        }
        let next = format!("{}{}", self.prefix, self.given.len() + 1);
        name.clone_from(self.given.entry(name.clone()).or_insert(next));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::capture::{Taken, read_text, write};

    const CAPTURE: &str = "poolcheck_capture: 1
poolcheck: 0.1.0
taken: {from: 'db7.corp:3306', at: 2026-11-21T04:30:00Z}
server: 8.0.41
account: {user: auditor, max_user_connections: 2}
evidence:
  sessions:
    complete: true
    held:
    - {user: shop, host: 10.1.2.3, command: Sleep, count: 20, oldest: 30}
    - {user: auditor, host: localhost, command: Sleep, count: 1, oldest: 30}
  accounts:
  - {user: shop, host: 10.1.%, max_user_connections: 19}
  host_errors:
  - {host: 10.1.2.3, connect_errors: 9}
  variables_set:
  - {name: wait_timeout, how: sql, by: shop, survives_restart: false}
  missing:
  - {evidence: programs, why: \"error 1142: SELECT command denied to user 'auditor'@'10.1.2.9'\"}
variables:
  hostname: db7.corp
  innodb_x: adb7b
  pid_file: /run/db7.pid
  version: 8.0.41
";

    #[test]
    fn the_same_name_is_always_called_the_same() {
        let mut server = read_text("capture.yaml", CAPTURE).unwrap();
        redact(&mut server);
        let text = write(&server, &Taken { at: "now".to_owned() }).unwrap();
        for name in ["shop", "auditor", "10.1.2", "10.1.%", "db7.", "corp"] {
            assert!(!text.contains(name), "{name}: {text}");
        }
        let evidence = server.evidence.as_ref().unwrap();
        let held = &evidence.sessions.as_ref().unwrap().held;
        assert_eq!((held[0].user.as_str(), held[0].host.as_str(), held[1].host.as_str()), ("u1", "h1", "localhost"));
        assert_eq!(evidence.accounts.as_ref().unwrap()[0].user, "u1");
        assert_eq!(evidence.host_errors.as_ref().unwrap()[0].host, "h1");
        assert_eq!(server.account.as_ref().unwrap().user, held[1].user);
        assert_eq!(server.variables.text("innodb_x"), Some("adb7b"));
        assert!(read_text("again.yaml", &text).unwrap().evidence.unwrap().redacted);
    }
}
