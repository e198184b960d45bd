//! One finding: what, both sides' numbers with where they stand, what will happen, what to change.

use colored::Colorize;

use super::layout::columns;
use super::screen::paint;
use crate::audit::finding::{Fact, Finding, Remedy, Side};
use crate::client::pool::Pool;
use crate::client::pool::settings::Key;
use crate::report::Report;
use crate::text::origin::{Origin, OriginKind};

/// The finding as a block of lines.
pub(super) fn block(report: &Report<'_>, finding: &Finding, width: usize) -> String {
    let severity = paint(finding.severity, finding.severity.name());
    let pool = finding.pool.as_ref().and_then(|name| report.client.pool(name));
    let label = pool.map(|pool| format!("  {}", pool.label)).unwrap_or_default();
    let place = finding.location.as_ref().map(|place| format!("  {place}")).unwrap_or_default();
    let mut text = format!("{severity}  {}{label}{place}\n", finding.rule.bold());
    text.push_str(&columns(vec![vec![finding.message.clone()]], &[], 2, width));
    text.push_str(&columns(finding.facts.iter().map(|one| fact(pool, one)).collect(), &[], 4, width));
    let then = (!finding.consequence.is_empty()).then(|| vec!["then".to_owned(), finding.consequence.clone()]);
    let fixes = finding.remedies.iter().enumerate().map(|(index, remedy)| {
        let label = if index == 0 { "fix" } else { "  or" };
        vec![label.to_owned(), fix(remedy)]
    });
    text.push_str(&columns(then.into_iter().chain(fixes).collect(), &[], 2, width));
    text
}

/// A number with whose it is and where it stands; a setting under the user's own key.
fn fact(pool: Option<&Pool>, fact: &Fact) -> Vec<String> {
    let key = Key::named(&fact.name).filter(|_| fact.side == Side::Client);
    let name = pool.zip(key).map_or_else(|| fact.name.clone(), |(pool, key)| pool.word(key).to_owned());
    vec![fact.side.name().to_owned(), name, fact.value.clone(), origin(&fact.origin)]
}

/// Where a value stands, short enough for a column; a default's source is for the verbose report.
pub(super) fn origin(origin: &Origin) -> String {
    match (&origin.note, origin.kind) {
        (Some(note), OriginKind::File | OriginKind::Env | OriginKind::Server | OriginKind::Unresolved)
            if origin.place.is_some() =>
        {
            format!("{origin} ({note})")
        }
        (Some(note), OriginKind::Server | OriginKind::Inferred | OriginKind::Env) => note.to_string(),
        _ => origin.to_string(),
    }
}

fn fix(remedy: &Remedy) -> String {
    let text = format!("{}: {}", remedy.side.name(), remedy.text);
    match &remedy.sql {
        Some(sql) => format!("{text}\n{sql}"),
        None => text,
    }
}
