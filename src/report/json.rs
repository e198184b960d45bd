//! The JSON report, schema version 1: the stable contract. Fields are added, never renamed.

mod fleet;

use serde::Serialize;
use serde_json::{Map, Number, Value as Json, json};

use super::{Report, VERSION, files};
use crate::audit::accounts::{self, AccountBudget};
use crate::audit::baseline::Compared;
use crate::audit::budget::{Budget, Phase};
use crate::audit::finding::{Edit, Fact, Finding, Remedy, Severity};
use crate::audit::group;
use crate::audit::observed::Observed;
use crate::client::pool::Pool;
use crate::client::pool::instances::Surge;
use crate::client::pool::settings::{Setting, Value};
use crate::server::{Server, ServerState, Trouble, Unreachable};
use crate::source::files::walked::{Reason, Walked};
use crate::text::origin::{Origin, Stated};
use crate::text::place::Place;

pub use fleet::fleet;

/// The version of the contract.
pub const SCHEMA: u32 = 1;

/// The variables of the server that the report repeats, where they are known.
pub const VARIABLES: [&str; 14] = [
    "max_connections",
    "max_user_connections",
    "wait_timeout",
    "interactive_timeout",
    "connect_timeout",
    "net_read_timeout",
    "net_write_timeout",
    "max_execution_time",
    "max_statement_time",
    "innodb_lock_wait_timeout",
    "max_allowed_packet",
    "max_connect_errors",
    "thread_cache_size",
    "open_files_limit",
];

/// The counters of the server that the report repeats, where they are known.
pub const COUNTERS: [&str; 9] = [
    "Threads_connected",
    "Threads_running",
    "Threads_created",
    "Max_used_connections",
    "Connections",
    "Questions",
    "Aborted_clients",
    "Aborted_connects",
    "Connection_errors_max_connections",
];

#[derive(Serialize)]
struct Document {
    schema: u32,
    poolcheck: &'static str,
    #[serde(flatten)]
    body: Body,
}

/// What is known and found of one server.
#[derive(Serialize)]
struct Body {
    server: Json,
    pools: Vec<Json>,
    files: Vec<Json>,
    passed_over: Vec<Json>,
    budget: Json,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_budgets: Vec<Json>,
    findings: Vec<Json>,
    skipped: Vec<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<Vec<Json>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Json>,
    summary: Json,
}

/// The report as pretty JSON with a line break at its end.
pub fn render(report: &Report<'_>) -> String {
    pretty(&Document { schema: SCHEMA, poolcheck: VERSION, body: body(report) })
}

fn pretty(document: &impl Serialize) -> String {
    // A tree of strings and numbers always serialises; the fallback only avoids a panic that cannot happen.
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}

fn summary(count: impl Fn(Severity) -> usize, hidden: usize) -> Json {
    json!({
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "infos": count(Severity::Info),
        "suppressed": hidden,
    })
}

fn hidden_count(report: &Report<'_>) -> usize {
    report.audit.suppressed.len() + report.audit.compared.as_ref().map_or(0, |compared| compared.known.len())
}

fn body(report: &Report<'_>) -> Body {
    let audit = report.audit;
    let seen = Observed::of(report.server, report.client);
    Body {
        server: server(report.server),
        pools: report.client.pools.iter().map(|found| pool(report, seen.as_ref(), found)).collect(),
        files: files::read(report.client).into_iter().map(file).collect(),
        passed_over: passed_over(&report.client.walked),
        budget: audit.budget.as_ref().map_or(Json::Null, |found| budget(report, found)),
        other_budgets: audit
            .other_budgets
            .iter()
            .map(|(server, other)| of_server(server, budget(report, other)))
            .collect(),
        findings: findings(report),
        skipped: audit.skipped.iter().map(|skip| json!({"rule": skip.rule, "needs": skip.needs})).collect(),
        suppressed: report.show_suppressed.then(|| hidden(report)),
        baseline: audit.compared.as_ref().map(baseline),
        summary: summary(|severity| audit.count(severity), hidden_count(report)),
    }
}

