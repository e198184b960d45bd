//! mobc with a manager that is the application's own, as its manual shows one.

use std::sync::Arc;
use std::time::Duration;

use mobc::{Manager, async_trait};
use mysql_async::prelude::Queryable;
use serde::Deserialize;

use super::{Library, Pool, Run, wait};
use crate::fault::Outcome;

pub const MOBC: Library = Library { name: "mobc", crates: &["mobc", "mysql_async@0.37"], open };

#[derive(Deserialize)]
struct Settings {
    mysql: Mysql,
}

#[derive(Deserialize)]
struct Mysql {
    url: String,
    mobc: Options,
}

#[derive(Deserialize)]
pub struct Options {
    max_open: u64,
    max_idle: Option<u64>,
    health_check: Option<bool>,
    max_lifetime_secs: Option<u64>,
}

struct Opens(mysql_async::Opts);

#[async_trait]
impl Manager for Opens {
    type Connection = mysql_async::Conn;
    type Error = mysql_async::Error;

    async fn connect(&self) -> Result<Self::Connection, Self::Error> {
        mysql_async::Conn::new(self.0.clone()).await
    }

    async fn check(&self, mut connection: Self::Connection) -> Result<Self::Connection, Self::Error> {
        connection.ping().await?;
        Ok(connection)
    }
}

/// A pool of whatever a manager opens.
pub fn pool<M: Manager>(said: &Options, manager: M) -> mobc::Pool<M> {
    let mut options = mobc::Pool::builder().max_open(said.max_open);
    if let Some(idle) = said.max_idle {
        options = options.max_idle(idle);
    }
    if let Some(check) = said.health_check {
        options = options.test_on_check_out(check);
    }
    if let Some(seconds) = said.max_lifetime_secs {
        options = options.max_lifetime(Some(Duration::from_secs(seconds)));
    }
    options.build(manager)
}

fn open(text: &str) -> Outcome<Arc<dyn Pool>> {
    let said = toml::from_str::<Settings>(text)?.mysql;
    Ok(Arc::new(pool(&said.mobc, Opens(mysql_async::Opts::from_url(&said.url)?))))
}

impl Pool for mobc::Pool<Opens> {
    fn borrowed(&self, work: &mut dyn FnMut(Run<'_>) -> Outcome) -> Outcome {
        let mut connection = wait(self.get())?;
        work(&mut |sql| Ok(wait(connection.query_drop(sql))?))
    }
}
