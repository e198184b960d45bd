//! The server's memory at a number of connections: a range, because most of it is taken on demand.
//!
//! - *floor*: the caches that are filled in time, and sessions that do nothing;
//! - *likely*: the same, with each busy session holding one of each of its buffers;
//! - *worst*: every session busy at once with all buffers at full size, which is the check that RDS itself makes
//!   (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Troubleshooting.html>, `incompatible-parameters`).
//!
//! `max_allowed_packet` × connections is no part of it: that buffer grows only for a session that is sent such a packet, and
//! shrinks again. Under a thread pool only its threads are busy.

use super::context::Context;
use super::rule::Skip;
use super::thresholds::{MEMORY_BUSY, Threshold};
use crate::client::pool::Pool;
use crate::server::Server;

/// Bytes for each session in `performance_schema`, as RDS counts them.
const PERFORMANCE_SCHEMA: u64 = 257_700;

/// What a busy session takes, each of them once.
const BUFFERS: [&str; 5] =
    ["sort_buffer_size", "join_buffer_size", "read_buffer_size", "read_rnd_buffer_size", "thread_stack"];

/// Caches of the whole server beside InnoDB's, where the flavour has them.
const CACHES: [&str; 4] =
    ["innodb_log_buffer_size", "key_buffer_size", "aria_pagecache_buffer_size", "query_cache_size"];

/// The parts that the memory of any number of connections is made of, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// The caches of the whole server.
    pub caches: u64,
    /// A session that does nothing.
    pub idle_session: u64,
    /// What a busy session takes on top.
    pub busy_session: u64,
    /// What each session may take in performance_schema at worst.
    pub instrumentation: u64,
    /// Temporary tables in memory at worst, counted once as RDS does.
    pub temporary: u64,
    /// The most sessions that can be busy at once, where a thread pool limits them.
    pub threads: Option<Threads>,
}

/// The threads of a thread pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads {
    /// At work when all goes well: each group's own and its helpers.
    pub likely: u64,
    /// At most.
    pub worst: u64,
}

/// The range at one number of connections, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// At least.
    pub floor: u64,
    /// To be expected.
    pub likely: u64,
    /// At most, as RDS counts.
    pub worst: u64,
}

impl Memory {
    /// Reads the parts off a server.
    ///
    /// # Errors
    /// A variable that every server has is absent.
    pub fn of(cx: &Context<'_>, server: &Server) -> Result<Self, Skip> {
        let size = |name: &str| cx.variable(name).map(|stated| stated.value);
        let optional = |name: &str| server.variable(name).map_or(0, |stated| stated.value);
        let mut busy_session = optional("binlog_cache_size");
        for name in BUFFERS {
            busy_session = size(name)?.saturating_add(busy_session);
        }
        let caches =
            CACHES.iter().fold(size("innodb_buffer_pool_size")?, |sum, name| sum.saturating_add(optional(name)));
        let instrumented = server.variables.switch("performance_schema").unwrap_or(false);
        Ok(Self {
            caches,
            idle_session: (server.flavor.idle_session)(server.version),
            busy_session,
            instrumentation: if instrumented { PERFORMANCE_SCHEMA } else { 0 },
            temporary: optional("tmp_table_size"),
            threads: Threads::of(server),
        })
    }

    /// The range at a number of connections, of which `busy` are busy at once.
    pub fn at(&self, connections: u64, busy: u64) -> Range {
        let busy = self.threads.map_or(busy, |threads| busy.min(threads.likely)).min(connections);
        let worst = self.threads.map_or(connections, |threads| threads.worst.min(connections));
        let idle = self.idle_session.saturating_mul(connections);
        let floor = self.caches.saturating_add(idle);
        let all_buffers = self.busy_session.saturating_mul(worst);
        let instrumentation = self.instrumentation.saturating_mul(connections);
        let caches = self.caches.saturating_add(self.temporary);
        Range {
            floor,
            likely: floor.saturating_add(self.busy_session.saturating_mul(busy)),
            worst: caches.saturating_add(all_buffers).saturating_add(idle.max(instrumentation)),
        }
    }
}

