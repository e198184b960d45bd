//! Cloud Foundry's `manifest.yml` (<https://docs.cloudfoundry.org/devguide/deploy-apps/manifest-attributes.html>).

use super::{Described, always, default, number};
use crate::client::deploy::service::{Kind, Service};
use crate::source::Form;
use crate::source::node::Node;
use crate::text::place::SourceFile;

/// Attributes that an application of Cloud Foundry has, one of which it must have: others have lists of applications, too.
const OWN: [&str; 7] = ["buildpack", "buildpacks", "instances", "memory", "routes", "disk_quota", "docker"];

/// The applications.
pub(super) fn read(file: &SourceFile, _: &Form, root: &Node) -> Vec<Service> {
    let applications = root.get("applications").and_then(|list| list.items()).unwrap_or_default();
    applications.iter().filter_map(|node| application(file, node)).collect()
}

fn application(file: &SourceFile, node: &Node) -> Option<Service> {
    let name = node.get("name")?;
    OWN.iter().find(|key| node.get(key).is_some())?;
    let place = file.place(name.span);
    let count = number(file, node, "instances");
    let described = Described {
        kind: Kind::CloudFoundry,
        name: name.text()?.to_owned(),
        name_span: name.span,
        section: node.span,
        instances: always(count.unwrap_or_else(|| default(1, &place, "Cloud Foundry's default: one instance"))),
        environment: node.get("env").map(|node| &**node),
        command: node.get("command").map(|node| &**node),
        image: None,
    };
    Some(described.service(file))
}
