//! What a server shows beyond its variables and counters: asked for on request, one statement for each kind, and never
//! required. What could not be read is listed with the grant that would allow it.
//!
//! One file per kind: its statement for each flavour, its rows, and what it means that there is none. It knows no connection.

pub mod accounts;
pub mod hosts;
pub mod origins;
pub mod programs;
pub mod sessions;

use serde::{Deserialize, Serialize};

use super::facts::Entries;
use super::flavors::{self, Flavor};
use super::version::Version;
use accounts::AccountLimits;
use hosts::HostErrors;
use origins::SetAt;
use programs::Programs;
use sessions::Sessions;

/// What was seen, by kind; none where it could not be read. Also the form in which a capture keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Hosts and users are not called by their names.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    /// Who holds connections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Sessions>,
    /// The programs and drivers that hold them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programs: Option<Vec<Programs>>,
    /// The accounts that have limits of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<AccountLimits>>,
    /// The hosts with broken handshakes, the worst first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_errors: Option<Vec<HostErrors>>,
    /// Where the variables were set that are not the server's own defaults.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables_set: Option<Vec<SetAt>>,
    /// What could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
}

/// A kind of evidence that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The kind, as the field is called.
    pub evidence: String,
    /// Why.
    pub why: String,
    /// The grant that would allow it, where it is a grant that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
}

/// One row of an answer: texts, or NULL.
pub(super) type Row = Vec<Option<String>>;

/// What a server answered to one kind's statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// Rows.
    Rows(Vec<Row>),
    /// It was not asked, for this reason.
    NotAsked(&'static str),
    /// The server refused the statement with this error.
    Refused(u16, String),
    /// The connection was gone.
    Lost,
}

/// The answers, by kind.
#[derive(Debug, Clone)]
pub(super) struct Answers {
    pub sessions: Answer,
    pub programs: Answer,
    pub accounts: Answer,
    pub host_errors: Answer,
    pub variables_set: Answer,
}

/// Whom the statements are for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// The flavour.
    pub flavor: &'static Flavor,
    /// The version.
    pub version: Version,
    /// Whether performance_schema collects anything.
    pub performance_schema: bool,
}

/// The statement that a server of this kind understands, or why it is not asked.
pub(super) type Question = Result<&'static str, &'static str>;

/// Why nothing of performance_schema is asked for: off, its tables are there and empty.
pub(super) const SCHEMA_OFF: &str =
    "performance_schema is OFF, so its tables are empty: not visible, which is not nobody";

/// The grant for everything in performance_schema.
pub(super) const SCHEMA_GRANT: &str = "GRANT SELECT ON performance_schema.*";

impl Asked {
    /// What the variables say of the server.
    pub(super) fn of(variables: &Entries) -> Self {
        let flavor = flavors::recognise(variables).flavor;
        let version = variables.text("version").and_then(flavor.version).unwrap_or_default();
        Self { flavor, version, performance_schema: variables.switch("performance_schema") == Some(true) }
    }

    /// A statement that reads performance_schema.
    pub(super) fn of_schema(&self, statement: &'static str) -> Question {
        if self.performance_schema { Ok(statement) } else { Err(SCHEMA_OFF) }
    }

    /// Asks for everything, a statement a kind, in the order of the report. After a lost connection nothing more is asked.
    pub(super) fn ask(&self, mut run: impl FnMut(&'static str) -> Answer) -> Answers {
        let mut lost = false;
        let mut ask = |question: Question| {
            let answer = match question {
                Err(why) => Answer::NotAsked(why),
                Ok(_) if lost => Answer::Lost,
                Ok(statement) => run(statement),
            };
            lost |= answer == Answer::Lost;
            answer
        };
        Answers {
            sessions: ask(Ok(sessions::statement(self))),
            programs: ask(programs::question(self)),
            accounts: ask(Ok(accounts::STATEMENT)),
            host_errors: ask(hosts::question(self)),
            variables_set: ask(origins::question(self)),
        }
    }
}

impl Evidence {
    /// Reads the answers. `connected` is the server's own count of connections (`Threads_connected`).
    pub(super) fn read(answers: Answers, connected: Option<u64>) -> Self {
        let mut missing = Vec::new();
        let mut rows = |name: &str, grant: &str, answer: Answer| match answer {
            Answer::Rows(rows) => Some(rows),
            Answer::NotAsked(why) => {
                missing.push(Missing { evidence: name.to_owned(), why: why.to_owned(), grant: None });
                None
            }
            Answer::Refused(code, message) => {
                let grant = DENIED.contains(&code).then(|| grant.to_owned());
                let why = format!("error {code}: {message}");
                missing.push(Missing { evidence: name.to_owned(), why, grant });
                None
            }
            Answer::Lost => {
                let why = "the connection was lost before it was answered".to_owned();
                missing.push(Missing { evidence: name.to_owned(), why, grant: None });
                None
            }
        };
        let processes = rows("sessions", sessions::GRANT, answers.sessions).map(|rows| sessions::rows(&rows));
        let attributes = rows("programs", SCHEMA_GRANT, answers.programs);
        let accounts = rows("accounts", accounts::GRANT, answers.accounts).map(|rows| accounts::read(&rows));
        let host_errors = rows("host_errors", SCHEMA_GRANT, answers.host_errors).map(|rows| hosts::read(&rows));
        let variables_set = rows("variables_set", SCHEMA_GRANT, answers.variables_set).map(|rows| origins::read(&rows));
        let programs = processes.as_ref().zip(attributes).map(|(processes, rows)| programs::read(processes, &rows));
        let sessions = processes.map(|processes| Sessions::of(&processes, connected));
        if sessions.as_ref().is_some_and(|sessions| !sessions.complete) {
            missing.push(sessions::others_are_missing());
        }
        Self { redacted: false, sessions, programs, accounts, host_errors, variables_set, missing }
    }

