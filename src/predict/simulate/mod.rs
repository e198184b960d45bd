//! A pool under load, played event by event.
//!
//! A run is given by its seed: the same seed gives the same numbers with any number of threads, and on any machine whose
//! C library rounds logarithms alike.
//! Several runs with different random numbers say how sure the answer is. Memory grows with the connections and the
//! callers that there are at once, not with the time that is played.

mod calendar;
mod clock;
mod engine;
mod estimate;
mod fleet;
mod histogram;
mod outcome;
mod parallel;
mod rules;
mod sleepers;
mod source;
mod table;
mod tally;
mod upkeep;
mod waiters;

use std::sync::atomic::AtomicBool;

pub use estimate::Estimate;
pub use fleet::{Fleet, FleetOutcome, Service, simulate_fleet};
pub use outcome::{Outcome, Point, Timeline};

use super::model::Pool;
use super::random::Random;
use super::workload::Workload;
use clock::Clock;
use engine::{Engine, Halt};
use outcome::Figures;
use parallel::Job;
use tally::Tally;

/// How long and how often a pool is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// Seconds that are played first and not counted.
    pub warm_up: f64,
    /// Seconds that are counted.
    pub length: f64,
    /// Runs with different random numbers, at least 1; a confidence interval needs 2.
    pub replications: u32,
    /// The same seed gives the same numbers.
    pub seed: u64,
    /// Points of the time line.
    pub steps: u32,
    /// Threads that play runs.
    pub threads: u32,
}

impl Default for Run {
    /// Ten runs of a minute after ten seconds.
    fn default() -> Self {
        Self { warm_up: 10.0, length: 60.0, replications: 10, seed: 1, steps: 60, threads: 1 }
    }
}

/// What watches a simulation while it runs.
#[derive(Clone, Copy, Default)]
pub struct Watch<'a> {
    /// Ends the simulation soon after it becomes true.
    pub stop: Option<&'a AtomicBool>,
    /// Hears the share that is done, some times a second, from any of the threads.
    pub progress: Option<&'a (dyn Fn(f64) + Sync)>,
}

/// Why there is no outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SimulationError {
    /// An input makes no sense.
    #[error("{0}")]
    Input(&'static str),
    /// It was told to stop.
    #[error("stopped before the end")]
    Stopped,
    /// The load is above what the pool can serve, and the queue grew without end.
    #[error("more than a million requests wait: the load is above what the pool can serve")]
    Overrun,
}

impl From<Halt> for SimulationError {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Stopped => Self::Stopped,
            Halt::Overrun => Self::Overrun,
        }
    }
}

/// The run in ticks.
#[derive(Debug, Clone, Copy)]
struct Span {
    clock: Clock,
    warm_up: u64,
    steps: u32,
    step: u64,
}

impl Span {
    fn new(run: &Run) -> Result<Self, SimulationError> {
        let sound = |seconds: f64| seconds.is_finite() && seconds >= 0.0;
        if !(sound(run.warm_up) && sound(run.length) && run.length > 0.0) {
            return Err(SimulationError::Input("a run must last some seconds"));
        }
        let clock = Clock::lasting(run.warm_up + run.length);
        let steps = run.steps.max(1);
        let step = (clock.ticks(run.length) / u64::from(steps)).max(1);
        Ok(Self { clock, warm_up: clock.ticks(run.warm_up), steps, step })
    }

    fn length(&self) -> u64 {
        u64::from(self.steps) * self.step
    }

    /// The share of the run that has passed at this tick.
    fn share(&self, now: u64) -> f64 {
        now as f64 / (self.warm_up + self.length()) as f64
    }

    /// Plays one run.
    fn play(
        &self,
        pool: &Pool,
        workload: &Workload,
        random: Random,
        go_on: impl FnMut(u64) -> bool,
    ) -> Result<Tally, Halt> {
        Engine::new(pool, workload, self.clock, random).play(self.warm_up, (self.steps, self.step), go_on)
    }
}

/// Plays a pool under its load.
pub fn simulate(pool: &Pool, workload: &Workload, run: &Run, watch: Watch<'_>) -> Result<Outcome, SimulationError> {
    check(pool, workload)?;
    let span = Span::new(run)?;
    let jobs: Vec<Job<'_>> = (0..run.replications.max(1)).map(|_| Job { pool, workload, group: 0 }).collect();
    let (tallies, figures) = parallel::play(&jobs, 1, &span, run, watch)?;
    let tally = tallies.into_iter().next().unwrap_or_default();
    Ok(outcome::outcome(&tally, &figures, (span.length(), span.step), span.clock, 1.0))
}

fn check(pool: &Pool, workload: &Workload) -> Result<(), SimulationError> {
    pool.problem().or_else(|| workload.problem()).map_or(Ok(()), |problem| Err(SimulationError::Input(problem)))
}
