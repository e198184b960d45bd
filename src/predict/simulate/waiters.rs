//! The callers that wait for a connection.

use std::collections::VecDeque;

use crate::predict::model::NextWaiter;
use crate::predict::random::Random;

/// Callers by number.
#[derive(Debug)]
pub(super) enum Waiters {
    Random(Crowd),
    First(VecDeque<u32>),
}

/// Callers in no order, each of which knows its place.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    waiting: Vec<u32>,
    /// By caller.
    places: Vec<u32>,
}

impl Crowd {
    fn push(&mut self, caller: u32) {
        let place = number(self.waiting.len());
        self.waiting.push(caller);
        self.settle(caller, place);
    }

    fn settle(&mut self, caller: u32, place: u32) {
        if self.places.len() <= caller as usize {
            self.places.resize(caller as usize + 1, 0);
        }
        if let Some(known) = self.places.get_mut(caller as usize) {
            *known = place;
        }
    }

    /// Takes the one at a place; the last one takes that place.
    fn take(&mut self, place: u32) -> Option<u32> {
        let last = self.waiting.pop()?;
        let Some(taken) = self.waiting.get_mut(place as usize) else { return Some(last) };
        let caller = std::mem::replace(taken, last);
        self.settle(last, place);
        Some(caller)
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Waiters {
    pub(super) fn new(order: NextWaiter) -> Self {
        match order {
            NextWaiter::Random => Self::Random(Crowd::default()),
            NextWaiter::First => Self::First(VecDeque::new()),
        }
    }

    #[inline]
    pub(super) fn len(&self) -> u32 {
        match self {
            Self::Random(crowd) => number(crowd.waiting.len()),
            Self::First(waiting) => number(waiting.len()),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, caller: u32) {
        match self {
            Self::Random(crowd) => crowd.push(caller),
            Self::First(waiting) => waiting.push_back(caller),
        }
    }

    /// Takes the one whose turn it is.
    #[inline]
    pub(super) fn pop(&mut self, random: &mut Random) -> Option<u32> {
        match self {
            Self::Random(crowd) if crowd.waiting.is_empty() => None,
            Self::Random(crowd) => crowd.take(random.below(number(crowd.waiting.len()))),
            Self::First(waiting) => waiting.pop_front(),
        }
    }

    /// Takes one that has waited too long. The limit is the same for everyone, so in order it stands in front.
    pub(super) fn remove(&mut self, caller: u32) {
        match self {
            Self::Random(crowd) => {
                let place = crowd.places.get(caller as usize).copied();
                place.and_then(|place| crowd.take(place));
            }
            Self::First(waiting) => {
                if let Some(place) = waiting.iter().position(|waiter| *waiter == caller) {
                    waiting.remove(place);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_crowd_loses_no_one(steps in prop::collection::vec((0_u32..40, any::<bool>()), 1..200), order: bool, seed: u64) {
            let mut random = Random::new(seed, 0);
            let mut waiters = Waiters::new(if order { NextWaiter::First } else { NextWaiter::Random });
            let mut model: Vec<u32> = Vec::new();
            for (caller, leaves) in steps {
                match model.iter().position(|waiter| *waiter == caller) {
                    Some(place) if leaves => {
                        model.remove(place);
                        waiters.remove(caller);
                    }
                    Some(_) => {
                        let next = waiters.pop(&mut random).expect("one waits");
                        let place = model.iter().position(|waiter| *waiter == next).expect("it waits");
                        prop_assert!(!order || place == 0);
                        model.remove(place);
                    }
                    None => {
                        model.push(caller);
                        waiters.push(caller);
                    }
                }
                prop_assert_eq!(waiters.len() as usize, model.len());
            }
        }
    }
}
