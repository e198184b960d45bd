//! A fleet against a ceiling of connections: its arithmetic as facts, where the verdict changes, and what to change.
//!
//! Serves every rule that compares a sum of pools with a limit of the server. It decides no verdict.

use super::budget::{Budget, Phase, Share, replicas_within};
use super::context::{Context, setting_fact};
use super::files;
use super::finding::{Fact, Remedy, Side};
use super::remedies;
use super::rule::Skip;
use super::thresholds::CAPACITY_WARN;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Value};
use crate::text::origin::Origin;
use crate::text::quantity::{plural, show_percent};

/// The largest `max_connections` that any server takes
/// (<https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_connections>).
const MOST_CONNECTIONS: u64 = 100_000;

/// What a larger max_connections costs.
const CHECK_MEMORY: &str = "check the memory first";

/// The pools that a finding about many of them shows one by one; the rest is in the sum.
const SHOWN: usize = 5;

/// What a fleet is to stay within.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    /// The moment at which it is counted.
    pub phase: Phase,
    /// The most connections that all pools together may open.
    pub ceiling: u64,
    /// The `max_connections` that would give the fleet as it is its connections.
    pub max_connections: u64,
}

impl Goal {
    /// To stay within the limit.
    pub fn within(budget: &Budget, phase: Phase) -> Self {
        let phase = budget.first_alike(phase);
        let max_connections = budget.total(phase).saturating_add(budget.reserved);
        Self { phase, ceiling: budget.limit, max_connections }
    }

    /// To stay so far within the limit that fleet-near-max-connections has nothing to say; where not even one connection for each
    /// instance would do that, just within.
    pub fn clear(cx: &Context<'_>, budget: &Budget, phase: Phase) -> Self {
        let phase = budget.first_alike(phase);
        let clear = Self::below(budget, phase, cx.threshold(&CAPACITY_WARN));
        let instances = |share| pool_of(cx, share).map_or(1, |pool| phase.instances(pool));
        let least = budget.shares.iter().fold(0_u64, |sum, share| sum.saturating_add(instances(share)));
        if least > clear.ceiling { Self::within(budget, phase) } else { clear }
    }

    /// To stay at or below `percent` of the limit.
    pub fn below(budget: &Budget, phase: Phase, percent: f64) -> Self {
        let max_connections = limit_for(budget.total(phase), percent).saturating_add(budget.reserved);
        Self { phase, ceiling: share_of(budget.limit, percent), max_connections }
    }
}

/// So many percent of a limit, rounded down.
// A share of a limit that fits in 32 bits: nothing is lost.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn share_of(limit: u64, percent: f64) -> u64 {
    (limit as f64 * percent / 100.0).floor() as u64
}

/// The limit of which a total is so many percent, rounded up.
// As for its share.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn limit_for(total: u64, percent: f64) -> u64 {
    (total as f64 * 100.0 / percent.max(1.0)).ceil() as u64
}

/// The pool of a share.
pub fn pool_of<'a>(cx: &Context<'a>, share: &Share) -> Option<&'a Pool> {
    cx.client.pool(&share.pool)
}

/// The place that a finding about the fleet points at: max_open of the pool with the most connections.
pub fn origin_of(cx: &Context<'_>, budget: &Budget, phase: Phase) -> Option<Origin> {
    let pool = pool_of(cx, budget.largest(phase)?)?;
    Some(pool.settings.get(Key::MaxOpen)?.origin.clone())
}

/// What a sum that did not exceed lacks: the pools whose max_open is not known, and those behind a proxy.
pub fn all_known(budget: &Budget) -> Result<(), Skip> {
    match (budget.unknown_pools.as_slice(), budget.shared_pools.as_slice()) {
        ([], []) => Ok(()),
        ([], pools) => Err(behind_a_proxy(&pools.join(", "))),
        (pools, _) => Err(Skip::lacking(format!("max_open of {}", pools.join(", ")))),
    }
}

/// What is not known of a pool whose connections to the server are a proxy's.
pub fn behind_a_proxy(pools: &str) -> Skip {
    Skip::lacking(format!("the connections that the proxy opens for {pools}: audit the proxy's own pool"))
}

/// The arithmetic at one moment, from each pool to the share of the limit.
pub fn facts(cx: &Context<'_>, budget: &Budget, phase: Phase) -> Vec<Fact> {
    let mut facts = match budget.shares.as_slice() {
        [share] => pool_of(cx, share).map_or_else(Vec::new, |pool| one_pool(pool, phase)),
        shares => many_pools(cx, shares, phase),
    };
    let total = budget.total(phase);
    let share = show_percent(total as f64, budget.limit as f64);
    facts.push(computed("budget", format!("{total} of {} {}: {share}", budget.limit, phase.phrase())));
    facts
}

