//! Which findings are one: several rules that see the same cause, one rule that sees it in several pools.
//!
//! Programs get every finding by itself, with the name of its group. People get a group as one finding: what settles the
//! first of it settles the rest, or is to be done at each of the pools that it names.

use std::collections::{HashMap, HashSet};

use super::finding::{Finding, Severity};

/// What several rules see, each in its own way.
#[derive(Debug)]
struct Cause {
    name: &'static str,
    /// What is said of several pools at once, where different rules see it.
    summary: &'static str,
    /// The rules, the one that says most of it first.
    rules: &'static [&'static str],
}

/// The causes that several rules see. A rule that is in none has its own.
const CAUSES: [Cause; 4] = [
    Cause {
        name: "connections",
        summary: "more connections may be opened than the server gives",
        rules: &[
            "max-open-unlimited",
            "pool-exceeds-max-connections",
            "fleet-exceeds-max-connections",
            "rollout-exceeds-max-connections",
            "idle-floor-exceeds-limit",
            "connections-refused",
            "max-used-connections-high",
            "fleet-near-max-connections",
        ],
    },
    Cause {
        name: "closes-first",
        summary: "the server closes idle connections before the pool does",
        rules: &[
            "lifetime-reaches-wait-timeout",
            "idle-never-retired",
            "lifetime-near-wait-timeout",
            "liveness-check-missing",
        ],
    },
    Cause {
        name: "new-connections",
        summary: "connections are closed and made anew all the time",
        rules: &["ephemeral-ports-exhausted", "max-idle-below-peak", "max-idle-defaulted", "connection-churn-high"],
    },
    Cause {
        name: "no-timeout",
        summary: "nothing limits how long a request waits for the server",
        rules: &["connect-timeout-missing", "read-timeout-missing"],
    },
];

/// Rules that say no more of a pool than others do: the first, where the second speaks of it.
const REPEATS: [(&str, &str); 1] = [("max-idle-defaulted", "max-idle-below-peak")];

/// What a rule's findings are caused by, and how much the rule says of it: less is more.
fn cause(rule: &'static str) -> (&'static str, usize) {
    let mut places =
        CAUSES.iter().filter_map(|cause| Some((cause.name, cause.rules.iter().position(|one| *one == rule)?)));
    places.next().unwrap_or((rule, 0))
}

/// Findings that are one to people.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// The cause: its name, or the only rule's.
    pub cause: &'static str,
    /// The findings, the one that says most first.
    pub findings: Vec<&'a Finding>,
}

impl<'a> Group<'a> {
    /// The finding that speaks for all.
    pub fn lead(&self) -> Option<&'a Finding> {
        self.findings.first().copied()
    }

    /// The severity of the worst.
    pub fn severity(&self) -> Severity {
        self.lead().map_or(Severity::Info, |lead| lead.severity)
    }

    /// The name that joins its findings in reports for programs.
    pub fn name(&self) -> String {
        format!("{}/{}", self.cause, self.severity().name())
    }

    /// What is said of all of it, where different rules see it in several pools.
    pub fn summary(&self) -> Option<&'static str> {
        CAUSES.iter().find(|cause| cause.name == self.cause).map(|cause| cause.summary)
    }

    /// A finding for each pool or place that is concerned, as bad as the worst: the leading rule's, and of a pool in which it
    /// sees nothing that which says most.
    pub fn members(&self) -> Vec<&'a Finding> {
        let Some(lead) = self.lead() else { return Vec::new() };
        let mut pools = HashSet::new();
        let is_member = |finding: &&&'a Finding| {
            let pool = finding.pool.as_deref();
            let is_new = pool.is_some() && lead.pool.is_some() && !pools.contains(&pool);
            let is_member = finding.severity == lead.severity && (finding.rule == lead.rule || is_new);
            if is_member {
                pools.insert(pool);
            }
            is_member
        };
        self.findings.iter().filter(is_member).copied().collect()
    }

    /// The first finding of each rule that sees no member, and says more than another does.
    pub fn others(&self) -> Vec<&'a Finding> {
        let mut rules: Vec<_> = self.members().iter().map(|member| member.rule).collect();
        let said: HashSet<_> = self.findings.iter().map(|finding| (finding.rule, finding.pool.as_deref())).collect();
        let repeats = |finding: &Finding| {
            let mut others = REPEATS.iter().filter(|(rule, _)| *rule == finding.rule);
            others.any(|(_, other)| said.contains(&(*other, finding.pool.as_deref())))
        };
        let mut others = Vec::new();
        for finding in &self.findings {
            if !rules.contains(&finding.rule) && !repeats(finding) {
                rules.push(finding.rule);
                others.push(*finding);
            }
        }
        others
    }
}

