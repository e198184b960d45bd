//! Vertical output (`\G`, `mysql -E`): a line of stars, then `name: value` lines.

use super::lines::{Line, ends_result};
use super::rows::{Block, Row, is_heading};

/// Reads the block that begins at the first line.
pub(super) fn read(lines: &[Line<'_>]) -> Block {
    if !lines.first().is_some_and(|line| is_marker(line.text)) {
        return Block::default();
    }
    let mut block = Block { is_one_statement: true, ..Block::default() };
    let mut record: Vec<(Line<'_>, &str, String)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let in_key = record.last().is_some_and(|(_, _, value)| is_open_key(value));
        match record.last_mut() {
            // The first row of the next statement's result.
            _ if at > 0 && is_marker(line.text) && line.text.contains(" 1. row") => break,
            _ if is_marker(line.text) => finish(&mut record, &mut block.rows),
            Some((_, _, value)) if in_key => {
                value.push('\n');
                value.push_str(line.text);
            }
            _ if ends_result(line.text) => break,
            _ => match line.text.split_once(':').filter(|(name, _)| !name.contains('>')) {
                Some((name, value)) => record.push((*line, name.trim(), value.trim().to_owned())),
                None => break,
            },
        }
        block.taken = at + 1;
    }
    finish(&mut record, &mut block.rows);
    block
}

/// `*************************** 1. row ***************************`
fn is_marker(text: &str) -> bool {
    text.starts_with("***") && text.ends_with("***") && text.contains(". row")
}

/// Keys are the only values of several lines.
fn is_open_key(value: &str) -> bool {
    value.starts_with("-----BEGIN") && !value.contains("-----END")
}

fn finish(record: &mut Vec<(Line<'_>, &str, String)>, rows: &mut Vec<Row>) {
    if let [(line, name, shown), (_, heading, value), ..] = record.as_slice()
        && is_heading(name, heading)
    {
        rows.push(Row::new(shown, value, line.span));
    } else {
        let columns = record.iter();
        rows.extend(columns.filter_map(|(line, heading, value)| Row::selected(heading, value, line.span)));
    }
    record.clear();
}
