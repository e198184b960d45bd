//! The schema of poolcheck's own form.

use serde_json::{Map, Value as Json, json};

use super::{DRAFT, closed, or_placeholder};
use crate::client::libraries::LIBRARIES;
use crate::client::own::key::OwnKey;
use crate::client::pool::hop::PRESETS;
use crate::client::pool::settings::{Key, Measure};

/// Go's grammar of durations.
const DURATION: &str = r"^([0-9]+(\.[0-9]*)?(ns|us|µs|μs|ms|s|m|h))+$";

/// poolcheck's own form.
pub fn config() -> Json {
    let server = json!({
        "memory": or_placeholder("Memory of the server's machine, such as 16GiB.", vec![size()]),
        "cpus": count("Processor cores of the server's machine."),
    });
    json!({
        "$schema": DRAFT,
        "title": "poolcheck configuration",
        "description": "The connection pools of an application, for poolcheck.",
        "type": ["object", "null"],
        "properties": {
            "pools": {"description": "The pools, by name.", "type": "object", "additionalProperties": pool()},
            "pool": pool(),
            "reserved": count("Connections to keep for people, migrations and monitoring."),
            "server": closed("The server's machine, where it is known.", &server),
            "path": path(),
        },
        "patternProperties": {"^(x-|[._])": true},
        "additionalProperties": false,
        "not": {"required": ["pools", "pool"]},
    })
}

fn pool() -> Json {
    closed("One connection pool in one process of the application.", &Json::Object(fields()))
}

/// The keys of a pool.
pub(super) fn fields() -> Map<String, Json> {
    OwnKey::names()
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), field(OwnKey::named(name)?))))
        .chain([("<<".to_owned(), json!(true))])
        .collect()
}

