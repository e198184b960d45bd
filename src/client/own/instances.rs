//! `replicas`, `processes` and `rollout_surge`.

use crate::client::own::reader::Reader;
use crate::client::pool::instances::{Instances, Surge};
use crate::client::pool::remark::Remark;
use crate::source::error::ConfigError;
use crate::source::node::{Data, Node};
use crate::text::origin::{Origin, OriginKind, Stated};
use crate::text::quantity::{self, QuantityError};

const KEYS: [&str; 2] = ["min", "max"];

/// Reads `replicas`: a number, or `{min, max}` under an autoscaler.
///
/// # Errors
/// No whole numbers, or a maximum below the minimum.
pub(super) fn replicas(
    reader: Reader<'_>,
    node: &Node,
    into: &mut Instances,
    remarks: &mut Vec<Remark>,
) -> Result<(), ConfigError> {
    if !matches!(node.data, Data::Mapping(_)) {
        match reader.count("replicas", node, 0)? {
            Some(count) => (into.min, into.max, into.origin) = (count.value, count.value, count.origin),
            None => into.origin = unresolved(reader, node),
        }
        return Ok(());
    }
    let (mut min, mut max) = (None, None);
    for entry in reader.entries("replicas", node)? {
        match entry.key.as_str() {
            "min" => min = reader.count("replicas.min", &entry.value, 0)?,
            "max" => max = reader.count("replicas.max", &entry.value, 0)?,
            _ => remarks.push(reader.unknown(entry, &KEYS)),
        }
    }
    let (Some(min), Some(max)) = (min, max) else {
        return Err(reader
            .error(node, "replicas has no `min` and `max`")
            .help("write both, as in `{min: 10, max: 40}`"));
    };
    if max.value < min.value {
        return Err(
            reader.error(node, format!("replicas: the maximum {} is below the minimum {}", max.value, min.value))
        );
    }
    (into.min, into.max, into.origin) = (min.value, max.value, max.origin);
    Ok(())
}

/// Reads `processes`: a number per replica.
///
/// # Errors
/// No whole number, or zero.
pub(super) fn processes(reader: Reader<'_>, node: &Node, into: &mut Instances) -> Result<(), ConfigError> {
    match reader.count("processes", node, 1)? {
        Some(count) => into.processes = count,
        None => into.processes.origin = unresolved(reader, node),
    }
    Ok(())
}

fn unresolved(reader: Reader<'_>, node: &Node) -> Origin {
    let assumption = format!("{} is not resolved; one is assumed", node.text().unwrap_or_default());
    Origin { kind: OriginKind::Unresolved, ..reader.origin(node).with_note(assumption) }
}

/// Reads `rollout_surge`: a percentage of the replicas, or a number of them.
///
/// # Errors
/// Neither of the two.
pub(super) fn surge(reader: Reader<'_>, node: &Node) -> Result<Option<Stated<Surge>>, ConfigError> {
    reader.stated("rollout_surge", "a share such as `25%`, or a number of replicas", node, |text| {
        let Some(percent) = text.strip_suffix('%') else {
            return quantity::count(text).map(Surge::Replicas);
        };
        let share = percent.trim().parse::<f64>().ok().filter(|share| (0.0..=1000.0).contains(share));
        share
            .map(|share| Surge::Share(share / 100.0))
            .ok_or_else(|| QuantityError::Malformed { text: text.to_owned(), wanted: "a share from 0% to 1000%" })
    })
}
