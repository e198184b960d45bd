//! The schema of the JSON report. Fields are added, never renamed: unknown ones are allowed.

use serde_json::{Map, Value as Json, json};

use super::{DRAFT, open};
use crate::audit::rules::RULES;
use crate::client::libraries::LIBRARIES;
use crate::client::pool::settings::Key;
use crate::report::json::SCHEMA;
use crate::source::files::walked::Reason;

/// The JSON report.
pub fn report() -> Json {
    let fleet = json!({
        "properties": {
            "schema": {"const": SCHEMA},
            "poolcheck": version(),
            "fleet": {"description": "The fleet file.", "type": "string"},
            "audits": list(&audit()),
            "summary": counts(),
        },
        "required": ["schema", "poolcheck", "fleet", "audits", "summary"],
    });
    json!({
        "$schema": DRAFT,
        "title": "poolcheck report",
        "description": "The stable contract of --format json. Durations are seconds. With --fleet an audit for each server.",
        "type": "object",
        "if": {"required": ["fleet"]},
        "then": fleet,
        "else": one(vec![("schema", json!({"const": SCHEMA})), ("poolcheck", version())]),
    })
}

fn version() -> Json {
    json!({"description": "poolcheck's version.", "type": "string"})
}

fn counts() -> Json {
    open(&json!({
        "errors": whole(), "warnings": whole(), "infos": whole(),
        "suppressed": whole(),
    }))
}

/// One server of a fleet.
fn audit() -> Json {
    one(vec![
        ("name", json!({"description": "The server's name in the fleet file.", "type": "string"})),
        ("services", list(&text())),
    ])
}

/// What is known and found of one server, behind what is said of it.
fn one(head: Vec<(&str, Json)>) -> Json {
    let mut properties = Map::new();
    let skipped = json!({"rule": rule(), "needs": text()});
    let body = [
        ("server", server()),
        ("pools", list(&pool())),
        ("budget", json!({"anyOf": [{"type": "null"}, budget()]})),
        ("findings", list(&finding())),
        ("skipped", list(&open(&skipped))),
        ("summary", counts()),
    ];
    for (name, schema) in head.into_iter().chain(body) {
        properties.insert(name.to_owned(), schema);
    }
    let required: Vec<_> = properties.keys().cloned().collect();
    properties.insert("files".to_owned(), list(&open(&json!({"path": text(), "pools": whole()}))));
    properties.insert("passed_over".to_owned(), list(&passed_over()));
    let of_server = json!({"server": {"description": "The server that its pools name.", "type": "string"}});
    properties.insert("other_budgets".to_owned(), list(&with(budget(), of_server)));
    properties.insert("suppressed".to_owned(), list(&suppressed()));
    properties.insert("baseline".to_owned(), baseline());
    json!({"properties": properties, "required": required})
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
        "source": {"enum": ["live", "captured", "declared", "observed", "stated"]},
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

/// Replicas beside the maximum during a rollout; null where there are none.
fn part() -> Json {
    json!({"anyOf": [{"type": "null"}, open(&json!({"replicas": whole(), "origin": origin()}))]})
}

fn pool() -> Json {
    let setting = with(
        open(&json!({
            "value": {"description": "The effective value.", "type": ["number", "boolean", "null"]},
            "unlimited": {"type": "boolean"},
            "configured": text_or_null(),
            "origin": origin(),
        })),
        json!({
            "replaced": text(),
            "key": {"description": "The user's own key, as it stands where the value does.", "type": "string"},
        }),
    );
    let settings: Map<_, _> = Key::ALL.iter().map(|key| (key.name().to_owned(), setting.clone())).collect();
    let libraries: Vec<_> = LIBRARIES.iter().map(|library| library.name).collect();
    let observed = open(&json!({"value": whole(), "origin": origin()}));
    let instances = open(&json!({
        "steady": whole(), "max": whole(), "rollout": whole(),
        "processes": whole(),
        "origin": origin(),
        "processes_origin": origin(),
        "surge": part(), "terminating": part(),
    }));
    let instances = with(instances, json!({"observed": {"anyOf": [{"type": "null"}, observed]}}));
    let pool = open(&json!({
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
    }));
    with(
        pool,
        json!({
            "label": {"description": "What people call it; `name` is what flags, ignores and baselines use.", "type": "string"},
            "service": {"description": "The service of a fleet.", "type": "string"},
        }),
    )
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
    let account = open(&json!({
        "user": text(), "limit": {"type": ["integer", "null"], "minimum": 0}, "pools": list(&text()),
        "steady": whole(), "max": whole(), "rollout": whole(),
    }));
    let more = json!({
        "unknown_pools": list(&text()), "shared_pools": list(&text()),
        "accounts": list(&account),
    });
    with(budget, more)
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
    let typed =
        json!({"description": "What one types, in the words of the file or the library.", "type": ["string", "null"]});
    let remedy = with(remedy, json!({"typed": typed}));
    let finding = open(&json!({
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
    }));
    with(finding, json!({"group": {"description": "Joins findings of one cause.", "type": "string"}}))
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
