//! The pool keeps fewer idle connections than are in use at peak, so it closes and opens them all the time.

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Basis, Fact, Finding, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule, Skip};
use crate::audit::{churn, remedies};
use crate::client::pool::Pool;
use crate::client::pool::behaviour::MaxIdleActs;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::client::pool::workload::{Peak, Workload};
use crate::text::origin::Origin;
use crate::text::quantity::plural;

/// max-idle-below-peak
pub(super) static RULE: Rule = Rule {
    name: "max-idle-below-peak",
    summary: "fewer idle connections are kept than are in use at peak, so they are closed and opened all the time",
    category: Category::Churn,
    severity: Severity::Warning,
    needs: &[Need::Config, Need::Workload],
    docs: include_str!("max_idle_below_peak.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    // Where a task of the pool's own ends idle connections now and then, what comes back at a peak is kept for the next request.
    if pool.library.behaviour.max_idle_acts == MaxIdleActs::Swept {
        return Ok(None);
    }
    let Limit::At(max_idle) = cx.count(pool, Key::MaxIdle)? else { return Ok(None) };
    let max_open = cx.count(pool, Key::MaxOpen)?.at();
    if max_open.is_some_and(|open| max_idle >= open) {
        return Ok(None);
    }
    if let Some(peak) = pool.workload.as_ref().and_then(|workload| workload.peak(&pool.instances)) {
        let computed = peak.arithmetic.contains(['×', '÷']);
        let result = if computed { format!(" = {}", churn::show_rate(peak.per_instance)) } else { String::new() };
        let fact = Fact {
            side: Side::Client,
            name: "peak of one instance".to_owned(),
            value: format!("{}{result}", peak.arithmetic),
            origin: pool.workload.as_ref().and_then(stated_at).unwrap_or_else(|| Origin::inferred("the workload")),
        };
        return Ok(verdict(pool, max_idle, max_open, &peak, Basis::Predicted).map(|finding| finding.fact(fact)));
    }
    let Some((peak, facts)) = observed(cx, pool)? else { return Ok(None) };
    Ok(verdict(pool, max_idle, max_open, &peak, Basis::Observed).map(|finding| finding.facts(facts)))
}

/// The peak that the server saw, as evidence only where it also saw churn: a peak alone may have passed in a minute.
fn observed(cx: &Context<'_>, pool: &Pool) -> Result<Option<(Peak, Vec<Fact>)>, Skip> {
    let lacking =
        |_| Skip::lacking(format!("a workload of pool {}, or counters from a server up for 1h or more", pool.name));
    let Some(churn) = churn::high(cx).map_err(lacking)? else { return Ok(None) };
    if cx.pools()?.len() > 1 {
        return Err(Skip::lacking(format!(
            "a workload of pool {}: several pools share the server's counters",
            pool.name
        )));
    }
    let used = cx.seen("Max_used_connections").map_err(lacking)?;
    let instances = pool.instances.maximum().max(1);
    let peak = Peak {
        per_instance: used.value as f64 / instances as f64,
        arithmetic: format!("Max_used_connections {} ÷ {instances}", used.value),
    };
    Ok(Some((peak, vec![used.fact(), churn.connections.fact()])))
}

fn verdict(pool: &Pool, max_idle: u64, max_open: Option<u64>, peak: &Peak, basis: Basis) -> Option<Finding> {
    let needed = whole(peak.per_instance);
    let needed = max_open.map_or(needed, |open| needed.min(open));
    if max_idle >= needed {
        return None;
    }
    let message = format!(
        "max_idle {max_idle} is below the {} that one instance uses at peak ({})",
        plural(needed, "connection"),
        peak.arithmetic
    );
    let opens = churn::predicted(pool, max_idle)
        .map(|opens| format!("; predicted dials of one instance: {}", churn::phrase(opens)))
        .unwrap_or_default();
    Some(
        Finding::new(&RULE, message)
            .basis(basis)
            .at_setting(pool, Key::MaxIdle)
            .consequence(format!(
                "a connection that comes back while {max_idle} are idle is closed, and the next request dials again: a \
                 login each time, and a socket in TIME_WAIT for 60 s{opens}"
            ))
            .facts(setting_fact(pool, Key::MaxIdle))
            .facts(setting_fact(pool, Key::MaxOpen))
            .remedy(remedies::set_client(pool, Key::MaxIdle, Value::Count(needed), "as many as the peak needs")),
    )
}

/// The connections that a peak takes, in whole ones: what the message names, what silences the rule, and what is offered.
fn whole(peak: f64) -> u64 {
    // A product such as 0.044 × 500 is a hair above its whole number.
    let hair = 1e-12 * peak;
    // Far below 2^53, and rounded up.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = (peak - hair).ceil() as u64;
    whole
}

fn stated_at(workload: &Workload) -> Option<Origin> {
    let rate = workload.rate.as_ref().map(|stated| &stated.origin);
    let workers = workload.workers.as_ref().map(|stated| &stated.origin);
    let peak = workload.peak_concurrency.as_ref().map(|stated| &stated.origin);
    peak.or(rate).or(workers).cloned()
}
