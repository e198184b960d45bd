//! The schema of the settings file, `.poolcheck.yaml`.

use serde_json::{Map, Value as Json, json};

use super::{DRAFT, closed};
use crate::audit::rule::Category;
use crate::audit::rules::RULES;
use crate::audit::thresholds::THRESHOLDS;

/// The settings file.
pub fn settings() -> Json {
    let rules: Map<_, _> = RULES
        .iter()
        .map(|rule| {
            let wish = json!({"description": rule.summary, "enum": ["error", "warning", "info", "off", false]});
            (rule.name.to_owned(), wish)
        })
        .collect();
    let thresholds: Map<_, _> = THRESHOLDS
        .iter()
        .map(|threshold| {
            let about = format!("{} In {}; {} by default.", threshold.summary, threshold.unit, threshold.default);
            (threshold.name.to_owned(), json!({"description": about, "type": "number", "minimum": 0}))
        })
        .collect();
    let nothing = |mut schema: Json| {
        if let Some(fields) = schema.as_object_mut() {
            fields.insert("type".to_owned(), json!(["object", "null"]));
        }
        schema
    };
    json!({
        "$schema": DRAFT,
        "title": "poolcheck settings",
        "description": "What poolcheck judges, and how hard: .poolcheck.yaml.",
        "type": ["object", "null"],
        "properties": {
            "rules": nothing(closed("The severity of a rule's findings, or off.", &Json::Object(rules))),
            "thresholds": nothing(closed("The numbers that rules go by.", &Json::Object(thresholds))),
            "ignore": ignore(),
        },
        "additionalProperties": false,
    })
}

fn ignore() -> Json {
    let names: Vec<_> = RULES.iter().map(|rule| rule.name).chain(Category::ALL.map(Category::name)).collect();
    let one = json!({"enum": names});
    let entry = json!({
        "rule": {"description": "The rule.", "enum": names},
        "rules": {"description": "The rules.", "anyOf": [one, {"type": "array", "items": one}]},
        "pool": {"description": "The pool; every one where none is named.", "type": "string"},
        "path": {"description": "The file; * stands for anything.", "type": "string"},
        "reason": {"description": "Why it does not matter here.", "type": "string", "minLength": 1},
        "until": {"description": "The last day on which it is hidden.", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    });
    let mut entry = closed("A finding that does not matter.", &entry);
    if let Some(fields) = entry.as_object_mut() {
        fields.insert("required".to_owned(), json!(["reason"]));
    }
    json!({"description": "Findings that do not matter, and why.", "type": ["array", "null"], "items": entry})
}
