//! The statements that stand between the results of a pasted session: they say what a result is.

use super::rows::Kind;

/// A statement whose result follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Statement {
    /// What its result holds.
    pub kind: Kind,
    /// Whether it shows the session's values: `SHOW VARIABLES` without `GLOBAL`.
    pub session: bool,
}

/// A line longer than this is no statement that somebody typed.
const LONGEST: usize = 10_000;

/// The statements in a line, in order: after a prompt, in a comment, as a shell command.
pub(super) fn heard(line: &str) -> Vec<Statement> {
    if line.len() > LONGEST {
        return Vec::new();
    }
    let line = line.to_ascii_lowercase();
    let words: Vec<_> = line
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
        .filter(|word| !word.is_empty())
        .collect();
    let mysqladmin = words.iter().any(|word| word.ends_with("mysqladmin") || word.ends_with("mariadb-admin"));
    let statement = |at: usize| {
        let word = |ahead: usize| words.get(at + ahead).copied().unwrap_or_default();
        let (session, subject) = match (word(0), word(1)) {
            ("show", "global") => (false, word(2)),
            ("show", "session" | "local") => (true, word(2)),
            ("show", subject) => (true, subject),
            ("global_variables" | "global_status", _) => (false, word(0).trim_start_matches("global_")),
            ("session_variables" | "session_status", _) => (true, word(0).trim_start_matches("session_")),
            ("variables", _) if mysqladmin => (false, "variables"),
            ("extended-status", _) if mysqladmin => (false, "status"),
            _ => return None,
        };
        let kind = match subject {
            "variables" => Kind::Variable,
            "status" => Kind::Status,
            _ => return None,
        };
        Some(Statement { kind, session })
    };
    (0..words.len()).filter_map(statement).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_heard_after_prompts_in_comments_and_in_commands() {
        let (variable, status) = (Kind::Variable, Kind::Status);
        for (line, expected) in [
            ("mysql> show variables like '%timeout%';", &[(variable, true)][..]),
            ("MariaDB [(none)]> SHOW GLOBAL STATUS;", &[(status, false)]),
            ("-- show session variables", &[(variable, true)]),
            ("$ mysqladmin -uroot -p variables extended-status", &[(variable, false), (status, false)]),
            ("mysql -e 'show global variables; show global status'", &[(variable, false), (status, false)]),
            ("select * from performance_schema.global_variables", &[(variable, false)]),
            ("mysql> show databases;", &[]),
            ("we changed the variables", &[]),
        ] {
            let heard: Vec<_> = heard(line).into_iter().map(|s| (s.kind, s.session)).collect();
            assert_eq!(heard, expected, "{line}");
        }
    }
}
