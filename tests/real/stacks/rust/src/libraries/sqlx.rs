use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use sqlx::mysql::MySqlPoolOptions;
use sqlx::{AssertSqlSafe, MySqlPool};

use super::{Library, Pool, Run, wait};
use crate::fault::Outcome;

pub const SQLX: Library = Library { name: "sqlx", crates: &["sqlx"], open };

#[derive(Deserialize)]
struct Settings {
    sqlx: Options,
}

#[derive(Deserialize)]
struct Options {
    url: String,
    max_connections: u32,
    test_before_acquire: Option<bool>,
    max_lifetime_secs: Option<u64>,
}

fn open(text: &str) -> Outcome<Arc<dyn Pool>> {
    let said = toml::from_str::<Settings>(text)?.sqlx;
    let mut options = MySqlPoolOptions::new().max_connections(said.max_connections);
    if let Some(test) = said.test_before_acquire {
        options = options.test_before_acquire(test);
    }
    if let Some(seconds) = said.max_lifetime_secs {
        options = options.max_lifetime(Duration::from_secs(seconds));
    }
    Ok(Arc::new(wait(options.connect(&said.url))?))
}

impl Pool for MySqlPool {
    fn borrowed(&self, work: &mut dyn FnMut(Run<'_>) -> Outcome) -> Outcome {
        let mut connection = wait(self.acquire())?;
        work(&mut |sql| {
            wait(sqlx::query(AssertSqlSafe(sql.to_string())).execute(&mut *connection))?;
            Ok(())
        })
    }

    fn close(self: Arc<Self>) -> Outcome {
        wait(MySqlPool::close(&self));
        Ok(())
    }
}
