//! Every rule's page is its test: what stands under "Fires" fires, what stands under "Silent" does not, and every remedy
//! cures.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

#[path = "support/pages.rs"]
mod pages;

use std::path::Path;

use poolcheck::audit::finding::{Basis, Finding, Remedy, Severity};
use poolcheck::audit::policy::Policy;
use poolcheck::audit::rules::RULES;
use poolcheck::audit::{self, Audit, suppress};
use poolcheck::text::date::Date;

use pages::{Example, client, examples, server};

/// The headings of a page, in order.
const HEADINGS: [&str; 8] = [
    "What it means",
    "Why it bites",
    "The arithmetic",
    "How to fix it",
    "When to ignore it",
    "Fires",
    "Silent",
    "Sources",
];

fn judge(example: &Example) -> Audit {
    let (client, server) = (client(example), server(example));
    let ignores = suppress::in_comments(&client).unwrap_or_else(|error| panic!("{}: {error}", example.title));
    let mut policy = Policy::default();
    policy.ignores = ignores;
    policy.today = Date::new(2026, 11, 21);
    audit::run(&client, example.config.is_some(), &server, &policy)
}

fn of<'a>(audit: &'a Audit, rule: &str) -> Vec<&'a Finding> {
    audit.findings.iter().filter(|finding| finding.rule == rule).collect()
}