/// One key of a pool.
pub(super) fn field(field: OwnKey) -> Json {
    match field {
        OwnKey::Setting(key) => setting(key),
        OwnKey::Library => {
            let names: Vec<_> = LIBRARIES.iter().map(|library| library.name).collect();
            or_placeholder("The pool's library: it decides defaults and semantics.", vec![json!({"enum": names})])
        }
        OwnKey::LibraryVersion => version("The library's version."),
        OwnKey::GoDriver => version("The version of go-sql-driver/mysql."),
        OwnKey::InterpolateParams => switch("The client fills in the placeholders of its queries."),
        OwnKey::User => json!({"description": "The account; pools of one account share its limit.", "type": "string"}),
        OwnKey::Interactive => {
            switch("The client connects as interactive, so interactive_timeout is its wait_timeout.")
        }
        OwnKey::Streaming => switch("Large results are read row by row."),
        OwnKey::BulkLoad => switch("Data is loaded in bulk (LOAD DATA LOCAL)."),
        OwnKey::ConnectionsPerRequest => count("Connections that one request holds at once."),
        OwnKey::Threads => count("Requests at once in one process."),
        OwnKey::Replicas => replicas(),
        OwnKey::Processes => count("Processes per replica, each with a pool of its own."),
        OwnKey::RolloutSurge => or_placeholder(
            "What a rollout starts before it stops the old: a share such as 25%, or a number of replicas.",
            vec![json!({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? *%$"}), whole()],
        ),
        OwnKey::Path => path(),
        OwnKey::Workload => workload(),
    }
}

fn setting(key: Key) -> Json {
    let mut forms = match key.measure() {
        Measure::Count => vec![whole()],
        Measure::Time => vec![json!({"type": "string", "pattern": DURATION})],
        Measure::Switch => vec![json!({"type": "boolean"})],
        Measure::Size => vec![size()],
    };
    forms.extend(key.no_limit().map(|word| json!({"const": word.word()})));
    or_placeholder(about(key), forms)
}

fn about(key: Key) -> &'static str {
    match key {
        Key::MaxOpen => "The most connections that the pool opens.",
        Key::MaxIdle => "The most unused connections that the pool keeps.",
        Key::MinIdle => "The connections that the pool keeps open while idle.",
        Key::InitialSize => "The connections that the pool opens at its start.",
        Key::MaxLifetime => "The age at which a connection is retired, such as 5m.",
        Key::MaxIdleTime => "The time unused after which the client closes a connection.",
        Key::Keepalive => "The period of an application-level ping of idle connections.",
        Key::TcpKeepalive => "The period of TCP keepalive probes.",
        Key::AcquireTimeout => "The longest wait for a free connection of the pool.",
        Key::ConnectTimeout => "The longest wait for a new connection to the server.",
        Key::ReadTimeout => "The longest wait for one read from the socket.",
        Key::WriteTimeout => "The longest wait for one write to the socket.",
        Key::Validation => "Whether a connection is checked when it is taken from the pool.",
        Key::QueueLimit => "The requests that may wait for a connection.",
        Key::MaxAllowedPacket => "The client's own limit of a packet, such as 64MiB.",
        Key::SessionWaitTimeout => "The wait_timeout that the client sets for its sessions.",
    }
}

fn whole() -> Json {
    json!({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+$"}]})
}

pub(super) fn size() -> Json {
    json!({"anyOf": [
        {"type": "integer", "minimum": 0},
        {"type": "string", "pattern": "^[0-9]+ *([KkMmGgTt]([Ii]?[Bb])?|[Bb])?$"},
    ]})
}

pub(super) fn count(description: &str) -> Json {
    or_placeholder(description, vec![whole()])
}

fn switch(description: &str) -> Json {
    or_placeholder(description, vec![json!({"type": "boolean"}), json!({"enum": ["true", "false"]})])
}

fn duration(description: &str) -> Json {
    or_placeholder(description, vec![json!({"type": "string", "pattern": DURATION})])
}

fn version(description: &str) -> Json {
    or_placeholder(description, vec![json!({"type": "number"}), json!({"type": "string", "pattern": "^v?[0-9]"})])
}

fn replicas() -> Json {
    let mut range = closed(
        "Under an autoscaler.",
        &json!({"min": count("Replicas at steady state."), "max": count("Replicas at the autoscaler's maximum.")}),
    );
    if let Some(range) = range.as_object_mut() {
        range.insert("required".to_owned(), json!(["min", "max"]));
    }
    or_placeholder("Replicas of the application: a number, or {min, max} under an autoscaler.", vec![whole(), range])
}

fn path() -> Json {
    let presets: Vec<_> = PRESETS.iter().map(|preset| preset.name).collect();
    let idle = or_placeholder(
        "The time after which it closes an idle connection.",
        vec![json!({"type": "string", "pattern": DURATION}), json!({"const": "never"})],
    );
    let layer = or_placeholder(
        "4 where it forwards packets, 7 where it ends connections.",
        vec![json!({"enum": [4, 7, "4", "7"]})],
    );
    let named = json!({
        "type": "object",
        "properties": {"name": {"type": "string"}, "idle": idle, "layer": layer},
        "required": ["name"],
        "additionalProperties": false,
    });
    let hop = or_placeholder("A known hop, or {name, idle}.", vec![json!({"enum": presets}), named]);
    let list = json!({"type": "array", "items": hop});
    json!({"description": "What stands between the pool and the server.", "anyOf": [hop, list]})
}

fn workload() -> Json {
    let rate = || {
        or_placeholder(
            "Requests per second at peak, of all instances together.",
            vec![json!({"type": "number", "minimum": 0})],
        )
    };
    let hold = closed(
        "How long a request holds a connection.",
        &json!({
            "mean": duration("The mean."),
            "p95": duration("The 95th percentile."),
            "distribution": {"description": "How it varies.", "enum": ["fixed", "exponential"]},
        }),
    );
    let time = json!({"type": "string", "pattern": DURATION});
    let keys = json!({
        "peak_qps": rate(),
        "arrival_rate": rate(),
        "hold_time": or_placeholder("How long a request holds a connection.", vec![time, hold]),
        "workers": count("Workers that query, think and repeat."),
        "think_time": duration("What a worker waits between two queries."),
        "peak_concurrency": count("Connections in use at once, where that is all one knows."),
        "dial_time": duration("What opening a connection costs."),
        "per_instance": switch("The figures are of one instance, not of all together."),
    });
    closed("The load that the pool serves at peak.", &keys)
}
