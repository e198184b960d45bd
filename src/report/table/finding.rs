//! One finding: what, both sides' numbers with where they stand, what will happen, what to change.

use colored::{ColoredString, Colorize};

use super::layout::columns;
use crate::audit::finding::{Fact, Finding, Remedy, Severity};
use crate::text::origin::{Origin, OriginKind};

/// The finding as a block of lines.
pub(super) fn block(finding: &Finding, width: usize) -> String {
    let severity = paint(finding.severity, finding.severity.name());
    let pool = finding.pool.as_ref().map(|pool| format!("  {pool}")).unwrap_or_default();
    let mut text = format!("{severity}  {}{pool}\n", finding.rule.bold());
    text.push_str(&columns(vec![vec![finding.message.clone()]], &[], 2, width));
    text.push_str(&columns(finding.facts.iter().map(fact).collect(), &[], 4, width));
    let then = (!finding.consequence.is_empty()).then(|| vec!["then".to_owned(), finding.consequence.clone()]);
    let fixes = finding.remedies.iter().enumerate().map(|(index, remedy)| {
        let label = if index == 0 { "fix" } else { "  or" };
        vec![label.to_owned(), fix(remedy)]
    });
    text.push_str(&columns(then.into_iter().chain(fixes).collect(), &[], 2, width));
    text
}

fn paint(severity: Severity, text: &str) -> ColoredString {
    match severity {
        Severity::Error => text.red().bold(),
        Severity::Warning => text.yellow().bold(),
        Severity::Info => text.cyan().bold(),
    }
}

fn fact(fact: &Fact) -> Vec<String> {
    vec![fact.side.name().to_owned(), fact.name.clone(), fact.value.clone(), origin(&fact.origin)]
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
