//! Several servers in one report: what every format sees of a fleet file's run.

use super::{Report, prose, verdict};
use crate::audit::finding::{Finding, Severity};
use crate::audit::group::{self, Group};
use crate::text::quantity::plural;

/// The audits of a fleet file, in its order.
#[derive(Debug, Clone)]
pub struct Fleet<'a> {
    /// The file's name as the user gave it.
    pub file: &'a str,
    /// One audit for each server.
    pub audits: Vec<Part<'a>>,
}

/// One server's audit.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The server's name in the fleet file.
    pub name: &'a str,
    /// Its audit with its inputs.
    pub report: Report<'a>,
}

impl Part<'_> {
    /// The names of its services.
    pub fn services(&self) -> Vec<&str> {
        self.report.client.services.iter().map(|service| service.name.as_str()).collect()
    }

    /// `main: checkout, jobs`.
    pub fn title(&self) -> String {
        let services = self.services();
        let services = if services.is_empty() { "no service".to_owned() } else { services.join(", ") };
        prose::one_line(&format!("{}: {services}", self.name))
    }

    /// A finding's message with the server before it, for formats that show findings without their server.
    pub fn message(&self, finding: &Finding) -> String {
        prose::one_line(&format!("{}: {}", self.name, prose::message(finding)))
    }
}

impl<'a> Fleet<'a> {
    /// How many findings of all servers have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.audits.iter().map(|part| part.report.audit.count(severity)).sum()
    }

    /// The worst finding with its server; of equals the first.
    pub fn worst(&self) -> Option<(&Part<'a>, &'a Finding)> {
        let firsts = self.audits.iter().filter_map(|part| Some((part, part.report.audit.findings.first()?)));
        firsts.rev().max_by_key(|(_, finding)| finding.severity)
    }

    /// `2 errors, 1 warning on 2 of 3 servers`, one for each cause and server; none where nothing as bad was found.
    pub fn counts(&self) -> Option<String> {
        let groups: Vec<_> = self.audits.iter().map(|part| group::groups(&part.report.audit.findings)).collect();
        let is_bad = |groups: &&Vec<Group<'_>>| groups.iter().any(|group| group.severity() > Severity::Info);
        let on = groups.iter().filter(is_bad).count();
        let all = groups.iter().flatten();
        let counts = verdict::tally(|severity| all.clone().filter(|group| group.severity() == severity).count())?;
        Some(format!("{counts} on {on} of {}", plural(self.audits.len() as u64, "server")))
    }

    /// The servers that could not be audited, in words.
    pub fn unaudited(&self) -> Option<String> {
        let away = self.audits.iter().filter(|part| part.report.server.unreachable().is_some());
        let away: Vec<_> = away.map(|part| part.name).collect();
        let servers = plural(self.audits.len() as u64, "server");
        (!away.is_empty()).then(|| format!("{} of {servers} could not be audited ({})", away.len(), away.join(", ")))
    }

    /// The verdict in one line: what is missing, the counts, the worst finding.
    pub fn verdict(&self) -> String {
        let found = if let (Some(counts), Some((part, worst))) = (self.counts(), self.worst()) {
            format!("{counts}: {}", part.message(worst))
        } else {
            let pools: usize = self.audits.iter().map(|part| part.report.client.pools.len()).sum();
            let servers = plural(self.audits.len() as u64, "server");
            format!("no problems found: {servers}, {}", plural(pools as u64, "pool"))
        };
        prose::one_line(&self.unaudited().map_or(found.clone(), |away| format!("{away}; {found}")))
    }
}
