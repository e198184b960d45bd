//! A finding a line, as compilers write them, so that editors and `grep` find the place: `app.yaml:6:17: error[the-rule]: …`.

use crate::report::{Report, anchor, prose};

/// The findings, worst first.
pub(super) fn lines(report: &Report<'_>) -> String {
    let line = |finding| {
        let place = anchor::of(report, finding).map(|anchor| match anchor.place {
            Some(place) => format!("{}:{}:{}: ", anchor.path(), place.start.line, place.start.column),
            None => format!("{}: ", anchor.path()),
        });
        let finding: &crate::audit::finding::Finding = finding;
        let (severity, rule) = (finding.severity.name(), finding.rule);
        format!("{}{severity}[{rule}]: {}\n", prose::one_line(&place.unwrap_or_default()), prose::message(finding))
    };
    report.audit.findings.iter().map(line).collect()
}
