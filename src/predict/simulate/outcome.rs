//! What a simulation says.

use super::clock::Clock;
use super::estimate::Estimate;
use super::tally::{Sums, Tally};
use crate::predict::queueing::time_wait;

/// What one pool does under its load, or the pools of one service together. Rates are per second, times in seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Requests that got a connection.
    pub served: Estimate,
    /// Connections opened.
    pub opens: Estimate,
    /// Connections closed because enough were idle.
    pub closed_by_idle_cap: Estimate,
    /// Connections closed because they were too old.
    pub closed_by_lifetime: Estimate,
    /// Connections closed because they were idle for too long.
    pub closed_by_idle_time: Estimate,
    /// Sockets in TIME_WAIT, on both sides together, once the load has lasted 60 s.
    pub time_wait: Estimate,
    /// The mean wait of all requests, those that found a connection at once too. A dial of its own is no wait.
    pub wait_mean: Estimate,
    /// The wait that half of them do not exceed.
    pub wait_p50: Estimate,
    /// The wait that 95 % of them do not exceed.
    pub wait_p95: Estimate,
    /// The wait that 99 % of them do not exceed.
    pub wait_p99: Estimate,
    /// The longest wait seen.
    pub wait_max: f64,
    /// The share of the requests that waited at all.
    pub waited: Estimate,
    /// Requests that gave up waiting.
    pub timeouts: Estimate,
    /// Requests that failed at once because too many waited.
    pub refused: Estimate,
    /// Connections in use, on average.
    pub in_use: Estimate,
    /// The number in use that is not exceeded 99 % of the time (in one pool).
    pub in_use_p99: Estimate,
    /// The most that were ever in use (in one pool).
    pub in_use_max: u32,
    /// Idle connections, on average.
    pub idle: Estimate,
    /// Requests waiting, on average.
    pub waiting: Estimate,
    /// The most connections that were ever open (in one pool).
    pub open_max: u32,
    /// The same over time; of several runs the mean, of several pools the sum.
    pub timeline: Timeline,
    /// How many events were played.
    pub events: u64,
}

/// Levels and counts by step of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// Seconds in a step.
    pub step: f64,
    /// The steps in order.
    pub points: Vec<Point>,
}

/// One step of time: mean levels, and rates per second.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Connections in use.
    pub in_use: f64,
    /// Idle connections.
    pub idle: f64,
    /// Requests waiting.
    pub waiting: f64,
    /// Connections opened a second.
    pub opens: f64,
    /// Connections closed a second.
    pub closes: f64,
}

impl Timeline {
    /// The most sockets in TIME_WAIT at the end of any step: what was closed within 60 s. Closes before the start do not
    /// count.
    pub fn time_wait_max(&self) -> f64 {
        let within = (crate::predict::churn::TIME_WAIT / self.step).max(1.0);
        let closes: Vec<f64> = self.points.iter().map(|point| point.closes * self.step).collect();
        let last = super::clock::whole(within);
        let window = usize::try_from(last).unwrap_or(usize::MAX).clamp(1, closes.len().max(1));
        closes.windows(window).map(|closes| closes.iter().sum()).fold(0.0, f64::max)
    }
}

/// The numbers of one run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figures {
    pub(super) sums: Rates,
    wait_mean: f64,
    wait_p50: f64,
    wait_p95: f64,
    wait_p99: f64,
    waited: f64,
    in_use_p99: f64,
}

/// Sums by the second of one run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rates {
    served: f64,
    opens: f64,
    idle_cap: f64,
    lifetime: f64,
    idle_time: f64,
    timeouts: f64,
    refused: f64,
    in_use: f64,
    idle: f64,
    waiting: f64,
}

impl Rates {
    /// `sums` over so many ticks in all.
    fn new(sums: &Sums, ticks: f64, clock: Clock) -> Self {
        let rate = |count: u64| count as f64 / ticks * clock.ticks(1.0) as f64;
        let level = |area: u64| area as f64 / ticks;
        Self {
            served: rate(sums.served),
            opens: rate(sums.opens),
            idle_cap: rate(sums.idle_cap),
            lifetime: rate(sums.lifetime),
            idle_time: rate(sums.idle_time),
            timeouts: rate(sums.timeouts),
            refused: rate(sums.refused),
            in_use: level(sums.in_use),
            idle: level(sums.idle),
            waiting: level(sums.waiting),
        }
    }
}

