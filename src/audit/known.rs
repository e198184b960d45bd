//! Names that users write, of rules and thresholds, and the nearest known one for a misspelt one.

use super::rule::Rule;
use super::rules::{self, RULES};
use super::thresholds::{THRESHOLDS, Threshold};
use crate::text::names;

/// A name that no rule, family or threshold has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} `{name}`{}", match nearest { Some(near) => format!("; did you mean `{near}`?"), None => String::new() })]
pub struct UnknownName {
    /// What the name should be of.
    pub what: &'static str,
    /// The name.
    pub name: String,
    /// The nearest known one.
    pub nearest: Option<&'static str>,
}

/// The rule with this name, or the error that suggests the nearest.
pub fn rule_named(name: &str) -> Result<&'static Rule, UnknownName> {
    rules::named(name).ok_or_else(|| UnknownName {
        what: "rule",
        name: name.to_owned(),
        nearest: names::nearest(name, RULES.iter().map(|rule| rule.name)),
    })
}

/// The threshold with this name, or the error that suggests the nearest.
pub fn threshold_named(name: &str) -> Result<&'static Threshold, UnknownName> {
    THRESHOLDS.iter().copied().find(|threshold| threshold.name == name).ok_or_else(|| UnknownName {
        what: "threshold",
        name: name.to_owned(),
        nearest: names::nearest(name, THRESHOLDS.iter().map(|threshold| threshold.name)),
    })
}
