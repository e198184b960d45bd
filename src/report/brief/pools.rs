//! The pools with what they may open against what the server gives: the eight that matter, and the sums of all.

use std::collections::HashSet;

use crate::audit::budget::{Budget, Phase, Share};
use crate::audit::closing::{self, IdleAge};
use crate::audit::context::Context;
use crate::audit::group::Group;
use crate::audit::thresholds::Thresholds;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
use crate::report::{Report, phases};
use crate::text::quantity::show_duration;

/// Pools that are shown one by one.
pub const SHOWN: usize = 8;

/// The pools in brief.
#[derive(Debug)]
pub struct Pools<'a> {
    /// Those that matter, what matters most first.
    pub rows: Vec<Row<'a>>,
    /// How many more are judged.
    pub more: usize,
    /// How many are not judged: other environments, copies, what is switched off.
    pub inert: usize,
    /// What the server gives to pools; none where it is not known.
    pub limit: Option<u64>,
    /// The sums at the moments that differ.
    pub sums: Vec<Sum>,
    /// Pools in no sum, because their size has no limit or is not known.
    pub uncounted: Vec<&'a str>,
    /// Pools of which nobody said how many processes hold them, though something says that there are several.
    pub assumed: Vec<&'a str>,
}

/// One pool.
#[derive(Debug)]
pub struct Row<'a> {
    /// Its place among all that are judged.
    at: usize,
    /// The pool.
    pub pool: &'a Pool,
    /// `200 × 35 = 7000`, at the first moment.
    pub connections: String,
    /// The connections as a number; none where it is not known.
    pub number: Option<u64>,
    /// How long the client itself keeps or leaves alone an unused connection.
    pub idle: String,
}

/// All pools at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The moment.
    pub phase: Phase,
    /// The connections.
    pub connections: u64,
}

impl<'a> Pools<'a> {
    /// The pools of a report; those that `groups` speak of matter most, then the largest.
    pub fn of(report: &Report<'a>, groups: &[Group<'a>]) -> Self {
        let judged: Vec<_> = report.client.pools.iter().filter(|pool| pool.is_judged()).collect();
        let named: HashSet<&str> =
            groups.iter().flat_map(|group| &group.findings).filter_map(|finding| finding.pool.as_deref()).collect();
        let mut order: Vec<_> = judged.iter().enumerate().collect();
        order.sort_by_key(|(at, pool)| {
            let connections = Share::of(pool).map_or(u64::MAX, |share| share.rollout);
            (!named.contains(pool.name.as_str()), std::cmp::Reverse(connections), *at)
        });
        let thresholds = Thresholds::default();
        let cx =
            Context::new(report.client, report.config_given, report.server, report.audit.budget.as_ref(), &thresholds);
        let rows = order.iter().take(SHOWN).map(|(at, pool)| row(&cx, *at, pool));
        let budget = report.audit.budget.as_ref();
        Self {
            rows: rows.collect(),
            more: judged.len().saturating_sub(SHOWN),
            inert: report.client.pools.len() - judged.len(),
            limit: budget.map(|budget| budget.limit),
            sums: sums(report, budget, &judged),
            uncounted: judged.iter().filter(|pool| Share::of(pool).is_none()).map(|pool| pool.label.as_str()).collect(),
            assumed: judged.iter().filter(|pool| pool.instances.is_assumed()).map(|pool| pool.label.as_str()).collect(),
        }
    }
}

impl<'a> Pools<'a> {
    /// What all pools open, where that is more than a row says: several pools, or another moment.
    pub fn sums_beyond(&self) -> impl Iterator<Item = (&'static str, Sum)> + '_ {
        let several = self.rows.len() + self.more > 1;
        self.sums.iter().skip(usize::from(!several)).map(|sum| {
            let name = match sum.phase {
                Phase::Steady => "all",
                Phase::Maximum => "at most",
                Phase::Rollout => "rollout",
            };
            (name, *sum)
        })
    }

    /// The pools that matter most, in the order of the files.
    pub fn most(&self, shown: usize) -> Vec<&Row<'a>> {
        let mut rows: Vec<_> = self.rows.iter().take(shown).collect();
        rows.sort_by_key(|row| row.at);
        rows
    }
}

fn row<'a>(cx: &Context<'_>, at: usize, pool: &'a Pool) -> Row<'a> {
    let instances = Phase::Steady.instances(pool);
    let size = pool.settings.count(Key::MaxOpen);
    let number = Share::of(pool).map(|share| share.steady);
    let connections = match (size, number) {
        (Some(Limit::At(size)), Some(number)) => format!("{size} × {instances} = {number}"),
        (Some(Limit::Unlimited), _) => format!("unlimited × {instances}"),
        _ => format!("? × {instances}"),
    };
    let idle = match closing::idle_age(cx, pool) {
        Ok(IdleAge::Until { age, .. }) => show_duration(age),
        Ok(IdleAge::Forever) => "for ever".to_owned(),
        Ok(IdleAge::KeepsNone) => "none".to_owned(),
        Err(_) => "?".to_owned(),
    };
    Row { at, pool, connections, number, idle }
}

/// The sums of the steady state, and of the autoscaler's maximum and a rollout where they differ from it.
fn sums(report: &Report<'_>, budget: Option<&Budget>, judged: &[&Pool]) -> Vec<Sum> {
    let total = |phase: Phase| match budget {
        Some(budget) => budget.total(phase),
        None => judged
            .iter()
            .filter(|pool| pool.shared_behind().is_none())
            .filter_map(|pool| Some(Share::of(pool)?.at(phase)))
            .fold(0, u64::saturating_add),
    };
    let mut sums: Vec<Sum> = Vec::new();
    // A sum over pools whose sizes nobody knows is no sum.
    if judged.iter().all(|pool| Share::of(pool).is_none()) {
        return sums;
    }
    for phase in phases(report) {
        let connections = total(phase);
        if sums.iter().all(|sum| sum.connections != connections) {
            sums.push(Sum { phase, connections });
        }
    }
    sums
}
