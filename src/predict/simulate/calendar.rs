//! What happens next: a tournament among slots, each with at most one event ahead of it.
//!
//! The leaves hold a key of time and slot, every node the smaller of its two children. To set a slot's time takes one
//! comparison a level with nothing to predict, to see the next event none: for a pool's dozens of events this is twice as
//! fast as a heap, and a slot's event can be moved or taken back.

use super::clock::{NEVER, SLOT_BITS};

/// The events of up to a power of two of slots.
#[derive(Debug)]
pub(super) struct Calendar {
    /// The root is at 1, the leaves are the second half.
    nodes: Vec<u64>,
}

/// The key of no event.
const NONE: u64 = u64::MAX;

impl Calendar {
    /// Without any event.
    pub(super) fn new() -> Self {
        Self { nodes: vec![NONE; 2 * 16] }
    }

    /// The time of the next event, NEVER if there is none.
    #[inline]
    pub(super) fn next_time(&self) -> u64 {
        self.root() >> SLOT_BITS
    }

    /// The slot of the next event.
    #[inline]
    pub(super) fn next_slot(&self) -> u32 {
        u32::try_from(self.root() & ((1 << SLOT_BITS) - 1)).unwrap_or(0)
    }

    /// Sets the time of a slot's event; NEVER takes it back.
    #[inline]
    pub(super) fn set(&mut self, slot: u32, at: u64) {
        let mut place = self.nodes.len() / 2 + slot as usize;
        if place >= self.nodes.len() {
            self.grow(slot);
            place = self.nodes.len() / 2 + slot as usize;
        }
        let key = if at >= NEVER { NONE } else { at << SLOT_BITS | u64::from(slot) };
        self.climb(place, key);
    }

    #[inline]
    fn climb(&mut self, mut place: usize, mut key: u64) {
        let nodes = self.nodes.as_mut_slice();
        while let Some(node) = nodes.get_mut(place) {
            *node = key;
            if place <= 1 {
                return;
            }
            key = key.min(nodes.get(place ^ 1).copied().unwrap_or(NONE));
            place /= 2;
        }
    }

    #[inline]
    fn root(&self) -> u64 {
        self.nodes.get(1).copied().unwrap_or(NONE)
    }

    /// Makes room for the slot and plays the tournament again.
    #[cold]
    fn grow(&mut self, slot: u32) {
        let leaves = (slot as usize + 1).next_power_of_two();
        let old = self.nodes.split_off(self.nodes.len() / 2);
        self.nodes = vec![NONE; leaves];
        self.nodes.extend(old);
        self.nodes.resize(2 * leaves, NONE);
        for place in (1..leaves).rev() {
            let child = |at: usize| self.nodes.get(at).copied().unwrap_or(NONE);
            let smaller = child(2 * place).min(child(2 * place + 1));
            if let Some(node) = self.nodes.get_mut(place) {
                *node = smaller;
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
        fn the_next_event_is_the_earliest(sets in prop::collection::vec((0_u32..200, 0_u64..1000), 1..400)) {
            let mut calendar = Calendar::new();
            let mut times = vec![NEVER; 200];
            for (slot, at) in sets {
                let at = if at > 900 { NEVER } else { at };
                calendar.set(slot, at);
                times[slot as usize] = at;
                let earliest = times.iter().copied().min().unwrap_or(NEVER);
                prop_assert_eq!(calendar.next_time(), earliest);
                if earliest < NEVER {
                    prop_assert_eq!(times[calendar.next_slot() as usize], earliest);
                }
            }
        }
    }
}
