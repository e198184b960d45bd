//! Autoscalers: Kubernetes' HorizontalPodAutoscaler (v1 and v2) and KEDA's ScaledObject.

use crate::client::deploy::kubernetes::{at, whole_number};
use crate::client::deploy::service::{Kind, Service};
use crate::client::pool::instances::Instances;
use crate::source::node::Node;
use crate::text::origin::{Origin, Stated};
use crate::text::place::SourceFile;

/// An autoscaler, with what it scales.
#[derive(Debug, Clone)]
pub(super) struct Scaler {
    name: String,
    kind: String,
    target: String,
    min: u64,
    max: Stated<u64>,
}

/// An HPA: at least 1 unless said otherwise
/// (<https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/>).
pub(super) fn autoscaler(file: &SourceFile, root: &Node) -> Option<Scaler> {
    let spec = root.get("spec")?;
    let max = whole_number(file, spec.get("maxReplicas"))?.ok()?;
    let min = whole_number(file, spec.get("minReplicas")).and_then(Result::ok).map_or(1, |min| min.value);
    scaler(root, "HorizontalPodAutoscaler", min, max)
}

/// A ScaledObject: from 0 to 100 unless said otherwise (<https://keda.sh/docs/latest/reference/scaledobject-spec/>).
pub(super) fn keda(file: &SourceFile, root: &Node) -> Option<Scaler> {
    let spec = root.get("spec")?;
    let number = |key: &str| whole_number(file, spec.get(key)).and_then(Result::ok);
    let default = || Stated::new(100, Origin::default("KEDA's default maxReplicaCount is 100"));
    scaler(
        root,
        "ScaledObject",
        number("minReplicaCount").map_or(0, |min| min.value),
        number("maxReplicaCount").unwrap_or_else(default),
    )
}

fn scaler(root: &Node, what: &str, min: u64, max: Stated<u64>) -> Option<Scaler> {
    let target = at(root, &["spec", "scaleTargetRef"])?;
    let text = |node: Option<&std::sync::Arc<Node>>| node.and_then(|node| node.text()).map(str::to_owned);
    let name = text(at(root, &["metadata", "name"])).unwrap_or_default();
    let kind = text(target.get("kind")).unwrap_or_else(|| Kind::Deployment.title().to_owned());
    Some(Scaler {
        name: format!("{what} {name}"),
        kind,
        target: text(target.get("name"))?,
        min: min.min(max.value),
        max,
    })
}

impl Scaler {
    /// Whether it scales this workload.
    pub(super) fn scales(&self, service: &Service) -> bool {
        self.kind == service.kind.title() && self.target == service.name
    }

    /// Puts its range in place of the replicas, which only say how many there are before it acts.
    pub(super) fn apply(&self, instances: &mut Instances) {
        (instances.min, instances.max) = (self.min, self.max.value);
        let note = match &self.max.origin.note {
            Some(note) => format!("{}: {note}", self.name.trim_end()),
            None => self.name.trim_end().to_owned(),
        };
        instances.origin = self.max.origin.clone().with_note(note);
    }
}
