//! Something between client and server ends queries that run longer than it lets a connection be silent.

use std::time::Duration;

use crate::audit::context::{Context, client_fact};
use crate::audit::finding::{Fact, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule, Skip};
use crate::audit::{closing, remedies, timeouts};
use crate::client::pool::Pool;
use crate::client::pool::hop::{Counts, Hop};
use crate::text::quantity::{show_duration, show_seconds};

/// hop-cuts-queries
pub(super) static RULE: Rule = Rule {
    name: "hop-cuts-queries",
    summary: "a load balancer, proxy or firewall ends queries that are meant to run longer",
    category: Category::Timeouts,
    severity: Severity::Warning,
    needs: &[Need::Config],
    docs: include_str!("hop_cuts_queries.md"),
    check: Check::Pool(check),
};

/// How long a query is meant to run, and who says so.
struct Meant {
    time: Duration,
    fact: Fact,
    says: String,
}

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let ending = closing::ending_hops(cx, pool)?.into_iter();
    let first = ending.filter(|(hop, _)| hop.counts == Counts::Packets).min_by_key(|(_, idle)| *idle);
    let Some((hop, idle)) = first else { return Ok(None) };
    match meant(cx, pool)? {
        Some(meant) if meant.time > idle => Ok(Some(finding(hop, idle, meant))),
        _ => Ok(None),
    }
}

/// The longest query that somebody means: the workload's own word before the server's limit of statements.
fn meant(cx: &Context<'_>, pool: &Pool) -> Result<Option<Meant>, Skip> {
    if let Some(stated) = pool.workload.as_ref().and_then(|workload| workload.hold_time.as_ref()) {
        let (time, shown) = (stated.value.mean, show_duration(stated.value.mean));
        let fact = client_fact("hold_time", &shown, &stated.origin);
        return Ok(Some(Meant { time, fact, says: format!("hold_time {shown}") }));
    }
    match timeouts::statement_limit(cx) {
        Ok(Some(limit)) => {
            let says = format!("{} {}", limit.name, show_seconds(limit.time));
            Ok(Some(Meant { time: limit.time, fact: limit.fact(), says }))
        }
        Ok(None) => Err(Skip::lacking(format!("how long queries of pool {} run (a workload's hold_time)", pool.name))),
        Err(skip) => Err(skip),
    }
}

fn finding(hop: &Hop, idle: Duration, meant: Meant) -> Finding {
    let (name, limit) = (&hop.name.value, show_duration(idle));
    let origin = hop.idle.as_ref().map_or_else(|| hop.name.origin.clone(), |stated| stated.origin.clone());
    let fact = Fact { side: Side::Path, name: format!("{name} idle"), value: limit.clone(), origin };
    let seconds = remedies::whole_seconds(timeouts::clear_above(meant.time));
    Finding::new(&RULE, format!("{name} lets a connection be silent for {limit}, and a query may run for longer: {}", meant.says))
        .subject(name.clone())
        .at(&hop.name.origin)
        .consequence(format!(
            "while a query runs nothing is sent, so {name} ends its connection after {limit}; the query fails, runs on in the server, \
             and a write is still done"
        ))
        .fact(fact)
        .fact(meant.fact)
        .remedy(Remedy::advice(Side::Path, format!("raise the idle limit of {name} to {seconds} s, where it can be changed")))
        .remedy(Remedy::advice(
            Side::Server,
            format!("limit statements below {limit} (max_execution_time for SELECTs on MySQL, max_statement_time on MariaDB)"),
        ))
}
