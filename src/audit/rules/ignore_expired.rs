//! An ignore whose day has passed: what it hid is reported again.

use crate::audit::context::client_fact;
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Rule};
use crate::audit::suppress::Use;
use crate::text::origin::Origin;

/// ignore-expired
pub(super) static RULE: Rule = Rule {
    name: "ignore-expired",
    summary: "an ignore has run out",
    category: Category::Config,
    severity: Severity::Error,
    needs: &[],
    docs: include_str!("ignore_expired.md"),
    check: Check::Ignores(check),
};

fn check(used: &Use) -> Option<Finding> {
    let until = used.ignore.until.filter(|_| used.expired)?;
    let ignore = &used.ignore;
    let names: Vec<_> = ignore.rules.iter().map(|rule| rule.name).collect();
    let names = names.join(", ");
    let origin = Origin::file(ignore.place.clone());
    Some(
        Finding::new(&RULE, format!("the ignore of {names} ran out on {until}"))
            .at(&origin)
            .subject(format!("{names}: {}", ignore.reason))
            .fact(client_fact("until", until.to_string(), &origin))
            .fact(client_fact("reason", &ignore.reason, &origin))
            .consequence("it hides nothing any more: what it hid is reported and counts again")
            .remedy(Remedy::advice(Side::Client, format!("fix what {names} reports, and remove the ignore")))
            .remedy(Remedy::advice(Side::Client, "give it a later day, if the reason still holds")),
    )
}
