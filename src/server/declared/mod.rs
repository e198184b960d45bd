//! A server as the files that set it up declare it: option files, images, parameter groups, operators' resources.
//!
//! One small file a form, each a function from a text to the servers that it declares; [`SETTINGS`] and [`RUNNING`] list them. Nothing
//! here asks a server: what runs may differ from what is declared, and the report says so.

mod ansible;
mod azure;
mod charts;
mod compose;
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
use super::facts::{Entries, Entry, Server, Source};
use super::flavors::variables::{self, Knowledge};
use super::flavors::{Family, Flavor, MYSQL};
use super::version::Version;
use crate::text::origin::Origin;
use crate::text::place::{Place, SourceFile};
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

/// A server as a file declares it.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared {
    /// What it is called there: a service, a resource. Empty where a text can declare only one.
    pub name: String,
    /// Its flavour, where the file tells.
    pub flavor: Option<&'static Flavor>,
    /// Its version, where the file tells.
    pub version: Option<String>,
    /// What tells either: `image mysql:8.4`.
    pub shown_by: Vec<String>,
    /// What it sets, in the order in which it counts: the last word is the server's.
    pub said: Vec<Said>,
    /// Nothing else sets a variable: what is not said is the version's default.
    pub whole: bool,
    /// What a reader must know beside it.
    pub doubts: Vec<String>,
    /// Further files that it was read from.
    pub sources: Vec<Arc<SourceFile>>,
}

/// A variable as a file sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The variable's name, with underscores.
    pub name: String,
    /// Its value; none where the file leaves it to something else, such as a placeholder.
    pub value: Result<String, String>,
    /// Where it is set.
    pub place: Place,
    /// How the value came about, where it is not what is written.
    pub note: Option<String>,
}

impl Said {
    /// A value as it is written; one with a placeholder in it is none.
    pub(super) fn new(name: &str, value: &str, place: Place) -> Self {
        let value = value.trim();
        let value = match crate::source::placeholders::unresolved(value) {
            Some(_) => Err(value.to_owned()),
            None => Ok(value.to_owned()),
        };
        Self { name: name.trim().replace('-', "_").to_ascii_lowercase(), value, place, note: None }
    }
}

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

fn server(target: &str, declared: Declared, file: &Arc<SourceFile>) -> Server {
    let flavor = declared.flavor.unwrap_or(&MYSQL);
    let version_text = declared.version.unwrap_or_default();
    let version = Version::newest_of(&version_text).unwrap_or_default();
    let mut doubts = declared.doubts;
    let mut variables = Entries::default();
    let mut open: Vec<(String, String)> = Vec::new();
    for said in declared.said {
        open.retain(|(name, _)| *name != said.name);
        match said.value {
            Err(written) => {
                variables.remove(&said.name);
                open.push((said.name, written));
            }
            Ok(written) => {
                let (value, fitted) = ranges::fit(flavor.family, &said.name, &written);
                let mut origin = Origin::file(said.place);
                if let Some(note) = said.note.or(fitted) {
                    origin = origin.with_note(note);
                }
                variables.put(&said.name, Entry { value, origin, session: false });
            }
        }
    }
    let judged = |name: &str| variables::known().any(|known| known == name);
    doubts.extend(
        open.iter()
            .filter(|(name, _)| judged(name))
            .map(|(name, written)| format!("{name} is left open there: {written}")),
    );
    if declared.whole {
        for name in variables::known().filter(|name| !open.iter().any(|(open, _)| open == name)) {
            if let Some(default) = default(flavor, version, name).filter(|_| variables.get(name).is_none()) {
                let title = if version == Version::default() {
                    flavor.title.to_owned()
                } else {
                    format!("{} {version}", flavor.title)
                };
                let origin = Origin::default(format!("the default of {title}"));
                variables.put(name, Entry { value: default.to_owned(), origin, session: false });
            }
        }
    }
    let source = Source::Declared { path: target.to_owned() };
    let mut server = Server::of_flavor(source, flavor, variables, Entries::default());
    server.version = version;
    server.version_text = version_text;
    server.detected_from = declared.shown_by;
    server.doubts = doubts;
    server.sources = std::iter::once(Arc::clone(file)).chain(declared.sources).collect();
    server
}

/// What a server of this version has where nobody sets it; of an unknown version what all of them have.
fn default(flavor: &Flavor, version: Version, name: &str) -> Option<&'static str> {
    match flavor.knows(version, name) {
        Knowledge::Default(default) => Some(default),
        Knowledge::Unknown if version == Version::default() => flavor.default_of_all(name),
        _ => None,
    }
}

/// Whose flavour a name of a group or an engine means.
fn is_mariadb(flavor: Option<&'static Flavor>) -> bool {
    flavor.is_some_and(|flavor| flavor.family == Family::MariaDb)
}