fn server(state: &ServerState) -> Json {
    match state {
        ServerState::NotGiven => Json::Null,
        ServerState::Known(server) => known(server),
        ServerState::Unreachable(unreachable) => json!({
            "source": "unreachable",
            "target": unreachable.target,
            "stage": unreachable.stage.name(),
            "error": unreachable.message,
        }),
        ServerState::Refused(refusal) => json!({
            "source": "unreachable",
            "target": refusal.target,
            "stage": "login",
            "error": refusal.message,
            "code": refusal.code,
            "sql_state": refusal.sql_state,
        }),
    }
}

/// Why the facts are not simply the server's: they came another way, are old, or are not all there.
fn trouble(trouble: &Trouble) -> Json {
    let failed = |kind: &str, unreachable: &Unreachable| {
        json!({
            "kind": kind,
            "target": unreachable.target,
            "stage": unreachable.stage.name(),
            "error": unreachable.message,
        })
    };
    match trouble {
        Trouble::Refused(refusal) => json!({
            "kind": "refused",
            "target": refusal.target,
            "stage": "login",
            "error": refusal.message,
            "code": refusal.code,
            "sql_state": refusal.sql_state,
        }),
        Trouble::Unreachable(unreachable) => failed("unreachable", unreachable),
        Trouble::Cut(unreachable) => failed("cut", unreachable),
    }
}

fn known(server: &Server) -> Json {
    let mut fields = Map::new();
    fields.insert("source".into(), server.source.name().into());
    fields.insert("target".into(), server.source.target().into());
    if let Some(at) = &server.captured_at {
        fields.insert("captured_at".into(), at.clone().into());
    }
    if let Some(trouble) = &server.trouble {
        fields.insert("trouble".into(), self::trouble(trouble));
    }
    let known = !server.version_text.is_empty();
    fields.insert("flavor".into(), if known { server.flavor.name } else { "unknown" }.into());
    fields.insert("version".into(), known.then(|| server.version.to_string()).into());
    fields.insert("detected_from".into(), server.detected_from.clone().into());
    fields.insert("between".into(), server.between.clone().into());
    fields.insert("version_text".into(), server.version_text.clone().into());
    fields.insert("uptime".into(), server.status.whole("Uptime").into());
    let variables = VARIABLES.iter().map(|name| (name, server.variables.number(name)));
    let counters = COUNTERS.iter().map(|name| (name, server.status.number(name)));
    for (name, value) in variables.chain(counters) {
        if let Some(value) = value {
            fields.insert(name.to_ascii_lowercase(), number(value));
        }
    }
    // The evidence's own form, which captures have as well. Strings and numbers always serialise.
    let evidence = server.evidence.as_ref().map(|evidence| serde_json::to_value(evidence).unwrap_or_default());
    fields.insert("evidence".into(), evidence.unwrap_or_default());
    Json::Object(fields)
}

/// A number without a fraction where it has none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn number(value: f64) -> Json {
    // 2^53: every whole number below is exact in both types.
    if value >= 0.0 && value.fract() == 0.0 && value < 9_007_199_254_740_992.0 {
        return Json::from(value as u64);
    }
    Number::from_f64(value).map_or(Json::Null, Json::Number)
}

