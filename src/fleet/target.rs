//! Which server a service uses: one for all of its pools, or one for each.

use super::field::Source;
use crate::source::error::ConfigError;
use crate::source::node::{Entry, Node};
use crate::text::names::nearest;
use crate::text::place::Place;

/// What stands for every pool that is not named.
const OTHERS: &str = "*";

/// The servers of a service's pools.
#[derive(Debug, Clone)]
pub struct Targets {
    /// The pools by name, or all others, each with its server.
    by_pool: Vec<Target>,
    /// Where that is said.
    place: Place,
}

/// A pool's server.
#[derive(Debug, Clone)]
struct Target {
    pool: String,
    server: String,
    place: Place,
}

impl Targets {
    /// One server for all pools.
    pub(super) fn of_all(server: &str, place: Place) -> Self {
        let all = Target { pool: OTHERS.to_owned(), server: server.to_owned(), place: place.clone() };
        Self { by_pool: vec![all], place }
    }

    /// Reads `main`, or `{read: replica, "*": main}`. `servers` are the names to choose from.
    pub(super) fn read(source: Source<'_>, node: &Node, servers: &[&str]) -> Result<Self, ConfigError> {
        let place = source.file.place(node.span);
        if node.entries().is_none() {
            return Ok(Self::of_all(named(source, node, servers)?, place));
        }
        let entries = source.reader().entries("server", node)?.into_iter();
        let target = |entry: &Entry| {
            let server = named(source, &entry.value, servers)?.to_owned();
            Ok(Target { pool: entry.key.clone(), server, place: source.file.place(entry.key_span) })
        };
        Ok(Self { by_pool: entries.map(target).collect::<Result<_, _>>()?, place })
    }

    /// Whether a pool of the service may use this server.
    pub fn name(&self, server: &str) -> bool {
        self.by_pool.iter().any(|target| target.server == server)
    }

    /// The first server that is named: what concerns no pool is said there.
    pub fn first(&self) -> Option<&str> {
        self.by_pool.first().map(|target| target.server.as_str())
    }

    /// The server of a pool.
    pub fn of(&self, pool: &str) -> Option<&str> {
        let find = |name: &str| self.by_pool.iter().find(|target| target.pool == name);
        find(pool).or_else(|| find(OTHERS)).map(|target| target.server.as_str())
    }

    /// Checks that the service's pools are those that are spoken of. That there are none at all is for a rule to say.
    ///
    /// # Errors
    /// A pool has no server, or one is named that is not there.
    pub fn check(&self, service: &str, pools: &[&str]) -> Result<(), ConfigError> {
        if pools.is_empty() {
            return Ok(());
        }
        let lost = self.by_pool.iter().find(|target| target.pool != OTHERS && !pools.contains(&target.pool.as_str()));
        if let Some(lost) = lost {
            let error = ConfigError::at(&lost.place, format!("service {service} has no pool `{}`", lost.pool));
            return Err(match nearest(&lost.pool, pools.iter().copied()) {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error.help(format!("its pools are {}", pools.join(", "))),
            });
        }
        match pools.iter().find(|pool| self.of(pool).is_none()) {
            Some(pool) => {
                let error = ConfigError::at(&self.place, format!("service {service}: no server for its pool `{pool}`"));
                Err(error.help(format!("add `{pool}: SERVER`, or `\"*\": SERVER` for all others")))
            }
            None => Ok(()),
        }
    }
}

fn named<'n>(source: Source<'_>, node: &'n Node, servers: &[&str]) -> Result<&'n str, ConfigError> {
    let name = source.text("server", node)?;
    if servers.contains(&name) {
        return Ok(name);
    }
    let error = source.reader().error(node, format!("there is no server `{name}`"));
    Err(match nearest(name, servers.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!("the servers are {}", servers.join(", "))),
    })
}
