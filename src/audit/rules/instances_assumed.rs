//! A pool is deployed, nobody could read how often, and the number decides whether its connections fit.

use crate::audit::budget::{Budget, Phase, Share};
use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::fleet;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::thresholds::ASSUMED;
use crate::client::pool::Pool;
use crate::client::pool::settings::Key;
use crate::text::origin::OriginKind;
use crate::text::quantity::plural;

/// instances-assumed
pub(super) static RULE: Rule = Rule {
    name: "instances-assumed",
    summary: "how often a pool runs is not known, and decides whether its connections fit",
    category: Category::Capacity,
    severity: Severity::Warning,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("instances_assumed.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let budget = cx.budget()?;
    // A sum that is too large already is an error, whatever the rest adds.
    if budget.exceeds(Phase::Maximum) {
        return Ok(Vec::new());
    }
    let assumed = cx.pools()?.into_iter().filter(|pool| pool.instances.is_assumed());
    Ok(assumed.filter_map(|pool| finding(cx, budget, pool, budget.share_of(pool)?)).collect())
}

fn finding(cx: &Context<'_>, budget: &Budget, pool: &Pool, share: &Share) -> Option<Finding> {
    let most = budget.room(share, Phase::Maximum, budget.limit)?.checked_div(share.max_open)?;
    if most as f64 > cx.threshold(&ASSUMED) {
        return None;
    }
    let (name, counted) = (&pool.name, pool.instances.steady());
    let message = format!(
        "how many instances of {name} run is not known, {counted} is assumed: more than {most} exceed the {} connections that \
         the server gives",
        budget.limit
    );
    let unknown = unknown(pool);
    let origin = if unknown == Unknown::Processes { &pool.instances.processes.origin } else { &pool.instances.origin };
    Some(
        Finding::new(&RULE, message)
            .pool(name)
            .subject("instances")
            .at(origin)
            .consequence("every sum here is a lower bound: what fits on paper may be `Error 1040: Too many connections` in the fleet")
            .facts(setting_fact(pool, Key::MaxOpen))
            .fact(client_fact("instances", format!("at least {}", plural(counted, "instance")), origin))
            .facts(fleet::limit_facts(cx, budget))
            .remedy(state(name, unknown)),
    )
}

/// What is not known of a pool's instances.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    /// Which of several services runs it.
    Service,
    /// Its replicas.
    Replicas,
    /// The processes of a replica.
    Processes,
}

fn unknown(pool: &Pool) -> Unknown {
    let replicas = &pool.instances.origin;
    match (replicas.kind, &replicas.place) {
        (OriginKind::Unresolved, None) => Unknown::Service,
        (OriginKind::Unresolved, Some(_)) => Unknown::Replicas,
        _ => Unknown::Processes,
    }
}

fn state(pool: &str, unknown: Unknown) -> Remedy {
    let text = match unknown {
        Unknown::Service => format!(
            "say which service runs it: `--map {pool}=SERVICE`, once for each; or state `--set {pool}.replicas=N`"
        ),
        Unknown::Replicas => format!(
            "state it: `--set {pool}.replicas=N`, or `--set '{pool}.replicas={{min: N, max: M}}'` under an autoscaler"
        ),
        Unknown::Processes => format!("state the processes of one replica: `--set {pool}.processes=N`"),
    };
    Remedy::advice(Side::Client, text)
}
