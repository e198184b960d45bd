//! SARIF 2.1.0 for code scanning (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use serde_json::{Map, Value as Json, json};

use super::fleet::{Fleet, Part};
use super::{Report, VERSION, anchor, prose};
use crate::audit::finding::{Edit, Finding, Severity};
use crate::audit::rule::Rule;
use crate::audit::rules::{self, RULES};
use crate::server::Server;
use crate::text::place::Place;

/// The schema that a reader validates against.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The log with its single run.
pub fn render(report: &Report<'_>) -> String {
    log(&[invocation(report)], &results(report, None))
}

/// The log of a fleet, with a single run too: code scanning takes one run of a tool. An invocation for each server; a
/// result's message begins with its server's name, and so does its fingerprint.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let invocations: Vec<_> = fleet.audits.iter().map(|part| invocation(&part.report)).collect();
    let results: Vec<_> = fleet.audits.iter().flat_map(|part| results(&part.report, Some(part))).collect();
    log(&invocations, &results)
}

fn log(invocations: &[Json], results: &[Json]) -> String {
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "poolcheck",
                "version": VERSION,
                "semanticVersion": VERSION,
                "rules": RULES.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": invocations,
            "results": results,
        }],
    });
    // A tree of texts and numbers always serialises; the fallback only avoids a panic that cannot happen.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn descriptor(rule: &Rule) -> Json {
    json!({
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.docs, "markdown": rule.docs},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": [rule.category.name()], "problem.severity": problem_severity(rule.severity)},
    })
}

/// GitHub's own word for the severity of a rule.
fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}

/// Whether the audit was whole: a server that could not be read is no clean result.
fn invocation(report: &Report<'_>) -> Json {
    let skipped = report.audit.skipped.iter().map(|skip| {
        json!({
            "level": "note",
            "message": {"text": format!("{} was not judged: it needs {}", skip.rule, prose::one_line(&skip.needs))},
            "associatedRule": {"id": skip.rule},
        })
    });
    let unreachable = report.server.unreachable().map(|unreachable| {
        json!({
            "level": "error",
            "message": {"text": prose::one_line(&format!("the server could not be audited: {unreachable}"))},
        })
    });
    let caveat = report.server.known().and_then(Server::caveat);
    let caveat = caveat.map(|text| json!({"level": "warning", "message": {"text": prose::one_line(&text)}}));
    json!({
        "executionSuccessful": report.server.unreachable().is_none(),
        "toolExecutionNotifications": unreachable.into_iter().chain(caveat).chain(skipped).collect::<Vec<_>>(),
    })
}

/// The findings; those that are hidden only where they are asked for, because not every reader honours `suppressions`.
fn results(report: &Report<'_>, part: Option<&Part<'_>>) -> Vec<Json> {
    let audit = report.audit;
    let result = |finding: &Finding, state: Option<String>, suppression: Option<Json>| {
        let mut result = result(report, finding, state, suppression);
        if let (Some(part), Json::Object(fields)) = (part, &mut result) {
            of_server(part, finding, fields);
        }
        result
    };
    let state = |state: &str| audit.compared.as_ref().map(|_| state.to_owned());
    let mut results: Vec<_> = audit.findings.iter().map(|finding| result(finding, state("new"), None)).collect();
    if !report.show_suppressed {
        return results;
    }
    results.extend(audit.suppressed.iter().map(|hidden| {
        let inside = report.client.source(&hidden.place.file).is_some();
        let kind = if inside { "inSource" } else { "external" };
        let why = json!({"kind": kind, "justification": prose::why_hidden(hidden)});
        result(&hidden.finding, state("new"), Some(why))
    }));
    let known = audit.compared.iter().flat_map(|compared| &compared.known);
    results.extend(known.map(|finding| {
        let why = json!({"kind": "external", "justification": "known from the baseline"});
        result(finding, state("unchanged"), Some(why))
    }));
    results
}

