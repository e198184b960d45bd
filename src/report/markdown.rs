//! Markdown for a comment on a pull request and for GitHub's step summary.

use super::fleet::Fleet;
use super::{Report, anchor, hidden, prose, verdict};
use crate::audit::finding::{Finding, Severity};

/// What a script finds an earlier comment by, to replace it.
const MARK: &str = "<!-- poolcheck -->";

/// The longest comment, in bytes: GitHub takes 65,536 characters.
const LONGEST: usize = 60_000;

/// The verdict, a table of the findings, and each with its numbers and ways out folded away.
pub fn render(report: &Report<'_>) -> String {
    let mut text = format!("{MARK}\n### poolcheck: {}\n", escaped(&heading(report)));
    body(report, &mut text);
    text
}

/// One comment for a fleet: the verdict on all servers, then each server under a heading of its own.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let found = fleet.counts().unwrap_or_else(|| "no problems found".to_owned());
    let found = fleet.unaudited().map_or(found.clone(), |away| format!("{found}, but {away}"));
    let mut text = format!("{MARK}\n### poolcheck: {}\n", escaped(&found));
    for part in &fleet.audits {
        let heading = format!("\n#### {}: {}\n", escaped(part.name), escaped(&heading(&part.report)));
        if fill(&mut text, &[heading]) == 0 {
            body(&part.report, &mut text);
        }
    }
    text
}

fn body(report: &Report<'_>, text: &mut String) {
    let findings = &report.audit.findings;
    let rows: Vec<_> = findings.iter().map(|finding| row(report, finding)).collect();
    let details: Vec<_> = findings.iter().map(details).collect();
    if !findings.is_empty() {
        text.push_str("\n| | rule | pool | where | found |\n| --- | --- | --- | --- | --- |\n");
        let left = fill(text, &rows);
        if left > 0 {
            text.push_str(&format!("\n… and {left} more\n"));
        } else if fill(text, &details) > 0 {
            text.push_str("\nThe details of the rest are left out: this comment would be too long.\n");
        }
    }
    for line in hidden::lines(report) {
        text.push_str(&format!("\n{}\n", escaped(&line)));
    }
}

fn heading(report: &Report<'_>) -> String {
    let found = verdict::counts(report).unwrap_or_else(|| "no problems found".to_owned());
    let caveat = report.server.known().and_then(crate::server::Server::caveat);
    match (report.server.unreachable(), caveat) {
        (Some(unreachable), None) => format!("{found}, but the server could not be audited: {unreachable}"),
        (Some(unreachable), Some(caveat)) => {
            format!("{found}, but the server could not be audited: {unreachable}; {caveat}")
        }
        (None, Some(caveat)) => format!("{found}, but {caveat}"),
        (None, None) => found,
    }
}

/// Appends what fits, and says how many parts did not.
fn fill(text: &mut String, parts: &[String]) -> usize {
    let before = parts.iter().take_while(|part| {
        let fits = text.len() + part.len() <= LONGEST;
        if fits {
            text.push_str(part);
        }
        fits
    });
    let taken = before.count();
    parts.len() - taken
}

fn row(report: &Report<'_>, finding: &Finding) -> String {
    let mark = match finding.severity {
        Severity::Error => "❌ error",
        Severity::Warning => "⚠️ warning",
        Severity::Info => "ℹ️ info",
    };
    let place = anchor::of(report, finding).filter(|anchor| anchor.place.is_some());
    let place = place.map_or(String::new(), |anchor| escaped(&format!("{}:{}", anchor.path(), anchor.line())));
    let pool = finding.pool.as_deref().map_or(String::new(), escaped);
    format!("| {mark} | `{}` | {pool} | {place} | {} |\n", finding.rule, escaped(&finding.message))
}

fn details(finding: &Finding) -> String {
    let lines: Vec<_> = prose::details(finding).iter().map(|line| format!("- {}\n", escaped(line))).collect();
    let pool = finding.pool.as_deref().map_or(String::new(), |pool| format!(", {}", html(pool)));
    let summary = format!("{}: {}{pool}", finding.severity.name(), finding.rule);
    format!("\n<details><summary>{summary}</summary>\n\n{}\n</details>\n", lines.concat())
}

/// A text in which nothing is markup, a mention or a reference.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in prose::one_line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // An entity breaks a mention or a reference where a backslash does not.
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// The same inside a tag, where a backslash would be shown.
fn html(text: &str) -> String {
    let entities = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('@', "&#64;")];
    let mut out = String::new();
    for c in prose::one_line(text).chars() {
        match entities.iter().find(|(mark, _)| *mark == c) {
            Some((_, entity)) => out.push_str(entity),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(escaped("a|b <c> @d #1 *e*\nf"), "a\\|b &lt;c&gt; &#64;d &#35;1 \\*e\\* f");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut text = "x".repeat(LONGEST - 3);
        assert_eq!(fill(&mut text, &["ab".into(), "cd".into(), "e".into()]), 2);
    }
}
