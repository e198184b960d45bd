//! JUnit XML: a test case for each rule that was judged, a failure for each finding that fails the run.

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::fleet::Fleet;
use super::{Report, prose};
use crate::audit::finding::Finding;
use crate::audit::rule::{Category, Rule};
use crate::audit::rules::RULES;

/// The report as XML: a suite for each family of rules.
pub fn render(report: &Report<'_>) -> String {
    let mut document = Document::new("poolcheck");
    for category in Category::ALL {
        let mut suite = TestSuite::new(category.name());
        for rule in RULES.iter().filter(|rule| rule.category == category) {
            suite.add_test_cases(cases(report, rule, "poolcheck"));
        }
        if !suite.test_cases.is_empty() {
            document.add_test_suite(suite);
        }
    }
    written(&document)
}

/// A suite for each server of a fleet.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let mut document = Document::new("poolcheck");
    for part in &fleet.audits {
        let name = prose::one_line(part.name);
        let scope = format!("poolcheck.{name}");
        let mut suite = TestSuite::new(name);
        for rule in RULES {
            suite.add_test_cases(cases(&part.report, rule, &scope));
        }
        document.add_test_suite(suite);
    }
    written(&document)
}

fn written(document: &Document) -> String {
    // Its texts are free of what XML cannot hold; the fallback only avoids a panic that cannot happen.
    without_skipped(&document.to_string().unwrap_or_default())
}

/// The document without the count of what was skipped in all: Jenkins knows it of a suite only
/// (<https://github.com/jenkinsci/xunit-plugin>, junit-10.xsd).
fn without_skipped(document: &str) -> String {
    let start = document.find("<testsuites").unwrap_or_default();
    let (head, rest) = document.split_at(start);
    let (tag, body) = rest.split_at(rest.find('>').unwrap_or_default());
    let tag = match tag.split_once(" skipped=\"") {
        Some((before, after)) => format!("{before}{}", after.split_once('"').map_or("", |(_, after)| after)),
        None => tag.to_owned(),
    };
    format!("{head}{tag}{body}")
}

/// A case for each finding; where there is none, one that passed or was skipped; none for a rule that is turned off.
fn cases(report: &Report<'_>, rule: &Rule, scope: &str) -> Vec<TestCase> {
    let case = |name: String, status: TestCaseStatus| case(rule, scope, name, status);
    let audit = report.audit;
    let found: Vec<_> = audit.findings.iter().filter(|finding| finding.rule == rule.name).collect();
    if !found.is_empty() {
        return found.into_iter().map(|finding| failed(report, rule, finding, case)).collect();
    }
    let lacked: Vec<_> =
        audit.skipped.iter().filter(|skip| skip.rule == rule.name).map(|skip| skip.needs.as_str()).collect();
    if !lacked.is_empty() {
        let mut status = TestCaseStatus::skipped();
        status.set_message(prose::one_line(&format!("needs {}", lacked.join("; "))));
        return vec![case(rule.name.to_owned(), status)];
    }
    let judged = audit.judged.contains(&rule.name);
    judged.then(|| case(rule.name.to_owned(), TestCaseStatus::success())).into_iter().collect()
}

fn case(rule: &Rule, scope: &str, name: String, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("{scope}.{}", rule.category.name()));
    case
}

/// A finding below the severity that fails the run is a case that passed and says what it saw.
fn failed(
    report: &Report<'_>,
    rule: &Rule,
    finding: &Finding,
    case: impl Fn(String, TestCaseStatus) -> TestCase,
) -> TestCase {
    let name = match &finding.pool {
        Some(pool) => prose::one_line(&format!("{} ({pool})", rule.name)),
        None => rule.name.to_owned(),
    };
    let place = finding.location.as_ref().map(|place| prose::one_line(&place.to_string()));
    let mut lines: Vec<_> = place.into_iter().collect();
    lines.push(format!("{}: {}", finding.severity.name(), prose::message(finding)));
    lines.extend(prose::details(finding));
    let text = lines.join("\n");
    if report.fail_on.is_none_or(|least| finding.severity < least) {
        let mut passed = case(name, TestCaseStatus::success());
        passed.set_system_out(text);
        return passed;
    }
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(finding.severity.name()).set_message(prose::message(finding)).set_description(text);
    case(name, status)
}
