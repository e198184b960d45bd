//! When the next request comes.

use std::sync::Arc;

use super::clock::{Clock, NEVER, Ticks, whole};
use crate::predict::random::Random;
use crate::predict::workload::Arrivals;

/// Where requests come from.
#[derive(Debug)]
pub(super) enum Source {
    /// One after a random gap of this mean.
    Poisson { gap: f64 },
    /// The same with two gaps in turn.
    Bursty { on: Ticks, off: Ticks, gap: f64, quiet: f64, bursting: bool, until: u64 },
    /// From a list.
    Recorded { times: Arc<[f64]>, next: usize, clock: Clock },
    /// Workers, whose events stand in the calendar of callers.
    Closed { think: Ticks },
}

impl Source {
    pub(super) fn new(arrivals: &Arrivals, clock: Clock) -> Self {
        let gap = |rate: f64| clock.ticks(1.0) as f64 / rate;
        match arrivals {
            Arrivals::Poisson { rate } => Self::Poisson { gap: gap(*rate) },
            Arrivals::Bursty { on, off, rate, quiet } => Self::Bursty {
                on: clock.time(*on),
                off: clock.time(*off),
                gap: gap(*rate),
                quiet: gap(*quiet),
                bursting: false,
                until: 0,
            },
            Arrivals::Recorded(times) => Self::Recorded { times: Arc::clone(times), next: 0, clock },
            Arrivals::Closed { think, .. } => Self::Closed { think: clock.time(*think) },
        }
    }

    /// When the next request comes, after `now`; never in a closed loop.
    #[inline]
    pub(super) fn next(&mut self, now: u64, random: &mut Random) -> u64 {
        match self {
            Self::Poisson { gap } => now + whole(*gap * random.exponential()),
            Self::Bursty { .. } => self.next_in_bursts(now, random),
            Self::Recorded { times, next, clock } => {
                let at = times.get(*next).map_or(NEVER, |at| clock.ticks(*at).max(now));
                *next += 1;
                at
            }
            Self::Closed { .. } => NEVER,
        }
    }

    /// When a worker that has just been served asks again; never in an open loop.
    #[inline]
    pub(super) fn again(&self, now: u64, random: &mut Random) -> u64 {
        let Self::Closed { think } = self else { return NEVER };
        now + think.draw(random)
    }

    /// Draws within the phase, and anew from its end where the draw lies beyond: random gaps have no memory.
    fn next_in_bursts(&mut self, now: u64, random: &mut Random) -> u64 {
        let Self::Bursty { on, off, gap, quiet, bursting, until } = self else { return NEVER };
        let mut from = now;
        loop {
            let mean = if *bursting { *gap } else { *quiet };
            let at = from + whole(mean * random.exponential());
            if at < *until {
                return at;
            }
            from = from.max(*until);
            if from >= NEVER {
                return NEVER;
            }
            *bursting = !*bursting;
            let phase = if *bursting { *on } else { *off };
            *until = from + phase.draw(random).max(1);
        }
    }
}
