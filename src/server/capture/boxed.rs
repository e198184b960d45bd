//! The boxes of `mysql -t` and of the interactive client, also cut, wrapped by a narrow terminal, or as Markdown tables.

use super::lines::{Line, ends_result};
use super::rows::{Block, Row, is_heading, is_name, selected};
use crate::text::place::Span;

/// A value of more lines than this is no value, but a box that was cut.
const LONGEST_VALUE: usize = 100;

/// A box has a border within its first lines, above or below its heading.
const FIRST_BORDER: usize = 8;

/// One row of a box as one text, with the place of its first line.
type Text = (String, Span);

/// Reads the box that begins at the first line.
pub(super) fn read(lines: &[Line<'_>]) -> Block {
    if !lines.first().is_some_and(|line| line.text.starts_with('|') || is_border(line.text)) {
        return Block::default();
    }
    let (sections, taken) = sections(lines);
    let (rows, is_one_statement) = interpret(&sections, lines.first().is_some_and(|line| is_border(line.text)));
    Block { rows, taken, is_one_statement }
}

/// The rows between the borders, and the lines they take. A box ends at the border below its rows, or at a line that is
/// no part of one.
fn sections(lines: &[Line<'_>]) -> (Vec<Vec<Text>>, usize) {
    let width = wrapped_columns(lines);
    let mut sections: Vec<Vec<Text>> = vec![Vec::new()];
    let mut at = 0;
    let mut taken = 0;
    while let Some(line) = lines.get(at) {
        if is_border(line.text) {
            at += 1;
            while width.is_some() && lines.get(at).is_some_and(|l| is_border(l.text) && !l.text.starts_with("+-")) {
                at += 1;
            }
            taken = at;
            if is_complete(&sections) {
                break;
            }
            if sections.len() == 1 || sections.last().is_some_and(|section| !section.is_empty()) {
                sections.push(Vec::new());
            }
        } else if line.text.starts_with('|') && !ends_result(line.text) {
            let (text, lines_of_row) = row(lines.get(at..).unwrap_or_default(), width);
            if let (Some(text), Some(section)) = (text, sections.last_mut()) {
                section.push((text, line.span));
            }
            at += lines_of_row;
            taken = at;
        } else {
            break;
        }
    }
    (sections, taken)
}

/// Whether a border after these rows closes the box: the one after a single row is the heading's.
fn is_complete(sections: &[Vec<Text>]) -> bool {
    let mut filled = sections.iter().filter(|section| !section.is_empty());
    match (filled.next(), filled.next()) {
        (Some(first), None) => first.len() > 1,
        (Some(_), Some(_)) => true,
        _ => false,
    }
}

/// What the rows mean, and whether a heading says so. A box with a heading of another statement has no rows for us.
fn interpret(sections: &[Vec<Text>], has_top: bool) -> (Vec<Row>, bool) {
    let Some((first, _)) = sections.iter().flatten().next() else { return (Vec::new(), false) };
    let body = || sections.iter().flatten().skip(1);
    if pair(first).is_some_and(|(name, value)| is_heading(name, value)) {
        return (shown(body(), |_| true), true);
    }
    if cells(first).all(|cell| selected(cell).is_some()) {
        let row = |(text, span): &Text| {
            let columns = cells(first).zip(cells(text));
            columns.filter_map(|(heading, value)| Row::selected(heading, value, *span)).collect::<Vec<_>>()
        };
        return (body().flat_map(row).collect(), true);
    }
    let is_number = |(_, value): (&str, &str)| value.bytes().all(|b| b.is_ascii_digit());
    let is_foreign =
        has_top && sections.get(1).is_some_and(|section| section.len() == 1) && !pair(first).is_some_and(is_number);
    (if is_foreign { Vec::new() } else { shown(sections.iter().flatten(), is_name) }, false)
}

/// Under a heading a name is any text (`option_tracker_usage:binary log`); without one only what looks like a name is.
fn shown<'a>(rows: impl Iterator<Item = &'a Text>, is_name: fn(&str) -> bool) -> Vec<Row> {
    let pairs = rows.filter_map(|(text, span)| pair(text).map(|(name, value)| (name, value, *span)));
    pairs.filter(|(name, ..)| is_name(name)).map(|(name, value, span)| Row::new(name, value, span)).collect()
}

/// `+-----+----+`, `|:---|---:|`, or a part of one that a narrow terminal wrapped to the next line.
fn is_border(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|b| matches!(b, b'+' | b'-' | b'=' | b'|' | b':' | b' ')) && text.contains("--")
}

/// The number of columns, where a terminal cut the box's lines: its border goes on in the next line.
fn wrapped_columns(lines: &[Line<'_>]) -> Option<usize> {
    let mut borders = lines.iter().take(FIRST_BORDER).map(|line| line.text).skip_while(|text| !text.starts_with("+-"));
    let first = borders.next().filter(|text| !text.ends_with('+'))?;
    let rest: String = borders.take_while(|text| is_border(text) && !text.starts_with("+-")).collect();
    Some((first.matches('+').count() + rest.matches('+').count()).saturating_sub(1))
}

/// One row, which may span several lines, and how many. None where it was cut: half a value is worse than none.
fn row(lines: &[Line<'_>], wrapped: Option<usize>) -> (Option<String>, usize) {
    let mut text = String::new();
    for (at, line) in lines.iter().take(LONGEST_VALUE).enumerate() {
        let is_next = at > 0 && (line.text.starts_with("| ") || line.text.starts_with("+-"));
        if is_next || ends_result(line.text) {
            return (None, at.max(1));
        }
        if at > 0 && wrapped.is_none() {
            text.push('\n');
        }
        text.push_str(line.text);
        if text.len() > 1 && text.ends_with('|') && wrapped.is_none_or(|columns| text.matches('|').count() > columns) {
            return (Some(text), at + 1);
        }
    }
    (None, 1)
}

fn inner(text: &str) -> &str {
    let text = text.strip_prefix('|').unwrap_or(text);
    text.strip_suffix('|').unwrap_or(text)
}

/// Name and value: a name never holds a `|`, a value may.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (name, value) = inner(text).split_once('|')?;
    Some((name.trim(), value.trim()))
}

fn cells(text: &str) -> impl Iterator<Item = &str> {
    inner(text).split('|').map(str::trim)
}
