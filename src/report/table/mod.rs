//! The report for people: the verdict first, the findings worst first, each with both sides' numbers.

mod evidence;
mod files;
mod finding;
mod layout;
mod overview;
mod server;

use colored::Colorize;

use super::fleet::Fleet;
use super::{Report, hidden, verdict};
use crate::audit::finding::Severity;

/// How much the table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// The verdict and the findings.
    Quiet,
    /// Both sides, the findings, the budget and what was skipped.
    #[default]
    Normal,
    /// All of that with every setting and its origin.
    Verbose,
}

/// How wide and how talkative the table is. Colour is decided once for the whole program, through `colored`.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Columns of the terminal, or of the page.
    pub width: usize,
    /// How much it says.
    pub detail: Detail,
}

/// The narrowest page that the layout is made for.
pub const NARROWEST: usize = 60;

/// The report as text.
pub fn render(report: &Report<'_>, options: Options) -> String {
    let width = options.width.max(NARROWEST);
    let mut text = headline(report, width);
    let details = options.detail != Detail::Quiet;
    if details {
        text.push_str(&overview::sides(report, width, options.detail));
    }
    for found in &report.audit.findings {
        text.push('\n');
        text.push_str(&finding::block(found, width));
    }
    let hidden = hidden::lines(report).into_iter().map(|line| vec![line]).collect();
    let hidden = layout::columns(hidden, &[], 0, width);
    if !hidden.is_empty() {
        text.push_str(&format!("\n{hidden}"));
    }
    if details {
        text.push_str(&overview::budget(report, width));
        text.push_str(&evidence::section(report, width));
        text.push_str(&overview::skipped(report, width));
    }
    text
}

/// The verdict on all servers, then each server's report under its name.
pub fn fleet(fleet: &Fleet<'_>, options: Options) -> String {
    let width = options.width.max(NARROWEST);
    let mut text = coloured(&fleet.verdict(), fleet.worst().map(|(_, worst)| worst.severity), width);
    for part in &fleet.audits {
        let title = textwrap::fill(&format!("=== {} ===", part.title()), width);
        text.push_str(&format!("\n{}\n", title.bold()));
        text.push_str(&render(&part.report, options));
    }
    text
}

fn headline(report: &Report<'_>, width: usize) -> String {
    coloured(&verdict::line(report), report.audit.findings.first().map(|worst| worst.severity), width)
}

fn coloured(line: &str, worst: Option<Severity>, width: usize) -> String {
    let line = textwrap::fill(line, width);
    let line = match worst {
        Some(Severity::Error) => line.red().bold(),
        Some(Severity::Warning) => line.yellow().bold(),
        Some(Severity::Info) => line.bold(),
        None => line.green().bold(),
    };
    format!("{line}\n")
}
