//! `poolcheck settings`: the thresholds and the rules' severities in force, with where each comes from.

use serde_json::{Value as Json, json};

use super::args::{ListFormat, SettingsArgs};
use super::exit::Exit;
use super::{output, policy, tables, terminal};
use crate::audit::policy::Policy;
use crate::audit::rule::Rule;
use crate::audit::rules::RULES;
use crate::audit::thresholds::{THRESHOLDS, Threshold};

/// Prints the settings in force.
pub(super) fn run(args: &SettingsArgs) -> anyhow::Result<Exit> {
    let policy = policy::of(&args.policy, &args.config)?;
    let text = match args.format {
        ListFormat::Table => table(&policy, terminal::width(false)),
        ListFormat::Json => json(&policy)?,
    };
    output::print(&text)?;
    Ok(Exit::Clean)
}

fn table(policy: &Policy, width: usize) -> String {
    let thresholds = THRESHOLDS.iter().map(|threshold| {
        let value = format!("{} {}", policy.thresholds.get(threshold), threshold.unit);
        vec![threshold.name.to_owned(), value, threshold_origin(policy, threshold)]
    });
    let rules = RULES.iter().map(|rule| vec![rule.name.to_owned(), severity(policy, rule), rule_origin(policy, rule)]);
    let thresholds = tables::plain(&["threshold", "value", "from"], thresholds, width);
    let rules = tables::plain(&["rule", "severity", "from"], rules, width);
    format!("{thresholds}\n{rules}")
}

fn json(policy: &Policy) -> anyhow::Result<String> {
    let thresholds: Vec<Json> = THRESHOLDS
        .iter()
        .map(|threshold| {
            json!({
                "name": threshold.name,
                "value": policy.thresholds.get(threshold),
                "default": threshold.default,
                "unit": threshold.unit,
                "summary": threshold.summary,
                "source": threshold.source,
                "origin": threshold_origin(policy, threshold),
            })
        })
        .collect();
    let rules: Vec<Json> = RULES
        .iter()
        .map(|rule| json!({"name": rule.name, "severity": severity(policy, rule), "origin": rule_origin(policy, rule)}))
        .collect();
    Ok(serde_json::to_string_pretty(&json!({"thresholds": thresholds, "rules": rules}))? + "\n")
}

fn severity(policy: &Policy, rule: &Rule) -> String {
    policy.wish(rule).map_or(rule.severity.name(), |wish| wish.value.name()).to_owned()
}

fn threshold_origin(policy: &Policy, threshold: &Threshold) -> String {
    policy.thresholds.stated(threshold).map_or_else(|| "default".to_owned(), |stated| stated.origin.to_string())
}

fn rule_origin(policy: &Policy, rule: &Rule) -> String {
    policy.wish(rule).map_or_else(|| "default".to_owned(), |wish| wish.origin.to_string())
}
