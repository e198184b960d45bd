//! The plain form: `name = value`, a line each, with `#` comments.

use super::lines::Line;
use super::rows::{Block, Row, is_name};

/// Reads one line.
pub(super) fn read(lines: &[Line<'_>]) -> Block {
    let row = lines.first().and_then(|line| {
        let (name, value) = line.text.split_once('=')?;
        let name = name.trim();
        let value = value.split(" #").next().unwrap_or(value).trim().trim_end_matches(';');
        if is_name(name) { Some(Row::new(name, value, line.span)) } else { Row::selected(name, value, line.span) }
    });
    Block { taken: usize::from(row.is_some()), rows: row.into_iter().collect(), is_one_statement: false }
}
