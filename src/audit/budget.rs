//! The fleet's arithmetic: Σ max_open × instances against the connections that the server can give.

use std::sync::OnceLock;

use super::files;
use crate::client::Client;
use crate::client::pool::Pool;
use crate::client::pool::instances::Instances;
use crate::client::pool::settings::{Key, Limit};
use crate::server::Server;
use crate::text::index::Index;
use crate::text::origin::Stated;

/// The three moments at which a fleet is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The autoscaler's minimum.
    Steady,
    /// The autoscaler's maximum.
    Maximum,
    /// A rollout's overlap on top of the maximum.
    Rollout,
}

impl Phase {
    /// The three, in order.
    pub const ALL: [Self; 3] = [Self::Steady, Self::Maximum, Self::Rollout];

    /// The phrase in messages.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Steady => "in the steady state",
            Self::Maximum => "at the autoscaler's maximum",
            Self::Rollout => "during a rollout",
        }
    }

    /// The instances of a pool at this moment.
    pub fn instances(self, pool: &Pool) -> u64 {
        self.count(&pool.instances)
    }

    /// The processes at this moment.
    pub fn count(self, instances: &Instances) -> u64 {
        match self {
            Self::Steady => instances.steady(),
            Self::Maximum => instances.maximum(),
            Self::Rollout => instances.rollout(),
        }
    }
}

/// One pool's part of the budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The pool's name.
    pub pool: String,
    /// Its max_open.
    pub max_open: u64,
    /// Its connections in the steady state.
    pub steady: u64,
    /// Its connections at the autoscaler's maximum.
    pub maximum: u64,
    /// Its connections during a rollout.
    pub rollout: u64,
}

impl Share {
    /// A pool's part; none where its max_open is unlimited or not known.
    pub fn of(pool: &Pool) -> Option<Self> {
        let max_open = pool.settings.count(Key::MaxOpen)?.at()?;
        Some(Self {
            pool: pool.name.clone(),
            max_open,
            steady: max_open.saturating_mul(pool.instances.steady()),
            maximum: max_open.saturating_mul(pool.instances.maximum()),
            rollout: max_open.saturating_mul(pool.instances.rollout()),
        })
    }

    /// Its connections at one moment.
    pub const fn at(&self, phase: Phase) -> u64 {
        match phase {
            Phase::Steady => self.steady,
            Phase::Maximum => self.maximum,
            Phase::Rollout => self.rollout,
        }
    }
}

/// What the fleet may open against what the server can give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// max_connections with its origin.
    pub max_connections: Stated<u64>,
    /// Connections kept for people, migrations and monitoring.
    pub reserved: u64,
    /// The connections that the open files allow, where that is less than max_connections.
    pub files: Option<Stated<u64>>,
    /// What the pools may use: max_connections, or what the open files allow, − reserved.
    pub limit: u64,
    /// Every pool with a limit of its own.
    pub shares: Vec<Share>,
    /// Pools without a limit, which max-open-unlimited reports and no sum holds.
    pub unlimited_pools: Vec<String>,
    /// Pools whose max_open is not known, so that the sums are lower bounds.
    pub unknown_pools: Vec<String>,
    /// Pools whose instances are assumed, so that the sums are lower bounds.
    pub assumed_pools: Vec<String>,
    /// Pools behind a proxy that shares connections: what it opens for them is its own pool's matter, and in no sum.
    pub shared_pools: Vec<String>,
    /// The instances of the pools without a limit during a rollout.
    pub unlimited_instances: u64,
    /// What was summed up once.
    pub(super) sums: Sums,
}

/// What a budget is asked for each of its pools.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sums {
    totals: OnceLock<[u64; 3]>,
    by_pool: Index,
}

impl Budget {
    /// Counts the fleet; none where the server has no limit of connections, or shows that of a server behind it.
    pub fn of(client: &Client, server: &Server) -> Option<Self> {
        let max_connections = server.variable("max_connections")?;
        if max_connections.value == 0 && server.flavor.zero_is_no_limit {
            return None;
        }
        let reserved = client.reserved.as_ref().map_or(0, |reserved| reserved.value);
        let files = files::reachable(server);
        let given = files.as_ref().map_or(max_connections.value, |files| files.value);
        let mut budget = Self {
            limit: given.saturating_sub(reserved),
            max_connections,
            files,
            reserved,
            shares: Vec::new(),
            unlimited_pools: Vec::new(),
            unknown_pools: Vec::new(),
            assumed_pools: Vec::new(),
            shared_pools: Vec::new(),
            unlimited_instances: 0,
            sums: Sums::default(),
        };
        for pool in client.pools.iter().filter(|pool| pool.is_judged()) {
            if pool.shared_behind().is_some() {
                budget.shared_pools.push(pool.name.clone());
                continue;
            }
            if pool.instances.is_assumed() {
                budget.assumed_pools.push(pool.name.clone());
            }
            match pool.settings.count(Key::MaxOpen) {
                Some(Limit::At(_)) => budget.shares.extend(Share::of(pool)),
                Some(Limit::Unlimited) => {
                    budget.unlimited_pools.push(pool.name.clone());
                    let instances = Phase::Rollout.instances(pool);
                    budget.unlimited_instances = budget.unlimited_instances.saturating_add(instances);
                }
                None => budget.unknown_pools.push(pool.name.clone()),
            }
        }
        Some(budget)
    }

