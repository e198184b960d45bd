//! Kubernetes manifests: pods whose container's image is a server's, with its arguments and the ConfigMaps that it mounts; and
//! a ConfigMap with an option file where no pod stands beside it.

use std::collections::HashMap;
use std::sync::Arc;

use super::text::{Text, items_at, text_at};
use super::{Declared, engine, options};
use crate::server::capture::CaptureError;
use crate::source::node::Node;

/// The servers that manifests run.
pub(super) fn read(text: &Text<'_>) -> Result<Vec<Declared>, CaptureError> {
    let objects: Vec<_> = text.documents.iter().flat_map(|root| objects(root)).collect();
    let maps = objects.iter().filter(|object| is_config_map(object)).map(|object| (name(object), &***object)).collect();
    let mut found = Vec::new();
    for object in &objects {
        for path in [&["spec", "template", "spec"][..], &["spec"]] {
            let Some(pod) = super::text::at(object, path) else { continue };
            for container in items_at(pod, &["containers"]) {
                found.extend(of_container(text, object, pod, container, &maps)?);
            }
        }
    }
    Ok(found)
}

/// The option files of ConfigMaps, where no pod stands beside them.
pub(super) fn read_config_maps(text: &Text<'_>) -> Result<Vec<Declared>, CaptureError> {
    let mut found = Vec::new();
    if read(text)?.is_empty() {
        let objects = text.documents.iter().flat_map(|root| objects(root));
        for map in objects.filter(|object| is_config_map(object)) {
            found.extend(of_config_map(text, map)?);
        }
    }
    Ok(found)
}

/// A document's objects: itself, or the items of a `List`.
fn objects(root: &Arc<Node>) -> Vec<&Arc<Node>> {
    let is_object = |node: &&Arc<Node>| node.get("apiVersion").is_some() && node.get("kind").is_some();
    let items = items_at(root, &["items"]);
    if items.is_empty() {
        Some(root).into_iter().filter(is_object).collect()
    } else {
        items.iter().filter(is_object).collect()
    }
}

fn is_config_map(object: &Node) -> bool {
    text_at(object, &["kind"]) == Some("ConfigMap")
}

fn name(object: &Node) -> &str {
    text_at(object, &["metadata", "name"]).unwrap_or_default()
}

fn of_container(
    text: &Text<'_>,
    object: &Node,
    pod: &Node,
    container: &Node,
    maps: &HashMap<&str, &Node>,
) -> Result<Option<Declared>, CaptureError> {
    let image = text_at(container, &["image"]).unwrap_or_default();
    let Some((flavor, version)) = engine::of_image(image) else { return Ok(None) };
    let mut declared = Declared {
        name: name(object).to_owned(),
        flavor: Some(flavor),
        shown_by: vec![format!("image {image}")],
        whole: true,
        ..Declared::default()
    };
    let volumes = items_at(pod, &["volumes"]);
    for mount in items_at(container, &["volumeMounts"]) {
        let volume = volumes.iter().find(|volume| text_at(volume, &["name"]) == text_at(mount, &["name"]));
        let Some(map) = volume.and_then(|volume| text_at(volume, &["configMap", "name"])) else { continue };
        let Some(object) = maps.get(map) else {
            declared.doubts.push(format!("the ConfigMap {map} that it mounts was not read"));
            declared.whole = false;
            continue;
        };
        for entry in object.get("data").and_then(|data| data.entries()).unwrap_or_default() {
            let known = Some((flavor, version.as_deref()));
            if let Some(inner) = options::file_of_node(text, &entry.value, known)? {
                declared.said.extend(inner.said);
                declared.doubts.extend(inner.doubts);
            }
        }
    }
    for key in ["command", "args"] {
        declared.said.extend(container.get(key).into_iter().flat_map(|node| options::arguments_of_node(text, node)));
    }
    declared.version = version;
    Ok(Some(declared))
}

/// The option files of a ConfigMap, as one: a pod mounts them together.
fn of_config_map(text: &Text<'_>, map: &Node) -> Result<Option<Declared>, CaptureError> {
    let mut whole: Option<Declared> = None;
    for entry in map.get("data").and_then(|data| data.entries()).unwrap_or_default() {
        let Some(inner) = options::file_of_node(text, &entry.value, None)? else { continue };
        match &mut whole {
            None => whole = Some(Declared { name: name(map).to_owned(), ..inner }),
            Some(whole) => whole.said.extend(inner.said),
        }
    }
    Ok(whole)
}
