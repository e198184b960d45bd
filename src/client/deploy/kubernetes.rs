//! Kubernetes manifests and rendered charts: workloads with their replicas.

use std::sync::Arc;

use crate::client::deploy::pod;
use crate::client::deploy::process_type::unresolved;
use crate::client::deploy::scaler::{self, Scaler};
use crate::client::deploy::service::{Kind, Service, Variable};
use crate::client::deploy::strategy::{self, Strategy};
use crate::client::pool::instances::{Instances, Surge};
use crate::source::node::Node;
use crate::text::origin::{Origin, Stated};
use crate::text::place::{Place, SourceFile, Span};
use crate::text::quantity;

/// A ConfigMap's values.
#[derive(Debug, Clone)]
pub(super) struct ConfigMap {
    /// Its name.
    pub(super) name: String,
    /// The whole manifest.
    pub(super) section: Place,
    /// Its keys, with their texts.
    pub(super) values: Vec<Variable>,
}

/// What the manifests of a run say.
#[derive(Debug, Clone, Default)]
pub(super) struct Manifests {
    /// The workloads, each with its way to roll out.
    pub(super) workloads: Vec<(Service, Strategy)>,
    /// The autoscalers.
    pub(super) scalers: Vec<Scaler>,
    /// The ConfigMaps.
    pub(super) maps: Vec<ConfigMap>,
}

impl Manifests {
    pub(super) fn join(&mut self, other: Self) {
        self.workloads.extend(other.workloads);
        self.scalers.extend(other.scalers);
        self.maps.extend(other.maps);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.workloads.is_empty() && self.scalers.is_empty() && self.maps.is_empty()
    }
}

/// The value at a path of keys.
pub(super) fn at<'n>(node: &'n Node, path: &[&str]) -> Option<&'n Arc<Node>> {
    let (first, rest) = path.split_first()?;
    let child = node.get(first)?;
    if rest.is_empty() { Some(child) } else { at(child, rest) }
}

/// A whole number where it stands; none where it is absent, and the text where it is something else.
pub(super) fn whole_number(file: &SourceFile, node: Option<&Arc<Node>>) -> Option<Result<Stated<u64>, Origin>> {
    let node = node?;
    let text = node.text()?;
    let place = file.place(node.span);
    Some(match quantity::count(text) {
        Ok(count) => Ok(Stated::new(count, origin_of(node, place))),
        Err(_) => Err(unresolved(&place, &format!("`{text}` is not resolved"))),
    })
}

/// Where a value came from: its line, or what filled its placeholder.
pub(super) fn origin_of(node: &Node, place: Place) -> Origin {
    node.filled().map_or_else(|| Origin::file(place.clone()), |filled| filled.origin(place.clone()))
}

impl Manifests {
    /// Takes one document; what is no manifest is left alone.
    pub(super) fn take(&mut self, file: &SourceFile, root: &Node) {
        let Some(kind) = root.get("kind").and_then(|kind| kind.text()) else { return };
        if let Some(items) = root.get("items").and_then(|items| items.items()).filter(|_| kind.ends_with("List")) {
            for item in items {
                self.take(file, item);
            }
            return;
        }
        match kind {
            "ConfigMap" => self.maps.extend(config_map(file, root)),
            "HorizontalPodAutoscaler" => self.scalers.extend(scaler::autoscaler(file, root)),
            "ScaledObject" => self.scalers.extend(scaler::keda(file, root)),
            _ => self.workloads.extend(workload(file, root, kind)),
        }
    }

    /// The services, with their autoscalers, their rollouts, and the environment that ConfigMaps hold.
    pub(super) fn complete(&self) -> Vec<Service> {
        let service = |(service, strategy): &(Service, Strategy)| {
            let mut service = service.clone();
            if let Some(scaler) = self.scalers.iter().find(|scaler| scaler.scales(&service)) {
                scaler.apply(&mut service.instances);
            }
            strategy.apply(&mut service.instances);
            for container in &mut service.containers {
                pod::resolve(container, &self.maps);
            }
            service
        };
        self.workloads.iter().map(service).collect()
    }
}