#[test]
fn what_fires_fires_with_its_severity() {
    let mut failures = Vec::new();
    for rule in RULES {
        let fires = examples(rule.docs, "Fires");
        if fires.is_empty() {
            failures.push(format!("{}: no example under Fires", rule.name));
        }
        for example in fires {
            let audit = judge(&example);
            let wanted = example.title.split(':').next().unwrap_or_default().to_lowercase();
            let found: Vec<_> = of(&audit, rule.name).iter().map(|finding| finding.severity.name()).collect();
            if !found.contains(&wanted.as_str()) {
                let skipped: Vec<_> = audit.skipped.iter().filter(|skip| skip.rule == rule.name).collect();
                failures.push(format!("{}: {}: found {found:?}, skipped {skipped:?}", rule.name, example.title));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_is_silent_is_silent_and_judged() {
    let mut failures = Vec::new();
    for rule in RULES {
        let silent = examples(rule.docs, "Silent");
        if silent.is_empty() {
            failures.push(format!("{}: no example under Silent", rule.name));
        }
        for example in silent {
            let audit = judge(&example);
            let skipped = audit.skipped.iter().find(|skip| skip.rule == rule.name);
            if !of(&audit, rule.name).is_empty() {
                failures.push(format!("{}: {}: fires", rule.name, example.title));
            }
            if skipped.is_some() != example.title.to_lowercase().starts_with("skipped:") {
                failures.push(format!("{}: {}: skipped: {skipped:?}", rule.name, example.title));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The example with one remedy applied: an edit in the file, or a statement on the server.
fn cured(example: &Example, remedy: &Remedy) -> Option<Example> {
    let mut cured = example.clone();
    if let Some(edit) = &remedy.edit {
        let config = cured.config.as_mut()?;
        config.replace_range(edit.place.span.start..edit.place.span.end, &edit.replacement);
        return Some(cured);
    }
    let statement = remedy.sql.as_ref()?;
    let rest = statement.strip_prefix("SET GLOBAL ").or_else(|| statement.strip_prefix("SET PERSIST "))?;
    let (name, value) = rest.trim_end_matches(';').split_once('=')?;
    let (name, value, server) = (name.trim(), value.trim(), cured.server.as_mut()?);
    if server.starts_with("poolcheck_capture") {
        let (before, after) = server.split_once(&format!("  {name}: "))?;
        let (_, after) = after.split_once('\n')?;
        *server = format!("{before}  {name}: '{value}'\n{after}");
    } else {
        server.push_str(&format!("{name} = {value}\n"));
    }
    Some(cured)
}

#[test]
fn no_remedy_names_a_wait_timeout_that_no_server_takes() {
    for rule in RULES {
        for example in examples(rule.docs, "Fires") {
            let audit = judge(&example);
            let remedies = audit.findings.iter().flat_map(|finding| &finding.remedies);
            for set in remedies.flat_map(|remedy| &remedy.assignments) {
                let idle = ["wait_timeout", "interactive_timeout"].contains(&set.variable.as_str());
                let seconds: f64 = set.value.parse().unwrap_or_default();
                assert!(!idle || seconds <= 31_536_000.0, "{}: {}: {}", rule.name, example.title, set.value);
            }
        }
    }
}

/// What is left of a finding after a remedy, and what is there that was not before: nothing, at the finding's severity or above.
fn left_or_new(before: &Audit, after: &Audit, finding: &Finding) -> Vec<String> {
    let same = |one: &Finding, other: &Finding| {
        one.rule == other.rule && one.pool == other.pool && one.subject == other.subject
    };
    // What counters have seen stays seen.
    let left = after
        .findings
        .iter()
        .filter(|left| same(left, finding) && left.severity >= finding.severity && left.basis != Basis::Observed);
    let new = after.findings.iter().filter(|new| {
        let known = before.findings.iter().any(|known| same(known, new) && known.severity >= new.severity);
        new.severity >= Severity::Warning && !known
    });
    let left = left.map(|left| format!("{} stays: {}", left.severity.name(), left.message));
    left.chain(new.map(|new| format!("new {} {}: {}", new.severity.name(), new.rule, new.message))).collect()
}

#[test]
fn every_remedy_that_can_be_applied_cures_and_brings_nothing_new() {
    let mut failures = Vec::new();
    for rule in RULES {
        for example in examples(rule.docs, "Fires") {
            let audit = judge(&example);
            for finding in of(&audit, rule.name) {
                for remedy in &finding.remedies {
                    let Some(cured) = cured(&example, remedy) else { continue };
                    for wrong in left_or_new(&audit, &judge(&cured), finding) {
                        failures.push(format!("{}: {}: `{}`: {wrong}", rule.name, example.title, remedy.text));
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_page_has_its_headings_and_its_name() {
    for rule in RULES {
        let headings: Vec<_> = rule.docs.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, HEADINGS, "{}: headings", rule.name);
        assert_eq!(rule.docs.lines().next(), Some(format!("# {}", rule.name).as_str()));
    }
}

#[test]
fn every_rule_file_is_registered_under_its_own_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit/rules");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the rules' folder")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".rs").map(|stem| stem.replace('_', "-")))
        .filter(|name| name != "mod")
        .collect();
    files.sort();
    let mut names: Vec<_> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    names.sort();
    assert_eq!(files, names, "one file, one rule: register each in src/audit/rules/mod.rs");
}

#[test]
fn rules_stand_in_the_order_of_their_families() {
    let categories: Vec<_> = RULES.iter().map(|rule| rule.category).collect();
    assert!(categories.is_sorted(), "RULES is grouped by category, in the order of the catalogue");
}

#[test]
fn a_message_starts_in_lower_case_and_a_finding_says_what_to_do() {
    for rule in RULES {
        for example in examples(rule.docs, "Fires") {
            for finding in judge(&example).findings {
                // A counter's or a setting's own name is the one word that may begin with a capital.
                let first = finding.message.split_whitespace().next().unwrap_or_default();
                let is_name = first.contains('_') || first.chars().skip(1).any(char::is_uppercase);
                let lower = !first.starts_with(char::is_uppercase) || is_name;
                assert!(lower, "{}: {}", finding.rule, finding.message);
                assert!(!finding.message.ends_with('.'), "{}: {}", finding.rule, finding.message);
                assert!(!finding.consequence.is_empty(), "{}: no consequence", finding.rule);
                assert!(!finding.remedies.is_empty(), "{}: no remedy", finding.rule);
            }
        }
    }
}
