//! Callers are threads, which wait for what is asynchronous.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::fault::Outcome;
use crate::libraries::{Pool, RUNTIME};
use crate::tally::{LIMIT, Tally};

type Opened = Arc<Mutex<Option<Arc<dyn Pool>>>>;
type Open = Arc<dyn Fn() -> Outcome<Arc<dyn Pool>> + Send + Sync>;

pub struct Callers {
    open: Open,
    pool: Opened,
    /// What keeps those that hold a connection, and a word of each when it has given it back.
    holders: Option<(Vec<Sender<()>>, Receiver<()>)>,
}

/// The pool, which the first caller opens.
fn opened(pool: &Opened, open: &Open) -> Outcome<Arc<dyn Pool>> {
    let mut pool = pool.lock().unwrap();
    if pool.is_none() {
        *pool = Some(open()?);
    }
    Ok(Arc::clone(pool.as_ref().unwrap()))
}

fn start(work: impl FnOnce() + Send + 'static) {
    thread::spawn(move || {
        let _guard = RUNTIME.enter();
        work();
    });
}

impl Callers {
    pub fn new(open: impl Fn() -> Outcome<Arc<dyn Pool>> + Send + Sync + 'static) -> Self {
        Self { open: Arc::new(open), pool: Arc::default(), holders: None }
    }

    fn ask(&self, tally: &Arc<Tally>, caller: usize, sql: &str) {
        let (pool, open, tally, sql) =
            (Arc::clone(&self.pool), Arc::clone(&self.open), Arc::clone(tally), sql.to_string());
        start(move || tally.ended(caller, opened(&pool, &open).and_then(|pool| pool.borrowed(&mut |run| run(&sql)))));
    }

    /// At once, or one after another until one hangs.
    pub fn query(&self, callers: usize, serial: bool, sql: &str) -> Value {
        let tally = Arc::new(Tally::new(callers));
        for caller in 0..callers {
            if serial {
                tally.begin();
            }
            self.ask(&tally, caller, sql);
            if serial && !tally.wait(Some(caller)) {
                return tally.answer();
            }
        }
        tally.wait(None);
        tally.answer()
    }

    /// Each takes a connection, asks one thing of it, and keeps it until `release`.
    pub fn hold(&mut self, callers: usize) -> Value {
        let tally = Arc::new(Tally::new(callers));
        let (returned, all_returned) = channel();
        let mut keepers = Vec::new();
        for caller in 0..callers {
            let (keeper, kept) = channel::<()>();
            keepers.push(keeper);
            let (pool, open, tally, returned) =
                (Arc::clone(&self.pool), Arc::clone(&self.open), Arc::clone(&tally), returned.clone());
            start(move || {
                let outcome = opened(&pool, &open).and_then(|pool| {
                    pool.borrowed(&mut |run| {
                        run("SELECT 1")?;
                        tally.ended(caller, Ok(()));
                        // It ends with the keeper.
                        let _ = kept.recv();
                        Ok(())
                    })
                });
                if outcome.is_err() {
                    tally.ended(caller, outcome);
                }
                drop(returned);
            });
        }
        self.holders = Some((keepers, all_returned));
        tally.wait(None);
        tally.answer()
    }

    pub fn release(&mut self) -> Value {
        if let Some((keepers, all_returned)) = self.holders.take() {
            drop(keepers);
            // No word is said: the last one hangs up.
            let _ = all_returned.recv_timeout(*LIMIT);
        }
        json!({})
    }

    pub fn close(&mut self) -> Value {
        let tally = Arc::new(Tally::new(1));
        let pool = self.pool.lock().unwrap().take();
        let ended = Arc::clone(&tally);
        start(move || ended.ended(0, pool.map_or(Ok(()), Pool::close)));
        tally.wait(None);
        tally.answer()
    }
}
