//! Runs the rules, collects what they lacked, and orders what they found.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::panic::AssertUnwindSafe;

use super::baseline::Compared;
use super::budget::{Budget, Phase};
use super::context::Context;
use super::finding::{Finding, Remedy, Severity, Side};
use super::policy::Policy;
use super::rule::{Check, FleetVerdict, Rule, Skip};
use super::rules::RULES;
use super::servers::{self, Spread};
use super::suppress::{self, Suppressed, Use};
use super::words::Words;
use crate::client::Client;
use crate::server::ServerState;

/// A rule that could not be judged, with the input it lacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The rule's name.
    pub rule: &'static str,
    /// What it lacked.
    pub needs: String,
}

/// The result of an audit.
#[derive(Debug, Clone, Default)]
pub struct Audit {
    /// The findings, worst first.
    pub findings: Vec<Finding>,
    /// The findings that somebody ignores, for a reason.
    pub suppressed: Vec<Suppressed>,
    /// What a baseline took out of the findings, where there is one.
    pub compared: Option<Compared>,
    /// The rules that could not be judged.
    pub skipped: Vec<Skipped>,
    /// The fleet's arithmetic, where there is one.
    pub budget: Option<Budget>,
    /// The rules that were judged in full.
    pub judged: Vec<&'static str>,
    /// The names of the pools that were judged.
    pub pools: BTreeSet<String>,
    /// How the pools are spread over servers.
    pub spread: Spread,
    /// The arithmetic of each server that the pools name, where nothing says which of them is the audited one; the fullest is
    /// in `budget`.
    pub other_budgets: Vec<(String, Budget)>,
}

impl Audit {
    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Books a rule that has run: the severity that the user wants for its findings, which begin at `found`, and its skips.
    fn finish(&mut self, rule: &'static Rule, found: usize, skips: Vec<Skip>, policy: &Policy) {
        if let Some(severity) = policy.severity(rule) {
            self.findings.iter_mut().skip(found).for_each(|finding| finding.severity = severity);
        }
        if skips.is_empty() {
            self.judged.push(rule.name);
        }
        self.skipped.extend(skips.into_iter().map(|skip| Skipped { rule: rule.name, needs: skip.needs }));
    }
}

/// Judges both sides by every rule that the policy does not turn off: the pools that lead to the audited server, or, where nothing
/// says which of several that is, those of each as if it were this one.
pub fn run(client: &Client, config_given: bool, server: &ServerState, policy: &Policy) -> Audit {
    let spread = Spread::of(client, server.known(), &policy.aliases);
    let one = |client: &Client| judge_one(client, config_given, server, policy);
    let mut audit = match &spread {
        Spread::One => one(client),
        Spread::Others(others) => {
            let elsewhere: HashSet<&String> = others.iter().flat_map(|other| &other.pools).collect();
            one(&servers::only(client, |pool| !elsewhere.contains(&pool.name)))
        }
        Spread::Unclear(groups) => {
            let audits = groups.iter().map(|group| {
                let pools: HashSet<&String> = group.pools.iter().collect();
                (group.server.clone(), one(&servers::only(client, |pool| pools.contains(&pool.name))))
            });
            together(audits.collect())
        }
    };
    audit.spread = spread;
    audit
}

/// Rules that look for what no pool and no ignore explains: they are right where every server's audit says so.
const OF_ALL: [&str; 2] = ["ignore-unused", "undeclared-connections"];

/// The audits of several servers as one: each finding, skip and ignore once, and the fullest budget.
fn together(audits: Vec<(String, Audit)>) -> Audit {
    let mut whole = Audit::default();
    let (mut known, mut times) = (HashSet::new(), HashMap::new());
    let count = audits.len();
    for (at, (server, audit)) in audits.into_iter().enumerate() {
        for finding in audit.findings {
            let key = (finding.rule, finding.pool.clone(), finding.message.clone());
            *times.entry(key.clone()).or_insert(0) += 1;
            if known.insert(key) {
                whole.findings.push(finding);
            }
        }
        for hidden in audit.suppressed {
            let is_same = |other: &Suppressed| {
                other.place == hidden.place && other.finding.fingerprint() == hidden.finding.fingerprint()
            };
            if !whole.suppressed.iter().any(is_same) {
                whole.suppressed.push(hidden);
            }
        }
        for skipped in audit.skipped {
            if !whole.skipped.contains(&skipped) {
                whole.skipped.push(skipped);
            }
        }
        match at {
            0 => whole.judged = audit.judged,
            _ => whole.judged.retain(|rule| audit.judged.contains(rule)),
        }
        whole.pools.extend(audit.pools);
        whole.other_budgets.extend(audit.budget.map(|budget| (server, budget)));
    }
    whole.findings.retain(|finding| {
        let key = (finding.rule, finding.pool.clone(), finding.message.clone());
        !OF_ALL.contains(&finding.rule) || times.get(&key) == Some(&count)
    });
    let total = |at: &usize| whole.other_budgets.get(*at).map_or(0, |(_, budget)| budget.total(Phase::Maximum));
    // Of equals the first.
    let fullest = (0..whole.other_budgets.len()).rev().max_by_key(total);
    whole.budget = fullest.map(|at| whole.other_budgets.remove(at).1);
    whole.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    whole
}

