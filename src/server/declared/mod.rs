//! A server as the files that set it up declare it: option files, images, parameter groups, operators' resources.
//!
//! One small file a form, each a function from a text to the servers that it declares; [`SETTINGS`] and [`RUNNING`] list them. Nothing
//! here asks a server: what runs may differ from what is declared, and the report says so.

mod ansible;
mod azure;
mod charts;
mod complete;
mod compose;
mod declaration;
mod engine;
mod formula;
mod gcloud;
mod kubernetes;
mod operators;
mod options;
mod persisted;
mod ranges;
mod rds;
mod terraform;
mod text;

use std::sync::Arc;

use super::capture::CaptureError;
use super::facts::Server;
use super::flavors::{Family, Flavor};
use crate::text::place::SourceFile;
use complete::server;
use declaration::{Declared, Said};
use text::Text;

/// What one form makes of a text: the servers in it, none where it is not of that form.
enum Read {
    /// Whatever is in it.
    Any(fn(&Text<'_>) -> Vec<Declared>),
    /// Unless there is a mistake with which no server starts.
    Valid(fn(&Text<'_>) -> Result<Vec<Declared>, CaptureError>),
}

impl Read {
    fn servers(&self, text: &Text<'_>) -> Result<Vec<Declared>, CaptureError> {
        match self {
            Self::Any(read) => Ok(read(text)),
            Self::Valid(read) => read(text),
        }
    }
}

/// The forms of settings that a server may be given.
static SETTINGS: &[Read] = &[
    Read::Valid(options::read),
    Read::Any(persisted::read),
    Read::Valid(kubernetes::read_config_maps),
    Read::Valid(charts::read),
    Read::Valid(terraform::read),
    Read::Any(rds::read),
    Read::Any(gcloud::read),
    Read::Any(azure::read),
    Read::Valid(ansible::read),
];

/// The forms of what runs a server.
static RUNNING: &[Read] = &[Read::Valid(compose::read), Read::Valid(kubernetes::read), Read::Valid(operators::read)];

/// The server that a text declares; none where it is of no form that declares one. `name` chooses among several.
///
/// # Errors
/// It declares several and none is chosen, or one with a mistake in it.
pub(super) fn read(target: &str, file: &Arc<SourceFile>, name: Option<&str>) -> Result<Option<Server>, CaptureError> {
    let mut found = all(file, RUNNING.iter().chain(SETTINGS))?;
    if let Some(name) = name {
        let names = names(&found);
        found.retain(|declared| declared.name == name);
        if found.is_empty() {
            return Err(CaptureError::NoSuchServer { name: name.to_owned(), names });
        }
    }
    match found.as_slice() {
        [] => Ok(None),
        [_] => Ok(found.pop().map(|declared| server(target, declared, file))),
        [one, ..] => Err(CaptureError::SeveralServers { example: one.name.clone(), names: names(&found) }),
    }
}

/// The one server that configuration files hold beside the pools: a service or a resource that runs one. None where there is
/// none, or several: which of them the pools mean is not known.
pub(super) fn implied(files: &[Arc<SourceFile>]) -> Option<Server> {
    let mut found = files.iter().flat_map(|file| {
        let servers = all(file, RUNNING.iter()).unwrap_or_default();
        servers.into_iter().map(move |declared| (declared, file))
    });
    let (declared, file) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let target = match declared.name.as_str() {
        "" => file.name().to_string(),
        name => format!("{}#{name}", file.name()),
    };
    Some(server(&target, declared, file))
}

fn all<'r>(file: &Arc<SourceFile>, forms: impl Iterator<Item = &'r Read>) -> Result<Vec<Declared>, CaptureError> {
    let text = Text::of(file);
    let mut found = Vec::new();
    for form in forms {
        found.extend(form.servers(&text)?);
    }
    Ok(found)
}

fn names(found: &[Declared]) -> String {
    found.iter().map(|declared| declared.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Whose flavour a name of a group or an engine means.
fn is_mariadb(flavor: Option<&'static Flavor>) -> bool {
    flavor.is_some_and(|flavor| flavor.family == Family::MariaDb)
}
