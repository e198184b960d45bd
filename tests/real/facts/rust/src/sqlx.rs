//! sqlx' `PoolOptions`.

use serde_json::json;
use sqlx::mysql::MySqlPoolOptions;

use crate::answers::{Crate, seconds};

pub fn ask() {
    let pool = MySqlPoolOptions::new();
    Crate { library: "sqlx-rust", name: "sqlx" }.default(json!({
        "max_open": pool.get_max_connections(),
        "min_idle": pool.get_min_connections(),
        "max_lifetime": seconds(pool.get_max_lifetime()),
        "max_idle_time": seconds(pool.get_idle_timeout()),
        "acquire_timeout": seconds(Some(pool.get_acquire_timeout())),
        "validation": pool.get_test_before_acquire(),
    }));
}
