//! What a pool does by itself: opens in the background, sweeps, retires by the clock.

use super::calendar::Calendar;
use super::clock::NEVER;
use super::engine::{Connection, Engine};
use super::rules::Rules;
use super::tally::Why;
use crate::predict::model::{Opener, WhileIdle};

/// When the pool acts next.
#[derive(Debug)]
pub(super) struct Upkeep {
    /// The soonest of all.
    pub(super) next: u64,
    sweep: u64,
    /// When the dial in the background is done.
    added: u64,
    /// When each connection's lifetime ends, where it has a timer.
    ends: Calendar,
}

impl Upkeep {
    pub(super) fn new(rules: &Rules) -> Self {
        let first = rules.sweep.after(0, rules.lifetime.min(rules.idle_time));
        Self { next: first, sweep: first, added: NEVER, ends: Calendar::new() }
    }

    /// Something else is due by then, too.
    pub(super) fn expect(&mut self, due: u64) {
        self.next = self.next.min(due);
    }

    /// `next` may be early, when what was expected has happened meanwhile: then there is nothing to do.
    fn settle(&mut self) {
        self.next = self.sweep.min(self.added).min(self.ends.next_time());
    }
}

impl Engine {
    /// Opens a connection that is there after `dial` ticks, and returns its number.
    pub(super) fn open(&mut self, dial: u64) -> u32 {
        let expires = self.expiry(self.now + dial);
        let connection = self.connections.take(Connection { expires, returned: self.now + dial });
        self.open += 1;
        self.tally.peak_open = self.tally.peak_open.max(self.open);
        self.tally.sums.opens += 1;
        if self.rules.timed {
            self.upkeep.ends.set(connection, expires);
            self.upkeep.settle();
        }
        connection
    }

    /// When the lifetime of a connection ends that is made at this tick.
    fn expiry(&mut self, made: u64) -> u64 {
        if self.rules.lifetime >= NEVER {
            return NEVER;
        }
        let jitter = self.rules.model.jitter;
        let early = if jitter > 0.0 { jitter * self.random.unit() * self.rules.lifetime as f64 } else { 0.0 };
        (made + self.rules.lifetime - super::clock::whole(early)).min(NEVER)
    }

    /// Closes a connection that is neither idle nor in use.
    pub(super) fn close(&mut self, connection: u32, why: Why) {
        self.open -= 1;
        self.tally.closed(why);
        self.connections.give(connection);
        if self.rules.timed {
            self.upkeep.ends.set(connection, NEVER);
            self.upkeep.settle();
        }
        self.tend();
    }

    /// Begins a dial in the background if one is wanted.
    #[inline]
    pub(super) fn tend(&mut self) {
        if self.rules.adds && self.upkeep.added >= NEVER && self.open < self.rules.max_open && self.wants_more() {
            let dial = self.rules.dial.draw(&mut self.random);
            self.upkeep.added = self.now + dial.max(1);
            self.open += 1;
            self.upkeep.settle();
        }
    }

    fn wants_more(&self) -> bool {
        let model = &self.rules.model;
        let for_waiters = model.replaces || model.opener == Opener::Adder;
        (for_waiters && self.waiters.len() > 0) || (model.refills && self.idle.len() < self.rules.min_idle)
    }

    /// Does what is due now.
    pub(super) fn keep_up(&mut self) {
        if self.sleepers.due <= self.now {
            self.rouse();
        } else if self.upkeep.added <= self.now {
            self.add();
        } else if self.upkeep.ends.next_time() <= self.now {
            self.end_lifetime(self.upkeep.ends.next_slot());
        } else if self.upkeep.sweep <= self.now {
            self.sweep();
        }
        self.upkeep.settle();
        self.upkeep.expect(self.sleepers.due);
    }

    /// The dial in the background is done.
    fn add(&mut self) {
        self.upkeep.added = NEVER;
        self.open -= 1;
        let connection = self.open(0);
        self.deliver(connection);
        self.tend();
    }

    /// A connection's own timer ends: an idle one is closed at once, one in use when it comes back.
    fn end_lifetime(&mut self, connection: u32) {
        self.upkeep.ends.set(connection, NEVER);
        if let Some(place) = self.idle.iter().position(|idle| *idle == connection) {
            self.idle.remove(place);
            self.close(connection, Why::Lifetime);
        }
    }

    /// Looks at each idle connection once, the one that has been idle for longest first.
    fn sweep(&mut self) {
        let mut due = self.rules.lifetime.min(self.rules.idle_time);
        for _ in 0..self.idle.len() {
            let Some(connection) = self.idle.pop_front() else { break };
            // What was seen and kept stands behind what is still to be seen: both are still idle.
            let remaining = self.idle.len() + 1;
            if let Some(why) = self.swept(connection, remaining) {
                self.close(connection, why);
            } else {
                due = due.min(self.due_in(connection));
                self.idle.push_back(connection);
            }
        }
        self.upkeep.sweep = self.rules.sweep.after(self.now, due);
    }

    /// Why the sweeper closes an idle connection, if it does; `remaining` are idle with it.
    fn swept(&self, connection: u32, remaining: usize) -> Option<Why> {
        let Connection { expires, returned } = self.connections.get(connection);
        let model = &self.rules.model;
        let idle_for = self.now.saturating_sub(returned);
        let spared = model.idle_time_spares_min && remaining <= self.rules.min_idle;
        let looks = model.idle_time.idle == WhileIdle::Swept;
        if model.lifetime.idle == WhileIdle::Swept && expires <= self.now {
            Some(Why::Lifetime)
        } else if looks && (idle_for >= self.rules.hard_idle_time || idle_for >= self.rules.idle_time && !spared) {
            Some(Why::IdleTime)
        } else if remaining > self.rules.kept_in_sweep {
            Some(Why::IdleCap)
        } else {
            None
        }
    }

    /// In how many ticks an idle connection reaches a limit.
    fn due_in(&self, connection: u32) -> u64 {
        let Connection { expires, returned } = self.connections.get(connection);
        expires.min(returned.saturating_add(self.rules.idle_time)).saturating_sub(self.now)
    }
}
