//! What is counted while a pool is played. Everything is a whole number, so sums do not depend on their order.

use super::histogram::Histogram;

/// Why a connection was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    IdleCap,
    Lifetime,
    IdleTime,
}

/// Counts, and levels multiplied by the ticks that they lasted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) served: u64,
    pub(super) opens: u64,
    pub(super) idle_cap: u64,
    pub(super) lifetime: u64,
    pub(super) idle_time: u64,
    pub(super) timeouts: u64,
    pub(super) refused: u64,
    pub(super) in_use: u64,
    pub(super) idle: u64,
    pub(super) waiting: u64,
}

impl Sums {
    /// Each of them with its counterpart.
    fn each(self, other: Self, with: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            served: with(self.served, other.served),
            opens: with(self.opens, other.opens),
            idle_cap: with(self.idle_cap, other.idle_cap),
            lifetime: with(self.lifetime, other.lifetime),
            idle_time: with(self.idle_time, other.idle_time),
            timeouts: with(self.timeouts, other.timeouts),
            refused: with(self.refused, other.refused),
            in_use: with(self.in_use, other.in_use),
            idle: with(self.idle, other.idle),
            waiting: with(self.waiting, other.waiting),
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        self.each(other, u64::saturating_add)
    }

    fn minus(self, other: Self) -> Self {
        self.each(other, u64::saturating_sub)
    }

    pub(super) fn closes(self) -> u64 {
        self.idle_cap + self.lifetime + self.idle_time
    }
}

/// Everything that one run counts, or several together.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) sums: Sums,
    /// The ticks that so many connections were in use, by number.
    pub(super) in_use: Vec<u64>,
    /// How long those waited that had to.
    pub(super) waits: Histogram,
    pub(super) waited: u64,
    pub(super) wait_ticks: u128,
    pub(super) peak_open: u32,
    pub(super) events: u64,
    /// The sums by step of time.
    pub(super) steps: Vec<Sums>,
    /// How many runs these are.
    pub(super) runs: u64,
    /// Up to where the levels are counted.
    last: u64,
    /// The sums at the end of the last step.
    before: Sums,
}

impl Tally {
    /// From this moment on.
    pub(super) fn starting(now: u64) -> Self {
        Self { last: now, runs: 1, ..Self::default() }
    }

    /// Counts the levels up to now.
    #[inline]
    pub(super) fn advance(&mut self, now: u64, in_use: u32, idle: usize, waiting: u32) {
        let passed = now - self.last;
        self.last = now;
        self.sums.in_use += passed * u64::from(in_use);
        self.sums.idle += passed * idle as u64;
        self.sums.waiting += passed * u64::from(waiting);
        match self.in_use.get_mut(in_use as usize) {
            Some(ticks) => *ticks += passed,
            None => self.widen(in_use, passed),
        }
    }

    #[cold]
    fn widen(&mut self, in_use: u32, passed: u64) {
        self.in_use.resize(in_use as usize, 0);
        self.in_use.push(passed);
    }

    #[inline]
    pub(super) fn waited(&mut self, ticks: u64) {
        self.waited += 1;
        self.wait_ticks += u128::from(ticks);
        self.waits.add(ticks);
    }

    pub(super) fn closed(&mut self, why: Why) {
        match why {
            Why::IdleCap => self.sums.idle_cap += 1,
            Why::Lifetime => self.sums.lifetime += 1,
            Why::IdleTime => self.sums.idle_time += 1,
        }
    }

    /// Ends a step of time.
    pub(super) fn step(&mut self) {
        self.steps.push(self.sums.minus(self.before));
        self.before = self.sums;
    }

    /// Adds another run.
    pub(super) fn merge(&mut self, other: &Self) {
        self.sums = self.sums.plus(other.sums);
        self.waits.merge(&other.waits);
        self.waited += other.waited;
        self.wait_ticks += other.wait_ticks;
        self.peak_open = self.peak_open.max(other.peak_open);
        self.events += other.events;
        self.runs += other.runs;
        self.in_use.resize(self.in_use.len().max(other.in_use.len()), 0);
        self.in_use.iter_mut().zip(&other.in_use).for_each(|(ticks, more)| *ticks += more);
        self.steps.resize(self.steps.len().max(other.steps.len()), Sums::default());
        self.steps.iter_mut().zip(&other.steps).for_each(|(step, more)| *step = step.plus(*more));
    }
}
