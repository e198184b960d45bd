//! `poolcheck rules`: all rules, as a table or for programs.

use serde_json::json;

use super::args::{ListFormat, RulesArgs};
use super::exit::Exit;
use super::{output, tables, terminal};
use crate::audit::rule::Rule;
use crate::audit::rules::RULES;

/// Lists the rules.
pub(super) fn run(args: &RulesArgs) -> anyhow::Result<Exit> {
    match args.format {
        ListFormat::Table => output::print(&table(terminal::width(false)))?,
        ListFormat::Json => output::print(&json()?)?,
    }
    Ok(Exit::Clean)
}

fn table(width: usize) -> String {
    let rows =
        RULES.iter().map(|rule| vec![rule.name.to_owned(), rule.severity.name().to_owned(), rule.summary.to_owned()]);
    tables::plain(&["rule", "severity", "finds"], rows, width)
}

fn json() -> anyhow::Result<String> {
    let rules: Vec<_> = RULES
        .iter()
        .map(|rule| {
            json!({
                "name": rule.name,
                "severity": rule.severity.name(),
                "category": rule.category.name(),
                "summary": rule.summary,
                "needs": needs(rule),
                "url": format!("docs/rules/{}.md", rule.name),
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&rules)? + "\n")
}

fn needs(rule: &Rule) -> String {
    rule.needs.iter().map(|need| need.name()).collect::<Vec<_>>().join(", ")
}
