//! The server makes a thread for more than every second connection.

use crate::audit::churn::show_rate;
use crate::audit::context::Context;
use crate::audit::finding::{Basis, Finding, Remedy, Severity, Side};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::audit::thresholds::{THREADS_PER_SECOND, THREADS_SHARE};
use crate::text::quantity::show_percent;

/// thread-cache-small
pub(super) static RULE: Rule = Rule {
    name: "thread-cache-small",
    summary: "the server makes a new thread for most connections: its thread cache is too small for the churn",
    category: Category::Churn,
    severity: Severity::Warning,
    needs: &[Need::Variables, Need::Counters],
    docs: include_str!("thread_cache_small.md"),
    check: Check::Fleet(check),
};

/// The only way of handling threads under which the counters mean what they say.
const ONE_EACH: &str = "one-thread-per-connection";
/// The default's ceiling on MySQL.
const USUAL: u64 = 100;

fn check(cx: &Context<'_>) -> FleetVerdict {
    let handling = cx.server()?.variables.text("thread_handling");
    match handling {
        Some(ONE_EACH) => {}
        Some(_) => return Ok(Vec::new()),
        None => return Err(Skip::lacking("the server's variable thread_handling")),
    }
    let (created, connections) = (cx.rate("Threads_created")?, cx.rate("Connections")?);
    let often = created.exceeds_per_second(cx.threshold(&THREADS_PER_SECOND));
    if !often || !created.exceeds_share(&connections, cx.threshold(&THREADS_SHARE))? {
        return Ok(Vec::new());
    }
    let share = show_percent(created.per_second(), connections.per_second());
    let wanted = cx.seen("Max_used_connections").map_or(USUAL, |peak| peak.value.max(USUAL));
    let message =
        format!("{} threads are made a second, for {share} of the connections", show_rate(created.per_second()));
    Ok(vec![
        Finding::new(&RULE, message)
            .basis(Basis::Observed)
            .consequence(
                "a new thread makes a connect slower by a fraction of a millisecond, more on a starved machine; the true cause \
                 is that connections are opened all the time",
            )
            .fact(created.fact())
            .fact(connections.fact())
            .facts(cx.variable_fact("thread_cache_size"))
            .remedy(Remedy::advice(Side::Client, "keep connections: see connection-churn-high and max-idle-below-peak"))
            .remedy(remedies::set_server(cx, "thread_cache_size", wanted, "as many as were ever in use at once")),
    ])
}
