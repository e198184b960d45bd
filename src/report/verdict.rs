//! The verdict: what a tired engineer needs to know before anything else.

use super::Report;
use crate::audit::finding::Severity;
use crate::audit::group::{self, Group};
use crate::audit::servers::Spread;
use crate::client::pool::Pool;
use crate::server::{Server, ServerState};
use crate::text::names::first_of;
use crate::text::quantity::plural;

/// Pools that are named in the verdict.
const NAMED: usize = 3;

/// The verdict in one line: the counts and the worst, or what was checked; then what it does not cover.
pub fn line(report: &Report<'_>) -> String {
    let found = found(report);
    let caveat = report.server.known().and_then(Server::caveat);
    let line = match (report.server.unreachable(), caveat) {
        (Some(unreachable), caveat) => {
            let from =
                caveat.map_or("from the configuration alone".to_owned(), |caveat| format!("{caveat}; judged by these"));
            format!("the server could not be audited: {unreachable}; {from}: {found}")
        }
        (None, Some(caveat)) => format!("{found} ({caveat})"),
        (None, None) => found,
    };
    [Some(line), which_server(report), uncovered(report), assumed(report)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ")
}

/// The question that is left where the pools lead to several servers, and nothing says which of them this one is.
fn which_server(report: &Report<'_>) -> Option<String> {
    let Spread::Unclear(groups) = &report.audit.spread else { return None };
    let names: Vec<_> = groups.iter().map(|group| group.server.as_str()).collect();
    let names = names.iter().take(SERVERS).copied().collect::<Vec<_>>().join(", ");
    Some(format!(
        "the pools lead to {} servers ({names}), each judged as if it were this one: say which it is with `--host-alias HOST=SERVER`",
        groups.len()
    ))
}

/// The servers that a question names.
const SERVERS: usize = 4;

/// `2 errors, 1 warning`, one for each cause; none where nothing as bad was found.
pub fn counts(report: &Report<'_>) -> Option<String> {
    let groups = group::groups(&report.audit.findings);
    tally(|severity| groups.iter().filter(|group| group.severity() == severity).count())
}

/// Errors and warnings in words; none where there are none.
pub fn tally(count: impl Fn(Severity) -> usize) -> Option<String> {
    let counts: Vec<_> = [Severity::Error, Severity::Warning]
        .into_iter()
        .map(|severity| (count(severity) as u64, severity.name()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| plural(count, name))
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

fn found(report: &Report<'_>) -> String {
    match counts(report) {
        Some(counts) => format!("{counts}: {}", worst(report)),
        None if report.audit.judged.is_empty() => "nothing was judged: every check lacked an input".to_owned(),
        None if !report.client.pools.is_empty() && judged(report).next().is_none() => set_aside(report),
        None => format!("no problems found: {}", checked(report)),
    }
}

/// What the worst group is about, without what follows from it.
fn worst(report: &Report<'_>) -> String {
    let groups = group::groups(&report.audit.findings);
    let Some(worst) = groups.first().and_then(Group::lead) else { return String::new() };
    let what = worst.message.split("; ").next().unwrap_or_default();
    let several = judged(report).nth(1).is_some();
    match worst.pool.as_ref().and_then(|name| report.client.pool(name)).filter(|_| several) {
        Some(pool) => format!("{}: {what}", pool.label),
        None => what.to_owned(),
    }
}

/// Pools that are there, and none of which is judged.
fn set_aside(report: &Report<'_>) -> String {
    let count = report.client.pools.len() as u64;
    let are = if count == 1 { "is" } else { "are" };
    format!("no pool was judged: {} {are} set aside (-v says why)", plural(count, "pool"))
}

fn checked(report: &Report<'_>) -> String {
    let pools = plural(judged(report).count() as u64, "pool");
    format!("{pools}, {}", plural(report.audit.judged.len() as u64, "check"))
}

fn judged<'a>(report: &Report<'a>) -> impl Iterator<Item = &'a Pool> {
    report.client.pools.iter().filter(|pool| pool.is_judged())
}

/// The side that the verdict does not cover.
fn uncovered(report: &Report<'_>) -> Option<String> {
    let has_pools = judged(report).next().is_some();
    match report.server {
        ServerState::NotGiven if has_pools => Some("capacity not judged: no server was given".to_owned()),
        ServerState::NotGiven => Some("no server was given: the configuration was judged alone".to_owned()),
        _ if !report.config_given => Some("no configuration was given: the server was judged alone".to_owned()),
        ServerState::Known(_) if has_pools && report.audit.budget.is_none() => {
            Some("capacity not judged: the server's limit of connections is not known".to_owned())
        }
        _ => None,
    }
}

/// That sums are lower bounds, and whose count is a guess.
fn assumed(report: &Report<'_>) -> Option<String> {
    let names: Vec<_> =
        judged(report).filter(|pool| pool.instances.is_assumed()).map(|pool| pool.label.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    Some(format!("at least: how many processes hold {} is assumed", first_of(&names, NAMED)))
}

/// How many rules were skipped, wholly or for some pool.
pub fn rules_skipped(report: &Report<'_>) -> usize {
    let mut names: Vec<_> = report.audit.skipped.iter().map(|skipped| skipped.rule).collect();
    names.dedup();
    names.len()
}
