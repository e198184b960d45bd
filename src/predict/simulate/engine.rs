//! One pool, played event by event. What requests do is here, what the pool does by itself in `upkeep`.

use std::collections::VecDeque;

use super::calendar::Calendar;
use super::clock::{Clock, NEVER, SLOTS};
use super::rules::Rules;
use super::sleepers::Sleepers;
use super::source::Source;
use super::table::Table;
use super::tally::{Tally, Why};
use super::waiters::Waiters;
use crate::predict::model::{Opener, Pool, Reuse};
use crate::predict::random::Random;
use crate::predict::workload::{Arrivals, Workload};

/// One that asks the pool for connections: a request in an open loop, a worker in a closed one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Caller {
    /// What it does now.
    state: State,
    /// When it began to wait.
    since: u64,
}

#[derive(Debug, Clone, Copy, Default)]
enum State {
    #[default]
    Thinking,
    Waiting,
    /// Holds this connection.
    Holding(u32),
}

/// A connection.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Connection {
    /// When its lifetime ends.
    pub(super) expires: u64,
    /// When it came back to the pool.
    pub(super) returned: u64,
}

/// Why a run ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Halt {
    Stopped,
    /// More callers at once than can be followed.
    Overrun,
}

/// The state of one pool under load.
pub(super) struct Engine {
    pub(super) rules: Rules,
    pub(super) random: Random,
    pub(super) now: u64,
    pub(super) callers: Table<Caller>,
    /// What callers wait for: the end of their request, of their patience, of their thinking.
    calendar: Calendar,
    pub(super) waiters: Waiters,
    pub(super) connections: Table<Connection>,
    /// The idle ones, the one that came back last at the end.
    pub(super) idle: VecDeque<u32>,
    pub(super) open: u32,
    pub(super) in_use: u32,
    source: Source,
    next_arrival: u64,
    pub(super) sleepers: Sleepers,
    pub(super) upkeep: super::upkeep::Upkeep,
    pub(super) tally: Tally,
    overrun: bool,
}

/// How many events pass between two looks at whether to go on.
const STRIDE: u32 = 1 << 15;

impl Engine {
    pub(super) fn new(pool: &Pool, workload: &Workload, clock: Clock, random: Random) -> Self {
        let rules = Rules::new(pool, workload, clock);
        let mut engine = Self {
            rules,
            random,
            now: 0,
            callers: Table::default(),
            calendar: Calendar::new(),
            waiters: Waiters::new(pool.model.next_waiter),
            connections: Table::default(),
            idle: VecDeque::new(),
            open: 0,
            in_use: 0,
            source: Source::new(&workload.arrivals, clock),
            next_arrival: NEVER,
            sleepers: Sleepers::new(clock.ticks(workload.arrivals.timer())),
            upkeep: super::upkeep::Upkeep::new(&rules),
            tally: Tally::starting(0),
            overrun: false,
        };
        engine.start(pool.limits.initial, workload, clock);
        engine
    }

    /// Opens the first connections and sends the workers off.
    fn start(&mut self, initial: u32, workload: &Workload, clock: Clock) {
        for _ in 0..initial.min(self.rules.max_open) {
            let connection = self.open(0);
            self.idle.push_back(connection);
        }
        if let Arrivals::Closed { workers, think, in_step, .. } = &workload.arrivals {
            let cycle = clock.ticks(think.mean() + workload.hold()) as f64;
            for _ in 0..(*workers).min(SLOTS) {
                let worker = self.callers.take(Caller::default());
                let first = if *in_step { 0.0 } else { cycle * self.random.unit() };
                self.calendar.set(worker, super::clock::whole(first));
            }
        }
        self.next_arrival = self.source.next(0, &mut self.random);
        self.tend();
    }

    /// Plays `warm_up` ticks uncounted and then `steps` of `step` ticks each. `go_on` hears the tick from time to time.
    pub(super) fn play(
        mut self,
        warm_up: u64,
        (steps, step): (u32, u64),
        mut go_on: impl FnMut(u64) -> bool,
    ) -> Result<Tally, Halt> {
        self.run_to(warm_up, &mut go_on)?;
        let mut tally = Tally::starting(self.now);
        tally.peak_open = self.open;
        tally.events = self.tally.events;
        self.tally = tally;
        for number in 1..=u64::from(steps) {
            self.run_to(warm_up + number * step, &mut go_on)?;
            self.tally.step();
        }
        Ok(self.tally)
    }

    /// Plays up to this tick.
    fn run_to(&mut self, end: u64, go_on: &mut impl FnMut(u64) -> bool) -> Result<(), Halt> {
        loop {
            for _ in 0..STRIDE {
                if !self.step(end) {
                    return if self.overrun { Err(Halt::Overrun) } else { Ok(()) };
                }
            }
            if !go_on(self.now) {
                return Err(Halt::Stopped);
            }
        }
    }

    /// Plays the next event, unless the end comes first.
    #[inline]
    fn step(&mut self, end: u64) -> bool {
        let due = self.calendar.next_time();
        let soonest = due.min(self.next_arrival);
        if self.upkeep.next.min(end) <= soonest {
            return self.step_aside(end);
        }
        self.advance(soonest);
        self.tally.events += 1;
        if self.next_arrival < due {
            self.arrival();
        } else {
            self.wake(self.calendar.next_slot());
        }
        !self.overrun
    }

    /// The rarer events: what the pool does by itself, and the end.
    #[cold]
    fn step_aside(&mut self, end: u64) -> bool {
        let at = self.upkeep.next.min(end);
        self.advance(at);
        if end <= at {
            return false;
        }
        self.tally.events += 1;
        self.keep_up();
        true
    }

