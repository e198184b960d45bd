//! The services that hold one pool, as one number of instances.

use crate::client::pool::draft::Draft;
use crate::client::pool::instances::{Instances, Surge};
use crate::text::origin::{Origin, OriginKind, Stated};

/// One service that holds a pool.
pub(super) struct Holder {
    /// Its name.
    pub(super) name: String,
    /// Its replicas and their processes.
    pub(super) instances: Instances,
    /// The threads of a process, where they are stated.
    pub(super) threads: Option<Stated<u64>>,
}

/// Gives a pool the instances of its holders, and their threads.
pub(super) fn give(draft: &mut Draft, mut holders: Vec<Holder>, why: &str) {
    let own = draft.pool.usage.threads.take();
    if holders.len() < 2 {
        if let Some(Holder { instances, threads, .. }) = holders.pop() {
            draft.pool.instances = instances;
            draft.pool.usage.threads = own.or(threads);
        }
        return;
    }
    if draft.pool.library.connects_each_thread && own.is_none() {
        // Each has another number of threads, and a pool has one: a thread counts as a process.
        holders.iter_mut().for_each(spread);
        draft.pool.usage.threads = None;
    } else {
        let most = holders.iter().filter_map(|holder| holder.threads.clone()).max_by_key(|threads| threads.value);
        draft.pool.usage.threads = own.or(most);
    }
    draft.pool.instances = sum(&holders, why);
}

/// Counts each thread of a holder as a process of its own.
fn spread(holder: &mut Holder) {
    let Some(threads) = holder.threads.take().filter(|threads| threads.value > 1) else { return };
    let processes = &mut holder.instances.processes;
    let note = format!("{} × {} threads ({})", processes.value, threads.value, threads.origin);
    processes.value = processes.value.saturating_mul(threads.value);
    processes.origin.add_note(&note);
}

/// The processes of all holders: each may have another number of them in a replica, so that replicas say nothing.
fn sum(holders: &[Holder], why: &str) -> Instances {
    let each = || holders.iter().map(|holder| &holder.instances);
    let total = |of: fn(&Instances) -> u64| {
        each().fold(0_u64, |sum, one| sum.saturating_add(of(one).saturating_mul(one.processes.value)))
    };
    let part = |of: fn(&Instances) -> &Option<Stated<Surge>>, replicas: fn(&Instances) -> u64| {
        let origin = each().find_map(|one| of(one).as_ref())?.origin.clone();
        Some(Stated::new(Surge::Replicas(total(replicas)), origin))
    };
    let terms: Vec<_> = holders.iter().map(|holder| format!("{} {}", holder.name, holder.instances.steady())).collect();
    let first = each().find(|one| one.origin.place.is_some()).or_else(|| each().next());
    let origin = first.map_or_else(|| Instances::default().origin, |one| one.origin.clone());
    let mut origin = origin.with_note(format!("processes of all services that run it, {why}: {}", terms.join(" + ")));
    if each().any(Instances::is_assumed) {
        origin = Origin { kind: OriginKind::Unresolved, ..origin };
    }
    Instances {
        min: total(|one| one.min),
        max: total(|one| one.max),
        origin,
        surge: part(|one| &one.surge, Instances::surge_replicas),
        terminating: part(|one| &one.terminating, Instances::terminating_replicas),
        processes: Instances::default().processes,
    }
}
