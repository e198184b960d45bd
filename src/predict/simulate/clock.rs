//! Simulated time as whole ticks: a key of 64 bits then holds a time and who it belongs to.

use crate::predict::random::Random;
use crate::predict::time::Time;

/// Bits of a calendar's key that say whose event it is.
pub(super) const SLOT_BITS: u32 = 20;
/// Callers at most, and connections at most.
pub(super) const SLOTS: u32 = (1 << SLOT_BITS) - 1;
/// A time that never comes.
pub(super) const NEVER: u64 = (1 << (64 - SLOT_BITS)) - 1;
/// Runs are at most half of that long, so that what is scheduled within one stays below it.
const LONGEST: f64 = (NEVER / 2) as f64;
/// Ticks are nanoseconds as long as the run is short enough: 2.4 hours.
const FINEST: f64 = 1e9;

/// How many ticks a second has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    per_second: f64,
}

impl Clock {
    /// The finest clock that runs for so many seconds.
    pub(super) fn lasting(seconds: f64) -> Self {
        Self { per_second: FINEST.min(LONGEST / seconds.max(1e-9)) }
    }

    /// Seconds in ticks; what is too long never comes.
    #[inline]
    pub(super) fn ticks(self, seconds: f64) -> u64 {
        whole(seconds * self.per_second)
    }

    /// A limit in ticks; none never comes.
    pub(super) fn limit(self, seconds: Option<f64>) -> u64 {
        seconds.map_or(NEVER, |seconds| self.ticks(seconds))
    }

    /// Ticks in seconds.
    pub(super) fn seconds(self, ticks: u64) -> f64 {
        ticks as f64 / self.per_second
    }

    /// A time in this clock's ticks.
    pub(super) fn time(self, time: Time) -> Ticks {
        match time {
            Time::Fixed(seconds) => Ticks::Fixed(self.ticks(seconds)),
            Time::Exponential(mean) => Ticks::Exponential(mean * self.per_second),
            Time::Lognormal { log_mean, log_deviation } => {
                Ticks::Lognormal { log_mean: log_mean + self.per_second.ln(), log_deviation }
            }
        }
    }
}

/// The whole part, NEVER at most.
#[inline]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float's cast saturates, which is wanted")]
pub(super) fn whole(ticks: f64) -> u64 {
    (ticks as u64).min(NEVER)
}

/// A [`Time`] in ticks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ticks {
    Fixed(u64),
    Exponential(f64),
    Lognormal { log_mean: f64, log_deviation: f64 },
}

impl Ticks {
    /// Draws one.
    #[inline]
    pub(super) fn draw(self, random: &mut Random) -> u64 {
        match self {
            Self::Fixed(ticks) => ticks,
            Self::Exponential(mean) => whole(mean * random.exponential()),
            Self::Lognormal { log_mean, log_deviation } => whole((log_mean + log_deviation * random.normal()).exp()),
        }
    }
}
