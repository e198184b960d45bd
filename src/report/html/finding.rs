//! The findings by cause with what to type, and each with its line, its numbers and its ways out.

use super::{badge, escaped, with_code};
use crate::audit::finding::{Fact, Finding, Remedy};
use crate::report::brief::Brief;
use crate::report::brief::told::{Member, Told};
use crate::report::{Report, excerpt, prose};
use crate::text::place::Place;
use crate::text::quantity::plural;

/// The section; a sentence where nothing was found.
pub(super) fn section(report: &Report<'_>, brief: &Brief<'_>) -> String {
    let mut body: String = brief.told.iter().map(|told| group(report, told)).collect();
    if brief.told.is_empty() {
        body.push_str("<p class=\"good\">No errors and no warnings were found.</p>\n");
    }
    let infos = brief.infos.iter().flat_map(|group| &group.findings).map(|finding| article(report, finding));
    if !brief.infos.is_empty() {
        let title = plural(brief.infos.len() as u64, "info");
        body.push_str(&format!("<details><summary>{title}</summary>\n{}</details>\n", infos.collect::<String>()));
    }
    format!("<section>\n<h2>Findings</h2>\n{body}</section>\n")
}

/// Findings of one cause.
fn group(report: &Report<'_>, told: &Told<'_>) -> String {
    let place = told.place.map_or(String::new(), |place| format!(" {}", at(place)));
    let members: String = told.members.iter().map(member).collect();
    let members = if members.is_empty() { members } else { format!("<ul>\n{members}</ul>\n") };
    let line = told.place.map_or(String::new(), |place| source(report, place));
    let paragraph = |text: &str| format!("<p>{}</p>\n", with_code(text));
    let effect = if told.effect.is_empty() { String::new() } else { paragraph(&told.effect) };
    let others: String = told.others.iter().map(|other| paragraph(&format!("Also: {other}"))).collect();
    let change = told.change.as_ref().map_or(String::new(), |change| {
        let text = if change.literal {
            format!("{}<code>{}</code>", change.verb, escaped(&change.text))
        } else {
            with_code(&change.text)
        };
        format!("<p class=\"do\">→ {text}{}</p>\n", escaped(&change.others()))
    });
    let articles: String = told.findings.iter().map(|finding| article(report, finding)).collect();
    format!(
        "<section class=\"told {}\">\n<h3>{}{place}</h3>\n{}{members}{line}{effect}{others}{change}\
         <details><summary>The numbers and every way out</summary>\n{articles}</details>\n</section>\n",
        told.severity.name(),
        badge(told.severity),
        paragraph(&told.what),
    )
}

fn member(member: &Member<'_>) -> String {
    let place = member.place.map_or(String::new(), |place| format!("{} ", at(place)));
    let change = member.change.as_ref().map_or(String::new(), |change| format!(" → <code>{}</code>", escaped(change)));
    format!("<li>{place}{}{change}</li>\n", with_code(&member.what))
}

fn at(place: &Place) -> String {
    format!("<code>{}</code>", escaped(&prose::one_line(&place.to_string())))
}

fn article(report: &Report<'_>, finding: &Finding) -> String {
    let pool = finding.pool.as_ref().and_then(|name| report.client.pool(name));
    let pool = pool.map_or(String::new(), |pool| format!(" <span class=\"faint\">{}</span>", escaped(&pool.label)));
    let then = match finding.consequence.as_str() {
        "" => String::new(),
        text => format!("<p><span class=\"faint\">Then:</span> {}</p>\n", with_code(text)),
    };
    format!(
        "<article class=\"{}\">\n<h4>{} <code>{}</code>{pool}</h4>\n<p>{}</p>\n{}{}{then}{}</article>\n",
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
