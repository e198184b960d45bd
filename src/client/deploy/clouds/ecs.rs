//! ECS: task definitions and services as JSON or YAML, and as CloudFormation writes them
//! (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>).
//!
//! A service that is updated runs up to `maximumPercent` of its tasks, 200 unless said otherwise.

use super::{Described, always, number};
use crate::client::deploy::process_type::unresolved;
use crate::client::deploy::service::{Container, Kind, Service};
use crate::client::pool::instances::{Instances, Surge};
use crate::source::Form;
use crate::source::node::Node;
use crate::text::origin::{Origin, Stated};
use crate::text::place::{SourceFile, Span};

/// The services, and the containers of task definitions, whose number is their service's.
pub(super) fn read(file: &SourceFile, _: &Form, root: &Node) -> Vec<Service> {
    let mut services = Vec::new();
    services.extend(service(file, "", Span::default(), root));
    services.extend(task(file, "", Span::default(), root));
    for entry in root.get("Resources").and_then(|resources| resources.entries()).unwrap_or_default() {
        let kind = entry.value.get("Type").and_then(|kind| kind.text());
        let Some(properties) = entry.value.get("Properties") else { continue };
        match kind {
            Some("AWS::ECS::Service") => services.extend(service(file, &entry.key, entry.key_span, properties)),
            Some("AWS::ECS::TaskDefinition") => services.extend(task(file, &entry.key, entry.key_span, properties)),
            _ => {}
        }
    }
    services
}

/// Gives the containers of task definitions the number of the service that runs them: the one of their name, or the only one.
pub(super) fn join(services: Vec<Service>) -> Vec<Service> {
    let is_task = |service: &Service| service.kind == Kind::Ecs && !service.containers.is_empty();
    let is_count = |service: &Service| service.kind == Kind::Ecs && service.containers.is_empty();
    let (mut counts, mut others): (Vec<_>, Vec<_>) = services.into_iter().partition(is_count);
    let is_only = counts.len() == 1 && others.iter().filter(|service| is_task(service)).count() == 1;
    for task in others.iter_mut().filter(|service| is_task(service)) {
        if let Some(at) = counts.iter().position(|count| is_only || count.name == task.name) {
            let Service { name, place, instances, .. } = counts.swap_remove(at);
            (task.name, task.place, task.instances) = (name, place, instances);
        }
    }
    others.append(&mut counts);
    others
}

fn any<'n>(node: &'n Node, names: [&str; 2]) -> Option<&'n Node> {
    names.iter().find_map(|name| node.get(name)).map(|node| &**node)
}

fn service(file: &SourceFile, name: &str, span: Span, node: &Node) -> Option<Service> {
    let (count, stated) =
        ["desiredCount", "DesiredCount"].iter().find_map(|key| Some((number(file, node, key)?, true)))?;
    let named = any(node, ["serviceName", "ServiceName"]).and_then(|node| Some((node.text()?.to_owned(), node.span)));
    let (name, name_span) =
        named.unwrap_or_else(|| (if name.is_empty() { "service".to_owned() } else { name.to_owned() }, span));
    let mut instances = always(count);
    let deployment = any(node, ["deploymentConfiguration", "DeploymentConfiguration"]);
    let most = deployment
        .and_then(|node| number(file, node, "maximumPercent").or_else(|| number(file, node, "MaximumPercent")));
    let default = || Stated::new(200, Origin::default("ECS' default: maximumPercent 200"));
    let most = most.unwrap_or_else(default);
    let share = Surge::Share(most.value.saturating_sub(100) as f64 / 100.0);
    instances.surge = stated.then(|| Stated::new(share, most.origin));
    let place = file.place(name_span);
    Some(Service {
        name,
        kind: Kind::Ecs,
        section: place.clone(),
        place,
        instances,
        containers: Vec::new(),
        once: false,
    })
}

/// A task definition: what runs in it is known, and how often is its service's.
fn task(file: &SourceFile, name: &str, span: Span, node: &Node) -> Option<Service> {
    let definitions = any(node, ["containerDefinitions", "ContainerDefinitions"])?.items()?;
    let family = any(node, ["family", "Family"]).and_then(|node| Some((node.text()?.to_owned(), node.span)));
    let (name, name_span) =
        family.unwrap_or_else(|| (if name.is_empty() { "task".to_owned() } else { name.to_owned() }, span));
    let why =
        format!("how often ECS runs the task {name} is its service's desiredCount, which is in none of the files");
    let origin = unresolved(&file.place(name_span), &why);
    let containers: Vec<_> = definitions.iter().filter_map(|definition| container(file, definition)).collect();
    Some(Service {
        name,
        kind: Kind::Ecs,
        place: file.place(name_span),
        section: file.place(node.span),
        instances: Instances { origin, ..Instances::default() },
        containers,
        once: false,
    })
}

fn container(file: &SourceFile, node: &Node) -> Option<Container> {
    let name = any(node, ["name", "Name"])?;
    let described = Described {
        kind: Kind::Ecs,
        name: name.text()?.to_owned(),
        name_span: name.span,
        section: node.span,
        instances: Instances::default(),
        environment: any(node, ["environment", "Environment"]),
        command: any(node, ["command", "Command"]),
        image: any(node, ["image", "Image"]).and_then(|image| image.text()).map(str::to_owned),
    };
    described.service(file).containers.pop()
}