fn result(report: &Report<'_>, finding: &Finding, state: Option<String>, suppression: Option<Json>) -> Json {
    let mut fields = Map::new();
    fields.insert("ruleId".into(), finding.rule.into());
    fields.insert("ruleIndex".into(), rules::RULES.iter().position(|rule| rule.name == finding.rule).into());
    fields.insert("level".into(), level(finding.severity).into());
    fields.insert("message".into(), message(prose::message(finding), finding));
    fields.insert("locations".into(), locations(report, finding));
    fields.insert("relatedLocations".into(), related(finding));
    fields.insert("partialFingerprints".into(), json!({"poolcheck/v1": finding.fingerprint()}));
    let fixes: Vec<_> = finding.remedies.iter().filter_map(|remedy| fix(&remedy.text, remedy.edit.as_ref()?)).collect();
    if !fixes.is_empty() {
        fields.insert("fixes".into(), fixes.into());
    }
    if let Some(state) = state {
        fields.insert("baselineState".into(), state.into());
    }
    if let Some(suppression) = suppression {
        fields.insert("suppressions".into(), json!([suppression]));
    }
    fields.insert("properties".into(), json!({"basis": finding.basis.name(), "pool": finding.pool}));
    Json::Object(fields)
}

fn message(first: String, finding: &Finding) -> Json {
    let lines: Vec<_> = std::iter::once(first).chain(prose::details(finding)).collect();
    json!({"text": lines.join("\n")})
}

/// Says of which server a result is, and tells it from the same finding of another.
fn of_server(part: &Part<'_>, finding: &Finding, fields: &mut Map<String, Json>) {
    fields.insert("message".into(), message(part.message(finding), finding));
    let fingerprint = format!("{}-{}", part.name, finding.fingerprint());
    fields.insert("partialFingerprints".into(), json!({"poolcheck/v1": fingerprint}));
    if let Some(Json::Object(properties)) = fields.get_mut("properties") {
        properties.insert("server".into(), part.name.into());
    }
}

/// Where a finding stands. Code scanning shows no result without a file, so one about the fleet stands in the first.
fn locations(report: &Report<'_>, finding: &Finding) -> Json {
    match anchor::of(report, finding) {
        None => json!([]),
        Some(anchor) => json!([{"physicalLocation": physical(anchor.file, anchor.place)}]),
    }
}

fn physical(file: &str, place: Option<&Place>) -> Json {
    let mut fields = Map::new();
    fields.insert("artifactLocation".into(), json!({"uri": uri(file)}));
    if let Some(place) = place {
        fields.insert("region".into(), region(place));
    }
    Json::Object(fields)
}

fn region(place: &Place) -> Json {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

fn related(finding: &Finding) -> Json {
    let facts = finding.facts.iter().filter_map(|fact| {
        let place = fact.origin.place.as_ref()?;
        let text = prose::one_line(&format!("{} {} = {}", fact.side.name(), fact.name, fact.value));
        Some(json!({"physicalLocation": physical(&place.file, Some(place)), "message": {"text": text}}))
    });
    facts.collect()
}

fn fix(text: &str, edit: &Edit) -> Option<Json> {
    (!edit.place.file.starts_with('<')).then(|| {
        json!({
            "description": {"text": prose::one_line(text)},
            "artifactChanges": [{
                "artifactLocation": {"uri": uri(&edit.place.file)},
                "replacements": [{"deletedRegion": region(&edit.place), "insertedContent": {"text": edit.replacement}}],
            }],
        })
    })
}

/// A path as a URI reference: relative as it was given, absolute with its scheme; what a URI cannot hold is encoded.
fn uri(path: &str) -> String {
    let path = path.trim_start_matches("./").replace('\\', "/");
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_uri() {
        assert_eq!(uri("./deploy/app prod.yaml"), "deploy/app%20prod.yaml");
        assert_eq!(uri("/srv/ä.yaml"), "file:///srv/%C3%A4.yaml");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }
}