impl Figures {
    /// The numbers of a run of so many ticks, or of several such runs together.
    pub(super) fn of(tally: &Tally, ticks: u64, clock: Clock) -> Self {
        let asked = (tally.sums.served + tally.sums.timeouts) as f64;
        let at_once = asked - tally.waited as f64;
        let tick = clock.seconds(1);
        let wait = |share: f64| tally.waits.at_rank((share * asked - at_once).max(0.0)) * tick;
        let quantile = |share: f64| if share * asked < at_once { 0.0 } else { wait(share) };
        Self {
            sums: Rates::new(&tally.sums, ticks as f64 * tally.runs as f64, clock),
            wait_mean: if asked > 0.0 { tally.wait_ticks as f64 * tick / asked } else { 0.0 },
            wait_p50: quantile(0.50),
            wait_p95: quantile(0.95),
            wait_p99: quantile(0.99),
            waited: if asked > 0.0 { tally.waited as f64 / asked } else { 0.0 },
            in_use_p99: level_at(&tally.in_use, 0.99),
        }
    }
}

/// The level that is not exceeded for this share of the time.
fn level_at(ticks: &[u64], share: f64) -> f64 {
    let all: u64 = ticks.iter().sum();
    let mut below = 0;
    let found = ticks.iter().position(|ticks| {
        below += ticks;
        below as f64 >= share * all as f64
    });
    found.unwrap_or(0) as f64
}

/// The outcome of runs of so many ticks, counted for `pools` pools together (1 for runs of one pool).
pub(super) fn outcome(tally: &Tally, runs: &[Figures], (ticks, step): (u64, u64), clock: Clock, pools: f64) -> Outcome {
    let all = Figures::of(tally, ticks, clock);
    let each = |pick: fn(&Figures) -> f64| Estimate::of(pick(&all), runs.iter().map(pick));
    let total = |pick: fn(&Figures) -> f64| each(pick).times(pools);
    let closes = total(|run| run.sums.idle_cap + run.sums.lifetime + run.sums.idle_time);
    Outcome {
        served: total(|run| run.sums.served),
        opens: total(|run| run.sums.opens),
        closed_by_idle_cap: total(|run| run.sums.idle_cap),
        closed_by_lifetime: total(|run| run.sums.lifetime),
        closed_by_idle_time: total(|run| run.sums.idle_time),
        time_wait: closes.times(time_wait(1.0)),
        wait_mean: each(|run| run.wait_mean),
        wait_p50: each(|run| run.wait_p50),
        wait_p95: each(|run| run.wait_p95),
        wait_p99: each(|run| run.wait_p99),
        wait_max: clock.seconds(tally.waits.largest()),
        waited: each(|run| run.waited),
        timeouts: total(|run| run.sums.timeouts),
        refused: total(|run| run.sums.refused),
        in_use: total(|run| run.sums.in_use),
        in_use_p99: each(|run| run.in_use_p99),
        in_use_max: u32::try_from(tally.in_use.len().saturating_sub(1)).unwrap_or(u32::MAX),
        idle: total(|run| run.sums.idle),
        waiting: total(|run| run.sums.waiting),
        open_max: tally.peak_open,
        timeline: timeline(tally, step, clock, pools),
        events: tally.events,
    }
}

/// The steps, as the mean of the runs times the pools.
pub(super) fn timeline(tally: &Tally, step: u64, clock: Clock, pools: f64) -> Timeline {
    let share = pools / tally.runs.max(1) as f64;
    let seconds = clock.seconds(step);
    let points = tally.steps.iter().map(|sums| Point {
        in_use: sums.in_use as f64 / step as f64 * share,
        idle: sums.idle as f64 / step as f64 * share,
        waiting: sums.waiting as f64 / step as f64 * share,
        opens: sums.opens as f64 / seconds * share,
        closes: sums.closes() as f64 / seconds * share,
    });
    Timeline { step: seconds, points: points.collect() }
}
