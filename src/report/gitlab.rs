//! GitLab's code quality report: Code Climate's issues in one array
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use std::collections::HashMap;

use serde::Serialize;

use super::fleet::Fleet;
use super::{Report, anchor, prose};
use crate::audit::finding::{Finding, Severity};

/// One issue.
#[derive(Serialize)]
struct Issue {
    #[serde(rename = "type")]
    kind: &'static str,
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    categories: [&'static str; 1],
    content: Content,
    location: Location,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The findings as an array; an empty one where nothing was found.
pub fn render(report: &Report<'_>) -> String {
    let mut seen = HashMap::new();
    let issues = report.audit.findings.iter().map(|finding| {
        let fingerprint = unique(finding.fingerprint(), &mut seen);
        issue(report, finding, prose::message(finding), fingerprint)
    });
    written(&issues.collect::<Vec<_>>())
}

/// The findings of all servers in one array; a description begins with its server's name, and so does a fingerprint.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let mut seen = HashMap::new();
    let mut issues = Vec::new();
    for part in &fleet.audits {
        for finding in &part.report.audit.findings {
            let fingerprint = unique(format!("{}-{}", part.name, finding.fingerprint()), &mut seen);
            issues.push(issue(&part.report, finding, part.message(finding), fingerprint));
        }
    }
    written(&issues)
}

fn written(issues: &[Issue]) -> String {
    // Texts and numbers always serialise; the fallback only avoids a panic that cannot happen.
    serde_json::to_string_pretty(issues).unwrap_or_default() + "\n"
}

fn issue(report: &Report<'_>, finding: &Finding, description: String, fingerprint: String) -> Issue {
    let anchor = anchor::of(report, finding);
    // GitLab shows no issue without a file.
    let path = anchor.map_or("poolcheck", |anchor| anchor.path()).to_owned();
    let begin = anchor.map_or(1, |anchor| anchor.line());
    let end = anchor.and_then(|anchor| anchor.place).map_or(begin, |place| place.end.line.max(begin));
    Issue {
        kind: "issue",
        description,
        check_name: finding.rule,
        fingerprint,
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Info => "info",
        },
        categories: ["Bug Risk"],
        content: Content { body: prose::details(finding).join("\n") },
        location: Location { path, lines: Lines { begin, end } },
    }
}

/// GitLab drops an issue whose fingerprint it has seen.
fn unique(fingerprint: String, seen: &mut HashMap<String, usize>) -> String {
    let number = seen.entry(fingerprint.clone()).or_insert(0);
    *number += 1;
    if *number == 1 { fingerprint } else { format!("{fingerprint}-{number}") }
}
