//! Many runs on some threads, with an outcome that does not depend on how many.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use super::engine::Halt;
use super::outcome::Figures;
use super::tally::Tally;
use super::{Run, Span, Watch};
use crate::predict::model::Pool;
use crate::predict::random::Random;
use crate::predict::workload::Workload;

/// One run to play.
pub(super) struct Job<'a> {
    pub(super) pool: &'a Pool,
    pub(super) workload: &'a Workload,
    /// Whose sums it adds to.
    pub(super) group: usize,
}

/// The sums of each group, and the numbers of each job.
type Played = (Vec<Tally>, Vec<Figures>);

/// What the threads share.
struct Shared<'a> {
    jobs: &'a [Job<'a>],
    span: &'a Span,
    seed: u64,
    watch: Watch<'a>,
    next: AtomicUsize,
    /// Done, in millionths of a job.
    done: AtomicU64,
    halted: AtomicBool,
}

/// A millionth of a job.
const PARTS: f64 = 1e6;

/// Plays every job.
pub(super) fn play(jobs: &[Job<'_>], groups: usize, span: &Span, run: &Run, watch: Watch<'_>) -> Result<Played, Halt> {
    let shared = Shared {
        jobs,
        span,
        seed: run.seed,
        watch,
        next: AtomicUsize::new(0),
        done: AtomicU64::new(0),
        halted: AtomicBool::new(false),
    };
    let collected = Mutex::new((vec![Tally::default(); groups], vec![None; jobs.len()], None));
    std::thread::scope(|scope| {
        for _ in 1..run.threads.clamp(1, 256) {
            scope.spawn(|| shared.work(&collected));
        }
        shared.work(&collected);
    });
    let (tallies, figures, halt) = collected.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    halt.map_or_else(|| Ok((tallies, figures.into_iter().flatten().collect())), Err)
}

type Collected = (Vec<Tally>, Vec<Option<Figures>>, Option<Halt>);

impl Shared<'_> {
    /// Takes jobs until none is left.
    fn work(&self, collected: &Mutex<Collected>) {
        while !self.halted.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = self.jobs.get(number) else { return };
            let played = self.play(number, job);
            let Ok(mut collected) = collected.lock() else { return };
            let (tallies, figures, halt) = &mut *collected;
            match played {
                Ok(tally) => {
                    let own = Figures::of(&tally, self.span.length(), self.span.clock);
                    figures.iter_mut().skip(number).take(1).for_each(|place| *place = Some(own));
                    tallies.iter_mut().skip(job.group).take(1).for_each(|sums| sums.merge(&tally));
                }
                Err(reason) => {
                    self.halted.store(true, Ordering::Relaxed);
                    *halt = halt.or(Some(reason));
                }
            }
        }
    }

    fn play(&self, number: usize, job: &Job<'_>) -> Result<Tally, Halt> {
        let random = Random::new(self.seed, number as u64);
        let mut told = 0;
        let tally = self.span.play(job.pool, job.workload, random, |now| {
            self.tell(&mut told, self.span.share(now));
            self.may_go_on()
        })?;
        self.tell(&mut told, 1.0);
        if self.may_go_on() { Ok(tally) } else { Err(Halt::Stopped) }
    }

    fn may_go_on(&self) -> bool {
        !self.halted.load(Ordering::Relaxed) && self.watch.stop.is_none_or(|stop| !stop.load(Ordering::Relaxed))
    }

    /// Says how far this job is, and how far all of them are.
    fn tell(&self, told: &mut u64, share: f64) {
        let Some(progress) = self.watch.progress else { return };
        let now = super::clock::whole(share * PARTS);
        let more = now.saturating_sub(*told);
        *told = now;
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        progress(done as f64 / (PARTS * self.jobs.len() as f64));
    }
}
