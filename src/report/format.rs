//! The formats by name: one enum, one match.

use super::fleet::Fleet;
use super::{Report, frames, github, gitlab, html, json, jsonl, junit, lines, markdown, prometheus, sarif, table};

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// For people who want to see the lines.
    Frames,
    /// For people who have it read to them.
    Lines,
    /// For programs: the stable contract.
    Json,
    /// One finding a line.
    Jsonl,
    /// Code scanning.
    Sarif,
    /// Test results.
    Junit,
    /// GitHub's annotations.
    Github,
    /// GitLab's code quality.
    Gitlab,
    /// A comment on a pull request.
    Markdown,
    /// A page.
    Html,
    /// Metrics.
    Prometheus,
}

impl Format {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 12] = [
        Self::Table,
        Self::Frames,
        Self::Lines,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Gitlab,
        Self::Markdown,
        Self::Html,
        Self::Prometheus,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Frames => "frames",
            Self::Lines => "lines",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Prometheus => "prometheus",
        }
    }

    /// The format with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether it is read where it is printed, as opposed to what programs read and what is kept.
    pub const fn is_for_terminals(self) -> bool {
        matches!(self, Self::Table | Self::Frames | Self::Lines)
    }

    /// Writes a report in this format. The options concern those for people.
    pub fn render(self, report: &Report<'_>, options: table::Options) -> String {
        match self {
            Self::Table => table::render(report, options),
            Self::Frames => frames::render(report, options.width),
            Self::Lines => lines::render(report),
            Self::Json => json::render(report),
            Self::Jsonl => jsonl::render(report),
            Self::Sarif => sarif::render(report),
            Self::Junit => junit::render(report),
            Self::Github => github::render(report),
            Self::Gitlab => gitlab::render(report),
            Self::Markdown => markdown::render(report),
            Self::Html => html::render(report),
            Self::Prometheus => prometheus::render(report),
        }
    }

    /// Writes the audits of a fleet's servers in this format, in one text.
    pub fn render_fleet(self, fleet: &Fleet<'_>, options: table::Options) -> String {
        match self {
            Self::Table => table::fleet(fleet, options),
            Self::Frames => frames::fleet(fleet, options.width),
            Self::Lines => lines::fleet(fleet),
            Self::Json => json::fleet(fleet),
            Self::Jsonl => jsonl::fleet(fleet),
            Self::Sarif => sarif::fleet(fleet),
            Self::Junit => junit::fleet(fleet),
            Self::Github => github::fleet(fleet),
            Self::Gitlab => gitlab::fleet(fleet),
            Self::Markdown => markdown::fleet(fleet),
            Self::Html => html::fleet(fleet),
            Self::Prometheus => prometheus::fleet(fleet),
        }
    }
}
