//! Where variables were set, and whether that survives a restart.

use serde::{Deserialize, Serialize};

use super::{Asked, Question, Row, text};
use crate::server::flavors::Family;
use crate::server::version::Version;

/// A persisted value survives; a later `SET GLOBAL` leaves it behind, so both values are compared.
const MYSQL: &str = "SELECT i.VARIABLE_NAME, i.VARIABLE_SOURCE, i.VARIABLE_PATH, i.SET_TIME, i.SET_USER, \
                     p.VARIABLE_VALUE = g.VARIABLE_VALUE FROM performance_schema.variables_info i LEFT JOIN \
                     performance_schema.persisted_variables p ON p.VARIABLE_NAME = i.VARIABLE_NAME LEFT JOIN \
                     performance_schema.global_variables g ON g.VARIABLE_NAME = i.VARIABLE_NAME WHERE i.VARIABLE_SOURCE \
                     <> 'COMPILED'";
const MARIADB: &str = "SELECT LOWER(VARIABLE_NAME), GLOBAL_VALUE_ORIGIN, GLOBAL_VALUE_PATH, NULL, NULL, 0 FROM \
                       information_schema.SYSTEM_VARIABLES WHERE GLOBAL_VALUE_ORIGIN IN ('CONFIG', 'COMMAND-LINE', 'SQL')";
/// Before 10.5 the file is not named.
const MARIADB_OLD: &str = "SELECT LOWER(VARIABLE_NAME), GLOBAL_VALUE_ORIGIN, NULL, NULL, NULL, 0 FROM \
                           information_schema.SYSTEM_VARIABLES WHERE GLOBAL_VALUE_ORIGIN IN ('CONFIG', 'COMMAND-LINE', 'SQL')";

/// The statement.
pub(super) fn question(asked: &Asked) -> Question {
    match asked.flavor.family {
        Family::MariaDb if asked.version >= Version::new(10, 5, 0) => Ok(MARIADB),
        Family::MariaDb if asked.version >= Version::new(10, 1, 0) => Ok(MARIADB_OLD),
        Family::MySql if asked.version >= Version::new(8, 0, 0) => asked.of_schema(MYSQL),
        Family::MariaDb | Family::MySql => Err("this version keeps no record of where its variables were set"),
    }
}

/// Where one variable was set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SetAt {
    /// The variable.
    pub name: String,
    /// How: `sql`, `persisted`, `command line`, or the kind of file.
    pub how: String,
    /// The file, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// When, as the server says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The user who did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whether the server has this value after a restart.
    pub survives_restart: bool,
}

impl SetAt {
    /// In words, beside the value.
    pub fn phrase(&self) -> String {
        let by = self.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        let file = self.file.as_ref().map(|file| format!(" {file}")).unwrap_or_default();
        match (self.how.as_str(), self.survives_restart) {
            ("sql", false) => format!("SET GLOBAL{by}: lost at a restart"),
            ("sql", true) => format!("SET PERSIST{by}"),
            (how, _) => format!("set by {how}{file}"),
        }
    }
}

/// The variables that somebody set, by name.
pub(super) fn read(rows: &[Row]) -> Vec<SetAt> {
    let filled = |row: &Row, column| text(row, column).filter(|text| !text.is_empty()).map(str::to_owned);
    let mut variables: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let source = text(row, 1)?;
            let is_sql = matches!(source, "DYNAMIC" | "SQL");
            let how = if is_sql { "sql".to_owned() } else { source.to_ascii_lowercase().replace(['_', '-'], " ") };
            let survives_restart = !is_sql || text(row, 5) == Some("1");
            // MySQL fills these two in for values of its start as well.
            let (at, by) = if is_sql { (filled(row, 3), filled(row, 4)) } else { (None, None) };
            let name = text(row, 0)?.to_owned();
            Some(SetAt { name, how, file: filled(row, 2), at, by, survives_restart })
        })
        .collect();
    variables.sort();
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_survives_if_it_is_no_passing_one() {
        let row = |cells: [Option<&str>; 6]| -> Row { cells.iter().map(|cell| cell.map(str::to_owned)).collect() };
        let set = read(&[
            row([Some("wait_timeout"), Some("DYNAMIC"), Some(""), Some("2026-11-20"), Some("root"), None]),
            row([Some("max_connections"), Some("DYNAMIC"), None, None, Some("root"), Some("1")]),
            row([Some("back_log"), Some("DYNAMIC"), None, None, None, Some("0")]),
            row([Some("port"), Some("COMMAND-LINE"), None, None, None, Some("0")]),
            row([Some("socket"), Some("GLOBAL"), Some("/etc/my.cnf"), None, None, None]),
        ]);
        let phrases: Vec<_> = set.iter().map(SetAt::phrase).collect();
        assert_eq!(
            phrases,
            [
                "SET GLOBAL: lost at a restart",
                "SET PERSIST by root",
                "set by command line",
                "set by global /etc/my.cnf",
                "SET GLOBAL by root: lost at a restart",
            ]
        );
    }
}
