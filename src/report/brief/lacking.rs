//! The checks that could not be made: how many, and the one input that would unlock most of them.

use std::collections::HashMap;

use crate::report::{Report, verdict};

/// Inputs by a part of what a check says that it lacked, with how each is given.
const INPUTS: [(&str, &str); 9] = [
    ("--dsn", "a server: --dsn"),
    ("--config", "the application's side: poolcheck PATH"),
    ("--evidence", "--evidence"),
    ("SHOW GLOBAL STATUS", "counters: SHOW GLOBAL STATUS"),
    ("counters of", "a capture from later"),
    ("workload", "--workload peak_qps=N,hold_time=TIME"),
    ("memory", "`server: {memory: 16GiB}`"),
    ("`path`", "`path`"),
    ("connections_per_request", "`connections_per_request`"),
];

/// The checks that lacked an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lacking {
    /// How many.
    pub checks: usize,
    /// How many of them one input would unlock, and how it is given.
    pub most: Option<(usize, &'static str)>,
}

/// What was lacking; none where every check was made.
pub fn of(report: &Report<'_>) -> Option<Lacking> {
    let checks = verdict::rules_skipped(report);
    let unlocked = INPUTS.iter().rev().map(|(mark, how)| (that_lack(report, mark), *how));
    let most = unlocked.max_by_key(|(unlocked, _)| *unlocked).filter(|(unlocked, _)| *unlocked > 0);
    (checks > 0).then_some(Lacking { checks, most })
}

impl Lacking {
    /// `8 checks that lacked an input (3 need --evidence)`.
    pub fn phrase(&self) -> String {
        let checks = if self.checks == 1 { "1 check" } else { &format!("{} checks", self.checks) };
        let most = self.most.map_or(String::new(), |(unlocked, how)| match unlocked {
            all if all == self.checks => format!(" ({how})"),
            1 => format!(" (1 needs {how})"),
            several => format!(" ({several} need {how})"),
        });
        format!("{checks} that lacked an input{most}")
    }
}

/// What was lacking, each with the rules that lacked it.
pub fn reasons<'a>(report: &Report<'a>) -> Vec<(&'a str, Vec<&'a str>)> {
    grouped(report.audit.skipped.iter().map(|skipped| (skipped.needs.as_str(), skipped.rule)))
}

/// What belongs together, in the order of the firsts.
pub fn grouped<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut places = HashMap::new();
    for (group, item) in pairs {
        let at = *places.entry(group).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, items)) => items.push(item),
            None => groups.push((group, vec![item])),
        }
    }
    groups
}

fn that_lack(report: &Report<'_>, mark: &str) -> usize {
    let lack = report.audit.skipped.iter().filter(|skipped| skipped.needs.contains(mark));
    let mut rules: Vec<_> = lack.map(|skipped| skipped.rule).collect();
    rules.dedup();
    rules.len()
}
