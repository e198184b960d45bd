//! The pool acts before the server does, but the library may act too late.

use crate::audit::closing::{self, IdleAge};
use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Finding, Severity};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::{observed, remedies, staleness};
use crate::client::pool::Pool;
use crate::text::origin::Origin;
use crate::text::quantity::show_duration;

/// lifetime-near-wait-timeout
pub(super) static RULE: Rule = Rule {
    name: "lifetime-near-wait-timeout",
    summary: "the margin between the pool's limit and the server's is shorter than the library takes to act",
    category: Category::Staleness,
    severity: Severity::Warning,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("lifetime_near_wait_timeout.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let IdleAge::Until { by, age } = closing::idle_age(cx, pool)? else { return Ok(None) };
    let server = closing::server_limit(cx, pool)?;
    let Some(limit) = server.time else { return Ok(None) };
    let late = pool.reaction_time();
    let margin = limit.saturating_sub(age);
    // Without any margin lifetime-reaches-wait-timeout speaks.
    if margin.is_zero() || margin >= late {
        return Ok(None);
    }
    let (margin, late) = (show_duration(margin), show_duration(late));
    let message = format!(
        "{} {} is only {margin} below {} {}, and {} may act {late} late",
        by.name(),
        show_duration(age),
        server.name,
        server.show(limit),
        pool.library.title
    );
    let stale = staleness::stale(cx, pool, staleness::of_server(cx), &closing::symptom(cx, pool));
    let consequence = format!(
        "now and then the server closes a connection that the pool was about to retire; {}{}",
        stale.sentence,
        server.caveat(pool),
    );
    Ok(Some(
        Finding::new(&RULE, message)
            .severity(stale.severity.min(Severity::Warning))
            .at_setting(pool, by)
            .consequence(consequence)
            .facts(setting_fact(pool, by))
            .fact(server.fact())
            .facts(observed::idle_fact(cx, pool))
            .fact(client_fact("reaction time", late, &Origin::default(pool.library.reaction.source)))
            .remedy(remedies::act_before(
                pool,
                by,
                remedies::below(cx, pool, limit),
                &format!("clear of {} {}", server.name, server.show(limit)),
            ))
            .remedies(server.raise_above(cx, pool, age)),
    ))
}
