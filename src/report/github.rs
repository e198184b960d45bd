//! GitHub's workflow commands: an annotation for each finding, worst first, because only ten of each step are shown
//! (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>).

use super::fleet::Fleet;
use super::{Report, anchor, prose, verdict};
use crate::audit::finding::{Finding, Severity};

/// The verdict as a plain line of the log, then the annotations.
pub fn render(report: &Report<'_>) -> String {
    let mut text = format!("poolcheck: {}\n", prose::one_line(&verdict::line(report)));
    for finding in &report.audit.findings {
        text.push_str(&command(report, finding, prose::message(finding)));
    }
    text
}

/// The same of a fleet's servers, the worst of all servers first; each message begins with its server's name.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let mut found: Vec<_> =
        fleet.audits.iter().flat_map(|part| part.report.audit.findings.iter().map(move |one| (part, one))).collect();
    found.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.severity));
    let commands = found.iter().map(|(part, finding)| command(&part.report, finding, part.message(finding)));
    commands.fold(format!("poolcheck: {}\n", fleet.verdict()), |text, line| text + &line)
}

fn command(report: &Report<'_>, finding: &Finding, message: String) -> String {
    let name = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = vec![format!("title={}", property(&format!("poolcheck: {}", finding.rule)))];
    if let Some(anchor) = anchor::of(report, finding).filter(|anchor| !anchor.file.starts_with('<')) {
        properties.push(format!("file={}", property(anchor.path())));
        properties.push(format!("line={}", anchor.line()));
        if let Some(place) = anchor.place {
            properties.push(format!("endLine={}", place.end.line));
            // A column without a value under it would mark one character too many, and GitHub knows columns of one line only.
            if place.start.line == place.end.line && place.end.column > place.start.column {
                properties.push(format!("col={}", place.start.column));
                properties.push(format!("endColumn={}", place.end.column - 1));
            }
        }
    }
    let lines: Vec<_> = std::iter::once(message).chain(prose::details(finding)).collect();
    format!("::{name} {}::{}\n", properties.join(","), data(&lines.join("\n")))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_is_escaped() {
        assert_eq!(data("100 %\n::error::x"), "100 %25%0A::error::x");
        assert_eq!(property("a:b,c%\r\n"), "a%3Ab%2Cc%25%0D%0A");
    }
}
