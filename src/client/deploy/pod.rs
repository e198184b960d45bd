//! The containers of a pod, and their environment.

use crate::client::deploy::kubernetes::ConfigMap;
use crate::client::deploy::service::{Container, Reference, Variable};
use crate::client::deploy::{command, command_words};
use crate::source::node::Node;
use crate::text::place::SourceFile;

/// The containers of a pod's spec.
pub(super) fn containers(file: &SourceFile, spec: &Node) -> Vec<Container> {
    let containers = spec.get("containers").and_then(|containers| containers.items()).unwrap_or_default();
    containers.iter().map(|node| container(file, node)).collect()
}

fn container(file: &SourceFile, node: &Node) -> Container {
    let text = |key: &str| node.get(key).and_then(|node| node.text()).map(str::to_owned);
    let name = text("name").unwrap_or_default();
    let line: Vec<_> = ["command", "args"]
        .into_iter()
        .filter_map(|key| node.get(key))
        .flat_map(|node| command_words::of_node(file, node))
        .collect();
    let mut container = Container {
        process_type: command::started(file, &name, &line),
        name,
        image: text("image"),
        built: None,
        section: file.place(node.span),
        environment: Vec::new(),
        references: Vec::new(),
    };
    for item in node.get("env").and_then(|env| env.items()).unwrap_or_default() {
        variable(file, item, &mut container);
    }
    for item in node.get("envFrom").and_then(|from| from.items()).unwrap_or_default() {
        let Some(map) = item.get("configMapRef").and_then(|map| map.get("name")?.text()) else { continue };
        let prefix = item.get("prefix").and_then(|prefix| prefix.text()).unwrap_or_default();
        container.references.push(Reference { map: map.to_owned(), one: None, prefix: prefix.to_owned() });
    }
    container
}

fn variable(file: &SourceFile, item: &Node, into: &mut Container) {
    let Some((name, span)) = item.get("name").and_then(|node| Some((node.text()?, node.span))) else { return };
    let value = item.get("value");
    into.environment.push(Variable {
        name: name.to_owned(),
        value: value.and_then(|value| value.scalar()).map(|scalar| scalar.text.clone()),
        place: file.place(value.map_or(span, |value| value.span)),
    });
    let reference = item.get("valueFrom").and_then(|from| from.get("configMapKeyRef"));
    let text = |key: &str| reference.and_then(|reference| reference.get(key)?.text()).map(str::to_owned);
    if let (Some(map), Some(key)) = (text("name"), text("key")) {
        into.references.push(Reference { map, one: Some((name.to_owned(), key)), prefix: String::new() });
    }
}

/// Fills in what ConfigMaps hold. A variable of the container's own wins over one that came with a whole map.
pub(super) fn resolve(container: &mut Container, maps: &[ConfigMap]) {
    let map = |name: &str| maps.iter().find(|map| map.name == name);
    let mut whole = Vec::new();
    for reference in &container.references {
        let Some(map) = map(&reference.map) else { continue };
        match &reference.one {
            None => whole.extend(
                map.values
                    .iter()
                    .map(|value| Variable { name: format!("{}{}", reference.prefix, value.name), ..value.clone() }),
            ),
            Some((name, key)) => {
                let found = map.values.iter().find(|value| value.name == *key);
                let own = container.environment.iter_mut().find(|own| own.name == *name && own.value.is_none());
                if let (Some(found), Some(own)) = (found, own) {
                    (own.value, own.place) = (found.value.clone(), found.place.clone());
                }
            }
        }
    }
    whole.append(&mut container.environment);
    container.environment = whole;
}
