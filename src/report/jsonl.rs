//! One finding a line, each an object as in the JSON report: for streams and for `grep`.

use super::{Report, json};

/// The findings, the hidden ones last where they are asked for.
pub fn render(report: &Report<'_>) -> String {
    let findings = report.audit.findings.iter().map(json::finding);
    let hidden = json::hidden(report);
    findings.chain(hidden).fold(String::new(), |text, line| text + &line.to_string() + "\n")
}
