use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, TransactionTrait};
use serde::Deserialize;

use super::{Library, Pool, Run, wait};
use crate::fault::Outcome;

pub const SEA_ORM: Library = Library { name: "sea_orm", crates: &["sea-orm", "sqlx"], open };

#[derive(Deserialize)]
struct Settings {
    sea_orm: Options,
}

#[derive(Deserialize)]
struct Options {
    url: String,
    max_connections: u32,
    sqlx_logging: bool,
    test_before_acquire_if_idle_for: Option<u64>,
    max_lifetime: Option<u64>,
}

fn open(text: &str) -> Outcome<Arc<dyn Pool>> {
    let said = toml::from_str::<Settings>(text)?.sea_orm;
    let mut options = ConnectOptions::new(said.url);
    options.max_connections(said.max_connections).sqlx_logging(said.sqlx_logging);
    if let Some(seconds) = said.test_before_acquire_if_idle_for {
        options.test_before_acquire_if_idle_for(Duration::from_secs(seconds));
    }
    if let Some(seconds) = said.max_lifetime {
        options.max_lifetime(Duration::from_secs(seconds));
    }
    Ok(Arc::new(wait(Database::connect(options))?))
}

impl Pool for DatabaseConnection {
    /// A transaction keeps a connection.
    fn borrowed(&self, work: &mut dyn FnMut(Run<'_>) -> Outcome) -> Outcome {
        let transaction = wait(self.begin())?;
        work(&mut |sql| {
            wait(transaction.execute_unprepared(sql))?;
            Ok(())
        })?;
        Ok(wait(transaction.commit())?)
    }

    fn close(self: Arc<Self>) -> Outcome {
        Ok(wait(self.close_by_ref())?)
    }
}