fn config_map(file: &SourceFile, root: &Node) -> Option<ConfigMap> {
    let name = at(root, &["metadata", "name"])?.text()?.to_owned();
    let entries = root.get("data").and_then(|data| data.entries()).unwrap_or_default();
    let value = |entry: &crate::source::node::Entry| Variable {
        name: entry.key.clone(),
        value: entry.value.scalar().map(|scalar| scalar.text.clone()),
        place: file.place(entry.value.span),
    };
    Some(ConfigMap { name, section: file.place(root.span), values: entries.iter().map(value).collect() })
}

fn workload(file: &SourceFile, root: &Node, kind: &str) -> Option<(Service, Strategy)> {
    let spec = root.get("spec")?;
    let (kind, template) = match kind {
        "Deployment" => (Kind::Deployment, spec.get("template")?),
        "StatefulSet" => (Kind::StatefulSet, spec.get("template")?),
        "ReplicaSet" | "ReplicationController" => (Kind::ReplicaSet, spec.get("template")?),
        "DaemonSet" => (Kind::DaemonSet, spec.get("template")?),
        "Job" => (Kind::Job, spec.get("template")?),
        "CronJob" => (Kind::CronJob, at(spec, &["jobTemplate", "spec", "template"])?),
        _ => return None,
    };
    let containers = pod::containers(file, template.get("spec")?);
    let named = at(root, &["metadata", "name"]).and_then(|node| Some((node.text()?.to_owned(), node.span)));
    let (name, span) = named.unwrap_or_else(|| {
        let first = containers.first().map(|container| container.name.clone());
        (first.unwrap_or_else(|| kind.title().to_lowercase()), Span { end: root.span.start, ..root.span })
    });
    let place = file.place(span);
    let instances = instances(file, spec, kind, &name, &place);
    let once = matches!(kind, Kind::Job | Kind::CronJob);
    let strategy = if once { Strategy::default() } else { strategy::read(file, spec, kind) };
    Some((Service { name, kind, place, section: file.place(root.span), instances, containers, once }, strategy))
}

fn instances(file: &SourceFile, spec: &Node, kind: Kind, name: &str, place: &Place) -> Instances {
    let mut instances = Instances::default();
    let default = |note: String| Origin { place: Some(place.clone()), ..Origin::default(note) };
    match kind {
        Kind::DaemonSet => {
            let why = format!("DaemonSet {name} runs a replica on every node, and their number is in no file");
            instances.origin = unresolved(place, &why);
        }
        Kind::Job | Kind::CronJob => once(file, spec, kind, place, &mut instances),
        _ => match whole_number(file, spec.get("replicas")) {
            Some(Ok(count)) => {
                (instances.min, instances.max, instances.origin) = (count.value, count.value, count.origin);
            }
            Some(Err(origin)) => instances.origin = origin,
            None => {
                let note = format!("Kubernetes' default: one replica where {} {name} states none", kind.title());
                instances.origin = default(note);
            }
        },
    }
    instances
}

/// A Job is no part of the steady fleet: it runs beside a rollout. A CronJob may run at any time, and so counts at the maximum.
fn once(file: &SourceFile, spec: &Node, kind: Kind, place: &Place, instances: &mut Instances) {
    let job = if kind == Kind::CronJob { at(spec, &["jobTemplate", "spec"]) } else { None };
    let stated = whole_number(file, job.map_or(spec, |job| job).get("parallelism")).and_then(Result::ok);
    let origin = |note: &'static str| Origin { place: Some(place.clone()), ..Origin::inferred(note) };
    let pods = stated.unwrap_or_else(|| Stated::new(1, origin("Kubernetes' default parallelism of a Job is 1")));
    instances.min = 0;
    if kind == Kind::CronJob {
        instances.max = pods.value;
        instances.origin = pods.origin.with_note("a CronJob runs at times: none in the steady state");
        return;
    }
    instances.max = 0;
    instances.origin = origin("a Job runs once: none in the steady state, its pods beside a rollout");
    instances.surge = Some(Stated::new(Surge::Replicas(pods.value), pods.origin));
}
