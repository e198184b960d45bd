//! r2d2, which opens as many connections as it may have.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use r2d2::{ManageConnection, Pool};
use serde_json::json;

use crate::answers::{Crate, seconds};

/// Counts what is opened, so that no server is needed.
struct Opened(Arc<AtomicUsize>);

impl ManageConnection for Opened {
    type Connection = ();
    type Error = std::io::Error;

    fn connect(&self) -> Result<(), Self::Error> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    fn is_valid(&self, (): &mut ()) -> Result<(), Self::Error> {
        Ok(())
    }

    fn has_broken(&self, (): &mut ()) -> bool {
        false
    }
}

pub fn ask() {
    let opened = Arc::new(AtomicUsize::new(0));
    let pool = Pool::builder().build_unchecked(Opened(Arc::clone(&opened)));
    // Its threads open them at once.
    thread::sleep(Duration::from_millis(500));
    Crate { library: "r2d2-rust", name: "r2d2" }.default(json!({
        "max_open": pool.max_size(),
        "min_idle": opened.load(Ordering::SeqCst),
        "max_lifetime": seconds(pool.max_lifetime()),
        "max_idle_time": seconds(pool.idle_timeout()),
        "acquire_timeout": seconds(Some(pool.connection_timeout())),
        "validation": pool.test_on_check_out(),
    }));
}
