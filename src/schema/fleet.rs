//! The schema of the fleet file, `poolcheck.yaml`.

use serde_json::{Map, Value as Json, json};

use super::config::{count, field, fields, size};
use super::{DRAFT, closed, or_placeholder};
use crate::fleet::{Key, SERVER_KEYS, SERVICE_KEYS};

/// The fleet file.
pub fn fleet() -> Json {
    let named = |description: &str, entry: Json| json!({"description": description, "type": "object", "minProperties": 1, "additionalProperties": entry});
    json!({
        "$schema": DRAFT,
        "title": "poolcheck fleet",
        "description": "Services and the servers that they use, for poolcheck --fleet: poolcheck.yaml.",
        "type": "object",
        "properties": {
            "servers": named("The servers, by name.", server()),
            "services": named("The services, by name.", service()),
        },
        "patternProperties": {"^(x-|[._])": true},
        "required": ["servers", "services"],
        "additionalProperties": false,
    })
}

fn server() -> Json {
    let keys: Map<_, _> = SERVER_KEYS.into_iter().map(|key| (key.to_owned(), server_key(key))).collect();
    let mut server = closed("One server.", &Json::Object(merging(keys)));
    if let Some(fields) = server.as_object_mut() {
        fields.insert("anyOf".to_owned(), json!([{"required": ["dsn"]}, {"required": ["defaults_file"]}]));
        fields.insert("dependentRequired".to_owned(), json!({"ssl_cert": ["ssl_key"], "ssl_key": ["ssl_cert"]}));
    }
    server
}

fn server_key(key: &str) -> Json {
    let text = |about: &str| json!({"description": about, "type": "string", "minLength": 1});
    match key {
        "reserved" => count("Connections to keep for people, migrations and monitoring."),
        "memory" => or_placeholder("Memory of the server's machine, such as 16GiB.", vec![size()]),
        "cpus" => count("Processor cores of the server's machine."),
        "admin_port" => or_placeholder(
            "The port for administrators, tried once where the server is full.",
            vec![json!({"type": "integer", "minimum": 1, "maximum": 65_535})],
        ),
        "ssl_mode" => or_placeholder(
            "How much TLS.",
            vec![json!({"enum": ["disabled", "preferred", "required", "verify-ca", "verify-identity"]})],
        ),
        "dsn" => text("The server: ${VARIABLE}, a connection string, or the path of a capture."),
        "defaults_file" => text("An option file that names the server, or completes dsn."),
        "fallback" => text("A capture to judge by where the server is full or does not answer."),
        "password_file" => text("A file that holds the password."),
        "ssl_ca" => text("The authorities that may have signed the server's certificate (PEM)."),
        "ssl_cert" => text("The certificate that the account shows (PEM)."),
        _ => text("The key of ssl_cert (PEM, without a passphrase)."),
    }
}

fn service() -> Json {
    let keys = SERVICE_KEYS.into_iter().map(|(name, key)| (name.to_owned(), service_key(key))).collect();
    let mut service = closed("One service.", &Json::Object(merging(keys)));
    if let Some(fields) = service.as_object_mut() {
        fields.insert("required".to_owned(), json!(["config"]));
    }
    service
}

fn service_key(key: Key) -> Json {
    let text = json!({"type": "string", "minLength": 1});
    match key {
        Key::Config => json!({
            "description": "The files that hold its pools, from this file's folder.",
            "anyOf": [text, {"type": "array", "items": text, "minItems": 1}],
        }),
        Key::Server => json!({
            "description": "The server that it uses, or one for each pool by name; the only one where there is one.",
            "anyOf": [text, {"type": "object", "minProperties": 1, "additionalProperties": text}],
        }),
        Key::Profile => json!({
            "description": "The environment that counts where its files describe several, as --profile.",
            "anyOf": [text, {"type": "array", "items": text, "minItems": 1}],
        }),
        Key::EnvFile => json!({
            "description": "Files of NAME=value lines that fill its placeholders, as --env-file, from this file's folder.",
            "anyOf": [text, {"type": "array", "items": text, "minItems": 1}],
        }),
        Key::Deployment => json!({
            "description": "The deployment's service that runs its pools, as --map.",
            "type": "string",
            "minLength": 1,
        }),
        Key::Set => closed("Any setting of each of its pools.", &Json::Object(fields())),
        Key::Common(of_pools) => field(of_pools),
    }
}

/// With a merge key beside the others.
fn merging(mut keys: Map<String, Json>) -> Map<String, Json> {
    keys.insert("<<".to_owned(), json!(true));
    keys
}
