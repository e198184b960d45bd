//! The crates: how a pool is made of a configuration, and how one of its connections is used.

mod diesel_async;
mod mobc;
mod mysql;
mod mysql_async;
mod r2d2;
mod sea_orm;
mod sqlx;

use std::sync::{Arc, LazyLock};

use tokio::runtime::Runtime;

use crate::fault::Outcome;

/// For what is asynchronous.
pub static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime"));

pub type Run<'a> = &'a mut dyn FnMut(&str) -> Outcome;

pub trait Pool: Send + Sync {
    /// Takes a connection, gives `work` what runs a statement on it, and gives the connection back.
    fn borrowed(&self, work: &mut dyn FnMut(Run<'_>) -> Outcome) -> Outcome;

    /// As an application does at its end: by letting go of it where there is nothing else.
    fn close(self: Arc<Self>) -> Outcome {
        drop(self);
        Ok(())
    }
}

pub struct Library {
    name: &'static str,
    /// Those whose versions count.
    pub crates: &'static [&'static str],
    /// Makes a pool of a configuration's text.
    pub open: fn(&str) -> Outcome<Arc<dyn Pool>>,
}

const LIBRARIES: &[Library] = &[
    diesel_async::BB8,
    diesel_async::DEADPOOL,
    diesel_async::MOBC,
    mobc::MOBC,
    mysql::MYSQL,
    mysql_async::MYSQL_ASYNC,
    r2d2::R2D2,
    sea_orm::SEA_ORM,
    sqlx::SQLX,
];

pub fn by_name(name: &str) -> &'static Library {
    LIBRARIES.iter().find(|library| library.name == name).expect("a library that is known")
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    RUNTIME.block_on(work)
}

/// The URL in an environment file.
fn url(env: &str) -> &str {
    env.lines().find_map(|line| line.strip_prefix("DATABASE_URL=")).expect("DATABASE_URL")
}
