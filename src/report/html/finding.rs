//! The findings with their lines, numbers and ways out.

use super::{badge, escaped, with_code};
use crate::audit::finding::{Fact, Finding, Remedy};
use crate::report::{Report, excerpt, prose};
use crate::text::place::Place;

/// The section; a sentence where nothing was found.
pub(super) fn section(report: &Report<'_>) -> String {
    let articles: Vec<_> = report.audit.findings.iter().map(|finding| article(report, finding)).collect();
    let body =
        if articles.is_empty() { "<p class=\"good\">Nothing was found.</p>\n".to_owned() } else { articles.concat() };
    format!("<section>\n<h2>Findings</h2>\n{body}</section>\n")
}

fn article(report: &Report<'_>, finding: &Finding) -> String {
    let pool =
        finding.pool.as_ref().map_or(String::new(), |pool| format!(" <span class=\"faint\">{}</span>", escaped(pool)));
    let then = match finding.consequence.as_str() {
        "" => String::new(),
        text => format!("<p><span class=\"faint\">Then:</span> {}</p>\n", with_code(text)),
    };
    format!(
        "<article class=\"{}\">\n<h3>{} <code>{}</code>{pool}</h3>\n<p>{}</p>\n{}{}{then}{}</article>\n",
        finding.severity.name(),
        badge(finding.severity),
        finding.rule,
        with_code(&prose::one_line(&finding.message)),
        finding.location.as_ref().map_or(String::new(), |place| source(report, place)),
        facts(&finding.facts),
        remedies(&finding.remedies),
    )
}

/// The line that the finding speaks of, with its value marked.
fn source(report: &Report<'_>, place: &Place) -> String {
    let Some(excerpt) = excerpt::of(report, place) else { return String::new() };
    let part = |range: std::ops::Range<usize>| escaped(excerpt.text.get(range).unwrap_or_default());
    let (start, end) = (excerpt.value.start, excerpt.value.end);
    format!(
        "<pre><span class=\"faint\">{}:{}</span>  {}<mark>{}</mark>{}</pre>\n",
        escaped(&prose::one_line(&place.file)),
        excerpt.line,
        part(0..start),
        part(start..end),
        part(end..excerpt.text.len()),
    )
}

fn facts(facts: &[Fact]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let rows: Vec<_> = facts
        .iter()
        .map(|fact| {
            let cells = [fact.side.name(), &fact.name, &fact.value, &prose::origin(&fact.origin)].map(escaped);
            format!(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"faint\">{}</td></tr>\n",
                cells[0], cells[1], cells[2], cells[3]
            )
        })
        .collect();
    format!(
        "<table class=\"facts\">\n<thead><tr><th scope=\"col\">side</th><th scope=\"col\">number</th>\
         <th scope=\"col\">value</th><th scope=\"col\">from</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n",
        rows.concat()
    )
}

fn remedies(remedies: &[Remedy]) -> String {
    let items: Vec<_> = remedies
        .iter()
        .map(|remedy| {
            let sql = remedy.sql.as_ref().map_or(String::new(), |sql| format!("<br><code>{}</code>", escaped(sql)));
            format!("<li>{}: {}{sql}</li>\n", remedy.side.name(), with_code(&remedy.text))
        })
        .collect();
    if items.is_empty() {
        String::new()
    } else {
        format!("<p class=\"faint\">Ways out:</p>\n<ul>\n{}</ul>\n", items.concat())
    }
}
