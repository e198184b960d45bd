//! How many replicas a Helm chart's values or a compose file state above a pool.

use super::section::Level;
use crate::client::instances::Instances;
use crate::client::source::node::Node;
use crate::text::origin::Origin;
use crate::text::place::SourceFile;
use crate::text::quantity;

/// The replicas that the nearest mapping states, the section's own first.
pub(super) fn of(file: &SourceFile, level: &Level<'_>, above: &[Level<'_>]) -> Option<Instances> {
    std::iter::once(level)
        .chain(above.iter().rev())
        .find_map(|level| autoscaled(file, level).or_else(|| fixed(file, level)))
}

fn fixed(file: &SourceFile, level: &Level<'_>) -> Option<Instances> {
    let node = node(level, &["replicas", "replicacount"])?;
    let replicas = count(node)?;
    let origin = Origin::file(file.place(node.span));
    Some(Instances { min: replicas, max: replicas, origin, ..Instances::default() })
}

/// Helm's usual `autoscaling: {enabled, minReplicas, maxReplicas}`.
fn autoscaled(file: &SourceFile, level: &Level<'_>) -> Option<Instances> {
    let autoscaling = node(level, &["autoscaling"])?;
    if autoscaling.get("enabled").and_then(|node| node.text()) != Some("true") {
        return None;
    }
    let least = autoscaling.get("minReplicas")?;
    let most = autoscaling.get("maxReplicas")?;
    let (min, max) = (count(least)?, count(most)?);
    let origin = Origin::file(file.place(most.span));
    (min <= max).then(|| Instances { min, max, origin, ..Instances::default() })
}

fn node<'n>(level: &Level<'n>, names: &[&str]) -> Option<&'n Node> {
    names.iter().find_map(|name| level.get(name))
}

fn count(node: &Node) -> Option<u64> {
    quantity::count(node.text()?).ok().filter(|count| *count > 0)
}
