//! What is known of an error, for the terminal.

use colored::Colorize;

use super::page::wrapped;
use crate::audit::rules;
use crate::audit::symptoms::Symptom;

/// Tells the first errors in full, and names the others.
pub(super) fn told(found: &[&Symptom], whole: usize, width: usize) -> String {
    let mut text: String = found.iter().take(whole).map(|symptom| one(symptom, width)).collect::<Vec<_>>().join("\n");
    let others: Vec<_> = found.iter().skip(whole).map(|symptom| symptom.title).collect();
    if !others.is_empty() {
        text.push_str(&format!("\n{}\n", "The words fit others as well".bold()));
        text.push_str(&list(&others, width));
    }
    text
}

fn one(symptom: &Symptom, width: usize) -> String {
    let mut text = format!("{}\n", symptom.title.bold());
    text.push_str(&paragraph(&format!("{} {}.", symptom.means, capital(symptom.who.phrase())), width));
    let said: Vec<_> = symptom.said.iter().map(|(by, said)| format!("{by}: {said}")).collect();
    let said: Vec<_> = said.iter().map(String::as_str).collect();
    text.push_str(&section("How it is put", &said, width));
    text.push_str(&section("Why, the usual cause first", symptom.causes, width));
    text.push_str(&section("Look at first", symptom.look, width));
    let rules: Vec<_> = symptom
        .rules
        .iter()
        .filter_map(|name| rules::named(name))
        .map(|rule| format!("{}: {}", rule.name, rule.summary))
        .collect();
    let rules: Vec<_> = rules.iter().map(String::as_str).collect();
    text.push_str(&section("The checks that see it coming (poolcheck explain NAME)", &rules, width));
    text
}

/// A heading with its list.
fn section(title: &str, items: &[&str], width: usize) -> String {
    if items.is_empty() {
        return String::new();
    }
    format!("\n{}\n{}", title.bold(), list(items, width))
}

fn list(items: &[&str], width: usize) -> String {
    items.iter().map(|item| wrapped(&format!("- {item}"), width) + "\n").collect()
}

fn paragraph(text: &str, width: usize) -> String {
    wrapped(&capital(text), width) + "\n"
}

/// A sentence of its own; a name at its beginning stays as it is.
fn capital(text: &str) -> String {
    let is_name = text.split(' ').next().is_some_and(|first| first.contains(['_', '`', '\'']));
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !is_name => first.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}
