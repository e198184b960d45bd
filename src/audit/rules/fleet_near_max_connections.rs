//! All pools together come close to what the server can give.

use crate::audit::budget::{Budget, Phase};
use crate::audit::context::Context;
use crate::audit::finding::{Finding, Severity};
use crate::audit::fleet::{self, Goal};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::thresholds::CAPACITY_WARN;
use crate::text::quantity::show_percent;

/// fleet-near-max-connections
pub(super) static RULE: Rule = Rule {
    name: "fleet-near-max-connections",
    summary: "all pools together come close to what the server can give",
    category: Category::Capacity,
    severity: Severity::Warning,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("fleet_near_max_connections.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let budget = cx.budget()?;
    let percent = cx.threshold(&CAPACITY_WARN);
    let near = |phase: &Phase| !budget.exceeds(*phase) && is_above(budget, *phase, percent);
    let Some(worst) = Phase::ALL.into_iter().filter(near).max_by_key(|phase| budget.total(*phase)) else {
        if !budget.exceeds(Phase::Steady) {
            fleet::all_known(budget)?;
        }
        return Ok(Vec::new());
    };
    Ok(vec![finding(cx, budget, budget.first_alike(worst), percent)])
}

fn is_above(budget: &Budget, phase: Phase, percent: f64) -> bool {
    budget.total(phase) as f64 * 100.0 > budget.limit as f64 * percent
}

fn finding(cx: &Context<'_>, budget: &Budget, phase: Phase, percent: f64) -> Finding {
    let total = budget.total(phase);
    let share = show_percent(total as f64, budget.limit as f64);
    let (least, limit) = (budget.least(), budget.limit);
    let message = format!("the pools may open {least}{total} of {limit} connections {}: {share}", phase.phrase());
    let left = match budget.limit - total {
        0 => "nothing is left".to_owned(),
        1 => "1 connection is left".to_owned(),
        left => format!("{left} connections are left"),
    };
    let clear = Goal::below(budget, phase, percent);
    let mut finding = Finding::new(&RULE, message)
        .consequence(format!(
            "{left} for replicas, backups, monitoring, migrations and people, and for statements that outlive their \
             client's timeout; one more deployment is `Error 1040: Too many connections`"
        ))
        .facts(fleet::facts(cx, budget, phase))
        .facts(fleet::limit_facts(cx, budget))
        .facts(fleet::flip_point(cx, budget, Goal::within(budget, phase), "still fits at"))
        .facts(fleet::flip_point(cx, budget, clear, &format!("not above {percent} % at")))
        .remedies(fleet::ways_out(cx, budget, clear));
    if let Some(origin) = fleet::origin_of(cx, budget, phase) {
        finding = finding.at(&origin);
    }
    finding
}
