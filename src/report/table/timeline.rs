//! Who closes an unused connection first, as a time line of bars.

use std::time::Duration;

use super::bar::bar;
use super::layout::{columns, wrap};
use crate::report::Report;
use crate::report::brief::closers::{self, Closer, Line, at};
use crate::text::quantity::show_duration;

/// Cells of a bar that goes to the end of the scale.
const CELLS: usize = 24;

/// Time lines that are shown.
const SHOWN: usize = 6;

/// The section; nothing where no pool is judged.
pub(super) fn section(report: &Report<'_>, width: usize) -> String {
    let lines = closers::lines(report);
    let mut text: String = lines.iter().take(SHOWN).map(|line| one(line, width)).collect();
    let rest: usize = lines.iter().skip(SHOWN).map(|line| line.pools.len()).sum();
    if rest > 0 {
        let (pools, have) = if rest == 1 { ("pool", "has") } else { ("pools", "have") };
        text.push_str(&format!("\n{rest} more {pools} {have} no time line here\n"));
    }
    text
}

fn one(line: &Line<'_>, width: usize) -> String {
    let title = format!("who closes an unused connection first: {}", line.pools.join(", "));
    let end = line.end();
    let rows = line.closers.iter().map(|closer| row(closer, end)).collect();
    format!(
        "\n{}{}{}",
        wrap(&title, "", "  ", width),
        columns(rows, &[], 2, width),
        wrap(&line.sentence(), "  ", "  ", width)
    )
}

fn row(closer: &Closer, end: Duration) -> Vec<String> {
    let (time, bar) = match closer.time {
        Some(time) => (format!("{} {}", show_duration(time), closer.what), bar(at(time, end), 1000, CELLS)),
        None => ("never".to_owned(), String::new()),
    };
    vec![closer.side.to_owned(), closer.name.clone(), time, bar]
}
