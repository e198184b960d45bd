//! Who holds connections: sessions by user, host and what they do.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Asked, Missing, Row, text, whole};
use crate::server::flavors::Family;
use crate::server::version::Version;

/// An account without PROCESS sees its own sessions and no error: the last column says whether it has it.
macro_rules! sessions_of {
    ($table:literal) => {
        concat!(
            "SELECT ID, USER, HOST, COMMAND, TIME, ID = CONNECTION_ID(), ",
            "(SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'PROCESS' AND GRANTEE = ",
            "CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')) ",
            "FROM ",
            $table
        )
    };
}

/// On MySQL from 8.0.22: takes no global lock.
const SCHEMA: &str = sessions_of!("performance_schema.processlist");
const ANYWHERE: &str = sessions_of!("information_schema.PROCESSLIST");

/// What shows the sessions of others.
pub(super) const GRANT: &str = "GRANT PROCESS ON *.*";

/// The statement.
pub(super) fn statement(asked: &Asked) -> &'static str {
    let has_table = asked.flavor.family == Family::MySql && asked.version >= Version::new(8, 0, 22);
    if has_table && asked.performance_schema { SCHEMA } else { ANYWHERE }
}

/// Who holds connections.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    /// Everybody's sessions are here; otherwise only those of the account that asked.
    pub complete: bool,
    /// The sessions, by user, host and command. Without poolcheck's own, and without the server's own threads.
    #[serde(default)]
    pub held: Vec<Held>,
}

/// Sessions of one user from one host that do the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Held {
    /// The user; `unauthenticated user` before the login is complete.
    pub user: String,
    /// The host or address, without its port.
    pub host: String,
    /// What they do: `Sleep` is idle, in a pool or in a transaction.
    pub command: String,
    /// How many.
    pub count: u64,
    /// The longest that one has been doing it, in seconds.
    pub oldest: u64,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Process {
    pub id: u64,
    pub user: String,
    pub host: String,
    command: String,
    time: u64,
    own: bool,
    sees_all: bool,
}

/// The sessions in an answer. The server's own threads are none.
pub(super) fn rows(rows: &[Row]) -> Vec<Process> {
    rows.iter().filter_map(process).filter(|process| !is_thread_of_the_server(process)).collect()
}

fn process(row: &Row) -> Option<Process> {
    Some(Process {
        id: whole(row, 0)?,
        user: text(row, 1).unwrap_or_default().to_owned(),
        host: without_port(text(row, 2).unwrap_or_default()).to_owned(),
        command: text(row, 3).unwrap_or_default().to_owned(),
        // A session that has done nothing yet has no time, and a clock set back makes it negative.
        time: whole(row, 4).unwrap_or_default(),
        own: whole(row, 5) == Some(1),
        sees_all: whole(row, 6).is_some_and(|count| count > 0),
    })
}

fn is_thread_of_the_server(process: &Process) -> bool {
    process.command == "Daemon" || matches!(process.user.as_str(), "system user" | "event_scheduler")
}

/// `10.0.0.7:51234` and `fe80::1:51234` without what stands behind the last colon.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((address, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => address,
        _ => host,
    }
}

/// What is missing where only the account's own sessions are visible.
pub(super) fn others_are_missing() -> Missing {
    Missing {
        evidence: "sessions".to_owned(),
        why: "only the account's own sessions are visible".to_owned(),
        grant: Some(GRANT.to_owned()),
    }
}

impl Process {
    /// The session that asked.
    pub(super) const fn is_own(&self) -> bool {
        self.own
    }
}

impl Sessions {
    /// Counts them. They are all there if the account may see all, or if they are as many as the server has.
    pub(super) fn of(processes: &[Process], connected: Option<u64>) -> Self {
        let sees_all = processes.iter().any(|process| process.sees_all);
        let complete = sees_all || connected.is_some_and(|connected| processes.len() as u64 >= connected);
        let mut groups: BTreeMap<(&str, &str, &str), (u64, u64)> = BTreeMap::new();
        for process in processes.iter().filter(|process| !process.own) {
            let (count, oldest) = groups.entry((&process.user, &process.host, &process.command)).or_default();
            *count += 1;
            *oldest = process.time.max(*oldest);
        }
        let held = |((user, host, command), (count, oldest)): ((&str, &str, &str), (u64, u64))| Held {
            user: user.to_owned(),
            host: host.to_owned(),
            command: command.to_owned(),
            count,
            oldest,
        };
        Self { complete, held: groups.into_iter().map(held).collect() }
    }

