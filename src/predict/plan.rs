//! The fewest connections with which every pool of a fleet meets a wait, and whether its server has them.
//!
//! Pools do not share connections, so the fewest for all are the fewest for each: what is searched is one number for each
//! pool, by simulation around what Erlang C says. Sizes that fit are not moved; sizes that do not are told with
//! what would make them fit.

use super::model::{Limits, Model, Pool};
use super::queueing::Queue;
use super::simulate::{Run, SimulationError, Watch, simulate};
use super::workload::{Arrivals, Workload};

/// One service: the same pool in each of its processes.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// How its library behaves.
    pub model: Model,
    /// The load of one process.
    pub workload: Workload,
    /// Processes at the fullest moment, a rollout's overlap with it.
    pub instances: u32,
}

/// What the server gives, and what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Connections that the server takes, without those reserved for others.
    pub connections: u64,
    /// Seconds that 99 % of the requests may wait at most.
    pub wait_p99: f64,
    /// Connections opened a second on the server, at most, by lifetimes that end.
    pub reconnects: f64,
    /// Seconds after which server or path close an idle connection, with the margin taken off.
    pub idle_limit: f64,
}

/// What one pool is set to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Connections at most, and kept idle as many, so that nothing is opened anew under load.
    pub max_open: u32,
    /// Seconds of lifetime.
    pub max_lifetime: f64,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// By service, in order.
    pub sizes: Vec<Size>,
    /// Connections of all instances together, at the fullest moment.
    pub connections: u64,
    /// What stands in the way, nothing if it fits.
    pub obstacles: Vec<Obstacle>,
}

/// A constraint that cannot be met, with what would do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Obstacle {
    /// The server has too few connections.
    Connections {
        /// How many are needed.
        needed: u64,
        /// Even the least that keeps every queue from growing without end is more than the server has: no longer wait
        /// helps.
        at_any_wait: bool,
    },
    /// Lifetimes below the idle limit open more than is allowed: this many a second.
    Reconnects {
        /// Opened a second with lifetimes as long as the idle limit allows.
        needed: f64,
    },
}

/// The longest lifetime that a plan proposes, in seconds: an hour, so that a changed server or address is noticed.
const LONGEST_LIFETIME: f64 = 3600.0;
/// Requests in each of a few short runs: their own interval says whether that was enough.
const REQUESTS: f64 = 10_000.0;
/// Sizes beyond the least that are tried.
const MOST: u32 = 10_000;

/// Finds the sizes.
pub fn plan(needs: &[Need], terms: &Terms, watch: Watch<'_>) -> Result<Plan, SimulationError> {
    let opens: Result<Vec<u32>, SimulationError> =
        needs.iter().map(|need| fewest(need, terms.wait_p99, watch)).collect();
    let opens = opens?;
    let connections = total(needs, &opens);
    let lifetime = terms.idle_limit.min(LONGEST_LIFETIME);
    let sizes = opens.iter().map(|max_open| Size { max_open: *max_open, max_lifetime: lifetime }).collect();
    Ok(Plan { sizes, connections, obstacles: obstacles(needs, terms, connections, lifetime) })
}

fn obstacles(needs: &[Need], terms: &Terms, connections: u64, lifetime: f64) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    if connections > terms.connections {
        let least: Vec<u32> = needs.iter().map(least).collect();
        let at_any_wait = total(needs, &least) > terms.connections;
        obstacles.push(Obstacle::Connections { needed: connections, at_any_wait });
    }
    let reconnects = super::queueing::reconnects(connections as f64, lifetime);
    if reconnects > terms.reconnects {
        obstacles.push(Obstacle::Reconnects { needed: reconnects });
    }
    obstacles
}

fn total(needs: &[Need], sizes: &[u32]) -> u64 {
    needs.iter().zip(sizes).map(|(need, size)| u64::from(need.instances) * u64::from(*size)).sum()
}

/// Requests a second of one process, if none of them waits.
fn rate(workload: &Workload) -> f64 {
    match &workload.arrivals {
        Arrivals::Poisson { rate } => *rate,
        Arrivals::Bursty { on, off, rate, quiet } => (rate * on.mean() + quiet * off.mean()) / (on.mean() + off.mean()),
        Arrivals::Recorded(times) => times.last().map_or(0.0, |last| times.len() as f64 / last.max(1e-9)),
        Arrivals::Closed { workers, think, .. } => f64::from(*workers) / (think.mean() + workload.hold()).max(1e-9),
    }
}

/// The fewest connections with which a queue does not grow without end.
fn least(need: &Need) -> u32 {
    let load = rate(&need.workload) * need.workload.hold();
    (1..MOST).find(|size| f64::from(*size) > load).unwrap_or(MOST)
}

/// The fewest connections of one pool with which 99 % wait no longer than this.
pub fn fewest(need: &Need, wait: f64, watch: Watch<'_>) -> Result<u32, SimulationError> {
    let least = least(need);
    let guess = guess(need, least, wait);
    let does = |size| meets(need, size, wait, watch);
    if !does(guess)? {
        return above(guess, least + MOST, does);
    }
    let mut size = guess;
    while size > least && does(size - 1)? {
        size -= 1;
    }
    Ok(size)
}

/// The smallest size above one that does not do: in strides that double, and then by halves.
fn above(
    mut fails: u32,
    most: u32,
    does: impl Fn(u32) -> Result<bool, SimulationError>,
) -> Result<u32, SimulationError> {
    let mut stride = 1;
    let mut size = fails + stride;
    while size < most && !does(size)? {
        fails = size;
        stride *= 2;
        size = (size + stride).min(most);
    }
    while size - fails > 1 {
        let middle = fails + (size - fails) / 2;
        if does(middle)? {
            size = middle;
        } else {
            fails = middle;
        }
    }
    Ok(size)
}

/// What Erlang C says, where waiters are served in order.
fn guess(need: &Need, least: u32, wait: f64) -> u32 {
    let hold = need.workload.hold();
    let queue = |servers| Queue { servers, rate: rate(&need.workload), hold, variability: 1.0 };
    (least..least + MOST).find(|size| queue(*size).wait_in_order(0.99) <= wait).unwrap_or(least)
}

/// Whether 99 % wait no longer than this, surely: the upper end of the interval counts.
pub fn meets(need: &Need, size: u32, wait: f64, watch: Watch<'_>) -> Result<bool, SimulationError> {
    let limits = Limits {
        max_open: Some(size),
        max_idle: Some(size),
        min_idle: size,
        initial: size,
        acquire_timeout: Some(wait.max(0.001) * 20.0),
        ..Limits::default()
    };
    let length = REQUESTS / rate(&need.workload).max(1e-3);
    let run = Run { warm_up: length / 4.0, length, replications: 4, steps: 1, ..Run::default() };
    let outcome = simulate(&Pool { model: need.model, limits }, &need.workload, &run, watch)?;
    Ok(outcome.wait_p99.high <= wait)
}
