//! Many pools in front of one server.
//!
//! The pools do not feel each other: a server that refuses or slows down is not played. What they add up to is compared
//! with what the server can give.

use super::outcome::{self, Outcome, Timeline};
use super::parallel::{self, Job};
use super::tally::Tally;
use super::{Estimate, Figures, Run, SimulationError, Span, Watch, check};
use crate::predict::model::Pool;
use crate::predict::workload::Workload;

/// Processes that hold the same pool under the same load each.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// The pool of one process.
    pub pool: Pool,
    /// The load of one process.
    pub workload: Workload,
    /// How many processes there are.
    pub instances: u32,
}

/// Everything in front of one server.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fleet {
    /// Its services.
    pub services: Vec<Service>,
}

/// What a fleet does to its server.
#[derive(Debug, Clone, PartialEq)]
pub struct FleetOutcome {
    /// By service, in order: rates and levels of all its instances together, waits and peaks of one.
    pub services: Vec<Outcome>,
    /// Requests a second of all.
    pub served: Estimate,
    /// Connections opened a second by all.
    pub opens: Estimate,
    /// Sockets in TIME_WAIT of all.
    pub time_wait: Estimate,
    /// Everything over time.
    pub timeline: Timeline,
    /// The most connections open in any step of the time line.
    pub open_max: f64,
    /// How many events were played.
    pub events: u64,
}

/// Plays every instance of every service once; `run.replications` is not used, the instances are each other's.
pub fn simulate_fleet(fleet: &Fleet, run: &Run, watch: Watch<'_>) -> Result<FleetOutcome, SimulationError> {
    for service in &fleet.services {
        check(&service.pool, &service.workload)?;
    }
    let span = Span::new(run)?;
    let jobs: Vec<Job<'_>> =
        fleet.services.iter().enumerate().flat_map(|(group, service)| jobs(group, service)).collect();
    let (tallies, figures) = parallel::play(&jobs, fleet.services.len(), &span, run, watch)?;
    Ok(collect(&jobs, &tallies, &figures, &span))
}

fn jobs(group: usize, service: &Service) -> impl Iterator<Item = Job<'_>> {
    (0..service.instances).map(move |_| Job { pool: &service.pool, workload: &service.workload, group })
}

fn collect(jobs: &[Job<'_>], tallies: &[Tally], figures: &[Figures], span: &Span) -> FleetOutcome {
    let times = (span.length(), span.step);
    let outcomes = tallies.iter().enumerate().map(|(group, tally)| {
        let own: Vec<Figures> =
            jobs.iter().zip(figures).filter(|(job, _)| job.group == group).map(|(_, figures)| *figures).collect();
        outcome::outcome(tally, &own, times, span.clock, tally.runs as f64)
    });
    let services: Vec<Outcome> = outcomes.collect();
    let mut all = Tally::default();
    for tally in tallies {
        all.merge(tally);
    }
    let timeline = outcome::timeline(&all, span.step, span.clock, all.runs as f64);
    FleetOutcome {
        served: sum(&services, |service| service.served),
        opens: sum(&services, |service| service.opens),
        time_wait: sum(&services, |service| service.time_wait),
        open_max: timeline.points.iter().map(|point| point.in_use + point.idle).fold(0.0, f64::max),
        timeline,
        events: all.events,
        services,
    }
}

/// Independent estimates together: their variances add up.
fn sum(services: &[Outcome], pick: impl Fn(&Outcome) -> Estimate) -> Estimate {
    let value: f64 = services.iter().map(|service| pick(service).value).sum();
    let half = services.iter().map(&pick).map(|one| (one.high - one.value).powi(2)).sum::<f64>().sqrt();
    Estimate { value, low: (value - half).max(0.0), high: value + half }
}
