//! One self-contained page: the budget as a picture, who closes first, the findings with their lines. It needs no script and
//! no network, follows the reader's light or dark, and prints.

mod budget;
mod closing;
mod finding;
mod pools;

use super::brief::{Brief, lacking, server};
use super::fleet::{Fleet, Part};
use super::{Report, VERSION, hidden, prose, verdict};
use crate::audit::finding::{Finding, Severity};
use crate::text::quantity::plural;

/// The page's look.
const STYLE: &str = include_str!("style.css");

/// The report as a page.
pub fn render(report: &Report<'_>) -> String {
    let head = format!("{}{}", verdict(&verdict::line(report), report.audit.findings.first()), inputs(report));
    page(verdict::counts(report), &head, &sections(report))
}

/// One page for a fleet: the verdict on all servers, then each server's report under its name.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let head = verdict(&fleet.verdict(), fleet.worst().map(|(_, worst)| worst));
    let servers: Vec<_> = fleet.audits.iter().map(of_server).collect();
    page(fleet.counts(), &head, &servers.concat())
}

fn of_server(part: &Part<'_>) -> String {
    let report = &part.report;
    format!(
        "<section class=\"server\">\n<h1>{}</h1>\n{}{}</section>\n{}",
        escaped(&part.title()),
        verdict(&verdict::line(report), report.audit.findings.first()),
        inputs(report),
        sections(report)
    )
}

/// A verdict in the colour of the worst finding.
fn verdict(line: &str, worst: Option<&Finding>) -> String {
    let tone = worst.map_or("good", |worst| worst.severity.name());
    format!("<p class=\"verdict {tone}\">{}</p>\n", escaped(&prose::one_line(line)))
}

fn sections(report: &Report<'_>) -> String {
    let brief = Brief::of(report, usize::MAX);
    let sections = [
        pools::section(&brief),
        finding::section(report, &brief),
        budget::section(report),
        closing::section(report),
        list("Not counted", &hidden::lines(report)),
        skipped(report),
    ];
    sections.concat()
}

fn page(counts: Option<String>, head: &str, main: &str) -> String {
    let title = counts.unwrap_or_else(|| "no problems found".to_owned());
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>poolcheck: {title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>poolcheck</h1>\n{head}</header>\n\
         <main>\n{main}</main>\n<footer>poolcheck {VERSION}</footer>\n</body>\n</html>\n",
        title = escaped(&title),
    )
}

/// What was read: the server and the files.
fn inputs(report: &Report<'_>) -> String {
    let server = server::parts(report.server).join(", ");
    let files: Vec<_> = report.client.sources.iter().map(|source| source.name().as_ref()).collect();
    let files = if files.is_empty() { "none given".to_owned() } else { files.join(", ") };
    format!(
        "<dl>\n<dt>server</dt><dd>{}</dd>\n<dt>configuration</dt><dd>{}</dd>\n</dl>\n",
        escaped(&server),
        escaped(&files)
    )
}

/// What was not judged, folded away: of many pools it is a long list.
fn skipped(report: &Report<'_>) -> String {
    let lines: Vec<_> = lacking::reasons(report)
        .into_iter()
        .map(|(needs, rules)| format!("needs {needs}: {}", rules.join(", ")))
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    let title = format!("{} lacked an input", plural(verdict::rules_skipped(report) as u64, "check"));
    format!(
        "<section>\n<h2>Not judged</h2>\n<details><summary>{title}</summary>\n{}</details>\n</section>\n",
        items(&lines)
    )
}

fn list(title: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    format!("<section>\n<h2>{title}</h2>\n{}</section>\n", items(lines))
}

fn items(lines: &[String]) -> String {
    let items: String = lines.iter().map(|line| format!("<li>{}</li>\n", with_code(line))).collect();
    format!("<ul>\n{items}</ul>\n")
}

/// The word and the colour of a severity.
fn badge(severity: Severity) -> String {
    format!("<span class=\"{0}\">{0}</span>", severity.name())
}

/// A text in which nothing is markup, for content and for quoted attributes.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if prose::is_unfit(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A text with the words between backticks as code.
fn with_code(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    let pairs = parts.len() - 1 - (parts.len() - 1) % 2;
    let mut out = String::new();
    for (index, part) in parts.iter().enumerate() {
        match (index, index % 2) {
            (0, _) => {}
            (index, _) if index > pairs => out.push('`'),
            (_, 1) => out.push_str("<code>"),
            _ => out.push_str("</code>"),
        }
        out.push_str(&escaped(part));
    }
    out
}

/// A share of a bar in thousandths, so that a picture needs no fractions.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn thousandths(part: f64, whole: f64) -> u64 {
    if whole <= 0.0 { 0 } else { (part / whole * 1000.0).clamp(0.0, 1000.0).round() as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(escaped("</script>\u{1b}\"'&"), "&lt;/script&gt; &quot;&#39;&amp;");
    }

    #[test]
    fn words_between_backticks_are_code() {
        assert_eq!(with_code("a `b<` c `d` `e"), "a <code>b&lt;</code> c <code>d</code> `e");
        assert_eq!((with_code(""), with_code("a`b")), (String::new(), "a`b".to_owned()));
    }

    #[test]
    fn a_share_never_leaves_its_bar() {
        assert_eq!((thousandths(1.0, 3.0), thousandths(5.0, 3.0), thousandths(1.0, 0.0)), (333, 1000, 0));
    }
}
