//! What the application will do: its pools, as its files and flags describe them.
//!
//! [`read`] is the way in. It finds the pools in the trees that [`source`](crate::source) makes of files ([`own`], [`discover`],
//! [`go`]), chooses among their profiles ([`profiles`]), counts the processes that hold them ([`deploy`]), lets the command line have
//! its say ([`flags`]), and gives each setting the effective value of its library ([`libraries`]). It knows no server and no rule.
//!
//! Imports run one way: `pool ← libraries ← value ← {own, discover, go} ← programs, profiles, deploy ← flags ← read`.
//!
//! | word | meaning |
//! | --- | --- |
//! | library | a pool's implementation, as data: names, sites, defaults, and what it makes of what is written |
//! | name | a library's own key for a setting, with its unit and what zero means: `maximumPoolSize` |
//! | key | a canonical setting, the same for all libraries: `max_open` |
//! | setting | the value of a key in one pool, with its origin and how another value would be written there |
//! | input | what is written under a name that is no setting by itself: an overflow, a sweeper's period |
//! | site | where sections of a library stand in files: `spring.datasource.hikari` |
//! | section, field | a mapping of a file, and a key in it with its single value |
//! | place | a stretch of a file: line and column ([`text::place`](crate::text::place)) |
//! | draft | a pool while it is being read: what is written is there, its library's defaults are not |
//! | unseen | a setting that somebody may have set where the reader cannot see it: no default is assumed |
//! | profile | one of several descriptions of a program, of which one counts: Spring's profiles, Rails' environments |
//! | remark | something noticed while reading, for a rule to judge |
//! | settle | what a library makes of what is written: clamps, sums, silent replacements |

pub mod deploy;
mod discover;
pub mod flags;
pub mod go;
mod labels;
pub mod libraries;
mod locks;
pub mod options;
pub mod own;
pub mod pool;
mod profiles;
mod programs;
pub mod read;
pub mod seen;
mod value;

use std::collections::BTreeSet;
use std::sync::Arc;

use own::Machine;
use pool::Pool;
use pool::remark::Remark;

use crate::source::files::walked::Walked;
use crate::text::index::Index;
use crate::text::origin::Stated;
use crate::text::place::{Place, SourceFile};

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
    /// Where a database's URL stands, if there is no pool at all.
    pub seen: Option<seen::Seen>,
    /// The services that the pools belong to, where a fleet file names them.
    pub services: Vec<Service>,
    /// The pools, the files and the services by their names.
    pub(crate) indexes: [Index; 3],
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
        let [_, _, index] = &self.indexes;
        index.find(&self.services, &pool.name, |service| service.pools.iter().map(String::as_str))
    }

    /// The pool with this name.
    pub fn pool(&self, name: &str) -> Option<&Pool> {
        let [index, _, _] = &self.indexes;
        index.find(&self.pools, name, |pool| [pool.name.as_str()])
    }

    /// The file with this name, where it says something of pools.
    pub fn source(&self, name: &str) -> Option<&Arc<SourceFile>> {
        let [_, index, _] = &self.indexes;
        index.find(&self.sources, name, |source| [source.name().as_ref()])
    }
}
