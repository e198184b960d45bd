//! The report for people: one screen by default, all that is known with `--verbose`, a line a finding with `--quiet`.

mod bar;
mod compiler;
mod evidence;
mod files;
mod finding;
mod grid;
mod layout;
mod overview;
mod screen;
mod server;
mod timeline;

use colored::Colorize;

use super::fleet::Fleet;
use super::{Report, hidden, verdict};
use crate::audit::finding::Severity;

/// How much the table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// A line for each finding.
    Quiet,
    /// One screen.
    #[default]
    Normal,
    /// Both sides, every finding with its arithmetic, the budget, and what was skipped.
    Verbose,
}

/// How wide and how talkative the table is. Colour is decided once for the whole program, through `colored`.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Columns of the terminal, or of the page.
    pub width: usize,
    /// How much it says.
    pub detail: Detail,
    /// Whether the end of the text is what is read first, as on a terminal that scrolled: then the verdict stands there.
    pub ends_in_view: bool,
    /// Whether nothing but ASCII may be written.
    pub ascii: bool,
}

/// The narrowest page that the layout is made for.
pub const NARROWEST: usize = 36;

/// The report as text.
pub fn render(report: &Report<'_>, options: Options) -> String {
    let width = options.width.max(NARROWEST);
    let body = match options.detail {
        Detail::Quiet => return written(compiler::lines(report), options),
        Detail::Normal => screen::body(report, width),
        Detail::Verbose => verbose(report, width),
    };
    let verdict = headline(report, width);
    let text = if options.ends_in_view { format!("{body}\n{verdict}") } else { format!("{verdict}\n{body}") };
    written(text, options)
}

/// All that is known.
fn verbose(report: &Report<'_>, width: usize) -> String {
    let mut text = overview::sides(report, width);
    for found in &report.audit.findings {
        text.push('\n');
        text.push_str(&finding::block(report, found, width));
    }
    let hidden = hidden::lines(report).into_iter().map(|line| vec![line]).collect();
    let hidden = layout::columns(hidden, &[], 0, width);
    if !hidden.is_empty() {
        text.push_str(&format!("\n{hidden}"));
    }
    text.push_str(&overview::budget(report, width));
    text.push_str(&timeline::section(report, width));
    text.push_str(&evidence::section(report, width));
    text.push_str(&overview::skipped(report, width));
    text
}

/// A text in the characters that there are.
fn written(text: String, options: Options) -> String {
    const PLAIN: [(char, &str); 8] =
        [('→', "->"), ('×', "x"), ('÷', "/"), ('−', "-"), ('…', "..."), ('Σ', "sum"), ('≥', ">="), ('≤', "<=")];
    if !options.ascii {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match PLAIN.iter().find(|(from, _)| *from == c) {
            Some((_, to)) => plain.push_str(to),
            None if ('▏'..='█').contains(&c) => plain.push('#'),
            None => plain.push(c),
        }
    }
    plain
}

/// The verdict on all servers, then each server's report under its name.
pub fn fleet(fleet: &Fleet<'_>, options: Options) -> String {
    let width = options.width.max(NARROWEST);
    let verdict = coloured(&fleet.verdict(), fleet.worst().map(|(_, worst)| worst.severity), width);
    if options.detail == Detail::Quiet {
        return fleet.audits.iter().map(|part| render(&part.report, options)).collect();
    }
    let mut parts = Vec::new();
    for part in &fleet.audits {
        let title = layout::wrap(&format!("=== {} ===", part.title()), "", "", width);
        parts.push(format!("{}\n{}", title.trim_end().bold(), render(&part.report, options)));
    }
    let verdict = written(verdict, options);
    if options.ends_in_view {
        parts.push(verdict);
    } else {
        parts.insert(0, verdict);
    }
    parts.join("\n")
}

fn headline(report: &Report<'_>, width: usize) -> String {
    coloured(&verdict::line(report), report.audit.findings.first().map(|worst| worst.severity), width)
}

fn coloured(line: &str, worst: Option<Severity>, width: usize) -> String {
    let line = layout::wrap(line, "", "", width);
    let line = line.trim_end();
    let line = match worst {
        Some(Severity::Error) => line.red().bold(),
        Some(Severity::Warning) => line.yellow().bold(),
        Some(Severity::Info) => line.bold(),
        None => line.green().bold(),
    };
    format!("{line}\n")
}
