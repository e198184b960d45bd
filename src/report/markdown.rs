//! Markdown for a comment on a pull request and for GitHub's step summary.

use super::brief::Brief;
use super::brief::pools::SHOWN;
use super::brief::told::Told;
use super::fleet::Fleet;
use super::{Report, hidden, prose, verdict};
use crate::audit::finding::{Finding, Severity};
use crate::text::place::Place;
use crate::text::quantity::show_percent;

/// What a script finds an earlier comment by, to replace it.
const MARK: &str = "<!-- poolcheck -->";

/// The longest comment, in bytes: GitHub takes 65,536 characters.
const LONGEST: usize = 60_000;

/// The verdict, the server and the pools, a row for each cause, and each finding's numbers and ways out folded away.
pub fn render(report: &Report<'_>) -> String {
    let mut text = format!("{MARK}\n### poolcheck: {}\n", heading(report));
    body(report, &mut text);
    text
}

/// One comment for a fleet: the verdict on all servers, then each server under a heading of its own.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let found = fleet.counts().unwrap_or_else(|| "no problems found".to_owned());
    let found = fleet.unaudited().map_or(found.clone(), |away| format!("{found}, but {away}"));
    let mut text = format!("{MARK}\n### poolcheck: {}\n", escaped(&found));
    for part in &fleet.audits {
        let heading = format!("\n#### {}: {}\n", escaped(part.name), heading(&part.report));
        if fill(&mut text, &[heading]) == 0 {
            body(&part.report, &mut text);
        }
    }
    text
}

fn body(report: &Report<'_>, text: &mut String) {
    let brief = Brief::of(report, usize::MAX);
    let mut inputs = format!("\n{}\n", marked(&format!("server: {}", brief.server.join(", "))));
    inputs.push_str(&pools(&brief));
    fill(text, &[inputs]);
    let rows: Vec<_> = brief.told.iter().map(row).collect();
    let findings = brief.told.iter().flat_map(|told| told.findings.iter().copied());
    let infos = brief.infos.iter().flat_map(|group| group.findings.iter().copied());
    let details: Vec<_> = findings.chain(infos).map(|finding| details(report, finding)).collect();
    if !rows.is_empty() {
        text.push_str("\n| | where | found | to type |\n| --- | --- | --- | --- |\n");
    }
    let left = fill(text, &rows);
    if left > 0 {
        text.push_str(&format!("\n… and {left} more\n"));
    }
    let rest = brief.rest().map(|rest| format!("and {rest}"));
    for line in rest.into_iter().chain(hidden::lines(report)) {
        text.push_str(&format!("\n{}\n", marked(&line)));
    }
    if left == 0 && fill(text, &details) > 0 {
        text.push_str("\nThe details of the rest are left out: this comment would be too long.\n");
    }
}

/// The pools that matter, with what they may open.
fn pools(brief: &Brief<'_>) -> String {
    let pools = &brief.pools;
    if pools.rows.is_empty() {
        return String::new();
    }
    let mut text =
        "\n| pool | library | file | connections | share | keeps idle |\n| --- | --- | --- | --- | --- | --- |\n"
            .to_owned();
    let share = |number: Option<u64>| {
        number.zip(pools.limit).map(|(part, limit)| show_percent(part as f64, limit as f64)).unwrap_or_default()
    };
    for row in pools.most(SHOWN) {
        let file = row.pool.place.as_ref().map(|place| code(&brief.paths.place(place))).unwrap_or_default();
        text.push_str(&format!(
            "| {} | {} | {file} | {} | {} | {} |\n",
            escaped(&row.pool.label),
            escaped(row.pool.library.title),
            escaped(&row.connections),
            share(row.number),
            row.idle
        ));
    }
    if pools.more > 0 {
        text.push_str(&format!("| + {} more | | | | | |\n", pools.more));
    }
    for (name, sum) in pools.sums_beyond() {
        text.push_str(&format!("| {name} | | | {} | {} | |\n", sum.connections, share(Some(sum.connections))));
    }
    text
}

fn heading(report: &Report<'_>) -> String {
    marked(&verdict::line(report))
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

fn row(told: &Told<'_>) -> String {
    let mark = match told.severity {
        Severity::Error => "❌ error",
        Severity::Warning => "⚠️ warning",
        Severity::Info => "ℹ️ info",
    };
    let at = |place: Option<&Place>| place.map(|place| code(&place.to_string())).unwrap_or_default();
    let mut found = vec![marked(&told.what)];
    found.extend(told.members.iter().map(|member| format!("{} {}", at(member.place), marked(&member.what))));
    found.extend((!told.effect.is_empty()).then(|| marked(&told.effect)));
    found.extend(told.others.iter().map(|other| marked(&format!("also: {other}"))));
    let change = match &told.change {
        Some(change) if change.literal => format!("{}{}{}", change.verb, code(&change.text), marked(&change.others())),
        Some(change) => marked(&format!("{}{}", change.text, change.others())),
        None => {
            let each = told.members.iter().filter_map(|member| Some(code(member.change.as_ref()?)));
            each.collect::<Vec<_>>().join("; ")
        }
    };
    format!("| {mark} | {} | {} | {change} |\n", at(told.place), found.join("; "))
}

fn details(report: &Report<'_>, finding: &Finding) -> String {
    let lines: Vec<_> = prose::details(finding).iter().map(|line| format!("- {}\n", marked(line))).collect();
    let pool = finding.pool.as_ref().and_then(|name| report.client.pool(name));
    let pool = pool.map_or(String::new(), |pool| format!(", {}", html(&pool.label)));
    let summary = format!("{}: {}{pool}", finding.severity.name(), finding.rule);
    format!(
        "\n<details><summary>{summary}</summary>\n\n{}\n\n{}\n</details>\n",
        marked(&finding.message),
        lines.concat()
    )
}

/// A text whose words between backticks are code, and in which nothing else is markup.
fn marked(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    let last = parts.len() - 1;
    let part = |(at, part): (usize, &&str)| match at % 2 {
        1 if at < last => code(part),
        1 => escaped(&format!("`{part}")),
        _ => escaped(part),
    };
    parts.iter().enumerate().map(part).collect()
}

/// A text as code, also inside a table.
fn code(text: &str) -> String {
    let text = prose::one_line(text);
    if text.trim().is_empty() || text.contains('`') {
        escaped(&text)
    } else {
        format!("`{}`", text.replace('|', "\\|"))
    }
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
    fn words_between_backticks_are_code_and_the_rest_is_text() {
        assert_eq!(marked("fails: `a_b|c` <x>"), "fails: `a_b\\|c` &lt;x&gt;");
        assert_eq!(marked("one ` alone_"), "one \\` alone\\_");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut text = "x".repeat(LONGEST - 3);
        assert_eq!(fill(&mut text, &["ab".into(), "cd".into(), "e".into()]), 2);
    }
}
