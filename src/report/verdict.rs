//! The first line: what a tired engineer needs to know before anything else.

use super::Report;
use crate::audit::finding::Severity;
use crate::server::{Server, ServerState};
use crate::text::quantity::plural;

/// The verdict in one line: what is missing, the counts and the worst finding, or what was checked.
pub fn line(report: &Report<'_>) -> String {
    let found = match counts(report) {
        Some(counts) => format!("{counts}{}", worst(report)),
        None => format!("no problems found: {}", checked(report)),
    };
    let caveat = report.server.known().and_then(Server::caveat);
    match (report.server, report.server.unreachable(), caveat) {
        (_, Some(unreachable), caveat) => {
            let from =
                caveat.map_or("from the configuration alone".to_owned(), |caveat| format!("{caveat}; judged by these"));
            format!("the server could not be audited: {unreachable}; {from}: {found}")
        }
        (_, None, Some(caveat)) if !report.config_given => {
            format!("{found} (no config was given: the server was judged alone; {caveat})")
        }
        (_, None, Some(caveat)) => format!("{found} ({caveat})"),
        (ServerState::NotGiven, ..) => format!("{found} (no server was given: the configuration was judged alone)"),
        _ if !report.config_given => format!("{found} (no config was given: the server was judged alone)"),
        _ => found,
    }
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
    let judged = plural(report.audit.judged.len() as u64, "rule");
    format!("{}, {judged} judged, {} skipped", plural(pools, "pool"), rules_skipped(report))
}

/// How many rules were skipped, wholly or for some pool.
pub fn rules_skipped(report: &Report<'_>) -> usize {
    let mut names: Vec<_> = report.audit.skipped.iter().map(|skipped| skipped.rule).collect();
    names.dedup();
    names.len()
}
