//! When the pools have filled the server, nobody can log in to see why.

use crate::audit::budget::{Budget, Phase};
use crate::audit::context::Context;
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::fleet::{self, Goal};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};

/// no-way-in-when-full
pub(super) static RULE: Rule = Rule {
    name: "no-way-in-when-full",
    summary: "the pools can fill the server, and no port for administrators is open",
    category: Category::Capacity,
    severity: Severity::Info,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("no_way_in_when_full.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let server = cx.server()?;
    let budget = cx.budget()?;
    let all = budget.max_connections.value;
    let total = budget.total(Phase::Maximum);
    if total < all {
        fleet::all_known(budget)?;
        return Ok(Vec::new());
    }
    let Some(port) = server.flavor.way_in else { return Ok(Vec::new()) };
    let value = server.variables.text(port).ok_or_else(|| Skip::lacking(server.lacking(port)))?;
    if !matches!(value.trim(), "" | "0") {
        return Ok(Vec::new());
    }
    let message = format!("the pools can fill all {all} connections, and {port} is not set");
    let remedy = if port == "extra_port" {
        "open a port that max_connections does not count: extra_port = 3307 and extra_max_connections = 5 under [mysqld], and \
         restart"
    } else {
        "open a port that max_connections does not limit: admin_address = 127.0.0.1 under [mysqld], and restart (admin_port is \
         33062; the account needs SERVICE_CONNECTION_ADMIN)"
    };
    Ok(vec![
        Finding::new(&RULE, message)
            .consequence(
                "when it happens, an administrator has one spare slot, and only if no monitor with such rights holds it; \
                 everybody else who comes to look gets `Error 1040: Too many connections` as well",
            )
            .facts(fleet::facts(cx, budget, Phase::Maximum))
            .facts(fleet::limit_facts(cx, budget))
            .facts(cx.variable_fact(port))
            .remedy(Remedy::advice(Side::Server, remedy))
            .remedies(fleet::smaller_fleet(cx, budget, goal(cx, budget, all)).into_iter().take(1)),
    ])
}

/// At least one connection is left for people.
fn goal(cx: &Context<'_>, budget: &Budget, all: u64) -> Goal {
    let clear = Goal::clear(cx, budget, Phase::Maximum);
    Goal { ceiling: all.saturating_sub(1).min(clear.ceiling), ..clear }
}
