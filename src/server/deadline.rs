//! Work that must not outlast its time, whatever it waits for: a resolver, a silent port, a server that drips bytes.
//!
//! The work runs in a thread of its own; the caller waits until the deadline and then goes on without it.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Once};
use std::thread;
use std::time::{Duration, Instant};

use super::unreachable::Stage;

/// How far the work has come, and how much time is left.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    stage: Arc<AtomicU8>,
    deadline: Instant,
}

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    /// The time was up at this stage.
    TimedOut(Stage),
    /// The work broke down at this stage.
    Broken(Stage),
}

const STAGES: [Stage; 4] = [Stage::Resolve, Stage::Connect, Stage::Login, Stage::Query];
const WORKER: &str = "poolcheck-fetch";

impl Progress {
    /// Notes that a stage has begun.
    pub(super) fn reach(&self, stage: Stage) {
        let index = STAGES.iter().position(|known| *known == stage).and_then(|index| u8::try_from(index).ok());
        self.stage.store(index.unwrap_or_default(), Ordering::Relaxed);
    }

    /// The stage that began last.
    pub(super) fn stage(&self) -> Stage {
        let index = usize::from(self.stage.load(Ordering::Relaxed));
        STAGES.get(index).copied().unwrap_or(Stage::Query)
    }

    /// The time that is left, at least a millisecond: socket timeouts of zero mean none.
    pub(super) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1))
    }
}

/// Runs `work` for at most `timeout`.
pub(super) fn run<T: Send + 'static>(
    timeout: Duration,
    work: impl FnOnce(&Progress) -> T + Send + 'static,
) -> Result<T, Stopped> {
    quiet_worker();
    // A time beyond what the clock holds is one that nobody waits for.
    let deadline = Instant::now().checked_add(timeout).unwrap_or_else(|| Instant::now() + Duration::from_secs(86_400));
    let progress = Progress { stage: Arc::default(), deadline };
    let (sender, receiver) = channel();
    let of_worker = progress.clone();
    let worker = thread::Builder::new().name(WORKER.to_owned());
    let spawned = worker.spawn(move || {
        // Nobody listens any more after the deadline.
        let _ = sender.send(work(&of_worker));
    });
    if spawned.is_err() {
        return Err(Stopped::Broken(Stage::Resolve));
    }
    receiver.recv_timeout(progress.left()).map_err(|error| match error {
        RecvTimeoutError::Timeout => Stopped::TimedOut(progress.stage()),
        RecvTimeoutError::Disconnected => Stopped::Broken(progress.stage()),
    })
}

/// Keeps a panic in the worker off standard error: the client library has a few on packets that no server sends, and
/// what the user needs is the sentence that follows.
fn quiet_worker() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(WORKER) {
                loud(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_within_its_time_gives_its_result() {
        assert_eq!(run(Duration::from_secs(5), |_| 7), Ok(7));
    }

    #[test]
    fn work_beyond_its_time_is_left_behind_at_its_stage() {
        let begun = Instant::now();
        let result = run(Duration::from_millis(50), |progress| {
            progress.reach(Stage::Login);
            thread::sleep(Duration::from_secs(5));
        });
        assert_eq!(result, Err(Stopped::TimedOut(Stage::Login)));
        assert!(begun.elapsed() < Duration::from_secs(1));
    }

    #[test]
    fn work_that_breaks_down_is_no_timeout() {
        let result = run(Duration::from_secs(5), |progress| {
            progress.reach(Stage::Query);
            panic!("planted");
        });
        assert_eq!(result, Err::<(), _>(Stopped::Broken(Stage::Query)));
    }
}
