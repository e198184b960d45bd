//! How many replicas the sections above a pool state, as Helm values do. Manifests and Compose files are `deploy`'s.

use crate::client::discover::section::Section;
use crate::client::pool::instances::Instances;
use crate::client::value::field::{self, Field};
use crate::source::node::Node;
use crate::text::names::normal;
use crate::text::origin::Stated;
use crate::text::place::SourceFile;
use crate::text::quantity;

const REPLICAS: [&str; 2] = ["replicas", "replicacount"];
const AUTOSCALERS: [&str; 3] = ["autoscaling", "hpa", "horizontalpodautoscaler"];

/// The instances that the nearest section above states.
///
/// The pool's own section and those of a database are left out: their replicas are the database's.
pub(super) fn instances(levels: &[Section<'_>]) -> Instances {
    let above = levels.split_last().map(|(_, above)| above).unwrap_or_default();
    let mut above = above.iter().rev().filter(|level| !level.is_database());
    above.find_map(Section::instances).cloned().unwrap_or_default()
}

/// The instances that one section states.
pub(super) fn of_level(file: &SourceFile, level: &Section<'_>) -> Option<Instances> {
    if let Some(scaled) = child(level.node, &AUTOSCALERS).and_then(|node| autoscaled(file, node, level.shared)) {
        return Some(scaled);
    }
    let count = number(&level.cells, &REPLICAS)?;
    Some(Instances { min: count.value, max: count.value, origin: count.origin, ..Instances::default() })
}

fn child<'n>(node: &'n Node, names: &[&str]) -> Option<&'n Node> {
    field::effective(node)
        .into_iter()
        .find(|entry| names.contains(&normal(&entry.key).as_str()))
        .map(|entry| &*entry.value)
}

/// An autoscaler that is not switched off.
fn autoscaled(file: &SourceFile, node: &Node, shared: bool) -> Option<Instances> {
    let cells = field::of_node(file, node, shared);
    if cells.iter().any(|cell| cell.key() == "enabled" && quantity::switch(cell.text) == Ok(false)) {
        return None;
    }
    let max = number(&cells, &["maxreplicas"])?;
    let min = number(&cells, &["minreplicas"]).map_or(1, |min| min.value).min(max.value);
    Some(Instances { min, max: max.value, origin: max.origin, ..Instances::default() })
}

fn number(cells: &[Field<'_>], names: &[&str]) -> Option<Stated<u64>> {
    let cell = cells.iter().find(|cell| names.contains(&cell.key().as_str()))?;
    let count = quantity::count(cell.text).ok().filter(|count| *count > 0)?;
    Some(Stated::new(count, cell.origin(cell.span)))
}
