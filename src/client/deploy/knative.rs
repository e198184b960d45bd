//! Knative's services, and Cloud Run's, which are written so: as many pods as requests need, between two annotations
//! (<https://knative.dev/docs/serving/autoscaling/scale-bounds/>, <https://cloud.google.com/run/docs/configuring/max-instances>).

use crate::client::deploy::kubernetes::{at, whole_number};
use crate::client::deploy::process_type::unresolved;
use crate::client::pool::instances::Instances;
use crate::source::node::Node;
use crate::text::origin::{Origin, Stated};
use crate::text::place::{Place, SourceFile};

/// The most instances of Cloud Run where nothing is said.
const CLOUD_RUN: u64 = 100;

/// Whether a manifest of kind `Service` is one of these.
pub(super) fn is(root: &Node) -> bool {
    root.get("apiVersion").and_then(|version| version.text()).is_some_and(|version| version.contains("knative.dev"))
}

/// Its pods: none below `minScale`, none above `maxScale`.
pub(super) fn instances(file: &SourceFile, root: &Node, name: &str, place: &Place) -> Instances {
    let bound = |names: [&str; 2]| -> Option<Stated<u64>> {
        let places = [&["spec", "template", "metadata", "annotations"][..], &["metadata", "annotations"]];
        let annotations = places.iter().filter_map(|path| at(root, path));
        annotations.flat_map(|node| names.map(|name| node.get(name))).find_map(|node| whole_number(file, node)?.ok())
    };
    let min = bound(["autoscaling.knative.dev/minScale", "autoscaling.knative.dev/min-scale"])
        .or_else(|| bound(["run.googleapis.com/minScale"; 2]));
    let max = bound(["autoscaling.knative.dev/maxScale", "autoscaling.knative.dev/max-scale"])
        .or_else(|| bound(["run.googleapis.com/maxScale"; 2]));
    let is_cloud_run = || file.text().contains("googleapis.com");
    let mut instances = Instances { min: min.map_or(0, |min| min.value), ..Instances::default() };
    match max.filter(|max| max.value > 0) {
        Some(max) => (instances.max, instances.origin) = (max.value, max.origin),
        None if is_cloud_run() => {
            instances.max = CLOUD_RUN;
            let origin = Origin::default(format!("Cloud Run's default: {CLOUD_RUN} instances at most"));
            instances.origin = Origin { place: Some(place.clone()), ..origin };
        }
        None => {
            instances.origin =
                unresolved(place, &format!("{name} has no maxScale, and Knative starts as many as requests need"));
        }
    }
    instances.min = instances.min.min(instances.max);
    instances
}
