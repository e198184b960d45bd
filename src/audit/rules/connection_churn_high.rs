//! The server has seen too many new connections.

use crate::audit::churn::{self, HighChurn};
use crate::audit::context::{Context, Counter};
use crate::audit::finding::{Basis, Finding, Remedy, Severity, Side};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::quantity::{show_age, show_percent};

/// connection-churn-high
pub(super) static RULE: Rule = Rule {
    name: "connection-churn-high",
    summary: "the server has seen many new connections: they are not reused",
    category: Category::Churn,
    severity: Severity::Warning,
    needs: &[Need::Variables, Need::Counters],
    docs: include_str!("connection_churn_high.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    Ok(churn::high(cx)?.map(|churn| finding(cx, &churn)).into_iter().collect())
}

fn finding(cx: &Context<'_>, churn: &HighChurn) -> Finding {
    let per_second = churn.connections.per_second();
    let share = churn.questions.as_ref().map_or_else(String::new, |questions| {
        format!(", {} of the questions", show_percent(per_second, questions.per_second()))
    });
    let message = format!(
        "{} new connections a second over {}{share}",
        churn::show_rate(per_second),
        show_age(churn.connections.span)
    );
    let pools = cx.pools().unwrap_or_default();
    Finding::new(&RULE, message)
        .basis(Basis::Observed)
        .consequence(
            "each costs a login (with TLS tens of milliseconds of processor time), and the client's side keeps a socket \
             in TIME_WAIT for 60 s; at some hundred a second the client runs out of ports: `cannot assign requested address`",
        )
        .fact(churn.connections.fact())
        .facts(churn.questions.as_ref().map(Counter::fact))
        .remedies(pools.iter().filter_map(|pool| keep_more(pool)))
        .remedy(Remedy::advice(
            Side::Server,
            "see who connects: SELECT user, host, current_connections, total_connections FROM \
             performance_schema.accounts ORDER BY total_connections DESC",
        ))
}

/// A pool that closes what comes back is the first suspect.
fn keep_more(pool: &Pool) -> Option<Remedy> {
    let idle = pool.settings.count(Key::MaxIdle)?.at()?;
    match pool.settings.count(Key::MaxOpen)? {
        Limit::At(open) if idle < open => {
            let why = format!("pool {} closes what comes back while {idle} are idle", pool.label);
            Some(remedies::set_client(pool, Key::MaxIdle, Value::Count(open), &why))
        }
        Limit::At(_) => None,
        Limit::Unlimited => Some(Remedy::advice(
            Side::Client,
            format!("raise max_idle {idle} of pool {} to its use at peak", pool.label),
        )),
    }
}
