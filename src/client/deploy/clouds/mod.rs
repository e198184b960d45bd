//! Platforms that run an application by one file of their own: App Engine, Cloud Foundry, ECS, Nomad and serverless functions.
//!
//! Each file says what is particular to one; all that they give is a service with its instances and the environment of its one
//! container.

mod app_engine;
mod cloud_foundry;
mod ecs;
mod nomad;
mod serverless;

use crate::client::deploy::command_words;
use crate::client::deploy::service::{Container, Kind, Service, Variable};
use crate::client::deploy::{command, kubernetes};
use crate::client::pool::instances::Instances;
use crate::source::Form;
use crate::source::node::{Entry, Node};
use crate::text::origin::{Origin, Stated};
use crate::text::place::{Place, SourceFile, Span};

/// The services of a document of one of these platforms; empty where it is none's.
pub(super) fn read(file: &SourceFile, form: &Form, root: &Node) -> Vec<Service> {
    let readers = [app_engine::read, cloud_foundry::read, ecs::read, serverless::read, nomad::read];
    readers.iter().map(|read| read(file, form, root)).find(|services| !services.is_empty()).unwrap_or_default()
}

/// Joins what stands in different files of one platform.
pub(super) fn join(services: Vec<Service>) -> Vec<Service> {
    ecs::join(services)
}

/// What all of them say of one service.
struct Described<'n> {
    kind: Kind,
    name: String,
    /// Where the name stands.
    name_span: Span,
    /// The whole section.
    section: Span,
    instances: Instances,
    /// The mapping of its variables.
    environment: Option<&'n Node>,
    /// Its command line.
    command: Option<&'n Node>,
    image: Option<String>,
}

impl Described<'_> {
    fn service(self, file: &SourceFile) -> Service {
        let section = file.place(self.section);
        let words = self.command.map(|node| command_words::of_node(file, node)).unwrap_or_default();
        let container = Container {
            name: self.name.clone(),
            image: self.image,
            built: None,
            section: section.clone(),
            process_type: command::started(file, &self.name, &words),
            environment: self.environment.map(|node| variables(file, node)).unwrap_or_default(),
            references: Vec::new(),
        };
        Service {
            name: self.name,
            kind: self.kind,
            place: file.place(self.name_span),
            section,
            instances: self.instances,
            containers: vec![container],
            once: false,
        }
    }
}

/// Variables as a mapping of names, or as a list of `{name, value}`.
fn variables(file: &SourceFile, node: &Node) -> Vec<Variable> {
    let of_entry = |entry: &Entry| Variable {
        name: entry.key.clone(),
        value: entry.value.text().map(str::to_owned),
        place: file.place(entry.value.span),
    };
    if let Some(entries) = node.entries() {
        return entries.iter().map(of_entry).collect();
    }
    let of_item = |item: &Node| {
        let value = item.get("value")?;
        Some(Variable {
            name: item.get("name")?.text()?.to_owned(),
            value: value.text().map(str::to_owned),
            place: file.place(value.span),
        })
    };
    node.items().unwrap_or_default().iter().filter_map(|item| of_item(item)).collect()
}

/// A whole number of a mapping; none where it is absent or no number.
fn number(file: &SourceFile, node: &Node, key: &str) -> Option<Stated<u64>> {
    kubernetes::whole_number(file, node.get(key))?.ok()
}

/// So many instances at all times.
fn always(count: Stated<u64>) -> Instances {
    Instances { min: count.value, max: count.value, origin: count.origin, ..Instances::default() }
}

/// A default of the platform, which stands at the service.
fn default(count: u64, place: &Place, note: &'static str) -> Stated<u64> {
    Stated::new(count, Origin { place: Some(place.clone()), ..Origin::default(note) })
}
