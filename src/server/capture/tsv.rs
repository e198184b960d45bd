//! Batch output (`mysql -B`): tabs between the columns, `\n`, `\t` and `\\` escaped in them.
//!
//! Also what a ticket makes of it: blanks in place of the tab, after the heading `Variable_name  Value`.

use super::lines::{Line, ends_result};
use super::rows::{Block, Row, is_heading, is_name, selected};

/// Reads the block that begins at the first line.
pub(super) fn read(lines: &[Line<'_>]) -> Block {
    let Some(first) = lines.first() else { return Block::default() };
    match cells(first.text) {
        Some((name, value)) if is_heading(name, value) => {
            let body = lines.get(1..).unwrap_or_default();
            let mut block = show(body, if first.text.contains('\t') { titled } else { blanked }, true);
            block.taken += 1;
            block.is_one_statement = true;
            block
        }
        _ if first.text.split('\t').all(|heading| selected(heading).is_some()) => select(first, lines),
        _ => show(lines, tabbed, false),
    }
}

fn cells(text: &str) -> Option<(&str, &str)> {
    tabbed(text).or_else(|| blanked(text))
}

/// Under a heading a name is any text: `option_tracker_usage:binary log`.
fn titled(text: &str) -> Option<(&str, &str)> {
    text.split_once('\t')
}

fn tabbed(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('\t')?;
    is_name(name.trim()).then(|| (name.trim(), value))
}

fn blanked(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    is_name(name).then_some((name, value))
}

/// More rows than this in alphabetical order are one statement's, with or without a heading.
const WHOLE: usize = 20;

/// Names and values until a line that is none, another heading, or the alphabet's new beginning: the next statement's.
fn show(lines: &[Line<'_>], cells: fn(&str) -> Option<(&str, &str)>, has_heading: bool) -> Block {
    let mut block = Block::default();
    let mut letter = None;
    for (at, line) in lines.iter().enumerate() {
        // The value of the last column may be empty, and its tab is a blank at the line's end: a lone word is a name
        // between others.
        let lone = || (!block.rows.is_empty() && is_name(line.text)).then_some((line.text, ""));
        let Some((name, value)) = cells(line.text).or_else(lone) else { break };
        let first = name.chars().next().map(|c| c.to_ascii_lowercase());
        let starts_over = !has_heading && block.rows.len() > WHOLE && first < letter;
        if ends_result(line.text) || is_heading(name, value) || starts_over {
            break;
        }
        letter = first;
        block.rows.push(Row::new(name, &unescape(value), line.span));
        block.taken = at + 1;
    }
    block.is_one_statement = block.rows.len() > WHOLE;
    block
}

/// A `SELECT` of variables: headings in the first line, values in the second.
fn select(headings: &Line<'_>, lines: &[Line<'_>]) -> Block {
    let Some(values) = lines.get(1) else { return Block::default() };
    let columns = headings.text.split('\t').zip(values.text.split('\t'));
    let rows = columns.filter_map(|(heading, value)| Row::selected(heading, &unescape(value), values.span)).collect();
    Block { rows, taken: 2, is_one_statement: true }
}

fn unescape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(escape @ ('n' | 't' | '0' | '\\'))) => {
                chars.next();
                result.push(match escape {
                    'n' => '\n',
                    't' => '\t',
                    '0' => '\0',
                    other => other,
                });
            }
            _ => result.push(c),
        }
    }
    result
}
