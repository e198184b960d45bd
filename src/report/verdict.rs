//! The first line: what a tired engineer needs to know before anything else.

use super::Report;
use crate::audit::finding::Severity;
use crate::server::ServerState;
use crate::text::quantity::plural;

/// The verdict in one line: the counts and the worst finding, or what was checked and what was not.
pub fn line(report: &Report<'_>) -> String {
    let mut line = match counts(report) {
        Some(counts) => format!("{counts}{}", worst(report)),
        None => format!("no problems found: {}", checked(report)),
    };
    if let Some(gap) = gap(report) {
        line.push_str(&format!(" ({gap})"));
    }
    line
}

/// `2 errors, 1 warning`; none where nothing was found.
pub fn counts(report: &Report<'_>) -> Option<String> {
    let counts: Vec<_> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .map(|severity| (report.audit.count(severity) as u64, severity.name()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| plural(count, name))
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

fn worst(report: &Report<'_>) -> String {
    match report.audit.findings.first() {
        None => String::new(),
        Some(worst) => match &worst.pool {
            Some(pool) => format!("; {pool}: {}", worst.message),
            None => format!("; {}", worst.message),
        },
    }
}

fn checked(report: &Report<'_>) -> String {
    let pools = report.client.pools.iter().filter(|pool| pool.is_judged()).count() as u64;
    let judged = plural(report.audit.judged as u64, "rule");
    format!("{}, {judged} judged, {} skipped", plural(pools, "pool"), rules_skipped(report))
}

/// How many rules were skipped, wholly or for some pool.
pub fn rules_skipped(report: &Report<'_>) -> usize {
    let mut names: Vec<_> = report.audit.skipped.iter().map(|skipped| skipped.rule).collect();
    names.dedup();
    names.len()
}

/// What the audit went without.
fn gap(report: &Report<'_>) -> Option<String> {
    let server = match report.server {
        ServerState::Known(_) => None,
        ServerState::NotGiven => Some("no server was given".to_owned()),
        ServerState::Refused(refusal) => Some(format!("{} refused the connection", refusal.target)),
        ServerState::Unreachable(unreachable) => Some(format!("server not audited: {unreachable}")),
    };
    let config = (!report.config_given).then(|| "no config was given".to_owned());
    let gaps: Vec<_> = server.into_iter().chain(config).collect();
    (!gaps.is_empty()).then(|| gaps.join("; "))
}