    /// Why a kind is not there: the grant that would allow it, or the reason.
    pub fn why_not(&self, kind: &str) -> Option<&str> {
        let missing = self.missing.iter().find(|missing| missing.evidence == kind)?;
        Some(missing.grant.as_deref().unwrap_or(&missing.why))
    }
}

/// The errors that a grant would cure: access denied to a table, a column, a privilege, a database.
const DENIED: [u16; 4] = [1142, 1143, 1227, 1044];

/// A column's text.
pub(super) fn text(row: &Row, column: usize) -> Option<&str> {
    row.get(column).and_then(Option::as_deref)
}

/// A column's whole number.
pub(super) fn whole(row: &Row, column: usize) -> Option<u64> {
    text(row, column)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::flavors::{MARIADB, MYSQL};

    /// The tables that a server is asked for, in order.
    fn asked(flavor: &'static Flavor, version: Version, performance_schema: bool) -> Vec<&'static str> {
        let mut tables = Vec::new();
        let _ = Asked { flavor, version, performance_schema }.ask(|statement| {
            let (_, from) = statement.rsplit_once(" FROM ").unwrap_or_default();
            tables.push(from.split_whitespace().next().unwrap_or_default());
            Answer::Rows(Vec::new())
        });
        tables
    }

    #[test]
    fn each_flavour_is_asked_for_what_it_has() {
        const SCHEMA: [&str; 5] = [
            "performance_schema.processlist",
            "performance_schema.session_connect_attrs",
            "mysql.user",
            "performance_schema.host_cache",
            "performance_schema.variables_info",
        ];
        const PROCESSES: &str = "information_schema.PROCESSLIST";
        assert_eq!(asked(&MYSQL, Version::new(9, 7, 4), true), SCHEMA);
        assert_eq!(asked(&MYSQL, Version::new(9, 7, 4), false), [PROCESSES, "mysql.user"]);
        assert_eq!(asked(&MYSQL, Version::new(5, 6, 24), true), [PROCESSES, SCHEMA[1], SCHEMA[2], SCHEMA[3]]);
        let mariadb = asked(&MARIADB, Version::new(10, 11, 14), false);
        assert_eq!(mariadb, [PROCESSES, "mysql.user", "information_schema.SYSTEM_VARIABLES"]);
    }

    #[test]
    fn after_a_lost_connection_nothing_more_is_asked() {
        let mut count = 0;
        let asked = Asked { flavor: &MYSQL, version: Version::new(9, 7, 4), performance_schema: true };
        let answers = asked.ask(|_| {
            count += 1;
            Answer::Lost
        });
        assert_eq!((count, answers.variables_set), (1, Answer::Lost));
    }

    #[test]
    fn what_cannot_be_read_is_listed_with_its_grant() {
        let refused = || Answer::Refused(1142, "SELECT command denied".to_owned());
        let answers = Answers {
            sessions: Answer::Lost,
            programs: Answer::NotAsked(SCHEMA_OFF),
            accounts: refused(),
            host_errors: Answer::Refused(1146, "no such table".to_owned()),
            variables_set: Answer::Rows(Vec::new()),
        };
        let evidence = Evidence::read(answers, Some(5));
        assert_eq!(evidence.why_not("accounts"), Some(accounts::GRANT));
        assert_eq!(evidence.why_not("host_errors"), Some("error 1146: no such table"));
        assert_eq!(evidence.why_not("programs"), Some(SCHEMA_OFF));
        assert_eq!(evidence.why_not("variables_set"), None);
        assert_eq!((evidence.sessions, evidence.variables_set), (None, Some(Vec::new())));
    }
}
