//! Compose files: services with their copies (<https://docs.docker.com/reference/compose-file/deploy/>).

use std::sync::Arc;

use crate::client::deploy::kubernetes::{at, whole_number};
use crate::client::deploy::process_type::unresolved;
use crate::client::deploy::service::{Container, Kind, Service, Variable};
use crate::client::deploy::{command, command_words};
use crate::client::pool::instances::{Instances, Surge};
use crate::source::node::{Entry, Node};
use crate::source::placeholders;
use crate::source::variables::Variables;
use crate::text::origin::{Origin, Stated};
use crate::text::place::{Place, SourceFile, Span};

/// The services of a document; empty where it is no Compose file. Compose fills its variables before it reads anything else.
pub(super) fn read(file: &SourceFile, root: &Arc<Node>, variables: &Variables) -> Vec<Service> {
    if root.get("services").is_none() {
        return Vec::new();
    }
    let root = placeholders::resolve(file, root, variables);
    let services = root.get("services").and_then(|services| services.entries()).unwrap_or_default();
    services.iter().filter(|entry| is_service(&entry.value)).map(|entry| service(file, entry)).collect()
}

/// Whether a section is a service: other files have `services` too.
fn is_service(node: &Node) -> bool {
    ["image", "build", "deploy", "command", "environment", "env_file", "extends", "depends_on"]
        .into_iter()
        .any(|key| node.get(key).is_some())
}

fn service(file: &SourceFile, entry: &Entry) -> Service {
    let node = &entry.value;
    let text = |key: &str| node.get(key).and_then(|node| node.text()).map(str::to_owned);
    let line: Vec<_> = ["entrypoint", "command"]
        .into_iter()
        .filter_map(|key| node.get(key))
        .flat_map(|node| command_words::of_node(file, node))
        .collect();
    let place = file.place(entry.key_span);
    let process_type = command::started(file, &entry.key, &line);
    let starts_again = at(node, &["deploy", "restart_policy", "condition"])
        .and_then(|node| node.text())
        .map(str::to_owned)
        .or_else(|| text("restart"))
        .is_some_and(|policy| matches!(policy.as_str(), "always" | "unless-stopped" | "any"));
    let migrates = command::is_migration(line.iter().map(|word| word.text.as_str()).chain([entry.key.as_str()]));
    let once = migrates && process_type.is_none() && !starts_again;
    let mut instances = copies(file, node, &entry.key, &place);
    if once {
        let surge = Stated::new(Surge::Replicas(instances.max), instances.origin.clone());
        let why = "a migration runs once: none in the steady state, one beside a rollout";
        let origin = Origin { place: Some(place.clone()), ..Origin::inferred(why) };
        instances = Instances { min: 0, max: 0, origin, surge: Some(surge), ..Instances::default() };
    }
    let section = file.place(Span { start: entry.key_span.start, end: node.span.end });
    let container = Container {
        name: entry.key.clone(),
        image: text("image"),
        built: built(node),
        section: section.clone(),
        process_type,
        environment: environment(file, node),
        references: Vec::new(),
    };
    Service {
        name: entry.key.clone(),
        kind: Kind::Compose,
        place,
        section,
        instances,
        containers: vec![container],
        once,
    }
}

/// The folder of `build: .` or `build: {context: .}`.
fn built(node: &Node) -> Option<String> {
    let build = node.get("build")?;
    let context = build.text().or_else(|| build.get("context")?.text())?;
    Some(context.trim_start_matches("./").trim_end_matches('/').to_owned())
}

fn copies(file: &SourceFile, node: &Node, name: &str, place: &Place) -> Instances {
    let mut instances = Instances::default();
    let global = at(node, &["deploy", "mode"]).and_then(|mode| mode.text()) == Some("global");
    match whole_number(file, at(node, &["deploy", "replicas"])).or_else(|| whole_number(file, node.get("scale"))) {
        _ if global => {
            let why = format!("{name} runs on every node (mode: global), and their number is in no file");
            instances.origin = unresolved(place, &why);
        }
        Some(Ok(count)) => (instances.min, instances.max, instances.origin) = (count.value, count.value, count.origin),
        Some(Err(origin)) => instances.origin = origin,
        None => {
            let why = format!("Compose's default: one container where {name} states no replicas");
            instances.origin = Origin { place: Some(place.clone()), ..Origin::default(why) };
        }
    }
    instances.surge = start_first(file, node);
    instances
}

/// The overlap of `order: start-first`: as many as are updated at once, one unless said otherwise, all where that is 0.
fn start_first(file: &SourceFile, node: &Node) -> Option<Stated<Surge>> {
    let update = at(node, &["deploy", "update_config"])?;
    let order = update.get("order").filter(|order| order.text() == Some("start-first"))?;
    let default = || Stated::new(1, Origin::file(file.place(order.span)));
    let at_once = whole_number(file, update.get("parallelism")).and_then(Result::ok).unwrap_or_else(default);
    let surge = if at_once.value == 0 { Surge::Share(1.0) } else { Surge::Replicas(at_once.value) };
    Some(Stated::new(surge, at_once.origin.with_note("order: start-first")))
}

/// The environment as a list of `NAME=value` or as a mapping.
fn environment(file: &SourceFile, node: &Node) -> Vec<Variable> {
    let Some(environment) = node.get("environment") else { return Vec::new() };
    if let Some(entries) = environment.entries() {
        let variable = |entry: &Entry| Variable {
            name: entry.key.clone(),
            value: entry.value.text().map(str::to_owned),
            place: file.place(if entry.value.is_null() { entry.key_span } else { entry.value.span }),
        };
        return entries.iter().map(variable).collect();
    }
    let items = environment.items().unwrap_or_default();
    let items = items.iter().filter_map(|item| Some((item.text()?, item.span)));
    items
        .map(|(text, span)| {
            let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
            Variable { name: name.to_owned(), value: value.map(str::to_owned), place: file.place(span) }
        })
        .collect()
}
