//! An ignore that hides nothing: what it was written for is gone, and the next finding there would be hidden unseen.

use crate::audit::context::client_fact;
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Rule};
use crate::audit::suppress::Use;
use crate::text::origin::Origin;

/// ignore-unused
pub(super) static RULE: Rule = Rule {
    name: "ignore-unused",
    summary: "an ignore hides nothing any more",
    category: Category::Config,
    severity: Severity::Warning,
    needs: &[],
    docs: include_str!("ignore_unused.md"),
    check: Check::Ignores(check),
};

fn check(used: &Use) -> Option<Finding> {
    if used.unused.is_empty() {
        return None;
    }
    let ignore = &used.ignore;
    let names: Vec<_> = used.unused.iter().map(|rule| rule.name).collect();
    let names = names.join(", ");
    let origin = Origin::file(ignore.place.clone());
    let text = if used.unused.len() == ignore.rules.len() {
        "remove the ignore".to_owned()
    } else {
        format!("take {names} out of the ignore's list")
    };
    Some(
        Finding::new(&RULE, format!("nothing is hidden by the ignore of {names}"))
            .at(&origin)
            .subject(format!("{names}: {}", ignore.reason))
            .fact(client_fact("reason", &ignore.reason, &origin))
            .consequence("the next finding of that rule there would be hidden, and nobody would have looked at it")
            .remedy(Remedy::advice(Side::Client, text)),
    )
}
