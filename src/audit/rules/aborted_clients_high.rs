//! Many sessions end without a goodbye.

use crate::audit::churn::show_rate;
use crate::audit::closing::{self, IdleAge};
use crate::audit::context::{Context, Counter};
use crate::audit::finding::{Basis, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::thresholds::{ABORTED_CLIENTS_SHARE, ABORTED_PER_HOUR};
use crate::client::pool::behaviour;
use crate::text::quantity::show_percent;

/// aborted-clients-high
pub(super) static RULE: Rule = Rule {
    name: "aborted-clients-high",
    summary: "many sessions end without a goodbye: the server or the network cut them, or clients were killed",
    category: Category::Churn,
    severity: Severity::Warning,
    needs: &[Need::Variables, Need::Counters],
    docs: include_str!("aborted_clients_high.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let (aborted, connections) = (cx.rate("Aborted_clients")?, cx.rate("Connections")?);
    let often = aborted.exceeds_per_hour(cx.threshold(&ABORTED_PER_HOUR));
    if !often || !aborted.exceeds_share(&connections, cx.threshold(&ABORTED_CLIENTS_SHARE))? {
        return Ok(Vec::new());
    }
    Ok(vec![finding(cx, &aborted, &connections)])
}

fn finding(cx: &Context<'_>, aborted: &Counter, connections: &Counter) -> Finding {
    let share = show_percent(aborted.per_second(), connections.per_second());
    let message =
        format!("{} sessions an hour end without a goodbye, {share} of the connections", show_rate(aborted.per_hour()));
    Finding::new(&RULE, message)
        .basis(Basis::Observed)
        .consequence(format!(
            "each was cut by wait_timeout, KILL or net_write_timeout, or its client hung up; where it was cut, the application's next \
             query on it finds a broken connection{}",
            hanging_up(cx)
        ))
        .fact(aborted.fact())
        .fact(connections.fact())
        .facts(cx.variable_fact("wait_timeout"))
        .remedies(stale_pools(cx))
        .remedy(Remedy::advice(
            Side::Server,
            "read the reasons in the error log, `Aborted connection … (Got timeout reading communication packets)` and its \
             like; MySQL 8.0 and later writes them only with log_error_verbosity = 3",
        ))
        .remedy(Remedy::advice(Side::Client, "close pools when the application stops, so that sessions end with a goodbye"))
}

/// The declared pools whose own closes are counted here; empty where there are none.
fn hanging_up(cx: &Context<'_>) -> String {
    let pools = cx.client.pools.iter().filter(|pool| pool.is_judged() && behaviour::hangs_up(pool));
    let names: Vec<_> = pools.map(|pool| format!("{} ({})", pool.name, pool.library.title)).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("; a connection that {} retires is closed without a goodbye and counts here, harmlessly", names.join(", "))
}

/// The pools that the server is bound to cut.
fn stale_pools(cx: &Context<'_>) -> Option<Remedy> {
    let names: Vec<_> = cx
        .pools()
        .ok()?
        .into_iter()
        .filter(|pool| {
            let limit = closing::server_limit(cx, pool).ok().and_then(|limit| limit.time);
            match (closing::idle_age(cx, pool), limit) {
                (Ok(IdleAge::Until { age, .. }), Some(limit)) => age >= limit,
                (Ok(IdleAge::Forever), Some(_)) => true,
                _ => false,
            }
        })
        .map(|pool| pool.label.as_str())
        .collect();
    let text = format!("let the client close first, see the findings of staleness on pool {}", names.join(", "));
    (!names.is_empty()).then(|| Remedy::advice(Side::Client, text))
}
