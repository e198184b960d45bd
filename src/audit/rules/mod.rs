//! The rules: one file each, its page beside it.

mod lifetime_reaches_wait_timeout;
mod pool_exceeds_max_connections;

use super::rule::Rule;

/// All rules, in the order of the catalogue: capacity, staleness, timeouts, churn, driver, config.
pub(super) static RULES: &[&Rule] = &[
    &pool_exceeds_max_connections::RULE,
    // staleness
    &lifetime_reaches_wait_timeout::RULE,
];

/// The rule with this name.
pub fn named(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}
