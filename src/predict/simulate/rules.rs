//! A pool's algorithm, settings and load in the units of the run.

use super::clock::{Clock, NEVER, SLOTS, Ticks};
use crate::predict::model::{Limits, Model, Opener, Pool, Surplus, Sweep, WhileIdle};
use crate::predict::workload::Workload;

/// What the engine asks for at each event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    pub(super) model: Model,
    pub(super) max_open: u32,
    /// Idle connections that are kept on return.
    pub(super) kept_on_return: usize,
    /// Idle connections that the sweeper leaves.
    pub(super) kept_in_sweep: usize,
    pub(super) min_idle: usize,
    pub(super) lifetime: u64,
    pub(super) idle_time: u64,
    pub(super) hard_idle_time: u64,
    pub(super) acquire_timeout: u64,
    pub(super) queue_limit: u32,
    pub(super) sweep: Sweeper,
    pub(super) service: Ticks,
    pub(super) overhead: Ticks,
    pub(super) dial: Ticks,
    /// Whether an age is looked at when a request takes a connection.
    pub(super) ages_on_take: bool,
    /// Whether a connection's lifetime has a timer of its own.
    pub(super) timed: bool,
    /// Whether anything is opened in the background.
    pub(super) adds: bool,
}

/// The sweeper, in ticks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sweeper {
    Never,
    Every(u64),
    WhenDue(u64),
}

impl Rules {
    pub(super) fn new(pool: &Pool, workload: &Workload, clock: Clock) -> Self {
        let Pool { model, limits } = *pool;
        let max_open = limits.max_open.unwrap_or(SLOTS).min(SLOTS);
        let kept = |surplus| if model.surplus == surplus { kept(&limits) } else { usize::MAX };
        Self {
            model,
            max_open,
            kept_on_return: kept(Surplus::ClosedOnReturn),
            kept_in_sweep: kept(Surplus::Swept),
            min_idle: limits.min_idle.min(max_open) as usize,
            lifetime: clock.limit(limits.max_lifetime),
            idle_time: clock.limit(limits.max_idle_time),
            hard_idle_time: clock.limit(limits.hard_idle_time),
            acquire_timeout: clock.limit(limits.acquire_timeout),
            queue_limit: limits.queue_limit.unwrap_or(SLOTS),
            sweep: sweeper(&model, &limits, clock),
            service: clock.time(workload.service),
            overhead: clock.time(workload.overhead),
            dial: clock.time(workload.dial),
            ages_on_take: (model.lifetime.on_take && limits.max_lifetime.is_some())
                || (model.idle_time.on_take && limits.max_idle_time.is_some()),
            timed: model.lifetime.idle == WhileIdle::AtOnce && limits.max_lifetime.is_some(),
            adds: model.opener == Opener::Adder || model.replaces || model.refills,
        }
    }
}

/// Idle connections that are kept.
fn kept(limits: &Limits) -> usize {
    limits.max_idle.map_or(usize::MAX, |max_idle| max_idle as usize)
}

/// A sweeper that finds nothing to do is none.
fn sweeper(model: &Model, limits: &Limits, clock: Clock) -> Sweeper {
    let ages = (model.lifetime.idle == WhileIdle::Swept && limits.max_lifetime.is_some())
        || (model.idle_time.idle == WhileIdle::Swept
            && (limits.max_idle_time.is_some() || limits.hard_idle_time.is_some()));
    let caps = model.surplus == Surplus::Swept && limits.max_idle.is_some();
    match model.sweep {
        _ if !(ages || caps) => Sweeper::Never,
        Sweep::Never => Sweeper::Never,
        Sweep::Every(seconds) => Sweeper::Every(clock.ticks(seconds).max(1)),
        Sweep::WhenDue(seconds) => Sweeper::WhenDue(clock.ticks(seconds).max(1)),
    }
}

impl Sweeper {
    /// When the next sweep is, if the next connection is due in so many ticks.
    pub(super) fn after(self, now: u64, due: u64) -> u64 {
        match self {
            Self::Never => NEVER,
            Self::Every(period) => now.saturating_add(period).min(NEVER),
            Self::WhenDue(at_least) => now.saturating_add(due.max(at_least)).min(NEVER),
        }
    }
}
