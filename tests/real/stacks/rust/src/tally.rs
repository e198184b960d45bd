//! What becomes of the callers of one command.

use std::sync::{Condvar, LazyLock, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::fault::{Fault, Outcome};

/// How long a caller waits before it counts as hanging.
pub static LIMIT: LazyLock<Duration> = LazyLock::new(|| {
    let seconds = std::env::var("LIMIT").expect("LIMIT");
    Duration::from_secs_f64(seconds.parse().expect("LIMIT"))
});

/// A mark for each caller: `.` ok, `x` failed, `?` no answer yet.
pub struct Tally {
    state: Mutex<State>,
    change: Condvar,
}

struct State {
    began: Instant,
    marks: Vec<u8>,
    errors: Vec<(Fault, usize)>,
    longest: Duration,
}

impl Tally {
    pub fn new(callers: usize) -> Self {
        let state =
            State { began: Instant::now(), marks: vec![b'?'; callers], errors: Vec::new(), longest: Duration::ZERO };
        Self { state: Mutex::new(state), change: Condvar::new() }
    }

    /// From now on the callers' time counts.
    pub fn begin(&self) {
        self.state.lock().unwrap().began = Instant::now();
    }

    pub fn ended(&self, caller: usize, outcome: Outcome) {
        let mut state = self.state.lock().unwrap();
        state.longest = state.longest.max(state.began.elapsed());
        state.marks[caller] = if outcome.is_ok() { b'.' } else { b'x' };
        if let Err(fault) = outcome {
            match state.errors.iter_mut().find(|(known, _)| *known == fault) {
                Some((_, count)) => *count += 1,
                None => state.errors.push((fault, 1)),
            }
        }
        self.change.notify_all();
    }

    /// Until all have ended, or this one, or their time is up; whether they have.
    pub fn wait(&self, only: Option<usize>) -> bool {
        let state = self.state.lock().unwrap();
        let left = LIMIT.saturating_sub(state.began.elapsed());
        let open = |state: &mut State| match only {
            Some(caller) => state.marks[caller] == b'?',
            None => state.marks.contains(&b'?'),
        };
        let (mut state, _) = self.change.wait_timeout_while(state, left, open).unwrap();
        !open(&mut state)
    }

    pub fn answer(&self) -> Value {
        let state = self.state.lock().unwrap();
        let marked = |mark| state.marks.iter().filter(|each| **each == mark).count();
        let longest = if marked(b'?') > 0 { *LIMIT } else { state.longest };
        let errors = state.errors.iter().map(
            |(Fault { class, code, text }, count)| json!({"class": class, "code": code, "text": text, "count": count}),
        );
        json!({
            "ok": marked(b'.'),
            "failed": marked(b'x'),
            "hanging": marked(b'?'),
            "ms": longest.as_millis() as u64,
            "order": String::from_utf8_lossy(&state.marks),
            "errors": errors.collect::<Vec<_>>(),
        })
    }
}