fn one_pool(pool: &Pool, phase: Phase) -> Vec<Fact> {
    let instances = &pool.instances;
    let client = |name: &str, value: String, origin: &Origin| Fact {
        side: Side::Client,
        name: name.to_owned(),
        value,
        origin: origin.clone(),
    };
    let replicas = if phase == Phase::Steady { instances.min } else { instances.max };
    let mut facts: Vec<_> = setting_fact(pool, Key::MaxOpen).into_iter().collect();
    facts.push(client("replicas", replicas.to_string(), &instances.origin));
    if let Some(surge) = instances.surge.as_ref().filter(|_| phase == Phase::Rollout) {
        facts.push(client("rollout_surge", format!("{} more replicas", instances.surge_replicas()), &surge.origin));
    }
    if let Some(ending) = instances.terminating.as_ref().filter(|_| phase == Phase::Rollout) {
        let value = format!("{} more replicas that are ending", instances.terminating_replicas());
        facts.push(client("terminating", value, &ending.origin));
    }
    if instances.processes.value != 1 {
        facts.push(client("processes", instances.processes.value.to_string(), &instances.processes.origin));
    }
    facts
}

fn many_pools(cx: &Context<'_>, shares: &[Share], phase: Phase) -> Vec<Fact> {
    let mut shares: Vec<_> = shares.iter().collect();
    shares.sort_by_key(|share| std::cmp::Reverse(share.at(phase)));
    let mut facts: Vec<_> = shares
        .iter()
        .take(SHOWN)
        .filter_map(|share| {
            let pool = pool_of(cx, share)?;
            let value =
                format!("{} × {} = {}", share.max_open, plural(phase.instances(pool), "instance"), share.at(phase));
            let origin = pool.settings.get(Key::MaxOpen)?.origin.clone();
            Some(Fact { side: Side::Client, name: format!("max_open of {}", pool.label), value, origin })
        })
        .collect();
    let rest = shares.get(SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        let sum = rest.iter().fold(0_u64, |sum, share| sum.saturating_add(share.at(phase)));
        facts.push(computed(&format!("{} more pools", rest.len()), sum.to_string()));
    }
    facts
}

fn computed(name: &str, value: String) -> Fact {
    Fact { side: Side::Client, name: name.to_owned(), value, origin: Origin::inferred("computed") }
}

/// The server's side of the arithmetic: max_connections, and what is kept.
pub fn limit_facts(cx: &Context<'_>, budget: &Budget) -> Vec<Fact> {
    let mut facts: Vec<_> = cx.variable_fact("max_connections").into_iter().collect();
    if budget.files.is_some() {
        facts.extend(cx.variable_fact("open_files_limit"));
    }
    if let Some(reserved) = cx.client.reserved.as_ref().filter(|_| budget.reserved > 0) {
        let origin = reserved.origin.clone();
        facts.push(Fact { side: Side::Client, name: "reserved".to_owned(), value: reserved.value.to_string(), origin });
    }
    facts
}

/// The numbers at which the verdict changes, each by itself: the largest max_open and replicas of the largest pool that
/// stay within the goal, and the smallest max_connections. `name` says what holds there.
pub fn flip_point(cx: &Context<'_>, budget: &Budget, goal: Goal, name: &str) -> Option<Fact> {
    let share = budget.largest(goal.phase)?;
    let pool = pool_of(cx, share)?;
    let of = if budget.shares.len() > 1 { format!(" of {}", pool.label) } else { String::new() };
    let room = budget.room(share, goal.phase, goal.ceiling);
    let max_open = room.and_then(|room| room.checked_div(goal.phase.instances(pool))).filter(|n| *n > 0);
    let replicas = room.and_then(|room| replicas_within(&pool.instances, goal.phase, share.max_open, room));
    let numbers: Vec<_> = [
        max_open.map(|n| format!("max_open{of} at most {n}")),
        replicas.map(|n| format!("replicas{of} at most {n}")),
        Some(format!("max_connections at least {}", goal.max_connections)),
    ]
    .into_iter()
    .flatten()
    .collect();
    Some(computed(name, numbers.join(", or ")))
}

/// The ways out of a sum above the goal: a smaller pool, fewer replicas, more connections.
pub fn ways_out(cx: &Context<'_>, budget: &Budget, goal: Goal) -> Vec<Remedy> {
    let mut remedies = smaller_fleet(cx, budget, goal);
    remedies.push(raise_max_connections(cx, goal.max_connections));
    remedies
}

