//! What the user wants judged, and how hard: thresholds, severities, rules that are off.

pub mod file;

use std::collections::BTreeMap;

use super::finding::Severity;
use super::known::{UnknownName, rule_named};
use super::rule::{Category, Rule};
use super::rules::RULES;
use super::servers::HostAlias;
use super::suppress::Ignore;
use super::thresholds::Thresholds;
use crate::text::date::Date;
use crate::text::origin::{Origin, Stated};

/// What a user says of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Its findings have this severity.
    Severity(Severity),
    /// It is not judged.
    Off,
}

impl Wish {
    /// Reads `error`, `warning`, `info` or `off`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "error" => Self::Severity(Severity::Error),
            "warning" => Self::Severity(Severity::Warning),
            "info" => Self::Severity(Severity::Info),
            "off" => Self::Off,
            _ => return None,
        })
    }

    /// The word that it is read from.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Severity(severity) => severity.name(),
            Self::Off => "off",
        }
    }
}

/// What is judged, and how hard.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The thresholds in force.
    pub thresholds: Thresholds,
    /// What is not to be reported, for a reason.
    pub ignores: Vec<Ignore>,
    /// The day that decides whether an ignore has run out; none has where it is not known.
    pub today: Option<Date>,
    /// Other names that configurations call the server by.
    pub aliases: Vec<HostAlias>,
    wishes: BTreeMap<&'static str, Stated<Wish>>,
}

impl Policy {
    /// What the user says of a rule, with where.
    pub fn wish(&self, rule: &Rule) -> Option<&Stated<Wish>> {
        self.wishes.get(rule.name)
    }

    /// Whether a rule is judged.
    pub fn judges(&self, rule: &Rule) -> bool {
        self.wish(rule).is_none_or(|wish| wish.value != Wish::Off)
    }

    /// The severity of a rule's findings, where the user sets it.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        match self.wish(rule)?.value {
            Wish::Severity(severity) => Some(severity),
            Wish::Off => None,
        }
    }

    /// Says something of a rule, in place of what was said before.
    pub fn say(&mut self, rule: &'static Rule, wish: Wish, origin: Origin) {
        self.wishes.insert(rule.name, Stated::new(wish, origin));
    }

    /// Turns off every rule but those that `names` select: rules or whole families.
    pub fn select(&mut self, names: &[String], origin: &Origin) -> Result<(), UnknownName> {
        let selected = resolve(names)?;
        for rule in RULES {
            if !selected.iter().any(|other| other.name == rule.name) {
                self.say(rule, Wish::Off, origin.clone());
            } else if !self.judges(rule) {
                self.wishes.remove(rule.name);
            }
        }
        Ok(())
    }

    /// Turns off the rules or families that `names` name.
    pub fn ignore(&mut self, names: &[String], origin: &Origin) -> Result<(), UnknownName> {
        for rule in resolve(names)? {
            self.say(rule, Wish::Off, origin.clone());
        }
        Ok(())
    }
}

/// The rules that names of rules and families stand for.
fn resolve(names: &[String]) -> Result<Vec<&'static Rule>, UnknownName> {
    let mut found = Vec::new();
    for name in names {
        if let Some(category) = Category::named(name) {
            found.extend(RULES.iter().copied().filter(|rule| rule.category == category));
        } else {
            found.push(rule_named(name)?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::known::threshold_named;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn selecting_leaves_only_the_selected() {
        let mut policy = Policy::default();
        policy.select(&names(&["pool-exceeds-max-connections"]), &Origin::flag("--select")).expect("known");
        let judged: Vec<_> = RULES.iter().filter(|rule| policy.judges(rule)).map(|rule| rule.name).collect();
        assert_eq!(judged, ["pool-exceeds-max-connections"]);
    }

    #[test]
    fn a_family_stands_for_its_rules() {
        let mut policy = Policy::default();
        policy.ignore(&names(&["capacity"]), &Origin::flag("--ignore")).expect("known");
        assert!(RULES.iter().all(|rule| policy.judges(rule) == (rule.category != Category::Capacity)));
    }

    #[test]
    fn an_unknown_name_suggests_the_nearest() {
        let error = Policy::default().ignore(&names(&["pool-exceeds-max-conections"]), &Origin::flag("x")).unwrap_err();
        assert_eq!(error.nearest, Some("pool-exceeds-max-connections"));
        assert!(threshold_named("capacity.wran").unwrap_err().to_string().contains("capacity.warn"));
    }
}
