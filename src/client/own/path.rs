//! `path`: a preset's name, a list of names, or of `{name, idle, layer}`.
//!
//! A hop with a name of the user's own counts as one that ends connections (a proxy) unless its `layer` says otherwise, because
//! TCP keepalive would excuse a mere forwarder, and not knowing must not excuse anything.

use std::time::Duration;

use crate::client::own::reader::Reader;
use crate::client::pool::hop::{Counts, Hop, Layer, PRESETS, preset_named};
use crate::client::pool::remark::Remark;
use crate::client::pool::settings::Limit;
use crate::source::error::ConfigError;
use crate::source::node::{Data, Node};
use crate::text::ending::Ending;
use crate::text::names::nearest;
use crate::text::origin::Stated;
use crate::text::quantity;

const KEYS: [&str; 3] = ["name", "idle", "layer"];

/// Reads a path. An empty list is a path with nothing on it.
///
/// # Errors
/// A hop of an unknown kind without its idle limit, or something that is no hop.
pub(super) fn read(reader: Reader<'_>, node: &Node, remarks: &mut Vec<Remark>) -> Result<Vec<Hop>, ConfigError> {
    let mut hops = Vec::new();
    match node.items() {
        Some(items) => {
            for item in items {
                hops.extend(hop(reader.inside(item), item, remarks)?);
            }
        }
        None => hops.extend(hop(reader, node, remarks)?),
    }
    Ok(hops)
}

fn hop(reader: Reader<'_>, node: &Node, remarks: &mut Vec<Remark>) -> Result<Option<Hop>, ConfigError> {
    if !matches!(node.data, Data::Mapping(_)) {
        let name = reader.words("path", node)?;
        return name.map(|name| known(reader, node, name)).transpose();
    }
    let (mut name, mut idle, mut layer) = (None, None, None);
    for entry in reader.entries("path", node)? {
        match entry.key.as_str() {
            "name" => name = Some((&entry.value, reader.words("path: name", &entry.value)?)),
            "idle" => idle = Some(limit(reader, &entry.value)?),
            "layer" => layer = layer_of(reader, &entry.value)?,
            _ => remarks.push(reader.unknown(entry, &KEYS)),
        }
    }
    let Some((at, name)) = name else {
        return Err(reader
            .error(node, "this hop of the path has no `name`")
            .help("write `{name: haproxy, idle: 50s}`"));
    };
    let Some(name) = name else { return Ok(None) };
    let Some(idle) = idle else {
        let hop = known(reader, at, name)?;
        return Ok(Some(Hop { layer: layer.unwrap_or(hop.layer), ..hop }));
    };
    let preset = preset_named(&name.value).map(|preset| (preset.layer, preset.ending, preset.counts));
    // What forwards packets forgets a connection without a word, unless somebody knows better of it.
    let (own, ending, counts) = preset.unwrap_or(match layer {
        Some(Layer::Transport) => (Layer::Transport, Ending::Silence, Counts::Packets),
        _ => (Layer::Application, Ending::Fin, Counts::Unknown),
    });
    Ok(Some(Hop { name, idle, layer: layer.unwrap_or(own), ending, counts, judged_itself: false }))
}

/// Reads at which layer a hop works: 4 forwards packets, 7 ends connections and opens its own.
fn layer_of(reader: Reader<'_>, node: &Node) -> Result<Option<Layer>, ConfigError> {
    match reader.words("path: layer", node)? {
        None => Ok(None),
        Some(said) => match said.value.as_str() {
            "4" => Ok(Some(Layer::Transport)),
            "7" => Ok(Some(Layer::Application)),
            other => Err(reader
                .error(node, format!("path: layer: `{other}` is no layer of a hop"))
                .help("write 4 for what forwards packets, 7 for what ends connections and opens its own")),
        },
    }
}

fn known(reader: Reader<'_>, node: &Node, name: Stated<String>) -> Result<Hop, ConfigError> {
    if let Some(preset) = preset_named(&name.value) {
        return Ok(Hop::of(preset, name.origin));
    }
    let names = PRESETS.iter().map(|preset| preset.name);
    let meant = nearest(&name.value, names.clone()).map_or(String::new(), |name| format!("did you mean `{name}`? "));
    let names: Vec<_> = names.collect();
    Err(reader.error(node, format!("path: `{}` is not a known hop", name.value)).help(format!(
        "{meant}write `{{name: {}, idle: 5m}}`, or one of {}",
        name.value,
        names.join(", ")
    )))
}

/// Reads a hop's idle limit.
fn limit(reader: Reader<'_>, node: &Node) -> Result<Option<Stated<Limit<Duration>>>, ConfigError> {
    let wanted = "a duration such as `50s`, or `never`";
    let stated = reader.stated("path: idle", wanted, node, |text| match text {
        "never" => Ok(Limit::Unlimited),
        _ => quantity::duration(text).map(Limit::At),
    })?;
    if stated.as_ref().is_some_and(|idle| idle.value == Limit::At(Duration::ZERO)) {
        return Err(reader.error(node, "path: idle: `0s` is no duration to wait").help("write `never` for no limit"));
    }
    Ok(stated)
}
