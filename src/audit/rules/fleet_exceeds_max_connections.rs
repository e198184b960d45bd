//! All pools together may open more connections than the server can give.

use crate::audit::budget::{Budget, Phase};
use crate::audit::context::Context;
use crate::audit::finding::{Finding, Severity};
use crate::audit::fleet::{self, Goal};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};

/// fleet-exceeds-max-connections
pub(super) static RULE: Rule = Rule {
    name: "fleet-exceeds-max-connections",
    summary: "all pools together may open more connections than the server can give",
    category: Category::Capacity,
    severity: Severity::Error,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("fleet_exceeds_max_connections.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let budget = cx.budget()?;
    if !budget.exceeds(Phase::Maximum) {
        fleet::all_known(budget)?;
        return Ok(Vec::new());
    }
    if said_by_the_pool(cx, budget) {
        return Ok(Vec::new());
    }
    Ok(vec![finding(cx, budget, budget.first_alike(Phase::Maximum))])
}

/// One instance of one pool: pool-exceeds-max-connections says the same.
fn said_by_the_pool(cx: &Context<'_>, budget: &Budget) -> bool {
    let instances = |share| fleet::pool_of(cx, share).map_or(1, |pool| Phase::Maximum.instances(pool));
    matches!(budget.shares.as_slice(), [share] if instances(share) == 1)
}

fn finding(cx: &Context<'_>, budget: &Budget, phase: Phase) -> Finding {
    let total = budget.total(phase);
    let message = format!(
        "the pools may open {}{total} connections {}, above the {} that the server gives",
        budget.least(),
        phase.phrase(),
        budget.limit
    );
    let mut consequence = format!(
        "when the pools fill, {} connections are refused with `Error 1040: Too many connections`, in whichever \
         application asks last, and nobody can log in to see why",
        total - budget.limit
    );
    if phase == Phase::Maximum && !budget.exceeds(Phase::Steady) {
        consequence.push_str("; the steady state fits: it happens when the autoscaler answers a peak");
    }
    let mut finding = Finding::new(&RULE, message)
        .consequence(consequence)
        .facts(fleet::facts(cx, budget, phase))
        .facts(fleet::limit_facts(cx, budget))
        .facts(fleet::flip_point(cx, budget, Goal::within(budget, phase), "fits at"))
        // A rollout comes with the next release: what is changed now is to hold then too.
        .remedies(fleet::ways_out(cx, budget, Goal::clear(cx, budget, Phase::Rollout)));
    if let Some(origin) = fleet::origin_of(cx, budget, phase) {
        finding = finding.at(&origin);
    }
    finding
}
