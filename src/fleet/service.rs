//! One service of the fleet file: its configurations, its server, and what is said of all its pools.

use std::sync::Arc;

use super::field::Source;
use super::target::Targets;
use crate::client::flags::{FlagError, Flags};
use crate::client::own::key::OwnKey;
use crate::source::error::ConfigError;
use crate::source::files::open;
use crate::source::node::{Entry, Node};
use crate::text::place::Place;

/// What a key of a service is for. A new key is one row of [`SERVICE_KEYS`] and one arm of [`read`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The files that hold its pools.
    Config,
    /// The server that it uses.
    Server,
    /// The environment that counts, or several: `--profile`.
    Profile,
    /// The files that fill its placeholders: `--env-file`.
    EnvFile,
    /// The deployment's service that runs its pools: `--map`.
    Deployment,
    /// Any field, by name, of each of its pools.
    Set,
    /// One field of each of its pools.
    Common(OwnKey),
}

/// The keys of a service.
pub const SERVICE_KEYS: [(&str, Key); 14] = [
    ("config", Key::Config),
    ("server", Key::Server),
    ("profile", Key::Profile),
    ("env_file", Key::EnvFile),
    ("deployment", Key::Deployment),
    ("set", Key::Set),
    ("replicas", Key::Common(OwnKey::Replicas)),
    ("processes", Key::Common(OwnKey::Processes)),
    ("rollout_surge", Key::Common(OwnKey::RolloutSurge)),
    ("path", Key::Common(OwnKey::Path)),
    ("user", Key::Common(OwnKey::User)),
    ("workload", Key::Common(OwnKey::Workload)),
    ("threads", Key::Common(OwnKey::Threads)),
    ("connections_per_request", Key::Common(OwnKey::ConnectionsPerRequest)),
];

/// One service, as the fleet file describes it.
#[derive(Debug, Clone)]
pub struct ServiceEntry {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub place: Place,
    /// The servers of its pools.
    pub targets: Targets,
    /// The files that hold its pools.
    pub config: Vec<Config>,
    /// What is said of all its pools.
    pub overrides: Flags,
}

/// What `--config` would be given.
#[derive(Debug, Clone)]
pub struct Config {
    /// The path from the working folder.
    pub path: String,
    /// Where it is written.
    pub place: Place,
}

/// Reads a service's entry. `servers` are the names to choose from.
pub(super) fn read(source: Source<'_>, entry: &Entry, servers: &[&str]) -> Result<ServiceEntry, ConfigError> {
    let whose = format!("service {}", entry.key);
    let (mut targets, mut config, mut overrides) = (None, Vec::new(), Flags::default());
    for part in source.reader().entries(&whose, &entry.value)? {
        match SERVICE_KEYS.iter().find(|(name, _)| *name == part.key).map(|(_, key)| *key) {
            Some(Key::Config) => config = configs(source, &part.value)?,
            Some(Key::Server) => targets = Some(Targets::read(source, &part.value, servers)?),
            Some(Key::Profile) => overrides.reading.profiles = texts(source, "profile", &part.value)?,
            Some(Key::EnvFile) => env_files(source, &part.value, &mut overrides)?,
            Some(Key::Deployment) => {
                let text = source.text("deployment", &part.value)?;
                let error = |error: FlagError| source.reader().error(&part.value, error.to_string());
                overrides.map(&format!("*={text}")).map_err(error)?;
            }
            Some(Key::Set) => set(source, &part.value, &mut overrides)?,
            Some(Key::Common(field)) => overrides.common(source.file, field, &part.value)?,
            None => return Err(source.unknown(part, &whose, &SERVICE_KEYS.map(|(name, _)| name))),
        }
    }
    if config.is_empty() {
        let help = "give the files that hold its pools: `config: [services/app/application.yml]`";
        return Err(source.at_key(entry, format!("{whose} has no `config`")).help(help));
    }
    let targets = match (targets, servers) {
        (Some(targets), _) => targets,
        (None, [only]) => Targets::of_all(only, source.file.place(entry.key_span)),
        (None, _) => {
            let help = format!("the servers are {}", servers.join(", "));
            return Err(source.at_key(entry, format!("{whose} says not which server it uses")).help(help));
        }
    };
    Ok(ServiceEntry { name: entry.key.clone(), place: source.file.place(entry.key_span), targets, config, overrides })
}

/// One text, or a list of them.
fn texts(source: Source<'_>, name: &str, node: &Node) -> Result<Vec<String>, ConfigError> {
    let one = |node: &Node| source.text(name, node).map(str::to_owned);
    match node.items() {
        Some(items) => items.iter().map(|item| one(item)).collect(),
        None => Ok(vec![one(node)?]),
    }
}

fn env_files(source: Source<'_>, node: &Node, overrides: &mut Flags) -> Result<(), ConfigError> {
    for path in texts(source, "env_file", node)? {
        let path = source.path(&path).display().to_string();
        let lost = |error: ConfigError| source.reader().error(node, format!("env_file: {error}"));
        let file = open::load(&path).map_err(lost)?;
        overrides.variables.add_file(&file)?;
    }
    Ok(())
}

fn configs(source: Source<'_>, node: &Arc<Node>) -> Result<Vec<Config>, ConfigError> {
    let one = |node: &Node| {
        let text = source.text("config", node)?;
        if text == "-" {
            return Err(source.reader().error(node, "config: a service cannot be read from standard input"));
        }
        let path = source.path(text).display().to_string();
        Ok(Config { path, place: source.file.place(node.span) })
    };
    match node.items() {
        Some(items) => items.iter().map(|item| one(item)).collect(),
        None => Ok(vec![one(node)?]),
    }
}

/// Fields of each pool, by name.
fn set(source: Source<'_>, node: &Node, overrides: &mut Flags) -> Result<(), ConfigError> {
    for entry in source.reader().entries("set", node)? {
        let Some(field) = OwnKey::named(&entry.key) else {
            return Err(source.unknown(entry, "a pool", &OwnKey::names()));
        };
        overrides.common(source.file, field, &entry.value)?;
    }
    Ok(())
}