/// The ways out on the client's side alone.
pub fn smaller_fleet(cx: &Context<'_>, budget: &Budget, goal: Goal) -> Vec<Remedy> {
    let Some(share) = budget.largest(goal.phase) else { return Vec::new() };
    let Some(pool) = pool_of(cx, share) else { return Vec::new() };
    let instances = goal.phase.instances(pool);
    let room = budget.room(share, goal.phase, goal.ceiling);
    let mut remedies = Vec::new();
    match room.and_then(|room| room.checked_div(instances).filter(|n| *n > 0).map(|n| (n, room))) {
        Some((max_open, room)) => {
            let fits = if goal.ceiling < budget.limit { "the most that leaves room" } else { "the most that fits" };
            let why = format!("{room} ÷ {}, {fits} {}", plural(instances, "instance"), goal.phase.phrase());
            remedies.push(remedies::set_client(pool, Key::MaxOpen, Value::Count(max_open), &why));
            if budget.shares.len() > 1 {
                remedies.extend(in_proportion(cx, budget, goal));
            }
        }
        None => remedies.push(in_proportion(cx, budget, goal).unwrap_or_else(|| no_room(goal))),
    }
    if let Some(replicas) = room.and_then(|room| replicas_within(&pool.instances, goal.phase, share.max_open, room)) {
        let text = format!("run at most {replicas} replicas of {} at max_open {}", pool.label, share.max_open);
        let brief = format!("at most {}", plural(replicas, "replica"));
        remedies.push(Remedy::advice(Side::Client, text).brief(brief));
    }
    remedies
}

/// Every pool gives up its part; none where even one connection for each instance is too much.
fn in_proportion(cx: &Context<'_>, budget: &Budget, goal: Goal) -> Option<Remedy> {
    let total = budget.total(goal.phase).max(1);
    let scaled: Vec<_> = budget
        .shares
        .iter()
        .map(|share| {
            let max_open = u128::from(share.max_open) * u128::from(goal.ceiling) / u128::from(total);
            (share, u64::try_from(max_open).unwrap_or(share.max_open).max(1))
        })
        .collect();
    let sum = scaled.iter().fold(0_u64, |sum, (share, max_open)| {
        let instances = pool_of(cx, share).map_or(1, |pool| goal.phase.instances(pool));
        sum.saturating_add(max_open.saturating_mul(instances))
    });
    if sum > goal.ceiling {
        return None;
    }
    let changed: Vec<_> = scaled.into_iter().filter(|(share, max_open)| share.max_open != *max_open).collect();
    let list: Vec<_> = changed
        .iter()
        .take(SHOWN)
        .map(|(share, max_open)| {
            let label = pool_of(cx, share).map_or(share.pool.as_str(), |pool| pool.label.as_str());
            format!("{label} {} → {max_open}", share.max_open)
        })
        .collect();
    let more = if changed.len() > SHOWN { ", and so on" } else { "" };
    let text = format!("lower max_open of every pool in proportion: {}{more}", list.join(", "));
    Some(Remedy::advice(Side::Client, text))
}

fn no_room(goal: Goal) -> Remedy {
    let text = match goal.ceiling {
        0 => "lower `reserved`: it takes all that the server gives".to_owned(),
        ceiling => format!(
            "no max_open fits: one connection for each instance is more than {ceiling}; share connections between \
             instances with a proxy that multiplexes (ProxySQL, RDS Proxy)"
        ),
    };
    Remedy::advice(Side::Client, text)
}

/// A larger max_connections, or why there is none, and what a restart would do to it.
pub fn raise_max_connections(cx: &Context<'_>, value: u64) -> Remedy {
    if value > MOST_CONNECTIONS {
        let text = format!("no server gives {value} connections: max_connections ends at {MOST_CONNECTIONS}");
        return Remedy::advice(Side::Server, text);
    }
    let Some((server, files)) = cx.server.known().and_then(|server| Some((server, files::granted(server)?))) else {
        return remedies::set_server(cx, "max_connections", value, CHECK_MEMORY);
    };
    if value > files::most_ever(files.value) {
        let text = format!(
            "let the server open more files (open_files_limit is {}), then give it max_connections {value}: see \
             max-connections-clamped",
            files.value
        );
        return Remedy::advice(Side::Server, text);
    }
    if files::most_at_start(server, files.value).is_some_and(|most| value > most) {
        let why = format!(
            "{CHECK_MEMORY}, and raise open_files_limit (now {}) too, or the next restart lowers it again",
            files.value
        );
        return remedies::set_server(cx, "max_connections", value, &why);
    }
    remedies::set_server(cx, "max_connections", value, CHECK_MEMORY)
}
