//! What takes over a second says how far it is: on a terminal's standard error, and nowhere else.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long nothing is said.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is written anew.
const OFTEN: Duration = Duration::from_millis(200);

/// A line that says what is being done, until it is dropped.
pub(super) struct Progress {
    what: Arc<Mutex<String>>,
    shown: Option<Shown>,
}

/// The thread that shows it, and what ends it.
struct Shown {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl Progress {
    /// Begins; on anything but a terminal nothing is ever shown, nor where the terminal is wanted for something else.
    pub(super) fn begin(wanted: bool) -> Self {
        let what = Arc::new(Mutex::new(String::new()));
        let shown = (wanted && io::stderr().is_terminal()).then(|| show(&what));
        Self { what, shown }
    }

    /// Says what is done from now on.
    pub(super) fn now(&self, what: impl Into<String>) {
        *self.what.lock().unwrap_or_else(PoisonError::into_inner) = what.into();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(Shown { end, thread }) = self.shown.take() {
            // The thread ends by itself where its line is gone.
            let _ = end.send(());
            let _ = thread.join();
        }
    }
}

fn show(what: &Arc<Mutex<String>>) -> Shown {
    let what = Arc::clone(what);
    let (end, ended) = mpsc::channel();
    let thread = thread::spawn(move || {
        let mut wait = PATIENCE;
        let mut written = false;
        while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(wait) {
            wait = OFTEN;
            let line = what.lock().unwrap_or_else(PoisonError::into_inner).clone();
            // Back to the line's beginning, and nothing of what stood there: ECMA-48's CR and EL.
            written |= write!(io::stderr(), "\r{line} …\x1b[K").is_ok();
        }
        if written {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    });
    Shown { end, thread }
}
