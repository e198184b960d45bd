//! The fleet's arithmetic: Σ max_open × instances against the connections that the server can give.

use crate::client::Client;
use crate::client::pool::Pool;
use crate::client::settings::{Key, Limit};
use crate::server::Server;
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
        match self {
            Self::Steady => pool.instances.steady(),
            Self::Maximum => pool.instances.maximum(),
            Self::Rollout => pool.instances.rollout(),
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
    /// What the pools may use: max_connections − reserved.
    pub limit: u64,
    /// Every pool with a limit of its own.
    pub shares: Vec<Share>,
    /// Pools without a limit, which max-open-unlimited reports and no sum holds.
    pub unlimited_pools: Vec<String>,
    /// Pools whose max_open is not known, so that the sums are lower bounds.
    pub unknown_pools: Vec<String>,
}

impl Budget {
    /// Counts the fleet; none where the server has no limit of connections.
    pub fn of(client: &Client, server: &Server) -> Option<Self> {
        let max_connections = server.variable("max_connections")?;
        if max_connections.value == 0 && server.flavor.zero_is_no_limit {
            return None;
        }
        let reserved = client.reserved.as_ref().map_or(0, |reserved| reserved.value);
        let mut budget = Self {
            limit: max_connections.value.saturating_sub(reserved),
            max_connections,
            reserved,
            shares: Vec::new(),
            unlimited_pools: Vec::new(),
            unknown_pools: Vec::new(),
        };
        for pool in client.pools.iter().filter(|pool| pool.is_judged()) {
            match pool.settings.count(Key::MaxOpen) {
                Some(Limit::At(max_open)) => budget.shares.push(Share {
                    pool: pool.name.clone(),
                    max_open,
                    steady: max_open.saturating_mul(pool.instances.steady()),
                    maximum: max_open.saturating_mul(pool.instances.maximum()),
                    rollout: max_open.saturating_mul(pool.instances.rollout()),
                }),
                Some(Limit::Unlimited) => budget.unlimited_pools.push(pool.name.clone()),
                None => budget.unknown_pools.push(pool.name.clone()),
            }
        }
        Some(budget)
    }

    /// The connections of all pools with a limit at one moment.
    pub fn total(&self, phase: Phase) -> u64 {
        self.shares.iter().fold(0, |sum, share| sum.saturating_add(share.at(phase)))
    }

    /// The arithmetic of one moment: `checkout 200 × 35 + batch 10 × 4 = 7040`.
    pub fn arithmetic(&self, client: &Client, phase: Phase) -> String {
        let named = self.shares.len() > 1;
        let terms: Vec<_> = self
            .shares
            .iter()
            .filter_map(|share| {
                let pool = client.pools.iter().find(|pool| pool.name == share.pool)?;
                let name = if named { format!("{} ", share.pool) } else { String::new() };
                Some(format!("{name}{} × {}", share.max_open, phase.instances(pool)))
            })
            .collect();
        format!("{} = {}", terms.join(" + "), self.total(phase))
    }
}
