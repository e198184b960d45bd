//! The programs and drivers that hold the connections, as they name themselves in their session's attributes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::sessions::Process;
use super::{Asked, Question, Row, text, whole};

/// Not joined with the sessions on the server: its tables of attributes have no index everywhere.
const STATEMENT: &str = "SELECT PROCESSLIST_ID, ATTR_NAME, ATTR_VALUE FROM performance_schema.session_connect_attrs \
                         WHERE ATTR_NAME IN ('_client_name', '_client_version', '_pid', 'program_name')";

/// The statement.
pub(super) fn question(asked: &Asked) -> Question {
    asked.of_schema(STATEMENT)
}

/// Sessions of one user from one host with the same driver and program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programs {
    /// The user.
    pub user: String,
    /// The host or address.
    pub host: String,
    /// The driver's name for itself; none for a driver that sends no attributes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// The driver's version, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The program, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// How many sessions.
    pub count: u64,
    /// The processes that hold them, by their ids; 0 where they do not say.
    pub processes: u64,
}

type Attributes<'a> = BTreeMap<&'a str, &'a str>;

/// Puts the attributes to the sessions that they belong to.
pub(super) fn read(processes: &[Process], rows: &[Row]) -> Vec<Programs> {
    let mut sessions: BTreeMap<u64, Attributes<'_>> = BTreeMap::new();
    for row in rows {
        if let (Some(id), Some(name), Some(value)) = (whole(row, 0), text(row, 1), text(row, 2)) {
            sessions.entry(id).or_default().insert(name, value);
        }
    }
    let mut groups: BTreeMap<_, (u64, BTreeSet<&str>)> = BTreeMap::new();
    for process in processes.iter().filter(|process| !process.is_own()) {
        let attribute = |name| sessions.get(&process.id).and_then(|attributes| attributes.get(name).copied());
        let key = (
            process.user.as_str(),
            process.host.as_str(),
            attribute("_client_name"),
            attribute("_client_version"),
            attribute("program_name"),
        );
        let (count, ids) = groups.entry(key).or_default();
        *count += 1;
        ids.extend(attribute("_pid"));
    }
    let owned = |text: Option<&str>| text.map(str::to_owned);
    groups
        .into_iter()
        .map(|((user, host, driver, version, program), (count, ids))| Programs {
            user: user.to_owned(),
            host: host.to_owned(),
            driver: owned(driver),
            version: owned(version),
            program: owned(program),
            count,
            processes: ids.len() as u64,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::evidence::sessions;

    #[test]
    fn processes_are_counted_by_their_ids() {
        let cells = |cells: &[&str]| -> Row { cells.iter().map(|cell| Some((*cell).to_owned())).collect() };
        let session = |id: &str, user: &str| cells(&[id, user, "10.0.0.7:1", "Sleep", "1", "0", "1"]);
        let processes =
            sessions::rows(&[session("1", "app"), session("2", "app"), session("3", "app"), session("4", "old")]);
        let mut rows = Vec::new();
        for (id, pid) in [("1", "77"), ("2", "77"), ("3", "78"), ("99", "1")] {
            rows.push(cells(&[id, "_client_name", "Go-MySQL-Driver"]));
            rows.push(cells(&[id, "_pid", pid]));
        }
        let programs = read(&processes, &rows);
        let seen: Vec<_> =
            programs.iter().map(|p| (p.user.as_str(), p.driver.as_deref(), p.count, p.processes)).collect();
        assert_eq!(seen, [("app", Some("Go-MySQL-Driver"), 3, 2), ("old", None, 1, 0)]);
    }
}
