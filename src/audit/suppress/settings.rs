//! Ignores in the settings file: a list of rules with the pool or the path where they do not matter, and why.

use super::comment::ignorable;
use super::pattern::Pattern;
use super::{Ignore, Scope};
use crate::audit::rule::Rule;
use crate::source::error::ConfigError;
use crate::source::node::{Entry, Node};
use crate::text::date::Date;
use crate::text::names;
use crate::text::place::SourceFile;

/// The keys of an entry.
const KEYS: [&str; 6] = ["rule", "rules", "pool", "path", "reason", "until"];

/// The form, for errors.
const FORM: &str = "write `- {rule: …, pool: …, reason: …}`; pool, path and until may be left out";

/// Reads the list under `ignore`.
///
/// # Errors
/// It is no list, or an entry has an unknown key, no rule, no reason, or a day that is none: with its line.
pub fn read(file: &SourceFile, node: &Node) -> Result<Vec<Ignore>, ConfigError> {
    match node.items() {
        Some(items) => items.iter().map(|item| entry(file, item)).collect(),
        None if node.is_null() => Ok(Vec::new()),
        None => Err(wrong(file, node, format!("ignore is {}, and should be a list", node.what()))),
    }
}

fn wrong(file: &SourceFile, node: &Node, message: impl Into<String>) -> ConfigError {
    ConfigError::at(&file.place(node.span), message).help(FORM)
}

fn entry(file: &SourceFile, node: &Node) -> Result<Ignore, ConfigError> {
    let entries = node.entries().ok_or_else(|| wrong(file, node, format!("this ignore is {}", node.what())))?;
    for entry in entries {
        known(file, entry)?;
    }
    let text = |key: &str| -> Result<Option<&str>, ConfigError> {
        let Some(value) = node.get(key).filter(|value| !value.is_null()) else { return Ok(None) };
        let text = value.text().map(str::trim).filter(|text| !text.is_empty());
        text.map(Some).ok_or_else(|| wrong(file, value, format!("{key} is {} and should be a text", value.what())))
    };
    let rules = rules(file, node)?;
    let reason = text("reason")?.ok_or_else(|| wrong(file, node, "this ignore gives no reason"))?.to_owned();
    let until = text("until")?.map(Date::parse).transpose();
    let until =
        until.map_err(|error| wrong(file, node.get("until").map_or(node, |until| until), format!("until: {error}")))?;
    let scope = Scope::Named { pool: text("pool")?.map(str::to_owned), path: text("path")?.map(Pattern::new) };
    let first = entries.first().map_or(node.span, |entry| entry.key_span);
    Ok(Ignore { rules, scope, reason, until, place: file.place(first) })
}

fn known(file: &SourceFile, entry: &Entry) -> Result<(), ConfigError> {
    if KEYS.contains(&entry.key.as_str()) {
        return Ok(());
    }
    let near = names::nearest(&entry.key, KEYS).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    let message = format!("an ignore has no `{}`{near}", entry.key);
    Err(ConfigError::at(&file.place(entry.key_span), message).help(FORM))
}

fn rules(file: &SourceFile, node: &Node) -> Result<Vec<&'static Rule>, ConfigError> {
    let mut rules = Vec::new();
    for value in ["rule", "rules"].into_iter().filter_map(|key| node.get(key)) {
        let single = std::slice::from_ref(value);
        for name in value.items().unwrap_or(single) {
            let rule = ignorable(name.text().unwrap_or_default().trim());
            rules.push(rule.map_err(|message| wrong(file, name, message))?);
        }
    }
    if rules.is_empty() {
        return Err(wrong(file, node, "this ignore names no rule"));
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forms::yaml;

    fn read_text(text: &str) -> Result<Vec<Ignore>, String> {
        let file = SourceFile::new(".poolcheck.yaml", text);
        let root = yaml::read(&file).expect("YAML").remove(0);
        read(&file, &root).map_err(|error| error.to_string())
    }

    #[test]
    fn an_entry_is_read_with_its_place() {
        let text = "- rule: max-idle-defaulted\n  pool: batch\n  reason: two are enough\n  until: 2026-12-31\n- rules: [unknown-setting]\n  path: jobs/*.yaml\n  reason: ours\n";
        let ignores = read_text(text).expect("two ignores");
        assert_eq!(ignores.iter().map(|i| i.place.start.line).collect::<Vec<_>>(), [1, 5]);
        assert!(matches!(&ignores[0].scope, Scope::Named { pool: Some(pool), path: None } if pool == "batch"));
        assert_eq!(ignores[0].until, Date::new(2026, 12, 31));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, expected) in [
            ("a: 1", "should be a list"),
            ("- a", "this ignore is a single value"),
            ("- {rule: max-idle-defaulted}", "gives no reason"),
            ("- {rule: max-idle-defaulted, reason: ' '}", "reason is a single value"),
            ("- {reason: x}", "names no rule"),
            ("- {rule: nonsense, reason: x}", "there is no rule `nonsense`"),
            ("- {rule: max-idle-defaulted, reason: x, until: soon}", "`soon` is no date"),
            ("- {rule: max-idle-defaulted, reasons: x}", "did you mean `reason`"),
            ("- {rule: max-idle-defaulted, reason: [x]}", "reason is a list"),
        ] {
            let error = read_text(text).expect_err(text);
            assert!(error.starts_with(".poolcheck.yaml:1:") && error.contains(expected), "{text}: {error}");
        }
    }
}
