//! A limit that nobody needs, and that the memory could not keep.

use crate::audit::budget::Phase;
use crate::audit::context::Context;
use crate::audit::finding::{Fact, Finding, Severity, Side};
use crate::audit::memory::Memory;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::audit::thresholds::{OVERSIZED_TIMES, OVERSIZED_UPTIME};
use crate::audit::{fleet, remedies};
use crate::text::origin::Origin;
use crate::text::quantity::{show_age, show_duration, show_memory};

/// max-connections-oversized
pub(super) static RULE: Rule = Rule {
    name: "max-connections-oversized",
    summary: "the server's max_connections is far above what is used, and its memory is not there",
    category: Category::Capacity,
    severity: Severity::Info,
    needs: &[Need::Config, Need::Variables, Need::Counters],
    docs: include_str!("max_connections_oversized.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let server = cx.server()?;
    let memory = cx.client.machine.memory.as_ref();
    let memory = memory.ok_or_else(|| Skip::lacking("the server's memory (server: {memory: 16GiB})"))?;
    let budget = cx.budget()?;
    let limit = budget.max_connections.value;
    let peak = cx.seen("Max_used_connections")?;
    let wanted = peak.value.max(budget.total(Phase::Rollout).saturating_add(budget.reserved));
    if limit as f64 <= wanted as f64 * cx.threshold(&OVERSIZED_TIMES) {
        return Ok(Vec::new());
    }
    if let Some(pool) = budget.unlimited_pools.first() {
        return Err(Skip::lacking(format!("a limit of pool {pool}")));
    }
    fleet::all_known(budget)?;
    let least = cx.threshold_time(&OVERSIZED_UPTIME);
    if peak.span < least {
        let lacking =
            format!("a peak of {} or more (it has counted for {})", show_duration(least), show_age(peak.span));
        return Err(Skip::lacking(lacking));
    }
    let worst = Memory::of(cx, server)?.at(limit, limit).worst;
    if worst <= memory.value {
        return Ok(Vec::new());
    }
    let message = format!(
        "max_connections {limit} is far above the {wanted} that are needed, and would take up to {} of {} of memory",
        show_memory(worst),
        show_memory(memory.value)
    );
    let enough = wanted.saturating_mul(2).max(10);
    Ok(vec![
        Finding::new(&RULE, message)
            .consequence(
                "the limit protects nobody: a leak or a storm of retries fills the memory before it fills the connections, and \
                 the kernel ends the whole server instead of the server refusing one client",
            )
            .facts(fleet::limit_facts(cx, budget))
            .fact(peak.fact())
            .facts(fleet::facts(cx, budget, Phase::Rollout))
            .fact(Fact {
                side: Side::Server,
                name: "memory at worst".to_owned(),
                value: format!("{} of {}", show_memory(worst), show_memory(memory.value)),
                origin: Origin::inferred("computed"),
            })
            .remedy(remedies::set_server(cx, "max_connections", enough, "twice what is needed; nobody is dropped by it")),
    ])
}