/// Judges one server with the pools that lead to it.
fn judge_one(client: &Client, config_given: bool, server: &ServerState, policy: &Policy) -> Audit {
    let thresholds = &policy.thresholds;
    let budget = server.known().and_then(|server| Budget::of(client, server));
    let cx = Context::new(client, config_given, server, budget.as_ref(), thresholds);
    let mut audit = Audit {
        findings: Vec::new(),
        suppressed: Vec::new(),
        compared: None,
        skipped: Vec::new(),
        budget: budget.clone(),
        judged: Vec::new(),
        pools: client.pools.iter().filter(|pool| pool.is_judged()).map(|pool| pool.name.clone()).collect(),
        spread: Spread::One,
        other_budgets: Vec::new(),
    };
    let (last, first): (Vec<_>, Vec<_>) = RULES
        .iter()
        .copied()
        .filter(|rule| policy.judges(rule))
        .partition(|rule| matches!(rule.check, Check::Ignores(_)));
    let shared = Words::shared(&client.pools.iter().filter(|pool| pool.is_judged()));
    for rule in first {
        let found = audit.findings.len();
        let skips = judge(&cx, rule, &mut audit.findings);
        for finding in audit.findings.iter_mut().skip(found) {
            match finding.pool.as_ref().and_then(|pool| client.pool(pool)) {
                Some(pool) => Words::of(pool).say(finding),
                None => shared.say(finding),
            }
        }
        audit.finish(rule, found, skips, policy);
    }
    let (suppressed, uses) = suppress::apply(&policy.ignores, policy.today, client, &mut audit.findings, |rule| {
        audit.judged.contains(&rule.name)
    });
    audit.suppressed = suppressed;
    for rule in last {
        let found = audit.findings.len();
        watch(rule, &uses, &mut audit.findings);
        audit.finish(rule, found, Vec::new(), policy);
    }
    // Stable: within a severity the order of the catalogue, within a rule the order of the pools.
    audit.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    audit
}

/// Runs one rule that watches over the ignores.
fn watch(rule: &Rule, uses: &[Use], findings: &mut Vec<Finding>) {
    if let Check::Ignores(check) = rule.check
        && let Ok(found) = guarded(rule, || Ok(uses.iter().filter_map(check).collect()))
    {
        findings.extend(found);
    }
}

/// Runs one rule; the skips that are left are distinct.
fn judge(cx: &Context<'_>, rule: &Rule, findings: &mut Vec<Finding>) -> Vec<Skip> {
    let mut skips: Vec<Skip> = Vec::new();
    let mut known = HashSet::new();
    let mut take = |verdict: FleetVerdict| match verdict {
        Ok(found) => findings.extend(found),
        Err(skip) => skips.extend(known.insert(skip.needs.clone()).then_some(skip)),
    };
    match rule.check {
        Check::Ignores(_) => {}
        Check::Fleet(check) => take(guarded(rule, || check(cx))),
        Check::Pool(check) => match cx.pools() {
            Err(skip) => take(Err(skip)),
            Ok(pools) => {
                for pool in pools {
                    let verdict = guarded(rule, || check(cx, pool).map(Vec::from_iter));
                    take(verdict.map(|found| found.into_iter().map(|finding| finding.pool(&pool.name)).collect()));
                }
            }
        },
    }
    skips
}

/// Runs a rule so that its own failure is a finding and not the end of the audit: what the other rules saw is not lost, and
/// a gate does not pass on a rule that broke.
fn guarded(rule: &Rule, check: impl FnOnce() -> FleetVerdict) -> FleetVerdict {
    std::panic::catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|_| {
        Ok(vec![
            Finding::new(rule, format!("internal error: the rule {} failed on this input", rule.name))
                .severity(Severity::Error)
                .subject("internal error")
                .consequence("this rule's verdict is missing from the report; the others stand")
                .remedy(Remedy::advice(Side::Client, "report it with the configuration and a capture of the server")),
        ])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::rule::Category;

    #[test]
    fn a_rule_that_fails_is_a_finding_and_not_the_end() {
        static BROKEN: Rule = Rule {
            name: "broken",
            summary: "fails",
            category: Category::Config,
            severity: Severity::Info,
            needs: &[],
            docs: "",
            check: Check::Fleet(|_| panic!("planted")),
        };
        let (client, policy) = (Client::default(), Policy::default());
        let cx = Context::new(&client, true, &ServerState::NotGiven, None, &policy.thresholds);
        let mut findings = Vec::new();
        judge(&cx, &BROKEN, &mut findings);
        assert_eq!(findings.iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Error]);
    }
}
