//! The whole file: its two sections, each name once.

use std::sync::Arc;

use super::field::Source;
use super::{Fleet, server, service};
use crate::source::error::ConfigError;
use crate::source::forms::yaml;
use crate::source::node::{Entry, Node, is_aside};
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dsn::secret::Secret;

    const FLEET: &str = "\
servers:
  main: {dsn: \"${MAIN}\", reserved: 10, memory: 16GiB, admin_port: 33062, ssl_mode: required}
  orders: {defaults_file: my.cnf}
services:
  checkout:
    config: [a.yaml, b]
    server: {read: orders, \"*\": main}
    replicas: {min: 2, max: 3}
    set: {max_open: 5}
";

    fn read_text(text: &str) -> Result<Fleet, ConfigError> {
        let file = Arc::new(SourceFile::new("deploy/poolcheck.yaml", text));
        read(&file, &|name| (name == "MAIN").then(|| "mysql://app:hunter2@db/".to_owned()))
    }

    #[test]
    fn paths_are_from_the_file_s_folder_and_a_password_is_in_no_debug_text() {
        let fleet = read_text(FLEET).expect("valid");
        let [main, orders] = fleet.servers.as_slice() else { panic!("two servers") };
        assert_eq!(main.dsn.as_ref().map(Secret::reveal), Some("mysql://app:hunter2@db/"));
        assert_eq!(orders.defaults_file.as_deref(), Some(std::path::Path::new("deploy/my.cnf")));
        let service = fleet.services.first().expect("a service");
        assert_eq!(
            service.config.iter().map(|config| config.path.as_str()).collect::<Vec<_>>(),
            ["deploy/a.yaml", "deploy/b"]
        );
        assert_eq!((service.targets.of("read"), service.targets.of("write")), (Some("orders"), Some("main")));
        assert!(!format!("{main:?}").contains("hunter2"));
    }

    #[test]
    fn a_fleet_file_is_known_by_its_form() {
        let is = |text: &str| is_fleet(&SourceFile::new("a.yaml", text));
        assert!(is(FLEET) && is("servers: {a: {dsn: x}}\nservices: {b: {config: c}}\n"));
        for text in [
            "services:\n  db: {image: mysql, configs: [x]}\n",
            "servers:\n  - {url: x}\nservices:\n  a: {config: b}\n",
            "servers: {http: {port: 80}}\nservices: {a: {config: b}}\n",
            "app:\n  servers: {a: {dsn: x}}\n  services: {a: {config: b}}\n",
            "servers: {a: {dsn: x}}\nservices: [",
            "",
        ] {
            assert!(!is(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_at_a_place_in_it(
            at in 0..FLEET.len(), cut in 0_usize..12, put in "[a-z0-9:{}\\[\\]\"$ \n*&-]{0,6}"
        ) {
            let text = format!("{}{put}{}", &FLEET[..at], FLEET.get(at + cut..).unwrap_or_default());
            if let Err(ConfigError { place: Some(place), .. }) = read_text(&text) {
                prop_assert!(place.span.start <= place.span.end && place.span.end <= text.len(), "{:?}", place);
            }
            let _ = is_fleet(&SourceFile::new("a.yaml", text));
        }
    }
}
