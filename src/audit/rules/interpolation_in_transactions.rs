//! Placeholders are filled in by the client, which changes how shared transactions fail, not that they do.

use crate::audit::context::{Context, client_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::client::pool::Pool;

/// interpolation-in-transactions
pub(super) static RULE: Rule = Rule {
    name: "interpolation-in-transactions",
    summary: "with interpolateParams a transaction shared between goroutines fails in another way",
    category: Category::Driver,
    severity: Severity::Info,
    needs: &[Need::Config],
    docs: include_str!("interpolation_in_transactions.md"),
    check: Check::Pool(check),
};

// One signature for all pool rules.
#[expect(clippy::unnecessary_wraps)]
fn check(_: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let Some(stated) = pool.driver.interpolates.as_ref().filter(|stated| stated.value) else { return Ok(None) };
    Ok(Some(
        Finding::new(&RULE, "interpolateParams is on: one transaction or Conn still serves one goroutine at a time")
            .subject("interpolateParams")
            .at(&stated.origin)
            .consequence(
                "two goroutines that read rows on one Tx or Conn fail with `busy buffer` (driver 1.5) or `invalid \
                 connection` (1.9 and later); they fail without interpolateParams too, so switching it off cures nothing",
            )
            .fact(client_fact("interpolateParams", "true", &stated.origin))
            .remedy(Remedy::advice(
                Side::Client,
                "give each goroutine its own connection (use the DB, not the Tx), or read one result to its end before the \
                 next query",
            )),
    ))
}
