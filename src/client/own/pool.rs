//! One pool's section of poolcheck's own form.
//!
//! A canonical setting that the pool's library does not have (`min_idle` of `go`) is taken as written: the application
//! may have its own code for it, and only its author can know.

use crate::client::libraries::{self, LIBRARIES};
use crate::client::own::key::OwnKey;
use crate::client::own::reader::Reader;
use crate::client::own::{instances, path, workload};
use crate::client::pool::draft::Draft;
use crate::client::pool::library::Library;
use crate::source::error::ConfigError;
use crate::source::node::Node;
use crate::text::names::nearest;
use crate::text::origin::{Origin, Stated};
use crate::text::quantity::QuantityError;

/// Reads a pool's section.
///
/// # Errors
/// A value is not what its key wants, or a key stands twice.
pub fn read(reader: Reader<'_>, name: &str, node: &Node) -> Result<Draft, ConfigError> {
    let entries = reader.entries(format_args!("pool {name}"), node)?;
    let reader = reader.inside(node);
    let assumed = Origin::default("assumed: the pool states no `library`");
    let mut draft = Draft::new(name, &libraries::go::GO, assumed).at(reader.place(node));
    for entry in entries {
        match OwnKey::named(&entry.key) {
            Some(field) => apply(reader, field, &entry.value, &mut draft)?,
            None => draft.remarks.push(reader.unknown(entry, &OwnKey::names())),
        }
    }
    Ok(draft)
}

/// Puts one field's value into a pool, in place of an earlier one.
///
/// # Errors
/// The value is not what the field wants.
pub fn apply(reader: Reader<'_>, field: OwnKey, node: &Node, draft: &mut Draft) -> Result<(), ConfigError> {
    let Draft { pool, remarks, .. } = draft;
    let reader = reader.inside(node);
    match field {
        OwnKey::Setting(key) => pool.settings.set(key, reader.setting(key, node)?),
        OwnKey::Library => {
            if let Some(library) = reader.words("library", node)? {
                pool.library = library_named(reader, node, &library.value)?;
                pool.library_origin = library.origin;
            }
        }
        OwnKey::LibraryVersion => pool.library_version = version(reader, "library_version", node)?,
        OwnKey::GoDriver => pool.driver.version = version(reader, "go_driver", node)?,
        OwnKey::InterpolateParams => pool.driver.interpolates = reader.switch("interpolate_params", node)?,
        OwnKey::User => pool.usage.user = reader.words("user", node)?,
        OwnKey::Interactive => pool.usage.interactive = reader.switch("interactive", node)?,
        OwnKey::Streaming => pool.usage.streaming = reader.switch("streaming", node)?,
        OwnKey::BulkLoad => pool.usage.bulk_load = reader.switch("bulk_load", node)?,
        OwnKey::ConnectionsPerRequest => {
            pool.usage.connections_per_request = reader.count("connections_per_request", node, 1)?;
        }
        OwnKey::Threads => pool.usage.threads = reader.count("threads", node, 1)?,
        OwnKey::Replicas => instances::replicas(reader, node, &mut pool.instances, remarks)?,
        OwnKey::Processes => instances::processes(reader, node, &mut pool.instances)?,
        OwnKey::RolloutSurge => pool.instances.surge = instances::surge(reader, node)?,
        OwnKey::Path => pool.path = Some(path::read(reader, node, remarks)?),
        OwnKey::Workload => pool.workload = Some(workload::read(reader, node, remarks)?),
    }
    Ok(())
}

fn library_named(reader: Reader<'_>, node: &Node, name: &str) -> Result<&'static Library, ConfigError> {
    libraries::named(name).ok_or_else(|| {
        let names: Vec<_> = LIBRARIES.iter().map(|library| library.name).collect();
        let meant =
            nearest(name, names.iter().copied()).map_or(String::new(), |name| format!("did you mean `{name}`? "));
        reader
            .error(node, format!("library: `{name}` is not known"))
            .help(format!("{meant}the known ones are {}; `generic` fits any pool", names.join(", ")))
    })
}

fn version(reader: Reader<'_>, name: &str, node: &Node) -> Result<Option<Stated<String>>, ConfigError> {
    let wanted = "a version such as `1.9.3`";
    reader.stated(name, wanted, node, |text| {
        let number = text.strip_prefix('v').unwrap_or(text);
        if number.starts_with(|c: char| c.is_ascii_digit()) {
            Ok(number.to_owned())
        } else {
            Err(QuantityError::Malformed { text: text.to_owned(), wanted: "a version" })
        }
    })
}
