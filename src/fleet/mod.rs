//! The fleet file, `poolcheck.yaml`: a whole platform in one run.
//!
//! ```yaml
//! servers:
//!   main: {dsn: "${MAIN_DSN}", reserved: 10, memory: 16GiB, fallback: captures/main.yaml}
//!   orders: {dsn: captures/orders}
//! services:
//!   checkout:
//!     config: [services/checkout/application.yml]
//!     server: main
//!     replicas: {min: 20, max: 35}
//!     set: {max_open: 40}
//! ```
//!
//! **A server is one audit.** The pools of all its services are one [`Client`](crate::client::Client) ([`join`]), so that every
//! rule sums what the server really gets: the budget, an account's limit, the idle floor. Rules know nothing of fleets.
//!
//! **A service is read by itself**, exactly as its files would be read with `--config`: what one service's file says of all
//! pools (`path:`, a `go.mod`) never reaches another's. What the fleet file says of a service is laid over its files, and
//! flags over both. Its pools may use several servers: `server: {read: replica, "*": main}`. Its pool bears the service's name; of several, each its own name behind it: `checkout.read`.
//!
//! **Paths are relative to the fleet file**, and `${NAME}` in what is said of a server comes from the environment, so that
//! no credential need stand in the file. The environment is handed in: this layer reads none.
//!
//! **Mistakes stop the run before any server is asked**, each with its line: an unknown key or server, a service without a
//! configuration, a variable that is not set. A server without a service is no mistake: it is audited alone.
//!
//! It knows no rule and opens no server.

mod field;
mod file;
pub mod join;
mod server;
mod service;
mod target;
mod variables;

use std::sync::Arc;

pub use file::{is_fleet, read};
pub use server::{SERVER_KEYS, ServerEntry};
pub use service::{Config, Key, SERVICE_KEYS, ServiceEntry};
pub use target::Targets;

use crate::text::place::SourceFile;

/// A fleet file that was read.
#[derive(Debug, Clone)]
pub struct Fleet {
    /// The file, for excerpts.
    pub file: Arc<SourceFile>,
    /// The servers, in the order of the file.
    pub servers: Vec<ServerEntry>,
    /// The services, in the order of the file.
    pub services: Vec<ServiceEntry>,
}

impl Fleet {
    /// The services of a server.
    pub fn services_of<'a>(&'a self, server: &'a ServerEntry) -> impl Iterator<Item = &'a ServiceEntry> {
        self.services.iter().filter(|service| service.targets.name(&server.name))
    }
}
