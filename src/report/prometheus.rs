//! Metrics in the Prometheus text format, for node_exporter's textfile collector
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>).

use std::collections::BTreeMap;

use super::fleet::Fleet;
use super::{Report, VERSION};
use crate::audit::accounts;
use crate::audit::budget::Phase;
use crate::audit::finding::Severity;
use crate::server::ServerState;

/// One metric with its samples.
struct Family<'a> {
    name: &'static str,
    help: &'static str,
    samples: Vec<Sample<'a>>,
}

/// The labels, and the value.
type Sample<'a> = (Vec<(&'static str, &'a str)>, u64);

/// The metrics.
pub fn render(report: &Report<'_>) -> String {
    written(families(report))
}

/// The metrics of a fleet's servers: the same, each sample with the label `server`.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let mut all: Vec<Family<'_>> = Vec::new();
    for part in &fleet.audits {
        for mut family in families(&part.report) {
            family.samples.iter_mut().for_each(|(labels, _)| labels.insert(0, ("server", part.name)));
            match all.iter_mut().find(|other| other.name == family.name) {
                Some(other) => other.samples.extend(family.samples),
                None => all.push(family),
            }
        }
    }
    written(all)
}

/// What poolcheck says of itself, then each metric that has a sample.
fn written(families: Vec<Family<'_>>) -> String {
    let own = Family {
        name: "build_info",
        help: "The poolcheck that wrote this.",
        samples: vec![(vec![("version", VERSION)], 1)],
    };
    let families = std::iter::once(own).chain(families).filter(|family| !family.samples.is_empty());
    families.map(|family| text(&family)).collect()
}

fn families<'a>(report: &Report<'a>) -> Vec<Family<'a>> {
    let audit = report.audit;
    let mut families = Vec::new();
    let mut metric = |name, help, samples| families.push(Family { name, help, samples });
    let audited = report.server.unreachable().is_none() && !matches!(report.server, ServerState::NotGiven);
    metric(
        "server_audited",
        "1 where the server answered, 0 where it did not or none was given.",
        vec![(vec![], audited.into())],
    );
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let counts = severities.map(|severity| (vec![("severity", severity.name())], audit.count(severity) as u64));
    metric("findings", "Findings that count, by severity.", counts.into());
    let known = audit.compared.as_ref().map_or(0, |compared| compared.known.len());
    let hidden = [("ignore", audit.suppressed.len()), ("baseline", known)];
    let hidden = hidden.map(|(by, count)| (vec![("by", by)], count as u64));
    metric("findings_suppressed", "Findings that do not count, by what hides them.", hidden.into());
    metric("finding", "Findings that count, by rule, pool and severity.", each(report));
    metric("rules_judged", "Rules that were judged in full.", vec![(vec![], audit.judged.len() as u64)]);
    metric(
        "rules_skipped",
        "Rules that lacked an input.",
        vec![(vec![], super::verdict::rules_skipped(report) as u64)],
    );
    if let Some(budget) = &audit.budget {
        metric(
            "budget_limit_connections",
            "Connections that the server can give to the pools.",
            vec![(vec![], budget.limit)],
        );
        metric("budget_reserved_connections", "Connections kept for people.", vec![(vec![], budget.reserved)]);
        let phases = PHASES.map(|(phase, name)| (vec![("phase", name)], budget.total(phase)));
        metric("budget_connections", "Connections that all pools may open.", phases.into());
        let shares = budget.shares.iter().flat_map(|share| {
            PHASES.map(|(phase, name)| (vec![("pool", share.pool.as_str()), ("phase", name)], share.at(phase)))
        });
        metric("pool_connections", "Connections that one pool may open.", shares.collect());
        let accounts = report.server.known().map(|server| accounts::budgets(report.client, server)).unwrap_or_default();
        let limits = accounts.iter().filter_map(|account| Some((vec![("user", account.user)], account.limit?)));
        metric("account_limit_connections", "Connections that one account is allowed.", limits.collect());
        let accounts = accounts.iter().flat_map(|account| {
            PHASES.map(|(phase, name)| (vec![("user", account.user), ("phase", name)], account.total(phase)))
        });
        metric("account_connections", "Connections that the pools of one account may open.", accounts.collect());
    }
    families
}

const PHASES: [(Phase, &str); 3] =
    [(Phase::Steady, "steady"), (Phase::Maximum, "maximum"), (Phase::Rollout, "rollout")];

/// The findings of one rule, pool and severity together: a series stands once.
fn each<'a>(report: &Report<'a>) -> Vec<(Vec<(&'static str, &'a str)>, u64)> {
    let mut series: BTreeMap<_, u64> = BTreeMap::new();
    for finding in &report.audit.findings {
        let pool = finding.pool.as_deref().unwrap_or_default();
        *series.entry((finding.rule, pool, finding.severity.name())).or_default() += 1;
    }
    let labels = |(rule, pool, severity)| vec![("rule", rule), ("pool", pool), ("severity", severity)];
    series.into_iter().map(|(key, count)| (labels(key), count)).collect()
}

fn text(Family { name, help, samples }: &Family<'_>) -> String {
    let mut text = format!("# HELP poolcheck_{name} {help}\n# TYPE poolcheck_{name} gauge\n");
    for (labels, value) in samples {
        let labels: Vec<_> = labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        text.push_str(&format!("poolcheck_{name}{labels} {value}\n"));
    }
    text
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
