//! The connections that the pools may open need more memory than the server's machine has.

use crate::audit::budget::{Budget, Phase};
use crate::audit::context::Context;
use crate::audit::finding::{Fact, Finding, Remedy, Severity, Side};
use crate::audit::fleet::{self, Goal};
use crate::audit::memory::{Memory, Range, busy};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::text::origin::Origin;
use crate::text::quantity::show_memory;

/// memory-overcommitted
pub(super) static RULE: Rule = Rule {
    name: "memory-overcommitted",
    summary: "the memory that the pools' connections are likely to take is more than the server has",
    category: Category::Capacity,
    severity: Severity::Warning,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("memory_overcommitted.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let server = cx.server()?;
    let stated = cx.client.machine.memory.as_ref();
    let memory = stated.ok_or_else(|| Skip::lacking("the server's memory (server: {memory: 16GiB})"))?;
    let budget = cx.budget()?;
    let parts = Memory::of(cx, server)?;
    let connections = sessions(budget);
    let pools = cx.pools()?;
    let range = parts.at(connections, busy(cx, &pools, connections));
    if range.likely <= memory.value {
        if let Some(pool) = budget.unlimited_pools.first() {
            return Err(Skip::lacking(format!("a limit of pool {pool}")));
        }
        fleet::all_known(budget)?;
        return Ok(Vec::new());
    }
    let message = format!(
        "{connections} connections are likely to take {} of memory, above the server's {}",
        show_memory(range.likely),
        show_memory(memory.value)
    );
    let fits = most_that_fit(connections, memory.value, |n| parts.at(n, busy(cx, &pools, n)).likely);
    Ok(vec![
        Finding::new(&RULE, message)
            .at(&memory.origin)
            .consequence(
                "under load the machine swaps, and every query waits for it, or the kernel kills the server: `Lost connection \
                 to MySQL server during query` for all, and error 2003 until it is back",
            )
            .fact(Fact {
                side: Side::Server,
                name: "memory".to_owned(),
                value: show_memory(memory.value),
                origin: memory.origin.clone(),
            })
            .facts(cx.variable_fact("innodb_buffer_pool_size"))
            .facts(range_facts(&parts, range, connections))
            .fact(computed("fits at", fits.map_or("no connections".to_owned(), |n| format!("{n} connections"))))
            .remedies(fits.into_iter().flat_map(|fits| smaller(cx, budget, fits)))
            .remedy(smaller_caches(&parts, range, memory.value)),
    ])
}

/// What the pools may hold at once: never more than the server admits.
fn sessions(budget: &Budget) -> u64 {
    budget.total(Phase::Rollout).min(budget.max_connections.value)
}

/// The most connections whose likely memory is within the machine's.
fn most_that_fit(connections: u64, memory: u64, likely: impl Fn(u64) -> u64) -> Option<u64> {
    if likely(0) > memory {
        return None;
    }
    let (mut fits, mut too_many) = (0, connections);
    while too_many - fits > 1 {
        let middle = fits + (too_many - fits) / 2;
        if likely(middle) <= memory { fits = middle } else { too_many = middle }
    }
    (fits > 0).then_some(fits)
}

fn range_facts(parts: &Memory, range: Range, connections: u64) -> Vec<Fact> {
    vec![
        computed("caches", show_memory(parts.caches)),
        computed("an idle session", show_memory(parts.idle_session)),
        computed("a busy session's buffers", show_memory(parts.busy_session)),
        computed(
            &format!("{connections} connections"),
            format!(
                "{} at least, {} likely, {} at worst",
                show_memory(range.floor),
                show_memory(range.likely),
                show_memory(range.worst)
            ),
        ),
    ]
}

fn computed(name: &str, value: String) -> Fact {
    Fact { side: Side::Server, name: name.to_owned(), value, origin: Origin::inferred("computed") }
}

fn smaller(cx: &Context<'_>, budget: &Budget, fits: u64) -> Vec<Remedy> {
    let goal = Goal { ceiling: fits, ..Goal::within(budget, Phase::Rollout) };
    fleet::smaller_fleet(cx, budget, goal)
}

fn smaller_caches(parts: &Memory, range: Range, memory: u64) -> Remedy {
    let over = range.likely - memory;
    let text = match parts.caches.checked_sub(over) {
        Some(left) if left > 0 => format!(
            "make innodb_buffer_pool_size and its like smaller by {} (the caches have {}), or sort_buffer_size and \
             join_buffer_size, which every busy session takes",
            show_memory(over),
            show_memory(parts.caches)
        ),
        _ => "use smaller sort_buffer_size and join_buffer_size, which every busy session takes, or a larger machine"
            .to_owned(),
    };
    Remedy::advice(Side::Server, text)
}
