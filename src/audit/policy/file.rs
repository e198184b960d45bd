//! The settings file, `.poolcheck.yaml`: thresholds by name, and what the user says of rules.
//!
//! ```yaml
//! thresholds:
//!   capacity.warn: 70
//! rules:
//!   max-idle-defaulted: off
//!   fleet-near-max-connections: error
//! ignore:
//!   - {rule: max-idle-defaulted, pool: batch, reason: two connections are enough there, until: 2026-12-31}
//! ```

use super::{Policy, Wish};
use crate::audit::known::{UnknownName, rule_named, threshold_named};
use crate::audit::suppress;
use crate::source::error::ConfigError;
use crate::source::forms::yaml;
use crate::source::node::{Entry, Node};
use crate::text::names;
use crate::text::origin::Origin;
use crate::text::place::{Place, SourceFile};

/// The name that is looked for beside a configuration and upwards.
pub const NAME: &str = ".poolcheck.yaml";

/// The file's own keys.
const SECTIONS: [&str; 3] = ["rules", "thresholds", "ignore"];

/// Reads the file into `policy`.
///
/// # Errors
/// The file is not YAML or holds an unknown name or a value that is none: with the line, and the nearest known name.
pub fn read(file: &SourceFile, policy: &mut Policy) -> Result<(), ConfigError> {
    let documents = yaml::read(file)?;
    let Some(root) = documents.first().filter(|root| !root.is_null()) else { return Ok(()) };
    for section in entries(file, root, "the settings file")? {
        match section.key.as_str() {
            "thresholds" => {
                for entry in entries(file, &section.value, "thresholds")? {
                    threshold(file, entry, policy)?;
                }
            }
            "rules" => {
                for entry in entries(file, &section.value, "rules")? {
                    rule(file, entry, policy)?;
                }
            }
            "ignore" => policy.ignores.extend(suppress::settings::read(file, &section.value)?),
            other => {
                let nearest = names::nearest(other, SECTIONS);
                let unknown = UnknownName { what: "section", name: other.to_owned(), nearest };
                return Err(ConfigError::at(&file.place(section.key_span), unknown.to_string())
                    .help("a settings file has `rules`, `thresholds` and `ignore`"));
            }
        }
    }
    Ok(())
}

fn entries<'n>(file: &SourceFile, node: &'n Node, what: &str) -> Result<&'n [Entry], ConfigError> {
    match node.entries() {
        Some(entries) => Ok(entries),
        None if node.is_null() => Ok(&[]),
        None => {
            let place = file.place(node.span);
            Err(ConfigError::at(&place, format!("{what} is {}, and should be a mapping", node.what())))
        }
    }
}

fn threshold(file: &SourceFile, entry: &Entry, policy: &mut Policy) -> Result<(), ConfigError> {
    let threshold = threshold_named(&entry.key).map_err(|unknown| at(&file.place(entry.key_span), &unknown))?;
    let place = file.place(entry.value.span);
    let value = entry.value.text().and_then(|text| text.parse::<f64>().ok()).filter(|n| n.is_finite() && *n >= 0.0);
    let Some(value) = value else {
        let message = format!("{} is not a number", threshold.name);
        return Err(ConfigError::at(&place, message)
            .help(format!("it is measured in {}, {} by default", threshold.unit, threshold.default)));
    };
    policy.thresholds.set(threshold, value, Origin::file(place));
    Ok(())
}

fn rule(file: &SourceFile, entry: &Entry, policy: &mut Policy) -> Result<(), ConfigError> {
    let rule = rule_named(&entry.key).map_err(|unknown| at(&file.place(entry.key_span), &unknown))?;
    let place = file.place(entry.value.span);
    let Some(wish) = entry.value.text().and_then(Wish::parse) else {
        let message = format!("what is said of {} is no severity", rule.name);
        return Err(ConfigError::at(&place, message).help("say error, warning, info or off"));
    };
    policy.say(rule, wish, Origin::file(place));
    Ok(())
}

fn at(place: &Place, unknown: &UnknownName) -> ConfigError {
    ConfigError::at(place, unknown.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::rules;
    use crate::audit::thresholds::CAPACITY_WARN;

    fn read_text(text: &str) -> Result<Policy, ConfigError> {
        let mut policy = Policy::default();
        read(&SourceFile::new(".poolcheck.yaml", text), &mut policy).map(|()| policy)
    }

    #[test]
    fn thresholds_and_severities_are_read_with_their_lines() {
        let policy = read_text("thresholds:\n  capacity.warn: 70\nrules:\n  pool-exceeds-max-connections: warning\n")
            .expect("valid");
        assert!((policy.thresholds.get(&CAPACITY_WARN) - 70.0).abs() < f64::EPSILON);
        let rule = rules::named("pool-exceeds-max-connections").expect("known");
        let wish = policy.wish(rule).expect("said");
        assert_eq!((wish.value.name(), wish.origin.to_string().as_str()), ("warning", ".poolcheck.yaml:4"));
    }

    #[test]
    fn an_empty_file_says_nothing() {
        assert!(read_text("").is_ok() && read_text("rules:\nthresholds:\n").is_ok());
    }

    #[test]
    fn what_is_unknown_or_wrong_is_named_with_its_line() {
        for (text, expected) in [
            ("rule:\n", ".poolcheck.yaml:1:1"),
            ("thresholds:\n  capacity.wran: 1\n", "did you mean `capacity.warn`"),
            ("thresholds:\n  capacity.warn: lots\n", ".poolcheck.yaml:2:18"),
            ("rules:\n  pool-exceeds-max-connections: fatal\n", "off"),
            ("rules: [a]\n", "a list"),
        ] {
            let error = read_text(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
