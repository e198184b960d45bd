//! What callers do to a pool: when they come, how long they hold a connection, what a dial costs.

use std::sync::Arc;

use super::time::Time;

/// When requests come.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// By themselves and at random: an open loop.
    Poisson {
        /// Requests per second.
        rate: f64,
    },
    /// At random, but with a rate that is now high and now low.
    Bursty {
        /// How long a burst lasts.
        on: Time,
        /// How long the time between two bursts lasts.
        off: Time,
        /// Requests per second within a burst.
        rate: f64,
        /// Requests per second between bursts.
        quiet: f64,
    },
    /// As they were recorded: seconds since the start, in order. Nothing comes after the last one.
    Recorded(Arc<[f64]>),
    /// Workers that ask, think and ask again: a closed loop.
    Closed {
        /// How many.
        workers: u32,
        /// Between two requests of one worker.
        think: Time,
        /// The step in seconds of the timer that ends a pause, 0 for an exact one. Go's is 0.001: it wakes late, together
        /// with others, or when an answer of the network wakes it.
        timer: f64,
        /// Whether all of them ask for the first time at once, instead of after a think time each.
        in_step: bool,
    },
}

impl Arrivals {
    /// A closed loop of workers that start apart and sleep exactly.
    pub fn closed(workers: u32, think: Time) -> Self {
        Self::Closed { workers, think, timer: 0.0, in_step: false }
    }
}

/// The load of one pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// When requests come.
    pub arrivals: Arrivals,
    /// How long the server works on a request.
    pub service: Time,
    /// What a request costs beyond that while it holds the connection: the way there and back, the client's own work.
    pub overhead: Time,
    /// What opening a connection takes.
    pub dial: Time,
}

/// What measured Go programs on loopback spend on a request beyond the server's time: 0.26 ms.
pub const LOOPBACK_OVERHEAD: Time = Time::Fixed(0.000_26);
/// What a dial takes there: 0.30 ms.
pub const LOOPBACK_DIAL: Time = Time::Fixed(0.000_30);

impl Workload {
    /// Requests of this service time with a client and a server on one machine.
    pub fn on_loopback(arrivals: Arrivals, service: Time) -> Self {
        Self { arrivals, service, overhead: LOOPBACK_OVERHEAD, dial: LOOPBACK_DIAL }
    }

    /// Mean seconds that a request holds a connection which is there already.
    pub fn hold(&self) -> f64 {
        self.service.mean() + self.overhead.mean()
    }

    /// What is wrong with it, if anything.
    pub fn problem(&self) -> Option<&'static str> {
        if ![self.service, self.overhead, self.dial].into_iter().all(Time::is_valid) {
            return Some("a time must be a number of seconds, 0 or more");
        }
        self.arrivals.problem()
    }
}

impl Arrivals {
    /// The step of the timer that ends a pause, in seconds.
    pub(super) fn timer(&self) -> f64 {
        if let Self::Closed { timer, .. } = self { *timer } else { 0.0 }
    }

    fn problem(&self) -> Option<&'static str> {
        let sound = |rate: f64| rate.is_finite() && rate >= 0.0;
        match self {
            Self::Poisson { rate } if !sound(*rate) => Some("a rate must be a number, 0 or more"),
            Self::Bursty { rate, quiet, .. } if !sound(*rate) || !sound(*quiet) => {
                Some("a rate must be a number, 0 or more")
            }
            Self::Bursty { on, off, .. } if !(on.is_valid() && off.is_valid() && on.mean() + off.mean() > 0.0) => {
                Some("a burst and the time between bursts must last")
            }
            Self::Recorded(times) if !times.iter().all(|at| sound(*at)) || !times.is_sorted() => {
                Some("recorded arrivals must be seconds since the start, in order")
            }
            Self::Closed { think, timer, .. } if !(think.is_valid() && sound(*timer)) => {
                Some("a think time must be a number of seconds, 0 or more")
            }
            _ => None,
        }
    }
}