impl Threads {
    /// The thread pool's, where the server has one: MariaDB and Percona Server by `thread_handling`, MySQL Enterprise by
    /// its plugin's.
    fn of(server: &Server) -> Option<Self> {
        let handling = server.variables.text("thread_handling")?;
        if !handling.eq_ignore_ascii_case("pool-of-threads") && !handling.eq_ignore_ascii_case("loaded-dynamically") {
            return None;
        }
        let number = |name: &str| server.variable(name).map(|stated| stated.value);
        // A group runs one thread, and up to thread_pool_oversubscribe (3 by default) more when one of them stalls.
        let group = number("thread_pool_oversubscribe").unwrap_or(3).saturating_add(1);
        let worst = number("thread_pool_max_threads").filter(|most| *most > 0).unwrap_or(u64::MAX);
        let likely = number("thread_pool_size").map_or(worst, |groups| groups.saturating_mul(group)).min(worst);
        Some(Self { likely, worst })
    }
}

/// How many of `connections` are busy at once: the stated peaks of the pools, else a share of them.
pub fn busy(cx: &Context<'_>, pools: &[&Pool], connections: u64) -> u64 {
    let peaks: Option<Vec<f64>> = pools
        .iter()
        .map(|pool| {
            let peak = pool.workload.as_ref()?.peak(&pool.instances)?;
            Some(peak.per_instance * pool.instances.maximum() as f64)
        })
        .collect();
    // Neither is negative, and both are far below 2^52.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let busy = match peaks.filter(|peaks| !peaks.is_empty()) {
        Some(peaks) => peaks.iter().sum::<f64>().ceil() as u64,
        None => (connections as f64 * share(cx, &MEMORY_BUSY)).ceil() as u64,
    };
    busy.min(connections)
}

fn share(cx: &Context<'_>, percent: &Threshold) -> f64 {
    (cx.threshold(percent) / 100.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DEFAULTS: Memory = Memory {
        caches: 128 << 20,
        idle_session: 200 << 10,
        busy_session: 3 << 20,
        instrumentation: 0,
        temporary: 16 << 20,
        threads: None,
    };

    #[test]
    fn idle_sessions_are_cheap_and_busy_ones_are_not() {
        let range = DEFAULTS.at(1000, 100);
        assert_eq!(range.floor, (128 << 20) + 1000 * (200 << 10));
        assert_eq!(range.likely, range.floor + 100 * (3 << 20));
        assert!(range.worst > 3000 << 20);
    }

    #[test]
    fn under_a_thread_pool_only_its_threads_are_busy() {
        let pooled = Memory { threads: Some(Threads { likely: 48, worst: 256 }), ..DEFAULTS };
        let range = pooled.at(10_000, 5000);
        assert_eq!(range.likely, range.floor + 48 * (3 << 20));
        assert!(range.worst < DEFAULTS.at(10_000, 5000).likely);
    }

    proptest! {
        #[test]
        fn the_range_is_in_order_and_grows(connections in 0_u64..100_000, busy in 0_u64..100_000, pool in 0_u64..2000) {
            for threads in [None, Some(Threads { likely: pool.min(64), worst: pool })] {
                let memory = Memory { threads, ..DEFAULTS };
                let range = memory.at(connections, busy);
                prop_assert!(range.floor <= range.likely && range.likely <= range.worst);
                prop_assert!(memory.at(connections + 1, busy).likely >= range.likely);
            }
        }

        #[test]
        fn no_size_overflows(size in proptest::num::u64::ANY, connections in proptest::num::u64::ANY) {
            let memory = Memory { busy_session: size, caches: size, ..DEFAULTS };
            let _ = memory.at(connections, connections);
        }
    }
}
