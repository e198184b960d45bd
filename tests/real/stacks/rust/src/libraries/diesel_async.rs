//! diesel-async, over the three pools that it knows.

use std::sync::Arc;
use std::time::Duration;

use diesel::sql_query;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncMysqlConnection, RunQueryDsl};
use serde::Deserialize;

use super::{Library, Pool, Run, mobc, wait};
use crate::fault::Outcome;

type Manager = AsyncDieselConnectionManager<AsyncMysqlConnection>;

pub const BB8: Library = Library { name: "bb8", crates: &["bb8", "diesel-async", "mysql_async@0.36"], open: open_bb8 };
pub const DEADPOOL: Library =
    Library { name: "deadpool", crates: &["deadpool", "diesel-async", "mysql_async@0.36"], open: open_deadpool };
pub const MOBC: Library =
    Library { name: "mobc_diesel", crates: &["mobc", "diesel-async", "mysql_async@0.36"], open: open_mobc };

#[derive(Deserialize)]
struct Settings {
    mysql: Mysql,
}

#[derive(Deserialize)]
struct Mysql {
    url: String,
    manager: Option<Managing>,
    pool: Option<deadpool::managed::PoolConfig>,
    bb8: Option<Bb8>,
    mobc: Option<mobc::Options>,
}

#[derive(Deserialize)]
struct Managing {
    recycling_method: String,
}

#[derive(Deserialize)]
struct Bb8 {
    max_size: u32,
    test_on_check_out: Option<bool>,
    max_lifetime: Option<u64>,
}

fn settings(text: &str) -> Outcome<(Mysql, Manager)> {
    let said = toml::from_str::<Settings>(text)?.mysql;
    let mut config = ManagerConfig::default();
    if let Some(manager) = &said.manager {
        assert_eq!(manager.recycling_method, "Fast");
        config.recycling_method = RecyclingMethod::Fast;
    }
    let manager = Manager::new_with_config(&said.url, config);
    Ok((said, manager))
}

fn open_bb8(text: &str) -> Outcome<Arc<dyn Pool>> {
    let (said, manager) = settings(text)?;
    let said = said.bb8.expect("bb8");
    let mut options = bb8::Pool::builder().max_size(said.max_size);
    if let Some(test) = said.test_on_check_out {
        options = options.test_on_check_out(test);
    }
    if let Some(seconds) = said.max_lifetime {
        options = options.max_lifetime(Duration::from_secs(seconds));
    }
    Ok(Arc::new(wait(options.build(manager))?))
}

impl Pool for bb8::Pool<Manager> {
    fn borrowed(&self, work: &mut dyn FnMut(Run<'_>) -> Outcome) -> Outcome {
        let mut connection = wait(self.get())?;
        work(&mut |sql| {
            wait(sql_query(sql).execute(&mut *connection))?;
            Ok(())
        })
    }
}

fn open_deadpool(text: &str) -> Outcome<Arc<dyn Pool>> {
    let (said, manager) = settings(text)?;
    let options = deadpool::managed::Pool::<Manager>::builder(manager).config(said.pool.expect("pool"));
    Ok(Arc::new(options.build()?))
}

impl Pool for deadpool::managed::Pool<Manager> {
    fn borrowed(&self, work: &mut dyn FnMut(Run<'_>) -> Outcome) -> Outcome {
        let mut connection = wait(self.get())?;
        work(&mut |sql| {
            wait(sql_query(sql).execute(&mut connection))?;
            Ok(())
        })
    }

    fn close(self: Arc<Self>) -> Outcome {
        deadpool::managed::Pool::close(&self);
        Ok(())
    }
}

fn open_mobc(text: &str) -> Outcome<Arc<dyn Pool>> {
    let (said, manager) = settings(text)?;
    Ok(Arc::new(mobc::pool(&said.mobc.expect("mobc"), manager)))
}

impl Pool for ::mobc::Pool<Manager> {
    fn borrowed(&self, work: &mut dyn FnMut(Run<'_>) -> Outcome) -> Outcome {
        let mut connection = wait(self.get())?;
        work(&mut |sql| {
            wait(sql_query(sql).execute(&mut *connection))?;
            Ok(())
        })
    }
}
