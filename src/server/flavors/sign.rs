//! The words by which a flavour is recognised, as data, so that a report can repeat them.

use crate::server::facts::Entries;

/// A variable whose text shows a flavour.
#[derive(Debug, Clone, Copy)]
pub struct Sign {
    /// The variable.
    pub variable: &'static str,
    /// What its text holds; empty where the variable alone tells.
    pub holds: &'static str,
}

/// A variable that holds a word.
pub(super) const fn sign(variable: &'static str, holds: &'static str) -> Sign {
    Sign { variable, holds }
}

impl Sign {
    /// The variable with its text, if it shows the flavour.
    fn seen(self, variables: &Entries) -> Option<String> {
        let text = variables.text(self.variable).filter(|text| text.contains(self.holds))?;
        Some(format!("{} {text}", self.variable))
    }
}

/// What was seen of a flavour: all signs of one of its groups, or nothing.
pub(super) fn seen(groups: &[&[Sign]], variables: &Entries) -> Option<Vec<String>> {
    groups.iter().find_map(|group| group.iter().map(|sign| sign.seen(variables)).collect())
}
