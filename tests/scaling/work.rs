//! How work grows: the processor's time of an input and of twice that input.

use std::hint::black_box;
use std::sync::RwLock;

use rustix::time::{ClockId, clock_gettime};

/// Twice the work is 2, a quadratic 4; what grows with a logarithm lies between.
const LIMIT: f64 = 2.6;

/// Rounds of which the best counts: what disturbs a run makes it longer, never shorter.
const ROUNDS: usize = 5;

/// Work in less than this is measured twice at least.
const SHORT: f64 = 0.03;

/// Work that takes so long shows how it grows.
const ENOUGH: f64 = 0.006;

/// No case is larger.
const LARGEST: usize = 10_000;

/// Work of several threads is measured alone, so that the process's time is its own.
static ALONE: RwLock<()> = RwLock::new(());

/// The ratios of many cases.
#[derive(Default)]
pub(crate) struct Ratios {
    failures: Vec<String>,
}

impl Ratios {
    /// Measures work that stays in this thread.
    pub(crate) fn of<I, R>(&mut self, what: &str, size: usize, input: impl Fn(usize) -> I, work: impl Fn(&I) -> R) {
        let _shared = ALONE.read();
        self.measure(what, ClockId::ThreadCPUTime, size, input, work);
    }

    /// Measures work that is done by several threads.
    pub(crate) fn of_threads<I, R>(
        &mut self,
        what: &str,
        size: usize,
        input: impl Fn(usize) -> I,
        work: impl Fn(&I) -> R,
    ) {
        let _alone = ALONE.write();
        self.measure(what, ClockId::ProcessCPUTime, size, input, work);
    }

    fn measure<I, R>(
        &mut self,
        what: &str,
        clock: ClockId,
        size: usize,
        input: impl Fn(usize) -> I,
        work: impl Fn(&I) -> R,
    ) {
        let mut size = if cfg!(debug_assertions) { size } else { 8 * size };
        // What costs little is tried with more of it: a quadratic part has to show.
        let mut tried = input(size);
        while time(clock, || work(&tried)) < ENOUGH && size < LARGEST {
            size *= 4;
            tried = input(size);
        }
        let mut line = ratio(clock, size, &input, &work);
        // A machine that does much else makes work seem to grow, and not again and again at another size: what is quadratic does.
        for times in [2, 1, 2] {
            if line.is_ok() {
                break;
            }
            line = ratio(clock, times * size, &input, &work);
        }
        match line {
            Ok(line) => println!("{what}: {line}"),
            Err(line) => {
                println!("{what}: {line}");
                self.failures.push(format!("{what}: {line}"));
            }
        }
    }

    /// Holds that all of them are below the limit.
    pub(crate) fn hold(self) {
        assert!(self.failures.is_empty(), "worse than linear:\n{}", self.failures.join("\n"));
    }
}

/// The ratio of the work of twice an input to that of the input, in words; an error where it is above the limit.
fn ratio<I, R>(
    clock: ClockId,
    size: usize,
    input: impl Fn(usize) -> I,
    work: impl Fn(&I) -> R,
) -> Result<String, String> {
    let (once, twice) = (input(size), input(2 * size));
    let (mut of_once, mut of_twice) = (f64::MAX, f64::MAX);
    for round in 1..=ROUNDS {
        // The first is the slower for all that is made once.
        of_twice = of_twice.min(time(clock, || work(&twice)));
        of_once = of_once.min(time(clock, || work(&once)));
        if of_twice < LIMIT * of_once && (round > 1 || of_once > SHORT) {
            break;
        }
    }
    let ratio = of_twice / of_once;
    let line = format!("{size} in {:.1} ms, twice as many in {:.1} ms: × {ratio:.2}", of_once * 1e3, of_twice * 1e3);
    if ratio < LIMIT { Ok(line) } else { Err(line) }
}

/// The seconds that a clock counts for some work.
fn time<R>(clock: ClockId, work: impl FnOnce() -> R) -> f64 {
    let now = || {
        let time = clock_gettime(clock);
        time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
    };
    let start = now();
    black_box(work());
    now() - start
}

/// A text of this many parts, each with its number.
pub(crate) fn repeated(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}
