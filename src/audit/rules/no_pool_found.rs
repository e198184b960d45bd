//! Configurations were given, and none holds a pool: a gate on the wrong file must not pass.

use crate::audit::context::Context;
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::text::quantity::plural;

/// no-pool-found
pub(super) static RULE: Rule = Rule {
    name: "no-pool-found",
    summary: "none of the given configurations holds a pool",
    category: Category::Config,
    severity: Severity::Error,
    needs: &[Need::Config],
    docs: include_str!("no_pool_found.md"),
    check: Check::Fleet(check),
};

/// The files that the message names.
const NAMED: usize = 3;

fn check(cx: &Context<'_>) -> FleetVerdict {
    if !cx.config_given {
        return Err(Skip::lacking("a configuration (--config)"));
    }
    if !cx.client.pools.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![
        Finding::new(&RULE, format!("no connection pool was found in {}", files(cx)))
            .consequence("nothing of the application's side was checked: a gate on the wrong file would always pass")
            .remedy(Remedy::advice(
                Side::Client,
                "give the file that sets the pool's size, or write the settings in poolcheck's own form: \
                 `pool: {library: go, max_open: 40, max_lifetime: 5m}`",
            )),
    ])
}

/// What the message names: where was looked and for what, or the files.
fn files(cx: &Context<'_>) -> String {
    let walked = &cx.client.walked;
    if !walked.is_empty() {
        return format!(
            "{}: {} looked at, {} read (those that speak of a pool, of MySQL or MariaDB, or of processes)",
            walked.roots.join(", "),
            plural(walked.files as u64, "file"),
            cx.client.sources.len(),
        );
    }
    // A go.mod never holds a pool, and may have been read only because it stands beside.
    let all = || cx.client.sources.iter().map(|source| source.name().as_ref());
    let configs: Vec<_> = all().filter(|name| !name.ends_with("go.mod")).collect();
    let names = if configs.is_empty() { all().collect() } else { configs };
    match names.as_slice() {
        [] => "the configuration".to_owned(),
        names if names.len() <= NAMED => names.join(", "),
        names => format!(
            "{} and {} more",
            names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", "),
            names.len() - NAMED
        ),
    }
}
