//! What a person needs first, without a layout: the server in one line, the pools that matter, the findings by cause, what was
//! not judged. Every format for people lays out the same.

pub mod change;
pub mod closers;
pub mod lacking;
pub mod paths;
pub mod pools;
pub mod server;
pub mod told;

use super::Report;
use crate::audit::finding::Severity;
use crate::audit::group::{self, Group};
use crate::text::quantity::plural;
use lacking::Lacking;
use paths::Paths;
use pools::Pools;
use told::Told;

/// A report in brief.
#[derive(Debug)]
pub struct Brief<'a> {
    /// Where the files are, and how their names are shortened.
    pub paths: Paths,
    /// The server, the most important part first; a layout may leave out the last ones.
    pub server: Vec<String>,
    /// The pools with what they may open.
    pub pools: Pools<'a>,
    /// The errors and warnings by cause, worst first.
    pub told: Vec<Told<'a>>,
    /// The infos, each cause with its findings.
    pub infos: Vec<Group<'a>>,
    /// What the checks lacked that could not be made.
    pub lacking: Option<Lacking>,
}

impl<'a> Brief<'a> {
    /// A report in brief; no name of a file is longer than `longest`, where that can be.
    pub fn of(report: &Report<'a>, longest: usize) -> Self {
        let groups = group::groups(&report.audit.findings);
        let (bad, infos): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.severity() > Severity::Info);
        let several = report.client.pools.iter().filter(|pool| pool.is_judged()).nth(1).is_some();
        Self {
            paths: Paths::of(report, longest),
            server: server::parts(report.server),
            pools: Pools::of(report, &bad),
            told: bad.iter().filter_map(|group| told::told(report, group, several)).collect(),
            lacking: lacking::of(report),
            infos,
        }
    }

    /// `2 infos and 8 checks that lacked an input (3 need --evidence)`; none where there is neither.
    pub fn rest(&self) -> Option<String> {
        let infos = (!self.infos.is_empty()).then(|| plural(self.infos.len() as u64, "info"));
        let inert = self.pools.inert as u64;
        let set_aside = (inert > 0).then(|| format!("{} set aside", plural(inert, "pool")));
        let lacking = self.lacking.as_ref().map(Lacking::phrase);
        let rest: Vec<_> = infos.into_iter().chain(set_aside).chain(lacking).collect();
        let (last, others) = rest.split_last()?;
        Some(if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) })
    }
}
