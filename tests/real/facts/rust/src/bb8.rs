//! bb8.

use bb8::{ManageConnection, Pool};
use serde_json::json;

use crate::answers::{Crate, seconds};

/// Stands for a driver, so that no server is needed.
struct Nothing;

impl ManageConnection for Nothing {
    type Connection = ();
    type Error = std::io::Error;

    async fn connect(&self) -> Result<(), Self::Error> {
        Ok(())
    }

    async fn is_valid(&self, (): &mut ()) -> Result<(), Self::Error> {
        Ok(())
    }

    fn has_broken(&self, (): &mut ()) -> bool {
        false
    }
}

pub fn ask() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let _inside = runtime.enter();
    let pool = Pool::builder().build_unchecked(Nothing).config();
    Crate { library: "bb8-rust", name: "bb8" }.default(json!({
        "max_open": pool.max_size,
        "min_idle": pool.min_idle.unwrap_or(0),
        "max_lifetime": seconds(pool.max_lifetime),
        "max_idle_time": seconds(pool.idle_timeout),
        "acquire_timeout": seconds(Some(pool.connection_timeout)),
        "validation": pool.test_on_check_out,
    }));
}
