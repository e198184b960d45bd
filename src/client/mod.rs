//! What the application will do: its pools, as its files and flags describe them.
//!
//! [`gather`] finds the files and [`read`] is the way in. It reads files into trees with places ([`source`]), finds the pools in
//! them ([`own`], [`discover`]), counts the processes that hold them ([`deploy`]), lets the command line have its say
//! ([`overrides`]), and gives each setting the effective value of its library ([`libraries`]). It knows no server and no rule.

pub mod deploy;
pub mod discover;
pub mod draft;
pub mod environment;
pub mod environments;
pub mod error;
pub mod gather;
pub mod go_mod;
pub mod golang;
pub mod instances;
pub mod libraries;
pub mod overrides;
pub mod own;
pub mod parallel;
pub mod path;
pub mod pool;
pub mod read;
pub mod settings;
pub mod source;
pub mod workload;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::text::origin::Stated;
use crate::text::place::{Place, SourceFile};
use pool::Pool;
use source::walked::Walked;

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

/// The server's machine, as the user states it.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    /// Memory in bytes.
    pub memory: Option<Stated<u64>>,
    /// Processor cores.
    pub cpus: Option<Stated<u64>>,
}

/// Something noticed while reading a file.
#[derive(Debug, Clone)]
pub enum Remark {
    /// A key that nothing reads.
    UnknownKey {
        /// The pool whose section holds it; none for the top level.
        pool: Option<String>,
        /// The key as written.
        key: String,
        /// The nearest known key.
        nearest: Option<&'static str>,
        /// Where the key stands, without its quotes.
        place: Place,
        /// The key stands under an anchor, so that other sections would change with it.
        shared: bool,
    },
    /// A bare number where the application's own code decides the unit of a duration.
    BareDuration(BareDuration),
    /// One setting under two names, with different values.
    Twice(Box<Twice>),
}

/// One setting that stands under two names in one section, with different values.
#[derive(Debug, Clone)]
pub struct Twice {
    /// The pool that has it.
    pub pool: String,
    /// The canonical setting.
    pub setting: settings::Key,
    /// The value that is not taken for the pool's.
    pub passed_over: settings::Setting,
    /// The value that is.
    pub taken: settings::Setting,
}

/// A duration written as a bare number.
#[derive(Debug, Clone)]
pub struct BareDuration {
    /// The pool that has it.
    pub pool: String,
    /// The canonical setting.
    pub setting: settings::Key,
    /// The number as written.
    pub text: String,
    /// The number with the unit of seconds, as it would stand at the same place, or why it cannot.
    pub with_unit: Result<String, settings::Hindrance>,
    /// How the unit was settled.
    pub unit: UnitKnowledge,
    /// Where the number stands.
    pub place: Place,
}

/// How sure the reader is of a bare number's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKnowledge {
    /// The application is known to read a Go `time.Duration`: a bare number is nanoseconds.
    Nanoseconds,
    /// Nobody said; seconds were assumed.
    AssumedSeconds,
}
