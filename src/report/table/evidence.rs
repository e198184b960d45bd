//! What the server showed beyond its variables and counters, and what it would take to see the rest.

use std::collections::BTreeMap;

use super::layout::columns;
use crate::report::Report;
use crate::server::evidence::Evidence;
use crate::server::evidence::programs::Programs;
use crate::server::evidence::sessions::{Sessions, User};
use crate::text::quantity::plural;

/// The most that a line lists before it counts the rest.
const SHOWN: usize = 6;

/// A line for each kind that was seen; nothing where nobody asked.
pub(super) fn section(report: &Report<'_>, width: usize) -> String {
    let Some(evidence) = report.server.known().and_then(|server| server.evidence.as_ref()) else {
        return String::new();
    };
    let mut rows: Vec<_> = seen(evidence).into_iter().map(|(name, text)| vec![name.to_owned(), text]).collect();
    for (index, missing) in evidence.missing.iter().enumerate() {
        let label = if index == 0 { "not read" } else { "" };
        let grant = missing.grant.as_ref().map(|grant| format!("; needs {grant}")).unwrap_or_default();
        rows.push(vec![label.to_owned(), format!("{}: {}{grant}", missing.evidence, missing.why)]);
    }
    let title = if evidence.redacted { "evidence  hosts and users are redacted" } else { "evidence" };
    format!("\n{title}\n{}", columns(rows, &[], 2, width))
}

fn seen(evidence: &Evidence) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    if let Some(seen) = &evidence.sessions {
        rows.push(("sessions", sessions(seen)));
    }
    if let Some(seen) = &evidence.programs {
        rows.push(("programs", programs(seen)));
    }
    if let Some(seen) = &evidence.accounts {
        let limits = seen.iter().map(|account| {
            let limit = |limit: u64, per: &str| if limit == 0 { String::new() } else { format!(" {limit}{per}") };
            let (at_once, hourly) = (account.max_user_connections, account.max_connections_per_hour);
            let text = format!("{}@{}{}{}", account.user, account.host, limit(at_once, ""), limit(hourly, " an hour"));
            if at_once == 0 && hourly == 0 { format!("{text} none") } else { text }
        });
        rows.push(("account limits", list(limits.collect())));
    }
    if let Some(seen) = &evidence.host_errors {
        let hosts =
            seen.iter().map(|host| format!("{} {}", host.host, plural(host.connect_errors, "broken handshake")));
        rows.push(("host errors", list(hosts.collect())));
    }
    if let Some(seen) = &evidence.variables_set {
        let lost = seen.iter().filter(|set| !set.survives_restart);
        rows.push(("lost at restart", list(lost.map(|set| set.name.clone()).collect())));
    }
    rows
}

fn sessions(sessions: &Sessions) -> String {
    let mut users = sessions.users();
    users.sort_by_key(|user| (std::cmp::Reverse(user.total()), user.name));
    let line = |user: &User<'_>| format!("{} {} from {}", user.name, user.total(), plural(user.hosts(), "host"));
    let seen = list(users.iter().map(line).collect());
    match (sessions.complete, users.is_empty()) {
        (true, _) => seen,
        (false, true) => "not visible to this account".to_owned(),
        (false, false) => format!("{seen}; those of others are not visible to this account"),
    }
}

fn programs(programs: &[Programs]) -> String {
    let mut by_driver: BTreeMap<String, u64> = BTreeMap::new();
    for program in programs {
        let version = program.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        let name = program.program.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        let driver = program.driver.as_deref().unwrap_or("a driver without a name");
        *by_driver.entry(format!("{driver}{version}{name} as {}", program.user)).or_default() += program.count;
    }
    list(by_driver.into_iter().map(|(driver, count)| format!("{driver} {count}")).collect())
}

/// The first of many, and how many more there are.
fn list(items: Vec<String>) -> String {
    let rest = items.len().saturating_sub(SHOWN);
    let mut shown: Vec<_> = items.into_iter().take(SHOWN).collect();
    if rest > 0 {
        shown.push(format!("and {rest} more"));
    }
    if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }
}
