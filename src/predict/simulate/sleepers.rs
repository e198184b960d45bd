//! Workers whose pause is over, but whose runtime has not woken yet.
//!
//! Go on Linux waits for the network and for its timers in one call, whose time limit is in whole milliseconds. So a
//! sleeper wakes when an answer comes, or else a whole number of milliseconds after the runtime went to wait: up to 1 ms late, and together
//! with all whose time has come meanwhile. Measured pools churn by it: 100 workers with 5 ms queries and 2 idle open 1702
//! connections a second, 1372 where the pause ends on time.

use super::clock::NEVER;

/// The runtime's wait.
#[derive(Debug)]
pub(super) struct Sleepers {
    /// The step of its time limit; 0 wakes everyone on time.
    step: u64,
    /// When it was awake last.
    active: u64,
    /// When its time limit ends, if anyone waits for that.
    pub(super) due: u64,
    ripe: Vec<u32>,
}

impl Sleepers {
    pub(super) fn new(step: u64) -> Self {
        Self { step, active: 0, due: NEVER, ripe: Vec::new() }
    }

    /// Whether pauses end on time.
    #[inline]
    pub(super) fn is_exact(&self) -> bool {
        self.step == 0
    }

    /// A worker's pause is over.
    pub(super) fn ripen(&mut self, worker: u32, now: u64) {
        self.ripe.push(worker);
        if self.due >= NEVER && self.step > 0 {
            self.due = self.active + (now - self.active).div_ceil(self.step).max(1) * self.step;
        }
    }

    /// The runtime is awake: those whose pause is over, one after another.
    pub(super) fn wake(&mut self, now: u64) -> Option<u32> {
        self.active = now;
        self.due = NEVER;
        self.ripe.pop()
    }
}
