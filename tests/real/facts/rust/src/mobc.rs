//! mobc, whose idle limit counts from a connection's beginning.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::Duration;

use mobc::{async_trait, Builder, Manager, Pool};
use serde_json::{json, Value};
use tokio::time::{sleep, Instant};

use crate::answers::Crate;

const MOBC: Crate = Crate { library: "mobc-rust", name: "mobc" };

/// Numbers what is opened and counts what is checked, so that no server is needed.
#[derive(Clone, Default)]
struct Opened {
    opened: Arc<AtomicU64>,
    checked: Arc<AtomicU64>,
}

#[async_trait]
impl Manager for Opened {
    type Connection = u64;
    type Error = ();

    async fn connect(&self) -> Result<u64, ()> {
        Ok(self.opened.fetch_add(1, Ordering::SeqCst))
    }

    async fn check(&self, connection: u64) -> Result<u64, ()> {
        self.checked.fetch_add(1, Ordering::SeqCst);
        Ok(connection)
    }
}

/// How many a pool gives before it makes one wait, and how many of them it keeps.
async fn counts(builder: Builder<Opened>) -> Value {
    let pool = builder.get_timeout(Some(Duration::from_millis(100))).build(Opened::default());
    let mut taken = Vec::new();
    while let Ok(connection) = pool.get().await {
        taken.push(connection);
    }
    let open = taken.len();
    drop(taken);
    sleep(Duration::from_millis(200)).await;
    json!({"max_open": open, "max_idle": pool.state().await.idle})
}

/// Whether it checks a connection that is taken again.
async fn checks() -> bool {
    let manager = Opened::default();
    let pool = Pool::builder().build(manager.clone());
    for _ in 0..2 {
        drop(pool.get().await);
        sleep(Duration::from_millis(50)).await;
    }
    manager.checked.load(Ordering::SeqCst) > 0
}

/// How long a connection lives that is never unused for as long as the limit, in whole seconds.
async fn lifetime(builder: Builder<Opened>) -> u64 {
    let manager = Opened::default();
    let pool = builder.build(manager.clone());
    let start = Instant::now();
    while manager.opened.load(Ordering::SeqCst) < 2 && start.elapsed() < Duration::from_secs(5) {
        drop(pool.get().await);
        sleep(Duration::from_millis(50)).await;
    }
    start.elapsed().as_secs()
}

async fn says() {
    let Value::Object(mut settings) = counts(Pool::builder()).await else { return };
    settings.insert("validation".to_owned(), json!(checks().await));
    MOBC.default(Value::Object(settings));

    let url = "url = \"mysql://app@db/app\"\n";
    let clamped = format!("[database]\n{url}max_open = 3\nmax_idle = 9\nget_timeout = 1\n");
    MOBC.of_file("app.toml", &clamped, counts(Pool::builder().max_open(3).max_idle(9)).await);

    let aged = format!("[database]\n{url}max_idle_lifetime = 1\n");
    let limit = Some(Duration::from_secs(1));
    MOBC.of_file("app.toml", &aged, json!({"max_lifetime": lifetime(Pool::builder().max_idle_lifetime(limit)).await}));
}

pub fn ask() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(says());
}
