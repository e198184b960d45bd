//! Work on many items with all cores, with the results in the order of the items: the output is that of one thread.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::{panic, thread};

/// Items that a thread takes at a time: enough that taking costs nothing, few enough that no thread waits for another.
const BLOCK: usize = 16;

/// Threads beyond this wait for the disk, not for each other.
const MOST_THREADS: usize = 16;

/// The results of `work` for each item, in their order.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let blocks: Vec<_> = items.chunks(BLOCK).collect();
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS).min(blocks.len());
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(block) = blocks.get(at) else { return done };
            done.push((at, block.iter().map(&work).collect::<Vec<_>>()));
        }
    };
    let mut done: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let results = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|why| panic::resume_unwind(why)));
        results.flatten().collect()
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for count in [0, 1, BLOCK, 1000, 1001] {
            let items: Vec<_> = (0..count).collect();
            let squares: Vec<_> = items.iter().map(|item| item * item).collect();
            assert_eq!(map(&items, |item| item * item), squares);
        }
    }
}
