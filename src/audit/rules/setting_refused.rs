//! A value that the library refuses: the application does not start.

use crate::audit::context::{Context, client_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::client::pool::Pool;

/// setting-refused
pub(super) static RULE: Rule = Rule {
    name: "setting-refused",
    summary: "the library refuses a configured value, and makes no pool",
    category: Category::Config,
    severity: Severity::Error,
    needs: &[Need::Config],
    docs: include_str!("setting_refused.md"),
    check: Check::Pool(check),
};

// One signature for all pool rules.
#[expect(clippy::unnecessary_wraps)]
fn check(_: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let Some(refusal) = &pool.refusal else { return Ok(None) };
    let title = pool.library.title;
    let value = if refusal.written.is_empty() { String::new() } else { format!(" {}", refusal.written) };
    let mut finding = Finding::new(&RULE, format!("{}{value} is refused: {}", refusal.name, refusal.why))
        .subject(refusal.name)
        .consequence(format!(
            "{title} throws when the pool is made: the application fails at its start, or at its first query"
        ))
        .fact(client_fact(refusal.name, refusal.written.clone(), &refusal.origin))
        .remedy(Remedy::advice(Side::Client, format!("write a {} that {title} takes", refusal.name)));
    // A default beside another value may be what is refused, and stands nowhere.
    finding.location = refusal.origin.place.as_ref().or(pool.place.as_ref()).cloned();
    Ok(Some(finding))
}