fn pool(report: &Report<'_>, seen: Option<&Observed<'_>>, pool: &Pool) -> Json {
    let observed = seen.and_then(|seen| seen.instances(pool));
    let settings: Map<_, _> = pool.settings.iter().map(|(key, value)| (key.name().into(), setting(value))).collect();
    let mut fields = json!({
        "name": pool.name,
        "label": pool.label,
        "library": pool.library.name,
        "library_origin": origin(&pool.library_origin),
        "file": pool.place.as_ref().map(|place| place.file.as_ref()),
        "line": pool.place.as_ref().map(|place| place.start.line),
        "engine": pool.engine.name(),
        "status": pool.status.name(),
        "status_reason": pool.status.reason(),
        "settings": settings,
        "instances": {
            "steady": pool.instances.steady(),
            "max": pool.instances.maximum(),
            "rollout": pool.instances.rollout(),
            "processes": pool.instances.processes.value,
            "origin": origin(&pool.instances.origin),
            "processes_origin": origin(&pool.instances.processes.origin),
            "surge": part(pool.instances.surge.as_ref(), pool.instances.surge_replicas()),
            "terminating": part(pool.instances.terminating.as_ref(), pool.instances.terminating_replicas()),
            "observed": observed.map(|seen| json!({"value": seen.value, "origin": origin(&seen.origin)})),
        },
    });
    if let (Some(program), Json::Object(fields)) = (&pool.program, &mut fields) {
        fields.insert("program".into(), program.clone().into());
    }
    if let (Some(service), Json::Object(fields)) = (report.client.service_of(pool), &mut fields) {
        fields.insert("service".into(), service.name.clone().into());
    }
    fields
}

/// Replicas of a rollout, with where they were stated.
fn part(stated: Option<&Stated<Surge>>, replicas: u64) -> Json {
    stated.map_or(Json::Null, |stated| json!({"replicas": replicas, "origin": origin(&stated.origin)}))
}

/// A file that was read, with the pools that stand in it.
fn file((path, pools): (&str, usize)) -> Json {
    json!({"path": path, "pools": pools})
}

/// What a search for files passed over, by reason, and those that are worth naming.
fn passed_over(walked: &Walked) -> Vec<Json> {
    let notes = |reason: Reason| {
        let notes = walked.notes.iter().filter(move |note| note.reason == reason);
        notes.map(|note| json!({"path": note.path, "message": note.message})).collect::<Vec<_>>()
    };
    let reasons = Reason::ALL.into_iter().filter(|reason| walked.count(*reason) > 0);
    reasons
        .map(|reason| json!({"reason": reason.name(), "count": walked.count(reason), "files": notes(reason)}))
        .collect()
}

fn setting(setting: &Setting) -> Json {
    let value = match setting.value {
        Value::Count(n) | Value::Size(n) => n.into(),
        Value::Time(time) => number(time.as_secs_f64()),
        Value::Switch(on) => on.into(),
        Value::Unlimited | Value::Unresolved => Json::Null,
    };
    let mut fields = Map::new();
    fields.insert("value".into(), value);
    fields.insert("unlimited".into(), (setting.value == Value::Unlimited).into());
    fields.insert("configured".into(), setting.configured.clone().into());
    if let Some(key) = &setting.key {
        fields.insert("key".into(), key.as_ref().into());
    }
    if let Some(why) = &setting.replaced {
        fields.insert("replaced".into(), why.clone().into());
    }
    fields.insert("origin".into(), origin(&setting.origin));
    Json::Object(fields)
}

fn origin(origin: &Origin) -> Json {
    let mut fields = Map::new();
    fields.insert("kind".into(), origin.kind.name().into());
    if let Some(place) = &origin.place {
        fields.insert("file".into(), place.file.as_ref().into());
        fields.insert("line".into(), place.start.line.into());
        fields.insert("column".into(), place.start.column.into());
    }
    if let Some(note) = &origin.note {
        fields.insert("note".into(), note.clone().into());
    }
    Json::Object(fields)
}

fn location(place: &Place) -> Json {
    json!({
        "file": place.file.as_ref(),
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
    })
}

/// A budget with the server that its pools name.
fn of_server(server: &str, mut budget: Json) -> Json {
    if let Json::Object(fields) = &mut budget {
        fields.insert("server".into(), server.into());
    }
    budget
}

