//! The `mysql` crate, which takes its pool's settings out of the URL.

use mysql::Opts;
use serde_json::{json, Value};

use crate::answers::{Crate, seconds};

const MYSQL: Crate = Crate { library: "mysql-rust", name: "mysql" };

fn settings(url: &str) -> Value {
    let opts = Opts::from_url(url).expect("a URL");
    let pool = opts.get_pool_opts();
    let mut settings = json!({
        "max_open": pool.constraints().max(),
        "min_idle": pool.constraints().min(),
        "validation": pool.check_health(),
    });
    if let Some(time) = opts.get_tcp_connect_timeout() {
        settings["connect_timeout"] = seconds(Some(time));
    }
    settings
}

pub fn ask() {
    MYSQL.default(settings("mysql://app@db/app"));
    for params in ["pool_min=2&pool_max=20", "pool_max=20&check_health=false", "pool_max=20&tcp_connect_timeout_ms=3000"] {
        let url = format!("mysql://app@db/app?{params}");
        MYSQL.of_url(&url, settings(&url));
    }
}
