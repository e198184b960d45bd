use std::sync::Arc;
use std::time::Duration;

use mysql::prelude::Queryable;
use r2d2_mysql::MySqlConnectionManager;
use serde::Deserialize;

use super::{Library, Pool, Run};
use crate::fault::Outcome;

pub const R2D2: Library = Library { name: "r2d2", crates: &["r2d2", "r2d2_mysql", "mysql"], open };

#[derive(Deserialize)]
struct Settings {
    database: Database,
}

#[derive(Deserialize)]
struct Database {
    url: String,
    r2d2: Options,
}

#[derive(Deserialize)]
struct Options {
    max_size: u32,
    test_on_check_out: Option<bool>,
    max_lifetime: Option<u64>,
}

fn open(text: &str) -> Outcome<Arc<dyn Pool>> {
    let Database { url, r2d2: said } = toml::from_str::<Settings>(text)?.database;
    let manager = MySqlConnectionManager::new(mysql::OptsBuilder::from_opts(mysql::Opts::from_url(&url)?));
    let mut options = r2d2::Pool::builder().max_size(said.max_size);
    if let Some(test) = said.test_on_check_out {
        options = options.test_on_check_out(test);
    }
    if let Some(seconds) = said.max_lifetime {
        options = options.max_lifetime(Some(Duration::from_secs(seconds)));
    }
    Ok(Arc::new(options.build(manager)?))
}

impl Pool for r2d2::Pool<MySqlConnectionManager> {
    fn borrowed(&self, work: &mut dyn FnMut(Run<'_>) -> Outcome) -> Outcome {
        let mut connection = self.get()?;
        work(&mut |sql| Ok(connection.query_drop(sql)?))
    }
}
