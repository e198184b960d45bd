//! Kubernetes manifests and charts: workloads with their replicas.

use std::sync::Arc;

use crate::client::deploy::helm::{self, Values};
use crate::client::deploy::knative;
use crate::client::deploy::kustomize::{self, Kustomization};
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

/// A workload, before what stands in other files is known.
#[derive(Debug, Clone)]
pub(super) struct Workload {
    /// What runs.
    pub(super) service: Service,
    /// How it rolls out.
    pub(super) strategy: Strategy,
    /// The text of its replicas where that is a template's tag.
    pub(super) templated: Option<String>,
    /// It says how many replicas there are.
    states_replicas: bool,
}

impl Workload {
    /// The file that it stands in.
    pub(super) fn file(&self) -> &str {
        &self.service.section.file
    }

    /// Gives it another number of replicas.
    pub(super) fn state(&mut self, count: &Stated<u64>) {
        let instances = &mut self.service.instances;
        (instances.min, instances.max, instances.origin) = (count.value, count.value, count.origin.clone());
    }

    /// Lays another one over it that says only what is different.
    pub(super) fn patch(&mut self, patch: &Self) {
        if patch.states_replicas {
            self.state(&Stated::new(patch.service.instances.max, patch.service.instances.origin.clone()));
        }
        for container in &patch.service.containers {
            if let Some(own) = self.service.containers.iter_mut().find(|own| own.name == container.name) {
                own.environment.extend(container.environment.iter().cloned());
                own.process_type = container.process_type.clone().or(own.process_type.take());
            }
        }
    }
}

/// What the manifests of a run say.
#[derive(Debug, Clone, Default)]
pub(super) struct Manifests {
    /// The workloads.
    pub(super) workloads: Vec<Workload>,
    /// The autoscalers.
    pub(super) scalers: Vec<Scaler>,
    /// The ConfigMaps.
    pub(super) maps: Vec<ConfigMap>,
    /// The kustomizations.
    kustomizations: Vec<Kustomization>,
    /// The values of charts.
    values: Vec<Values>,
}

impl Manifests {
    pub(super) fn join(&mut self, other: Self) {
        self.workloads.extend(other.workloads);
        self.scalers.extend(other.scalers);
        self.maps.extend(other.maps);
        self.kustomizations.extend(other.kustomizations);
        self.values.extend(other.values);
    }

    /// Whether nothing runs and nothing scales.
    pub(super) fn is_empty(&self) -> bool {
        let are_none = self.workloads.is_empty() && self.scalers.is_empty() && self.maps.is_empty();
        are_none && self.kustomizations.is_empty() && self.values.is_empty()
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
        Ok(count) => Ok(Stated::new(count, origin_of(node, &place))),
        Err(_) => Err(unresolved(&place, &format!("`{text}` is not resolved"))),
    })
}

/// Where a value came from: its line, or what filled its placeholder.
pub(super) fn origin_of(node: &Node, place: &Place) -> Origin {
    node.filled().map_or_else(|| Origin::file(place.clone()), |filled| filled.origin(place.clone()))
}

impl Manifests {
    /// Takes one document; what is no manifest is left alone.
    pub(super) fn take(&mut self, file: &SourceFile, root: &Node) {
        self.values.extend(helm::read(file, root));
        if let Some(kustomization) = kustomize::read(file, root) {
            return self.kustomizations.push(kustomization);
        }
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

    /// The services, with what overlays and values say of them, their autoscalers, their rollouts, and the environment that ConfigMaps
    /// hold.
    pub(super) fn complete(&self) -> Vec<Service> {
        let mut workloads = self.workloads.clone();
        kustomize::apply(&self.kustomizations, &mut workloads);
        helm::apply(&self.values, &mut workloads);
        let service = |Workload { mut service, strategy, .. }: Workload| {
            if let Some(scaler) = self.scalers.iter().find(|scaler| scaler.scales(&service)) {
                scaler.apply(&mut service.instances);
            }
            strategy.apply(&mut service.instances);
            for container in &mut service.containers {
                pod::resolve(container, &self.maps);
            }
            service
        };
        workloads.into_iter().map(service).collect()
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

fn workload(file: &SourceFile, root: &Node, kind: &str) -> Option<Workload> {
    let spec = root.get("spec")?;
    let kind = match kind {
        "Deployment" => Kind::Deployment,
        "StatefulSet" => Kind::StatefulSet,
        "ReplicaSet" | "ReplicationController" => Kind::ReplicaSet,
        "DaemonSet" => Kind::DaemonSet,
        "Rollout" => Kind::Rollout,
        "Service" if knative::is(root) => Kind::Knative,
        "Job" => Kind::Job,
        "CronJob" => Kind::CronJob,
        _ => return None,
    };
    let of_job = if kind == Kind::CronJob { at(spec, &["jobTemplate", "spec"]) } else { None };
    let template = of_job.map_or(spec, |job| job).get("template");
    // A patch may say nothing of its pods.
    let pods = template.and_then(|template| template.get("spec"));
    let containers = pods.map(|spec| pod::containers(file, spec)).unwrap_or_default();
    let named = at(root, &["metadata", "name"]).and_then(|node| Some((node.text()?.to_owned(), node.span)));
    let (name, span) = named.unwrap_or_else(|| {
        let first = containers.first().map(|container| container.name.clone());
        (first.unwrap_or_else(|| kind.title().to_lowercase()), Span { end: root.span.start, ..root.span })
    });
    let place = file.place(span);
    let instances = match kind {
        Kind::Knative => knative::instances(file, root, &name, &place),
        _ => instances(file, spec, kind, &name, &place),
    };
    let once = matches!(kind, Kind::Job | Kind::CronJob);
    let strategy = if once { Strategy::default() } else { strategy::read(file, spec, kind) };
    let replicas = spec.get("replicas");
    let (templated, states_replicas) = (helm::tag(replicas), replicas.is_some());
    let service = Service { name, kind, place, section: file.place(root.span), instances, containers, once };
    Some(Workload { service, strategy, templated, states_replicas })
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