    #[inline]
    fn advance(&mut self, to: u64) {
        self.tally.advance(to, self.in_use, self.idle.len(), self.waiters.len());
        self.now = to;
    }

    /// A request comes to the pool.
    #[inline]
    fn arrival(&mut self) {
        let caller = self.callers.take(Caller::default());
        self.next_arrival = self.source.next(self.now, &mut self.random);
        if caller >= SLOTS {
            self.overrun = true;
            return;
        }
        self.ask(caller);
    }

    /// A caller's time has come.
    #[inline]
    fn wake(&mut self, caller: u32) {
        match self.callers.get(caller).state {
            State::Holding(connection) => {
                self.finish(caller, connection);
                if !self.sleepers.is_exact() {
                    self.rouse();
                }
            }
            State::Thinking if self.sleepers.is_exact() => self.ask(caller),
            State::Thinking => self.doze(caller),
            State::Waiting => self.give_up(caller),
        }
    }

    /// A worker's pause is over, but nobody looks at the clock.
    fn doze(&mut self, worker: u32) {
        self.calendar.set(worker, NEVER);
        self.sleepers.ripen(worker, self.now);
        self.upkeep.expect(self.sleepers.due);
    }

    /// The workers' runtime is awake and looks at the clock.
    pub(super) fn rouse(&mut self) {
        while let Some(worker) = self.sleepers.wake(self.now) {
            self.ask(worker);
        }
    }

    /// A caller wants a connection.
    #[inline]
    fn ask(&mut self, caller: u32) {
        if let Some(connection) = self.take_idle() {
            self.hold(caller, connection, 0);
        } else if self.rules.model.opener == Opener::Caller && self.open < self.rules.max_open {
            let dial = self.rules.dial.draw(&mut self.random);
            let connection = self.open(dial);
            self.hold(caller, connection, dial);
        } else {
            self.wait(caller);
        }
    }

    /// The idle connection whose turn it is, if there is one that is not too old.
    #[inline]
    fn take_idle(&mut self) -> Option<u32> {
        loop {
            let connection = match self.rules.model.reuse {
                Reuse::Newest => self.idle.pop_back(),
                Reuse::Oldest => self.idle.pop_front(),
                Reuse::FirstOpened => self.pop_first_opened(),
            }?;
            if !self.rules.ages_on_take {
                return Some(connection);
            }
            match self.too_old_to_take(connection) {
                Some(why) => self.close(connection, why),
                None => return Some(connection),
            }
        }
    }

    fn pop_first_opened(&mut self) -> Option<u32> {
        let (place, _) = self.idle.iter().enumerate().min_by_key(|(_, connection)| **connection)?;
        self.idle.remove(place)
    }

    fn too_old_to_take(&self, connection: u32) -> Option<Why> {
        let Connection { expires, returned } = self.connections.get(connection);
        let model = &self.rules.model;
        if model.lifetime.on_take && expires <= self.now {
            Some(Why::Lifetime)
        } else if model.idle_time.on_take && returned.saturating_add(self.rules.idle_time) <= self.now {
            Some(Why::IdleTime)
        } else {
            None
        }
    }

    /// A caller has a connection, or dials it, and uses it.
    #[inline]
    fn hold(&mut self, caller: u32, connection: u32, dial: u64) {
        let work = self.rules.service.draw(&mut self.random) + self.rules.overhead.draw(&mut self.random);
        self.in_use += 1;
        self.tally.sums.served += 1;
        self.callers.set(caller, Caller { state: State::Holding(connection), since: self.now });
        self.calendar.set(caller, self.now + dial + work);
    }

    fn wait(&mut self, caller: u32) {
        if self.waiters.len() >= self.rules.queue_limit {
            self.tally.sums.refused += 1;
            self.leave_unserved(caller);
            return;
        }
        self.callers.set(caller, Caller { state: State::Waiting, since: self.now });
        self.calendar.set(caller, self.now.saturating_add(self.rules.acquire_timeout));
        self.waiters.push(caller);
        self.tend();
    }

    /// A caller has waited for too long.
    #[cold]
    fn give_up(&mut self, caller: u32) {
        self.waiters.remove(caller);
        self.tally.sums.timeouts += 1;
        self.tally.waited(self.now - self.callers.get(caller).since);
        self.leave_unserved(caller);
    }

    /// A worker that got nothing pauses for a moment at least, so that time goes on.
    fn leave_unserved(&mut self, caller: u32) {
        self.leave(caller, self.now + 1000);
    }

    /// A request has ended.
    #[inline]
    fn finish(&mut self, caller: u32, connection: u32) {
        self.in_use -= 1;
        self.leave(caller, self.now);
        if self.rules.model.lifetime.on_return && self.connections.get(connection).expires <= self.now {
            self.close(connection, Why::Lifetime);
        } else {
            self.deliver(connection);
        }
    }

    #[inline]
    fn leave(&mut self, caller: u32, from: u64) {
        let again = self.source.again(from, &mut self.random);
        self.calendar.set(caller, again);
        if matches!(self.source, Source::Closed { .. }) {
            self.callers.set(caller, Caller::default());
        } else {
            self.callers.give(caller);
        }
    }

    /// A free connection goes to one that waits, or to the idle ones, or away.
    #[inline]
    pub(super) fn deliver(&mut self, connection: u32) {
        if let Some(waiter) = self.waiters.pop(&mut self.random) {
            self.tally.waited(self.now - self.callers.get(waiter).since);
            self.hold(waiter, connection, 0);
        } else if self.idle.len() < self.rules.kept_on_return {
            if let Some(row) = self.connections.row(connection) {
                row.returned = self.now;
            }
            self.idle.push_back(connection);
        } else {
            self.close(connection, Why::IdleCap);
        }
    }
}
