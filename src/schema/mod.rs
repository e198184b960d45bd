//! JSON Schemas of what poolcheck reads and writes: its own form, the fleet file, the settings file, the JSON report.
//!
//! What is data elsewhere (settings, libraries, hops, rules, thresholds) is taken from there, so that nothing can be
//! forgotten here. An editor completes and checks by them; poolcheck itself reads with its own readers, which say more.

mod config;
mod fleet;
mod report;
mod settings;

use serde_json::{Value as Json, json};

pub use config::config;
pub use fleet::fleet;
pub use report::report;
pub use settings::settings;

/// The dialect.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A text in which something else puts the value.
const PLACEHOLDER: &str = r"\$[{(A-Za-z_]|\{\{|<%";

/// One of these, or a placeholder.
fn or_placeholder(description: &str, forms: Vec<Json>) -> Json {
    let mut forms = forms;
    forms.push(json!({"type": "string", "pattern": PLACEHOLDER}));
    json!({"description": description, "anyOf": forms})
}

/// A mapping that holds these keys and no others.
fn closed(description: &str, properties: &Json) -> Json {
    json!({"description": description, "type": "object", "properties": properties, "additionalProperties": false})
}

/// A mapping of these keys, all of which are there; later versions may add some.
fn open(properties: &Json) -> Json {
    let required: Vec<_> = properties.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default();
    json!({"type": "object", "properties": properties, "required": required})
}
