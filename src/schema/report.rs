//! The schema of the JSON report. Fields are added, never renamed: unknown ones are allowed.

use serde_json::{Map, Value as Json, json};

use super::{DRAFT, open};
use crate::audit::rules::RULES;
use crate::client::libraries::LIBRARIES;
use crate::client::settings::Key;
use crate::client::source::walked::Reason;
use crate::report::json::SCHEMA;

/// The JSON report.
pub fn report() -> Json {
    let mut properties = Map::new();
    let counts = open(&json!({
        "errors": whole(), "warnings": whole(), "infos": whole(),
        "suppressed": whole(),
    }));
    let skipped = json!({"rule": rule(), "needs": text()});
    for (name, schema) in [
        ("schema", json!({"const": SCHEMA})),
        ("poolcheck", json!({"description": "poolcheck's version.", "type": "string"})),
        ("server", server()),
        ("pools", list(&pool())),
        ("budget", json!({"anyOf": [{"type": "null"}, budget()]})),
        ("findings", list(&finding())),
        ("skipped", list(&open(&skipped))),
        ("summary", counts),
    ] {
        properties.insert(name.to_owned(), schema);
    }
    let required: Vec<_> = properties.keys().cloned().collect();
    properties.insert("files".to_owned(), list(&open(&json!({"path": text(), "pools": whole()}))));
    properties.insert("passed_over".to_owned(), list(&passed_over()));
    properties.insert("suppressed".to_owned(), list(&suppressed()));
    properties.insert("baseline".to_owned(), baseline());
    json!({
        "$schema": DRAFT,
        "title": "poolcheck report",
        "description": "The stable contract of --format json. Durations are seconds.",
        "type": "object",
        "properties": properties,
        "required": required,
    })
}

fn text() -> Json {
    json!({"type": "string"})
}

fn text_or_null() -> Json {
    json!({"type": ["string", "null"]})
}

fn whole() -> Json {
    json!({"type": "integer", "minimum": 0})
}

fn list(items: &Json) -> Json {
    json!({"type": "array", "items": items})
}

fn rule() -> Json {
    let names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
    json!({"enum": names})
}

/// Adds fields that need not be there.
fn with(mut schema: Json, more: Json) -> Json {
    if let (Some(Json::Object(fields)), Json::Object(more)) = (schema.get_mut("properties"), more) {
        fields.extend(more);
    }
    schema
}

fn server() -> Json {
    let unreachable =
        open(&json!({"source": {"const": "unreachable"}, "target": text(), "stage": text(), "error": text()}));
    let known = open(&json!({
        "source": {"enum": ["live", "captured"]},
        "flavor": text(),
        "version": text(),
        "uptime": {"type": ["integer", "null"], "minimum": 0},
    }));
    json!({
        "description": "The server: null where none was given. Its variables and counters stand under their names in lower case.",
        "anyOf": [{"type": "null"}, known, unreachable],
    })
}

fn origin() -> Json {
    let kind = json!({"enum": ["file", "default", "flag", "env", "server", "inferred", "unresolved"]});
    with(open(&json!({"kind": kind})), json!({"file": text(), "line": whole(), "column": whole(), "note": text()}))
}

fn location() -> Json {
    open(&json!({"file": text(), "line": whole(), "column": whole(), "end_line": whole(), "end_column": whole()}))
}

fn pool() -> Json {
    let setting = with(
        open(&json!({
            "value": {"description": "The effective value.", "type": ["number", "boolean", "null"]},
            "unlimited": {"type": "boolean"},
            "configured": text_or_null(),
            "origin": origin(),
        })),
        json!({"replaced": text()}),
    );
    let settings: Map<_, _> = Key::ALL.iter().map(|key| (key.name().to_owned(), setting.clone())).collect();
    let libraries: Vec<_> = LIBRARIES.iter().map(|library| library.name).collect();
    let observed = open(&json!({"value": whole(), "origin": origin()}));
    let instances = open(&json!({
        "steady": whole(), "max": whole(), "rollout": whole(),
        "processes": whole(),
        "origin": origin(),
    }));
    let instances = with(instances, json!({"observed": {"anyOf": [{"type": "null"}, observed]}}));
    open(&json!({
        "name": text(),
        "library": {"enum": libraries},
        "library_origin": origin(),
        "file": text_or_null(),
        "line": {"type": ["integer", "null"]},
        "engine": {"enum": ["mysql", "mariadb", "unknown"]},
        "status": {"enum": ["active", "conditional", "inert"]},
        "status_reason": text_or_null(),
        "settings": {"type": "object", "properties": settings},
        "instances": instances,
    }))
}

fn budget() -> Json {
    let share = open(&json!({
        "pool": text(), "max_open": whole(), "steady": whole(), "max": whole(),
        "rollout": whole(),
    }));
    let budget = open(&json!({
        "limit": whole(), "reserved": whole(), "steady": whole(), "max": whole(), "rollout": whole(),
        "share": list(&share),
        "unlimited_pools": list(&text()),
    }));
    with(budget, json!({"unknown_pools": list(&text()), "shared_pools": list(&text())}))
}

fn finding() -> Json {
    let fact = open(
        &json!({"side": {"enum": ["client", "server", "path"]}, "name": text(), "value": text(), "origin": origin()}),
    );
    let edit = open(&json!({"location": location(), "replacement": text()}));
    let remedy = open(&json!({
        "side": {"enum": ["client", "server", "path"]},
        "text": text(),
        "edit": {"anyOf": [{"type": "null"}, edit]},
        "sql": text_or_null(),
    }));
    open(&json!({
        "rule": rule(),
        "severity": {"enum": ["error", "warning", "info"]},
        "basis": {"enum": ["configured", "observed", "predicted"]},
        "pool": text_or_null(),
        "message": text(),
        "consequence": text(),
        "location": {"anyOf": [{"type": "null"}, location()]},
        "facts": list(&fact),
        "remedies": list(&remedy),
        "fingerprint": text(),
    }))
}

fn passed_over() -> Json {
    let reasons = Reason::ALL.map(Reason::name);
    let note = open(&json!({"path": text(), "message": text()}));
    open(&json!({"reason": {"enum": reasons}, "count": whole(), "files": list(&note)}))
}

fn suppressed() -> Json {
    let ignore =
        open(&json!({"by": {"const": "ignore"}, "reason": text(), "until": text_or_null(), "location": location()}));
    let known = open(&json!({"by": {"const": "baseline"}}));
    with(finding(), json!({"suppression": {"anyOf": [ignore, known]}}))
}

fn baseline() -> Json {
    let left = open(&json!({"fingerprint": text(), "rule": text(), "pool": text_or_null(), "message": text()}));
    open(&json!({"known": whole(), "left": list(&left)}))
}
