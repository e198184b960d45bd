//! What is not reported, in words: ignored findings and those of the baseline, counted always and named where asked for.

use super::{Report, prose};
use crate::text::quantity::plural;

/// The findings that are hidden, one line each with why, where they are asked for; then what left the baseline; then the
/// counts.
pub fn lines(report: &Report<'_>) -> Vec<String> {
    let audit = report.audit;
    let mut lines = Vec::new();
    if report.show_suppressed {
        lines.extend(audit.suppressed.iter().map(|hidden| {
            let why = prose::why_hidden(hidden);
            format!("ignored  {}  {}: {why}", hidden.finding.rule, prose::message(&hidden.finding))
        }));
        let known = audit.compared.iter().flat_map(|compared| &compared.known);
        lines.extend(known.map(|finding| format!("known  {}  {}", finding.rule, prose::message(finding))));
    }
    let left = audit.compared.iter().flat_map(|compared| &compared.left);
    lines.extend(left.map(|entry| {
        let pool = entry.pool.as_ref().map_or(String::new(), |pool| format!("  {pool}"));
        prose::one_line(&format!("gone from the baseline  {}{pool}", entry.rule))
    }));
    lines.extend(counts(report));
    lines
}

/// `not counted: 2 ignored, 3 known from the baseline; 1 finding of the baseline is gone`; none where nothing is hidden.
pub fn counts(report: &Report<'_>) -> Option<String> {
    let audit = report.audit;
    let known = audit.compared.as_ref().map_or(0, |compared| compared.known.len());
    let left = audit.compared.as_ref().map_or(0, |compared| compared.left.len());
    let mut parts = Vec::new();
    if !audit.suppressed.is_empty() {
        parts.push(format!("{} ignored", audit.suppressed.len()));
    }
    if known > 0 {
        parts.push(format!("{known} known from the baseline"));
    }
    let hidden = (!parts.is_empty()).then(|| {
        let how = if report.show_suppressed { "" } else { " (--show-suppressed names them)" };
        format!("not counted: {}{how}", parts.join(", "))
    });
    let gone = (left > 0).then(|| {
        let are = if left == 1 { "is" } else { "are" };
        format!("{} of the baseline {are} gone: write it again with --write-baseline", plural(left as u64, "finding"))
    });
    let parts: Vec<_> = hidden.into_iter().chain(gone).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
