//! What the application will do: its pools, as its files and flags describe them.
//!
//! [`gather`] finds the files and [`read`] is the way in. It reads files into trees with places ([`source`]), finds the pools in
//! them ([`own`], [`discover`]), counts the processes that hold them ([`deploy`]), lets the command line have its say
//! ([`overrides`]), and gives each setting the effective value of its library ([`libraries`]). It knows no server and no rule.

pub mod deploy;
mod discover;
pub mod flags;
pub mod go;
pub mod libraries;
pub mod options;
pub mod own;
pub mod pool;
mod profiles;
pub mod read;
mod value;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::text::origin::Stated;
use crate::text::place::{Place, SourceFile};
use own::Machine;
use pool::Pool;
use pool::remark::Remark;

use crate::source::files::walked::Walked;

/// Everything that the application's side says.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// The pools, in the order of the files.
    pub pools: Vec<Pool>,
    /// Connections to keep for people, migrations and monitoring.
    pub reserved: Option<Stated<u64>>,
    /// What the user says of the server's machine.
    pub machine: Machine,
    /// What was noticed while reading and is for a rule to judge.
    pub remarks: Vec<Remark>,
    /// The names of all files that were read, in order.
    pub read: Vec<Arc<str>>,
    /// The files that say something of pools, for excerpts and edits; one that was only found and says nothing is let go.
    pub sources: Vec<Arc<SourceFile>>,
    /// Where files were looked for, and what was passed over; empty where each was given by its name.
    pub walked: Walked,
    /// The services that the pools belong to, where a fleet file names them.
    pub services: Vec<Service>,
}

/// A service of a fleet.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// The names of its pools.
    pub pools: BTreeSet<String>,
    /// Its configurations, for messages.
    pub files: Vec<String>,
    /// Where it is named.
    pub place: Place,
}

impl Client {
    /// The service of a pool, where there are services.
    pub fn service_of(&self, pool: &Pool) -> Option<&Service> {
        self.services.iter().find(|service| service.pools.contains(&pool.name))
    }
}
