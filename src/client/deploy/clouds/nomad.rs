//! Nomad's jobs: groups with their `count`, and tasks with their environment
//! (<https://developer.hashicorp.com/nomad/docs/job-specification/group>).

use super::{Described, always, default, number};
use crate::client::deploy::service::{Kind, Service};
use crate::client::pool::instances::Surge;
use crate::source::Form;
use crate::source::node::{Entry, Node};
use crate::text::origin::{Origin, Stated};
use crate::text::place::SourceFile;

/// The groups of all jobs of a document.
pub(super) fn read(file: &SourceFile, _: &Form, root: &Node) -> Vec<Service> {
    let jobs = root.get("job").and_then(|jobs| jobs.entries()).unwrap_or_default();
    let groups = |job: &Entry| job.value.get("group").cloned();
    jobs.iter().flat_map(|job| groups(job).iter().flat_map(|groups| of_job(file, groups)).collect::<Vec<_>>()).collect()
}

fn of_job(file: &SourceFile, groups: &Node) -> Vec<Service> {
    groups.entries().unwrap_or_default().iter().filter_map(|group| of_group(file, group)).collect()
}

fn of_group(file: &SourceFile, group: &Entry) -> Option<Service> {
    let tasks = group.value.get("task")?.entries()?;
    let place = file.place(group.key_span);
    let count = number(file, &group.value, "count");
    let mut instances = always(count.unwrap_or_else(|| default(1, &place, "Nomad's default: a count of 1")));
    // A canary is a new allocation beside all old ones.
    let canaries =
        group.value.get("update").and_then(|update| number(file, update, "canary")).filter(|count| count.value > 0);
    instances.surge = canaries.map(|count| Stated::new(Surge::Replicas(count.value), Origin { ..count.origin }));
    let described = |task: &Entry| {
        let config = task.value.get("config");
        Described {
            kind: Kind::Nomad,
            name: group.key.clone(),
            name_span: group.key_span,
            section: task.value.span,
            instances: instances.clone(),
            environment: task.value.get("env").map(|node| &**node),
            command: config.and_then(|config| config.get("command").or_else(|| config.get("args"))).map(|node| &**node),
            image: config.and_then(|config| config.get("image")?.text()).map(str::to_owned),
        }
        .service(file)
    };
    let mut services = tasks.iter().map(described);
    let mut first = services.next()?;
    first.containers.extend(services.flat_map(|service| service.containers));
    first.section = file.place(group.value.span);
    Some(first)
}