    /// How many sessions there are.
    pub fn total(&self) -> u64 {
        self.held.iter().map(|held| held.count).sum()
    }

    /// How many hosts they come from.
    pub fn hosts(&self) -> u64 {
        self.held.iter().map(|held| held.host.as_str()).collect::<BTreeSet<_>>().len() as u64
    }

    /// The users with their sessions, by name.
    pub fn users(&self) -> Vec<User<'_>> {
        let mut users: BTreeMap<&str, Vec<&Held>> = BTreeMap::new();
        for held in &self.held {
            users.entry(&held.user).or_default().push(held);
        }
        users.into_iter().map(|(name, held)| User { name, held }).collect()
    }
}

/// A user with its sessions.
#[derive(Debug, Clone)]
pub struct User<'a> {
    /// Its name.
    pub name: &'a str,
    held: Vec<&'a Held>,
}

impl User<'_> {
    /// How many sessions it has.
    pub fn total(&self) -> u64 {
        self.held.iter().map(|held| held.count).sum()
    }

    /// How many hosts they come from.
    pub fn hosts(&self) -> u64 {
        self.held.iter().map(|held| held.host.as_str()).collect::<BTreeSet<_>>().len() as u64
    }

    /// How many of them are replicas that follow the server.
    pub fn replicas(&self) -> u64 {
        self.held.iter().filter(|held| held.is_replica()).map(|held| held.count).sum()
    }
}

impl Held {
    /// Idle: in a pool, or in a transaction that nobody ends.
    pub fn is_idle(&self) -> bool {
        self.command == "Sleep"
    }

    /// A replica that follows the server.
    pub fn is_replica(&self) -> bool {
        self.command.starts_with("Binlog Dump")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Row {
        cells.iter().map(|cell| Some((*cell).to_owned())).collect()
    }

    #[test]
    fn sessions_are_counted_by_user_host_and_command() {
        let answer = [
            row(&["1", "event_scheduler", "localhost", "Daemon", "900", "0", "1"]),
            row(&["5", "app", "10.0.0.7:4001", "Sleep", "30", "0", "1"]),
            row(&["6", "app", "10.0.0.7:4002", "Sleep", "70", "0", "1"]),
            row(&["7", "app", "10.0.0.8:4001", "Query", "-1", "0", "1"]),
            row(&["8", "etl", "fe80::2:4001", "Sleep", "9", "0", "1"]),
            row(&["9", "poolcheck", "localhost", "Query", "0", "1", "1"]),
        ];
        let sessions = Sessions::of(&rows(&answer), None);
        assert!(sessions.complete);
        let users: Vec<_> = sessions.users().iter().map(|user| (user.name, user.total(), user.hosts())).collect();
        assert_eq!((sessions.total(), users), (4, vec![("app", 3, 2), ("etl", 1, 1)]));
        let seen: Vec<_> = sessions.held.iter().map(|held| (held.host.as_str(), held.count, held.oldest)).collect();
        assert_eq!(seen, [("10.0.0.7", 2, 70), ("10.0.0.8", 1, 0), ("fe80::2", 1, 9)]);
    }

    #[test]
    fn who_sees_only_its_own_sessions_has_not_seen_nobody() {
        let own = rows(&[row(&["9", "poolcheck", "localhost", "Query", "0", "1", "0"])]);
        assert!(!Sessions::of(&own, Some(4)).complete);
        assert!(!Sessions::of(&own, None).complete);
        assert!(Sessions::of(&own, Some(1)).complete);
        assert!(!Sessions::of(&[], Some(1)).complete);
    }
}