/// The findings in groups, worst first; within a severity in the order of the findings.
///
/// What is less bad in the same pool belongs to what is worse there; an info never makes an error's group longer.
pub fn groups(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut worst: HashMap<(&str, Option<&str>), Severity> = HashMap::new();
    for finding in findings {
        let at = worst.entry(of(finding)).or_insert(finding.severity);
        *at = finding.severity.max(*at);
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places: HashMap<(&str, Severity), usize> = HashMap::new();
    for finding in findings {
        let known = worst.get(&of(finding)).copied().unwrap_or(finding.severity);
        let severity = if finding.severity == Severity::Info { Severity::Info } else { known };
        let cause = cause(finding.rule).0;
        let at = *places.entry((cause, severity)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group { cause, findings: vec![finding] }),
        }
    }
    for group in &mut groups {
        group.findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), cause(finding.rule).1));
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.severity()));
    groups
}

/// What a finding is caused by, and where.
fn of(finding: &Finding) -> (&'static str, Option<&str>) {
    (cause(finding.rule).0, finding.pool.as_deref())
}

/// The name of each finding's group, in the order of the findings.
pub fn names(findings: &[Finding]) -> Vec<String> {
    let mut by_finding: HashMap<*const Finding, String> = HashMap::new();
    for group in groups(findings) {
        let name = group.name();
        by_finding.extend(group.findings.iter().map(|finding| (std::ptr::from_ref(*finding), name.clone())));
    }
    findings.iter().map(|finding| by_finding.remove(&std::ptr::from_ref(finding)).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::rules;

    fn found(rule: &str, severity: Severity, pool: &str) -> Finding {
        let rule = rules::named(rule).expect("a rule");
        let found = Finding::new(rule, rule.name).severity(severity);
        if pool.is_empty() { found } else { found.pool(pool) }
    }

    fn grouped(findings: &[Finding]) -> Vec<(String, Vec<String>)> {
        let name = |finding: &&Finding| format!("{} {}", finding.pool.as_deref().unwrap_or("-"), finding.rule);
        groups(findings).iter().map(|group| (group.name(), group.findings.iter().map(name).collect())).collect()
    }

    #[test]
    fn every_rule_of_a_cause_exists_and_has_one_cause() {
        let all: Vec<_> = CAUSES.iter().flat_map(|cause| cause.rules).collect();
        for (at, name) in all.iter().enumerate() {
            assert!(rules::named(name).is_some(), "there is no rule {name}");
            assert!(!all[..at].contains(name), "{name} has two causes");
        }
    }

    #[test]
    fn one_rule_in_two_pools_is_one_and_an_info_is_another() {
        let findings = [
            found("lifetime-reaches-wait-timeout", Severity::Error, "a"),
            found("idle-never-retired", Severity::Error, "b"),
            found("lifetime-reaches-wait-timeout", Severity::Error, "c"),
            found("lifetime-reaches-wait-timeout", Severity::Info, "d"),
        ];
        let groups = groups(&findings);
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].name(), "closes-first/error");
        let pools: Vec<_> = groups[0].members().iter().map(|member| member.pool.as_deref()).collect();
        assert_eq!(pools, [Some("a"), Some("c"), Some("b")]);
        assert!(groups[0].others().is_empty());
        assert_eq!(groups[1].name(), "closes-first/info");
    }

    #[test]
    fn what_is_less_bad_in_the_same_pool_belongs_to_what_is_worse() {
        let findings = [
            found("ephemeral-ports-exhausted", Severity::Error, "a"),
            found("max-idle-below-peak", Severity::Warning, "a"),
            found("max-idle-below-peak", Severity::Warning, "b"),
        ];
        let expected = [
            ("new-connections/error", vec!["a ephemeral-ports-exhausted", "a max-idle-below-peak"]),
            ("new-connections/warning", vec!["b max-idle-below-peak"]),
        ];
        let expected = expected
            .map(|(name, findings)| (name.to_owned(), findings.into_iter().map(str::to_owned).collect::<Vec<_>>()));
        assert_eq!(grouped(&findings), expected);
    }
}
