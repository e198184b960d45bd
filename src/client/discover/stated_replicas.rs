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
pub(super) fn instances<'s>(section: &'s Section<'s>) -> Instances {
    let mut above = section.up().skip(1).filter(|above| !above.is_database());
    above.find_map(Section::instances).cloned().unwrap_or_default()
}

/// The instances that one section states.
pub(super) fn of_section(section: &Section<'_>) -> Option<Instances> {
    let autoscaler = child(section.node, &AUTOSCALERS);
    if let Some(scaled) = autoscaler.and_then(|node| autoscaled(section.facts.file.source, node, section.shared)) {
        return Some(scaled);
    }
    let count = number(section.fields(), &REPLICAS)?;
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
    let fields = field::of_node(file, node, shared);
    if fields.iter().any(|field| field.key() == "enabled" && quantity::switch(field.text) == Ok(false)) {
        return None;
    }
    let max = number(&fields, &["maxreplicas"])?;
    let min = number(&fields, &["minreplicas"]).map_or(1, |min| min.value).min(max.value);
    Some(Instances { min, max: max.value, origin: max.origin, ..Instances::default() })
}

fn number(fields: &[Field<'_>], names: &[&str]) -> Option<Stated<u64>> {
    let field = fields.iter().find(|field| names.contains(&field.key().as_str()))?;
    let count = quantity::count(field.text).ok().filter(|count| *count > 0)?;
    Some(Stated::new(count, field.origin(field.span)))
}
