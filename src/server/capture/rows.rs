//! What every textual form comes down to: names, values, and where they stand.

use crate::text::place::Span;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A system variable.
    Variable,
    /// A counter of `SHOW STATUS`.
    Status,
}

impl Kind {
    /// What a file's name says: `variables.tsv`, `status.box.txt`.
    pub(super) fn of_file(name: &str) -> Option<Self> {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        match file.split('.').next().unwrap_or(file).to_ascii_lowercase().as_str() {
            "variables" => Some(Self::Variable),
            "status" => Some(Self::Status),
            _ => None,
        }
    }
}

/// One variable or counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its name, in the case in which it was printed.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The line at which it begins.
    pub span: Span,
    /// What it is, where the row itself says so: a `SELECT @@name` is a variable.
    pub kind: Option<Kind>,
    /// A session's value.
    pub session: bool,
}

impl Row {
    /// A row of `SHOW`.
    pub(super) fn new(name: &str, value: &str, span: Span) -> Self {
        Self { name: name.to_owned(), value: value.trim().to_owned(), span, kind: None, session: false }
    }

    /// A column of `SELECT @@name`; none where the heading is no variable.
    pub(super) fn selected(heading: &str, value: &str, span: Span) -> Option<Self> {
        let (name, session) = selected(heading)?;
        Some(Self { kind: Some(Kind::Variable), session, ..Self::new(&name, value, span) })
    }
}

/// The variable that a heading of a `SELECT` names, and whether the value is a session's: `@@wait_timeout` is,
/// `@@global.wait_timeout` and `version()` are not.
pub(super) fn selected(heading: &str) -> Option<(String, bool)> {
    let heading = heading.trim().to_ascii_lowercase();
    if heading == "version()" {
        return Some(("version".to_owned(), false));
    }
    let name = heading.strip_prefix("@@")?;
    let (name, session) = match name.split_once('.') {
        Some(("global", name)) => (name, false),
        Some(("session" | "local", name)) => (name, true),
        _ => (name, has_session_value(name)),
    };
    is_name(name).then(|| (name.to_owned(), session))
}

/// Whether a text can be the name of a variable or counter; ProxySQL's own begin with what they are of.
pub(super) fn is_name(text: &str) -> bool {
    let text = text.strip_prefix("mysql-").or_else(|| text.strip_prefix("admin-")).unwrap_or(text);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}

/// Whether two headings are those of `SHOW VARIABLES`, `SHOW STATUS`, or their tables.
pub(super) fn is_heading(name: &str, value: &str) -> bool {
    name.trim().eq_ignore_ascii_case("variable_name")
        && ["value", "variable_value"].iter().any(|heading| value.trim().eq_ignore_ascii_case(heading))
}

/// Variables that poolcheck judges and that every session has a value of its own of.
///
/// <https://dev.mysql.com/doc/refman/8.4/en/server-system-variable-reference.html>
pub(super) fn has_session_value(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        name.as_str(),
        "wait_timeout"
            | "interactive_timeout"
            | "net_read_timeout"
            | "net_write_timeout"
            | "max_allowed_packet"
            | "max_execution_time"
            | "max_statement_time"
            | "max_user_connections"
            | "lock_wait_timeout"
            | "innodb_lock_wait_timeout"
    ) || name.starts_with("idle_")
}

/// One form's reading of the lines from one on.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many lines it took; 0 where the form does not begin here.
    pub taken: usize,
    /// A heading shows that all rows are of one statement.
    pub is_one_statement: bool,
}
