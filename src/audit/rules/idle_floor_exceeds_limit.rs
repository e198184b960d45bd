//! Connections that the pools hold while nothing happens fill the server by themselves.

use crate::audit::budget::{Budget, Phase};
use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Fact, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::audit::thresholds::{FLOOR_ERROR, FLOOR_WARN};
use crate::audit::{fleet, remedies};
use crate::client::libraries::generic::GENERIC;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::origin::Origin;
use crate::text::quantity::{plural, show_percent};

/// idle-floor-exceeds-limit
pub(super) static RULE: Rule = Rule {
    name: "idle-floor-exceeds-limit",
    summary: "connections that the pools hold while idle alone fill the limit",
    category: Category::Capacity,
    severity: Severity::Error,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("idle_floor_exceeds_limit.md"),
    check: Check::Fleet(check),
};

/// What one pool never gives back, in one instance and in all.
struct Floor<'a> {
    pool: &'a Pool,
    held: u64,
    total: u64,
}

fn check(cx: &Context<'_>) -> FleetVerdict {
    let budget = cx.budget()?;
    let pools = cx.pools()?;
    let steady = pools.iter().all(|pool| pool.instances.min == pool.instances.max);
    let phase = if steady { Phase::Steady } else { Phase::Maximum };
    let mut floors = Vec::new();
    let mut unknown = None;
    for pool in pools {
        match floor_of(cx, pool) {
            Ok(held) if held > 0 => {
                floors.push(Floor { pool, held, total: held.saturating_mul(phase.instances(pool)) });
            }
            Ok(_) => {}
            Err(skip) => unknown = unknown.or(Some(skip)),
        }
    }
    let total = floors.iter().fold(0_u64, |sum, floor| sum.saturating_add(floor.total));
    let above = |percent: f64| total as f64 * 100.0 > budget.limit as f64 * percent;
    let severity = if above(cx.threshold(&FLOOR_ERROR)) {
        Severity::Error
    } else if above(cx.threshold(&FLOOR_WARN)) {
        Severity::Warning
    } else {
        return unknown.map_or(Ok(Vec::new()), Err);
    };
    Ok(vec![finding(cx, budget, phase, &floors, total).severity(severity)])
}

/// The connections that one instance holds whatever happens: min_idle, which a library with a fixed size sets to max_open.
/// A library that has no such setting gives everything back.
fn floor_of(cx: &Context<'_>, pool: &Pool) -> Result<u64, Skip> {
    if pool.shared_behind().is_some() {
        return Err(fleet::behind_a_proxy(&pool.name));
    }
    let stated = pool.settings.get(Key::MinIdle).is_some();
    if !stated && !std::ptr::eq(pool.library, &raw const GENERIC) {
        return Ok(0);
    }
    let floor = cx.count(pool, Key::MinIdle)?.at().unwrap_or(0);
    Ok(match pool.settings.count(Key::MaxOpen) {
        Some(Limit::At(max_open)) => floor.min(max_open),
        _ => floor,
    })
}

fn finding(cx: &Context<'_>, budget: &Budget, phase: Phase, floors: &[Floor<'_>], total: u64) -> Finding {
    let share = show_percent(total as f64, budget.limit as f64);
    let message = format!("idle pools hold {total} of {} connections {}: {share}", budget.limit, phase.phrase());
    let largest = floors.iter().max_by_key(|floor| floor.total);
    let sum: Vec<_> = floors
        .iter()
        .map(|floor| format!("{} {} × {}", floor.pool.label, floor.held, phase.instances(floor.pool)))
        .collect();
    let mut finding = Finding::new(&RULE, message)
        .consequence(
            "the server is full before anything happens: the next deployment, the backup or the person who comes to look gets \
             `Error 1040: Too many connections`, and most of the sessions sleep",
        )
        .facts(largest.and_then(|floor| setting_fact(floor.pool, Key::MinIdle)))
        .fact(Fact {
            side: Side::Client,
            name: "held while idle".to_owned(),
            value: format!("{} = {total}", sum.join(" + ")),
            origin: Origin::inferred("computed"),
        })
        .facts(fleet::limit_facts(cx, budget));
    if let Some(floor) = largest {
        if let Some(setting) = floor.pool.settings.get(Key::MinIdle) {
            finding = finding.at(&setting.origin);
        }
        finding = finding.remedy(smaller(cx, budget, phase, floor, total));
    }
    // The first number at which the floor is not above the warning's share.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let enough = (total as f64 * 100.0 / cx.threshold(&FLOOR_WARN).max(1.0)).ceil() as u64;
    finding.remedy(fleet::raise_max_connections(cx, enough.saturating_add(budget.reserved)))
}

/// The largest min_idle of one pool that brings the sum to the warning's share.
fn smaller(cx: &Context<'_>, budget: &Budget, phase: Phase, floor: &Floor<'_>, total: u64) -> Remedy {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let ceiling = (budget.limit as f64 * cx.threshold(&FLOOR_WARN) / 100.0).max(0.0) as u64;
    let instances = phase.instances(floor.pool).max(1);
    let others = total - floor.total;
    match ceiling.checked_sub(others) {
        Some(room) => {
            let why = format!("{room} ÷ {}, the most that leaves room", plural(instances, "instance"));
            remedies::set_client(floor.pool, Key::MinIdle, Value::Count(room / instances), &why)
        }
        None => Remedy::advice(
            Side::Client,
            format!(
                "lower min_idle of every pool: {total} connections are to become {ceiling} at most, 0 is a good start"
            ),
        ),
    }
}
