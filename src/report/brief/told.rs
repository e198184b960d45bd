//! A group of findings as a person reads it: what collides, where, what users see, and what to type.

use super::change::{self, Change};
use crate::audit::finding::{Fact, Finding, Severity};
use crate::audit::group::Group;
use crate::audit::rules;
use crate::report::{Report, prose};
use crate::text::place::Place;

/// Findings of one cause, told as one.
#[derive(Debug)]
pub struct Told<'a> {
    /// The worst.
    pub severity: Severity,
    /// The rule that says most of it.
    pub rule: &'static str,
    /// Where it is; none where it is at several places, or at none.
    pub place: Option<&'a Place>,
    /// What collides, with both numbers.
    pub what: String,
    /// Each pool or place, where there are several.
    pub members: Vec<Member<'a>>,
    /// What users see; empty where there is nothing to see.
    pub effect: String,
    /// What to type; none where it differs from member to member.
    pub change: Option<Change<'a>>,
    /// What other rules see of the same cause.
    pub others: Vec<String>,
    /// All of its findings, the one that says most first.
    pub findings: Vec<&'a Finding>,
}

/// One of several pools or places of a finding.
#[derive(Debug)]
pub struct Member<'a> {
    /// Where.
    pub place: Option<&'a Place>,
    /// The pool, or what was found there.
    pub what: String,
    /// The value that stands there.
    pub now: Option<&'a str>,
    /// What to type there, where it is not the same everywhere.
    pub change: Option<String>,
}

/// Tells a group, with the pools' names where there are several pools; none where it is empty.
pub fn told<'a>(report: &Report<'a>, group: &Group<'a>, several: bool) -> Option<Told<'a>> {
    let lead = group.lead()?;
    let members = group.members();
    let mut told = Told {
        severity: lead.severity,
        rule: lead.rule,
        place: lead.location.as_ref(),
        what: message(report, lead, several),
        members: Vec::new(),
        effect: effect(lead),
        change: change::of(report, lead),
        others: group.others().into_iter().map(|other| message(report, other, several)).collect(),
        findings: group.findings.clone(),
    };
    if members.len() > 1 {
        told.place = None;
        told.what = summary(report, group, &members);
        let changes: Vec<_> = members.iter().map(|finding| change::of(report, finding)).collect();
        let text = |change: &Option<Change<'a>>| change.as_ref().map(Change::said);
        let same = changes.windows(2).all(|pair| matches!(pair, [one, other] if text(one) == text(other)));
        told.change = told.change.filter(|_| same);
        let member = |(finding, change): (&&'a Finding, Option<Change<'a>>)| Member {
            place: finding.location.as_ref(),
            what: prose::one_line(&finding.message),
            now: change.as_ref().and_then(|change| change.place).and_then(|_| now(finding)),
            change: change.filter(|_| !same).map(|change| change.said()),
        };
        told.members = members.iter().zip(changes).map(member).collect();
    }
    Some(told)
}

/// What was found; with the pool's name where there are several pools.
fn message(report: &Report<'_>, finding: &Finding, several: bool) -> String {
    let pool = finding.pool.as_ref().and_then(|name| report.client.pool(name)).filter(|_| several);
    match pool {
        Some(pool) => prose::one_line(&format!("{}: {}", pool.label, finding.message)),
        None => prose::one_line(&finding.message),
    }
}

/// The rule's own line, or that of the cause where several rules see it, with how many pools it is about.
fn summary(report: &Report<'_>, group: &Group<'_>, findings: &[&Finding]) -> String {
    let Some(first) = findings.first() else { return String::new() };
    let own = || rules::named(first.rule).map_or(first.rule, |rule| rule.summary);
    let is_one_rule = findings.iter().all(|finding| finding.rule == first.rule);
    let what = if is_one_rule { own() } else { group.summary().unwrap_or_else(own) };
    let mut pools: Vec<_> = findings
        .iter()
        .filter_map(|finding| report.client.pool(finding.pool.as_ref()?))
        .map(|pool| pool.label.as_str())
        .collect();
    pools.dedup();
    match pools.len() {
        0 | 1 => format!("{what} ({} places)", findings.len()),
        several => format!("{what} ({several} pools)"),
    }
}

/// What users see, in a few words.
fn effect(finding: &Finding) -> String {
    let consequence = || finding.consequence.split("; ").next().unwrap_or_default();
    prose::one_line(finding.effect.as_deref().unwrap_or_else(consequence))
}

/// The value at the place that a finding points at.
fn now(finding: &Finding) -> Option<&str> {
    let place = finding.location.as_ref()?;
    let is_there = |fact: &&Fact| fact.origin.place.as_ref() == Some(place);
    finding.facts.iter().find(is_there).map(|fact| fact.value.as_str())
}
