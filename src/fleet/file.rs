//! The whole file: its two sections, each name once.

use std::sync::Arc;

use super::field::Source;
use super::{Fleet, server, service};
use crate::client::error::ConfigError;
use crate::client::source::node::{Entry, Node, is_aside};
use crate::client::source::yaml;
use crate::text::place::SourceFile;

/// The keys at the top.
const TOP: [&str; 2] = ["servers", "services"];

/// Reads a fleet file. `lookup` knows the environment.
///
/// # Errors
/// The file is not YAML, a key or a server is not known, something that must be there is not, or a variable is not set.
pub fn read(file: &Arc<SourceFile>, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Fleet, ConfigError> {
    let source = Source { file, lookup };
    let documents = yaml::read(file)?;
    let root = match documents.as_slice() {
        [root] if !root.is_null() => root,
        [] | [_] => return Err(lacking(file, "servers")),
        [_, second, ..] => {
            let message = "a fleet file is one document, and here a second begins";
            return Err(ConfigError::at(&file.place(second.span), message).help("put everything into one"));
        }
    };
    let entries = source.reader().entries("the fleet file", root)?;
    let stranger = entries.iter().find(|entry| !TOP.contains(&entry.key.as_str()) && !is_aside(&entry.key));
    if let Some(stranger) = stranger {
        return Err(source.unknown(stranger, "a fleet file", &TOP));
    }
    let section = |name: &str| -> Result<Vec<&Entry>, ConfigError> {
        let entry = entries.iter().find(|entry| entry.key == name).ok_or_else(|| lacking(file, name))?;
        let found = source.reader().entries(name, &entry.value)?;
        if found.is_empty() { Err(lacking(file, name)) } else { Ok(found) }
    };
    let servers = section("servers")?.into_iter().map(|entry| server::read(source, entry));
    let servers = servers.collect::<Result<Vec<_>, _>>()?;
    let names: Vec<_> = servers.iter().map(|server| server.name.as_str()).collect();
    let services = section("services")?.into_iter().map(|entry| service::read(source, entry, &names));
    let services = services.collect::<Result<_, _>>()?;
    Ok(Fleet { file: Arc::clone(file), servers, services })
}

fn lacking(file: &SourceFile, section: &str) -> ConfigError {
    let help = match section {
        "servers" => "write `servers:` with a line for each: `main: {dsn: \"${MAIN_DSN}\"}`",
        _ => "write `services:` with an entry for each: `checkout: {config: [services/checkout/app.yml]}`",
    };
    ConfigError::of(file.name(), format!("this fleet file names no {section}")).help(help)
}

/// Whether a configuration is a fleet file: it has both sections, and a server or a service of the form.
///
/// Compose files have `services:`, and an application may have `servers:`; cheap where neither stands in the text.
pub fn is_fleet(file: &SourceFile) -> bool {
    let has = |section: &str| {
        file.text().lines().any(|line| line.strip_prefix(section).is_some_and(|rest| rest.starts_with(':')))
    };
    if !TOP.iter().all(|section| has(section)) {
        return false;
    }
    let documents = yaml::read(file).unwrap_or_default();
    let any = |root: &Node, section: &str, keys: &[&str]| {
        let entries = root.get(section).and_then(|node| node.entries()).unwrap_or_default();
        entries.iter().any(|entry| keys.iter().any(|key| entry.value.get(key).is_some()))
    };
    documents.iter().any(|root| any(root, "servers", &["dsn", "defaults_file"]) && any(root, "services", &["config"]))
}
