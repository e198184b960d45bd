//! `wait_timeout` is so short that any pool churns, or so long that dead clients hoard slots.

use std::time::Duration;

use crate::audit::closing::{self, IdleAge, LONGEST_WAIT_TIMEOUT};
use crate::audit::context::Context;
use crate::audit::finding::{Fact, Finding, Remedy, Severity, Side};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::thresholds::{WAIT_LONG, WAIT_SHORT};
use crate::audit::timeouts::{self, TimeLimit};
use crate::text::quantity::show_seconds;

/// wait-timeout-extreme
pub(super) static RULE: Rule = Rule {
    name: "wait-timeout-extreme",
    summary: "wait_timeout is so short that every pool churns, or so long that dead clients keep their slots",
    category: Category::Staleness,
    severity: Severity::Warning,
    needs: &[Need::Variables],
    docs: include_str!("wait_timeout_extreme.md"),
    check: Check::Fleet(check),
};

/// The default of MySQL and MariaDB.
const USUAL: u64 = 28_800;

fn check(cx: &Context<'_>) -> FleetVerdict {
    let server = cx.server()?;
    let mut limit = timeouts::limit(cx, "wait_timeout")?;
    if server.flavor.idle_is_min_of_both {
        let interactive = timeouts::limit(cx, "interactive_timeout")?;
        limit = if interactive.time < limit.time { interactive } else { limit };
    }
    let (seconds, off) = (limit.time.as_secs_f64(), limit.time.is_zero() && server.flavor.zero_is_no_limit);
    Ok(if off || seconds > cx.threshold(&WAIT_LONG) {
        vec![too_long(cx, &limit, off)]
    } else if seconds < cx.threshold(&WAIT_SHORT) {
        vec![too_short(cx, &limit)]
    } else {
        Vec::new()
    })
}

fn too_short(cx: &Context<'_>, limit: &TimeLimit) -> Finding {
    let shown = show_seconds(limit.time);
    let wanted = clear_of_pools(cx).unwrap_or(USUAL);
    finding(cx, limit, &format!("{} {shown} is very short", limit.name))
        .consequence(format!(
            "a connection that idles for {shown} is closed, so a pool either retires connections every few seconds and dials \
             all the time, or hands out dead ones; a transaction that pauses for {shown} is rolled back"
        ))
        .remedy(settable(cx, limit, wanted, "living sessions keep the old value until they reconnect"))
}

fn too_long(cx: &Context<'_>, limit: &TimeLimit, off: bool) -> Finding {
    let shown = if off { "0 (no limit)".to_owned() } else { show_seconds(limit.time) };
    let wanted = clear_of_pools(cx).unwrap_or(USUAL).max(USUAL);
    let why = "lowering reaches living sessions only when they reconnect, so watch for up to one max_lifetime";
    finding(cx, limit, &format!("{} {shown} is very long", limit.name))
        .severity(Severity::Info)
        .consequence(
            "a client that died without a word (power, a dropped NAT entry) keeps its slot until TCP keepalive of the server \
             notices, or this limit ends it: after a crash of many clients the slots may be used up",
        )
        .remedy(settable(cx, limit, wanted, why))
}

/// The limit at a value that the server takes; where it would have to be longer, the pools are to act sooner.
fn settable(cx: &Context<'_>, limit: &TimeLimit, seconds: u64, why: &str) -> Remedy {
    if seconds <= LONGEST_WAIT_TIMEOUT {
        return remedies::set_server(cx, limit.name, seconds, why);
    }
    let most = format!("no server waits longer than {LONGEST_WAIT_TIMEOUT} s");
    Remedy::advice(Side::Client, format!("shorten the pools' own limits of an idle connection first: {most}"))
}

fn finding(cx: &Context<'_>, limit: &TimeLimit, message: &str) -> Finding {
    let session =
        cx.server.known().and_then(|server| server.variables.get(limit.name)).is_some_and(|entry| entry.session);
    let caveat = if session { " (one session's value: compare SHOW GLOBAL VARIABLES)" } else { "" };
    let fact = Fact {
        side: Side::Server,
        name: limit.name.to_owned(),
        value: show_seconds(limit.time),
        origin: limit.origin.clone(),
    };
    Finding::new(&RULE, format!("{message}{caveat}")).fact(fact)
}

/// A wait_timeout that stays clear of every pool's own limits, in seconds.
fn clear_of_pools(cx: &Context<'_>) -> Option<u64> {
    let ages = cx.pools().ok()?.into_iter().filter_map(|pool| match closing::idle_age(cx, pool) {
        Ok(IdleAge::Until { age, .. }) => Some(remedies::above(cx, pool, age.max(Duration::from_secs(60)))),
        _ => None,
    });
    ages.max()
}