fn budget(report: &Report<'_>, budget: &Budget) -> Json {
    let share = |share: &crate::audit::budget::Share| {
        json!({
            "pool": share.pool,
            "max_open": share.max_open,
            "steady": share.steady,
            "max": share.maximum,
            "rollout": share.rollout,
        })
    };
    let account = |account: &AccountBudget<'_>| {
        json!({
            "user": account.user,
            "limit": account.limit,
            "pools": account.shares.iter().map(|share| &share.pool).collect::<Vec<_>>(),
            "steady": account.total(Phase::Steady),
            "max": account.total(Phase::Maximum),
            "rollout": account.total(Phase::Rollout),
        })
    };
    let accounts = report.server.known().map(|server| accounts::budgets(report.client, server)).unwrap_or_default();
    json!({
        "limit": budget.limit,
        "reserved": budget.reserved,
        "steady": budget.total(Phase::Steady),
        "max": budget.total(Phase::Maximum),
        "rollout": budget.total(Phase::Rollout),
        "share": budget.shares.iter().map(share).collect::<Vec<_>>(),
        "unlimited_pools": budget.unlimited_pools,
        "unknown_pools": budget.unknown_pools,
        "shared_pools": budget.shared_pools,
        "accounts": accounts.iter().map(account).collect::<Vec<_>>(),
    })
}

/// The findings that are ignored or known, each with what hides it, where they are asked for.
pub(super) fn hidden(report: &Report<'_>) -> Vec<Json> {
    if !report.show_suppressed {
        return Vec::new();
    }
    let with = |found: &Finding, why: Json| {
        let mut fields = finding(found);
        if let Json::Object(fields) = &mut fields {
            fields.insert("suppression".into(), why);
        }
        fields
    };
    let ignored = report.audit.suppressed.iter().map(|hidden| {
        let until = hidden.until.map(|until| until.to_string());
        let why = json!({"by": "ignore", "reason": hidden.reason, "until": until, "location": location(&hidden.place)});
        with(&hidden.finding, why)
    });
    let known = report.audit.compared.iter().flat_map(|compared| &compared.known);
    ignored.chain(known.map(|found| with(found, json!({"by": "baseline"})))).collect()
}

fn baseline(compared: &Compared) -> Json {
    let left = compared.left.iter().map(|entry| {
        json!({"fingerprint": entry.fingerprint, "rule": entry.rule, "pool": entry.pool, "message": entry.message})
    });
    json!({"known": compared.known.len(), "left": left.collect::<Vec<_>>()})
}

/// The findings, each with the name of its group.
pub(super) fn findings(report: &Report<'_>) -> Vec<Json> {
    let findings = &report.audit.findings;
    let with_group = |(found, group): (&Finding, String)| {
        let mut fields = finding(found);
        if let Json::Object(fields) = &mut fields {
            fields.insert("group".into(), group.into());
        }
        fields
    };
    findings.iter().zip(group::names(findings)).map(with_group).collect()
}

/// A finding as an object.
fn finding(finding: &Finding) -> Json {
    json!({
        "rule": finding.rule,
        "severity": finding.severity.name(),
        "basis": finding.basis.name(),
        "pool": finding.pool,
        "message": finding.message,
        "consequence": finding.consequence,
        "location": finding.location.as_ref().map(location),
        "facts": finding.facts.iter().map(fact).collect::<Vec<_>>(),
        "remedies": finding.remedies.iter().map(remedy).collect::<Vec<_>>(),
        "fingerprint": finding.fingerprint(),
    })
}

fn fact(fact: &Fact) -> Json {
    json!({"side": fact.side.name(), "name": fact.name, "value": fact.value, "origin": origin(&fact.origin)})
}

fn remedy(remedy: &Remedy) -> Json {
    json!({
        "side": remedy.side.name(),
        "text": remedy.text,
        "edit": remedy.edit.as_ref().map(edit),
        "sql": remedy.sql,
        "typed": remedy.typed,
    })
}

fn edit(edit: &Edit) -> Json {
    json!({"location": location(&edit.place), "replacement": edit.replacement})
}
