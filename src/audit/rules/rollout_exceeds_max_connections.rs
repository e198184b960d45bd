//! The fleet fits until a rollout runs old and new replicas side by side.

use crate::audit::budget::{Budget, Phase};
use crate::audit::context::Context;
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::fleet::{self, Goal};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::client::pool::Pool;
use crate::text::quantity::plural;

/// rollout-exceeds-max-connections
pub(super) static RULE: Rule = Rule {
    name: "rollout-exceeds-max-connections",
    summary: "the fleet fits, but not while a rollout runs old and new replicas side by side",
    category: Category::Capacity,
    severity: Severity::Error,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("rollout_exceeds_max_connections.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let budget = cx.budget()?;
    if budget.exceeds(Phase::Maximum) {
        return Ok(Vec::new());
    }
    if !budget.exceeds(Phase::Rollout) {
        fleet::all_known(budget)?;
        return Ok(Vec::new());
    }
    Ok(vec![finding(cx, budget)])
}

fn finding(cx: &Context<'_>, budget: &Budget) -> Finding {
    let (fits, total) = (budget.total(Phase::Maximum), budget.total(Phase::Rollout));
    let message = format!(
        "a rollout may open {}{total} connections, above the {} that the server gives; without it {fits} fit",
        budget.least(),
        budget.limit
    );
    let goal = Goal::within(budget, Phase::Rollout);
    let widest = widest_surge(cx, budget);
    let mut finding = Finding::new(&RULE, message)
        .consequence(format!(
            "new replicas start while the old ones still hold their connections: up to {} are refused with `Error 1040: \
             Too many connections`, the new replicas fail their readiness checks, and the rollout stalls",
            total - budget.limit
        ))
        .facts(fleet::facts(cx, budget, Phase::Rollout))
        .facts(fleet::limit_facts(cx, budget))
        .facts(fleet::flip_point(cx, budget, goal, "fits at"))
        .remedies(widest.and_then(|pool| smaller_surge(budget, pool)))
        .remedies(fleet::ways_out(cx, budget, Goal::clear(cx, budget, Phase::Rollout)));
    if let Some(surge) = widest.and_then(|pool| pool.instances.surge.as_ref()) {
        finding = finding.at(&surge.origin);
    }
    finding
}

/// The pool whose surge adds the most connections.
fn widest_surge<'a>(cx: &Context<'a>, budget: &Budget) -> Option<&'a Pool> {
    let share = budget.shares.iter().rev().max_by_key(|share| share.rollout - share.maximum)?;
    fleet::pool_of(cx, share)
}

fn smaller_surge(budget: &Budget, pool: &Pool) -> Option<Remedy> {
    let share = budget.share_of(pool)?;
    let per_replica = share.max_open.saturating_mul(pool.instances.processes.value);
    let ending = per_replica.saturating_mul(pool.instances.terminating_replicas());
    let room = budget.room(share, Phase::Rollout, budget.limit)?.checked_sub(share.maximum)?.checked_sub(ending)?;
    let surge = room.checked_div(per_replica)?;
    let text = match surge {
        0 => format!(
            "roll out {} without extra replicas: rollout_surge 0 (Kubernetes: maxSurge 0, maxUnavailable 1 or more)",
            pool.label
        ),
        _ => format!(
            "roll out {} with {} at most (Kubernetes: maxSurge {surge}): {} are free beside the old ones",
            pool.label,
            plural(surge, "extra replica"),
            plural(room, "connection"),
        ),
    };
    // Where a manifest says how a rollout runs, its own word is the one to type.
    let word = if pool.is_of_an_application() { "maxSurge" } else { "rollout_surge" };
    Some(Remedy::advice(Side::Client, text).typed(format!("{word}: {surge}")))
}
