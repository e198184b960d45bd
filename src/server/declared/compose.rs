//! Compose files: the services whose image is a server's, with their tag, their arguments and the option files that are mounted.

use std::path::Path;
use std::sync::Arc;

use super::text::{Text, items_at, text_at};
use super::{Declared, Said, engine, options};
use crate::server::capture::{CaptureError, source_file};
use crate::server::flavors::Flavor;
use crate::source::node::{Entry, Node};

/// Where the images read option files.
const FOLDERS: [&str; 3] = ["/etc/mysql/", "/etc/my.cnf", "/opt/bitnami/"];
/// The variables in which the images of Bitnami take options of the server.
const FLAGS: [&str; 2] = ["MARIADB_EXTRA_FLAGS", "MYSQL_EXTRA_FLAGS"];

/// The database services of a Compose file.
pub(super) fn read(text: &Text<'_>) -> Result<Vec<Declared>, CaptureError> {
    let mut found = Vec::new();
    for root in &text.documents {
        for service in root.get("services").and_then(|services| services.entries()).unwrap_or_default() {
            let image = text_at(&service.value, &["image"]).unwrap_or_default();
            if let Some((flavor, version)) = engine::of_image(image) {
                found.push(of_service(text, root, service, image, flavor, version)?);
            }
        }
    }
    Ok(found)
}

fn of_service(
    text: &Text<'_>,
    root: &Node,
    service: &Entry,
    image: &str,
    flavor: &'static Flavor,
    version: Option<String>,
) -> Result<Declared, CaptureError> {
    let mut declared = Declared {
        name: service.key.clone(),
        flavor: Some(flavor),
        version,
        shown_by: vec![format!("image {image}")],
        whole: true,
        ..Declared::default()
    };
    for from in mounted(root, &service.value) {
        let known = Some((flavor, declared.version.as_deref()));
        let at = Path::new(&**text.file.name()).parent().unwrap_or(Path::new("")).join(&from);
        let files = if at.is_dir() { options::folder_files(&at) } else { vec![at.clone()] };
        if files.iter().all(|file| !file.is_file()) {
            declared.doubts.push(format!("what it mounts was not read: {from}"));
            declared.whole = false;
        }
        for path in files.iter().filter(|file| file.is_file()) {
            let file = source_file(path)?;
            let inner = options::of_file(&file, known)?;
            declared.said.extend(inner.said);
            declared.doubts.extend(inner.doubts);
            declared.sources.push(file);
        }
    }
    declared.said.extend(environment(text, &service.value));
    for key in ["entrypoint", "command"] {
        declared
            .said
            .extend(service.value.get(key).into_iter().flat_map(|node| options::arguments_of_node(text, node)));
    }
    Ok(declared)
}

/// The paths that a service mounts where its image reads option files: by `volumes`, and by `configs` with a file.
fn mounted(root: &Node, service: &Node) -> Vec<String> {
    let reads = |target: &str| FOLDERS.iter().any(|folder| target.starts_with(folder.trim_end_matches('/')));
    let volume = |node: &Arc<Node>| {
        let (from, to) = match node.text() {
            Some(short) => {
                let mut parts = short.split(':');
                (parts.next()?.to_owned(), parts.next()?.to_owned())
            }
            None => (text_at(node, &["source"])?.to_owned(), text_at(node, &["target"])?.to_owned()),
        };
        // Another volume has a name and no path.
        (reads(&to) && from.starts_with(['.', '/', '~'])).then_some(from)
    };
    let config = |node: &Arc<Node>| {
        let name = node.text().or_else(|| text_at(node, &["source"]))?;
        let target = text_at(node, &["target"])?;
        text_at(root, &["configs", name, "file"]).filter(|_| reads(target)).map(str::to_owned)
    };
    let volumes = items_at(service, &["volumes"]).iter().filter_map(volume);
    volumes.chain(items_at(service, &["configs"]).iter().filter_map(config)).collect()
}

/// The options in a service's variables, which stand there as a mapping or as a list of `NAME=value`.
fn environment(text: &Text<'_>, service: &Node) -> Vec<Said> {
    let Some(node) = service.get("environment") else { return Vec::new() };
    let entries = node.entries().unwrap_or_default().iter();
    let mapped = entries.filter(|entry| FLAGS.contains(&entry.key.as_str())).map(|entry| Arc::clone(&entry.value));
    let listed = node.items().unwrap_or_default().iter().filter(|item| {
        item.text().and_then(|text| text.split_once('=')).is_some_and(|(name, _)| FLAGS.contains(&name))
    });
    mapped.chain(listed.cloned()).flat_map(|node| options::arguments_of_node(text, &node)).collect()
}
