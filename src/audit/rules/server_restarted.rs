//! The server started so recently that the pools may still hold connections from before.

use std::time::Duration;

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Basis, Fact, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::staleness;
use crate::audit::thresholds::RESTART_UPTIME;
use crate::client::pool::Pool;
use crate::client::pool::behaviour::{Notices, notices};
use crate::client::pool::settings::{Key, Limit};
use crate::text::ending::Ending;
use crate::text::quantity::{show_age, show_duration};

/// server-restarted
pub(super) static RULE: Rule = Rule {
    name: "server-restarted",
    summary: "the server started a short time ago, and every connection made before is dead",
    category: Category::Capacity,
    severity: Severity::Info,
    needs: &[Need::Counters],
    docs: include_str!("server_restarted.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let uptime = cx.seen("Uptime")?;
    let up = Duration::from_secs(uptime.value);
    let recent = cx.threshold_time(&RESTART_UPTIME);
    let longest = longest_lifetime(cx);
    let why = match longest {
        Some((pool, lifetime)) if up < lifetime && up >= recent => {
            format!("less than max_lifetime {} of {}", show_duration(lifetime), pool.label)
        }
        _ if up < recent => format!("less than {}", show_duration(recent)),
        _ => return Ok(Vec::new()),
    };
    let origin = uptime.origin.clone();
    Ok(vec![
        Finding::new(&RULE, format!("the server has been up for {}, {why}", show_age(up)))
            .basis(Basis::Observed)
            .consequence(consequence(cx))
            .fact(Fact { side: Side::Server, name: "Uptime".to_owned(), value: show_age(up), origin })
            .facts(longest.and_then(|(pool, _)| setting_fact(pool, Key::MaxLifetime)))
            .remedies(checks(cx))
            .remedy(Remedy::advice(
                Side::Client,
                "restart the applications that still report dead connections, or wait one max_lifetime",
            )),
    ])
}

/// The judged pool whose connections live longest, of those with a limit.
fn longest_lifetime<'a>(cx: &Context<'a>) -> Option<(&'a Pool, Duration)> {
    let pools = cx.client.pools.iter().filter(|pool| pool.is_judged());
    pools
        .filter_map(|pool| match pool.settings.time(Key::MaxLifetime)? {
            Limit::At(lifetime) => Some((pool, lifetime)),
            Limit::Unlimited => None,
        })
        .max_by_key(|(_, lifetime)| *lifetime)
}

/// What each pool makes of connections that the restart ended.
fn consequence(cx: &Context<'_>) -> String {
    let pools: Vec<_> = cx.client.pools.iter().filter(|pool| pool.is_judged()).collect();
    let stale = |pool: &&Pool| staleness::stale(cx, pool, Ending::Fin, pool.broken_connection()).hurts();
    let (fail, notice): (Vec<&Pool>, Vec<&Pool>) = pools.into_iter().partition(stale);
    let names = |pools: &[&Pool]| pools.iter().map(|pool| pool.label.as_str()).collect::<Vec<_>>().join(", ");
    let failing = fail.first().map(|pool| {
        let symptom = pool.broken_connection();
        format!("; a query of {} finds out and fails: {symptom}", names(&fail))
    });
    let noticing = (!notice.is_empty()).then(|| format!("; {}: noticed before a query uses it", names(&notice)));
    format!(
        "every connection made before the start is dead{}{}{}; a restart that nobody planned is a crash, or a failover to \
         another machine",
        failing.unwrap_or_default(),
        noticing.unwrap_or_default(),
        trusting(cx)
    )
}

/// The pools whose check looks at nothing that was used a moment ago, so that a busy one fails all the same; empty without any.
fn trusting(cx: &Context<'_>) -> String {
    let pools = cx.client.pools.iter().filter(|pool| pool.is_judged());
    let trusting: Vec<_> = pools
        .filter_map(|pool| match notices(pool)? {
            Notices::Ping(ping) if !ping.trusted_for.is_zero() => Some(format!(
                "{} takes what was used less than {} ago without a look",
                pool.name,
                show_duration(ping.trusted_for)
            )),
            _ => None,
        })
        .collect();
    if trusting.is_empty() {
        String::new()
    } else {
        format!("; at the moment of a restart {}, and that query fails", trusting.join(", "))
    }
}

/// The checks on checkout that would spare the errors next time.
fn checks(cx: &Context<'_>) -> Vec<Remedy> {
    let pools = cx.client.pools.iter().filter(|pool| pool.is_judged());
    let mut checks: Vec<_> =
        pools.filter_map(|pool| staleness::stale(cx, pool, Ending::Fin, "").check_remedy(pool)).collect();
    checks.dedup_by(|one, other| one.text == other.text);
    checks
}
