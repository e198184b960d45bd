//! `wait_timeout` and `interactive_timeout` differ, so a look in the mysql client shows the wrong number.

use crate::audit::context::{Context, client_fact};
use crate::audit::finding::{Fact, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::audit::timeouts;
use crate::client::pool::Pool;
use crate::text::quantity::show_seconds;

/// interactive-timeout-differs
pub(super) static RULE: Rule = Rule {
    name: "interactive-timeout-differs",
    summary: "wait_timeout and interactive_timeout differ, so the mysql client shows another limit than pools get",
    category: Category::Staleness,
    severity: Severity::Info,
    needs: &[Need::Variables],
    docs: include_str!("interactive_timeout_differs.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let server = cx.server()?;
    if server.flavor.idle_is_min_of_both {
        // Neither is the wrong one to look at.
        return Ok(Vec::new());
    }
    let wait = timeouts::limit(cx, "wait_timeout")?;
    let interactive = timeouts::limit(cx, "interactive_timeout")?;
    if wait.time == interactive.time {
        // The mysql client is interactive: its own wait_timeout always equals interactive_timeout.
        return match server.variables.get("wait_timeout") {
            Some(entry) if entry.session => Err(Skip::lacking("global values (SHOW GLOBAL VARIABLES)")),
            _ => Ok(Vec::new()),
        };
    }
    let (pools, people) = (show_seconds(wait.time), show_seconds(interactive.time));
    let interactive_pools: Vec<_> = cx.pools().unwrap_or_default().into_iter().filter_map(declared).collect();
    let but: Vec<_> = interactive_pools
        .iter()
        .map(|(name, _)| format!(", but pool {name} gets interactive_timeout {people} (interactive: true)"))
        .collect();
    let but = but.concat();
    // Whoever leads to a layer gets that layer's limit.
    let judged = cx.pools().unwrap_or_default();
    let is_behind = |pool: &&Pool| pool.hops().iter().any(|hop| hop.judged_itself);
    let gets = if judged.iter().any(is_behind) {
        format!("only what leads to the server itself gets the first{but}")
    } else {
        format!("pools get wait_timeout {pools}{but}")
    };
    let consequence = format!(
        "{gets}; SHOW VARIABLES in the mysql client shows {people} for both, because its \
         session is interactive"
    );
    Ok(vec![
        Finding::new(&RULE, format!("wait_timeout {pools} and interactive_timeout {people} differ"))
            .consequence(consequence)
            .fact(wait.fact())
            .fact(interactive.fact())
            .facts(interactive_pools.into_iter().map(|(_, fact)| fact))
            .remedy(Remedy::advice(Side::Server, "read SHOW GLOBAL VARIABLES, never SHOW VARIABLES, to judge a pool")),
    ])
}

/// A pool that says that it logs in as an interactive client, by its name.
fn declared(pool: &Pool) -> Option<(&str, Fact)> {
    let stated = pool.usage.interactive.as_ref().filter(|stated| stated.value)?;
    Some((&pool.name, client_fact("interactive", "true", &stated.origin)))
}
