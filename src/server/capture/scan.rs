//! Sees which forms a text holds, one after the other, and tells variables from counters.
//!
//! By the statement if one is visible, else by the file's name, else by the names themselves.

use std::collections::VecDeque;

use super::rows::{Block, Kind, Row, has_session_value};
use super::statement::{Statement, heard};
use super::{boxed, json, lines, pairs, tsv, vertical};

/// A text with more lines that could begin a JSON value is some other text, and each vain try costs time.
const MOST_JSON: usize = 100;

/// Every variable and counter of a text, in its order. `named` is what the file's name says.
pub(super) fn scan(text: &str, named: Option<Kind>) -> Vec<(Kind, Row)> {
    let lines = lines::split(text);
    let mut statements: VecDeque<Statement> = VecDeque::new();
    let mut found = Vec::new();
    let mut json_starts = 0;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let may_be_json = line.text.starts_with(['{', '[']) && json_starts < MOST_JSON;
        json_starts += usize::from(may_be_json);
        if may_be_json && let Some((objects, end)) = json::read(text, line.span.start) {
            for object in objects {
                let statement = statements.pop_front();
                let block = Block { rows: object.rows, taken: 0, is_one_statement: true };
                tell(block, statement, object.kind.or(named), &mut found);
            }
            at = lines.partition_point(|line| line.span.start < end).max(at + 1);
            continue;
        }
        let block = block(lines.get(at..).unwrap_or_default());
        if block.taken > 0 {
            at += block.taken;
            let statement = statements.pop_front();
            tell(block, statement, named, &mut found);
            continue;
        }
        if lines::ends_result(line.text) {
            statements.pop_front();
        }
        let heard = heard(line.text);
        if !heard.is_empty() {
            statements = heard.into();
        }
        at += 1;
    }
    found
}

/// The first form that begins here.
fn block(lines: &[lines::Line<'_>]) -> Block {
    let forms = [boxed::read, vertical::read, tsv::read, pairs::read];
    forms.iter().map(|read| read(lines)).find(|block| block.taken > 0).unwrap_or_default()
}

fn tell(block: Block, statement: Option<Statement>, named: Option<Kind>, found: &mut Vec<(Kind, Row)>) {
    let of_all = statement.map(|statement| statement.kind).or(named);
    let of_all = of_all.or_else(|| block.is_one_statement.then(|| of_names(&block.rows)));
    let session = statement.is_some_and(|statement| statement.session);
    for mut row in block.rows {
        let kind = row.kind.or(of_all).unwrap_or_else(|| of_name(&row.name));
        row.session |= session && kind == Kind::Variable && has_session_value(&row.name);
        found.push((kind, row));
    }
}

/// What one result holds, by its names: counters begin with a capital letter, but for a few (`wsrep_…`).
fn of_names(rows: &[Row]) -> Kind {
    let is_status = |row: &&Row| of_name(&row.name) == Kind::Status;
    let is_shouted = |row: &Row| !row.name.bytes().any(|b| b.is_ascii_lowercase());
    if rows.iter().all(is_shouted) {
        return if rows.iter().any(|row| of_name(&row.name) == Kind::Status) { Kind::Status } else { Kind::Variable };
    }
    if rows.iter().filter(is_status).count() * 2 > rows.len() { Kind::Status } else { Kind::Variable }
}

/// What one name is. information_schema writes all of them in capitals, so there the words decide.
fn of_name(name: &str) -> Kind {
    if name.bytes().any(|b| b.is_ascii_lowercase()) {
        let capital = name.starts_with(|c: char| c.is_ascii_uppercase());
        return if capital { Kind::Status } else { Kind::Variable };
    }
    let is_status = matches!(name, "UPTIME" | "QUESTIONS" | "CONNECTIONS" | "MAX_USED_CONNECTIONS")
        || ["THREADS_", "ABORTED_", "CONNECTION_ERRORS_", "BYTES_", "COM_"].iter().any(|start| name.starts_with(start));
    if is_status { Kind::Status } else { Kind::Variable }
}
