//! The `mysql_async` crate, which takes its pool's settings out of the URL.

use mysql_async::Opts;
use serde_json::{json, Value};

use crate::answers::{Crate, seconds};

const MYSQL_ASYNC: Crate = Crate { library: "mysql-async-rust", name: "mysql_async" };

fn settings(url: &str) -> Value {
    let opts = Opts::from_url(url).expect("a URL");
    let mut settings = json!({
        "max_open": opts.pool_opts().constraints().max(),
        "min_idle": opts.pool_opts().constraints().min(),
        "max_lifetime": seconds(opts.abs_conn_ttl()),
    });
    if let Some(time) = opts.tcp_keepalive() {
        settings["tcp_keepalive"] = json!(f64::from(time) / 1000.0);
    }
    // Unset it is the server's wait_timeout.
    if let Some(time) = opts.conn_ttl() {
        settings["max_idle_time"] = seconds(Some(time));
    }
    settings
}

pub fn ask() {
    MYSQL_ASYNC.default(settings("mysql://app@db/app"));
    // Without a parameter of its own a URL may as well be the `mysql` crate's.
    for params in ["pool_min=2&pool_max=20&conn_ttl=60", "pool_max=20&conn_ttl=120&abs_conn_ttl=3600&tcp_keepalive=30000"] {
        let url = format!("mysql://app@db/app?{params}");
        MYSQL_ASYNC.of_url(&url, settings(&url));
    }
}