    /// The connections of all pools with a limit at one moment.
    pub fn total(&self, phase: Phase) -> u64 {
        let sum = |phase: Phase| self.shares.iter().fold(0_u64, |sum, share| sum.saturating_add(share.at(phase)));
        let [steady, maximum, rollout] = self.sums.totals.get_or_init(|| Phase::ALL.map(sum));
        match phase {
            Phase::Steady => *steady,
            Phase::Maximum => *maximum,
            Phase::Rollout => *rollout,
        }
    }

    /// What stands before a sum: nothing, or that it is a lower bound because somebody's instances are assumed.
    pub fn least(&self) -> &'static str {
        if self.assumed_pools.is_empty() { "" } else { "at least " }
    }

    /// The part of a pool with a limit.
    pub fn share_of(&self, pool: &Pool) -> Option<&Share> {
        self.sums.by_pool.find(&self.shares, &pool.name, |share| [share.pool.as_str()])
    }

    /// Whether the pools together may open more than the limit at one moment.
    pub fn exceeds(&self, phase: Phase) -> bool {
        self.total(phase) > self.limit
    }

    /// The first moment that is no different from this one: a rollout that was not declared is the maximum, and a fleet
    /// without an autoscaler is always in its steady state.
    pub fn first_alike(&self, phase: Phase) -> Phase {
        Phase::ALL.into_iter().find(|other| self.total(*other) == self.total(phase)).unwrap_or(phase)
    }

    /// The pool with the most connections at one moment.
    pub fn largest(&self, phase: Phase) -> Option<&Share> {
        self.shares.iter().rev().max_by_key(|share| share.at(phase))
    }

    /// What is left of `ceiling` connections for one pool; none where the others use it up.
    pub fn room(&self, share: &Share, phase: Phase, ceiling: u64) -> Option<u64> {
        let others = self.total(phase).saturating_sub(share.at(phase));
        ceiling.checked_sub(others).filter(|room| *room > 0)
    }

    /// The arithmetic of one moment: `checkout 200 × 35 + batch 10 × 4 = 7040`.
    pub fn arithmetic(&self, client: &Client, phase: Phase) -> String {
        let named = self.shares.len() > 1;
        let terms: Vec<_> = self
            .shares
            .iter()
            .filter_map(|share| {
                let pool = client.pool(&share.pool)?;
                let name = if named { format!("{} ", share.pool) } else { String::new() };
                Some(format!("{name}{} × {}", share.max_open, phase.instances(pool)))
            })
            .collect();
        format!("{} = {}", terms.join(" + "), self.total(phase))
    }
}

/// The largest number of replicas at which a pool of `max_open` stays within `room` connections; none where even one
/// replica is too many.
pub fn replicas_within(instances: &Instances, phase: Phase, max_open: u64, room: u64) -> Option<u64> {
    let fits = |replicas: u64| phase.count(&instances.with_replicas(replicas)).saturating_mul(max_open) <= room;
    // No replica holds less than one connection, so more replicas than connections never fit.
    let (mut most, mut too_many) = (0, room.saturating_add(1));
    while too_many - most > 1 {
        let middle = most + (too_many - most) / 2;
        if fits(middle) {
            most = middle;
        } else {
            too_many = middle;
        }
    }
    (most > 0).then_some(most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::client::pool::instances::Surge;
    use crate::text::origin::Origin;

    fn surging(share: f64) -> Instances {
        Instances { surge: Some(Stated::new(Surge::Share(share), Origin::flag("test"))), ..Instances::default() }
    }

    #[test]
    fn the_replicas_that_fit_count_the_surge() {
        assert_eq!(replicas_within(&surging(0.25), Phase::Steady, 200, 8000), Some(40));
        // 32 replicas and 8 more are 40.
        assert_eq!(replicas_within(&surging(0.25), Phase::Rollout, 200, 8000), Some(32));
        assert_eq!(replicas_within(&surging(1.0), Phase::Rollout, 50, 99), None);
    }

    proptest! {
        #[test]
        fn one_replica_more_never_fits(open in 1_u64..2000, share in 0.0_f64..2.0, room in 0_u64..200_000) {
            let instances = surging(share);
            let count = |replicas| Phase::Rollout.count(&instances.with_replicas(replicas)) * open;
            let most = replicas_within(&instances, Phase::Rollout, open, room).unwrap_or(0);
            prop_assert!(most == 0 || count(most) <= room);
            prop_assert!(count(most + 1) > room);
        }
    }
}
