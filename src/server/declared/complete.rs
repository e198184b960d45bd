//! From a declaration to a server.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Declared, ranges};
use crate::server::evidence::Evidence;
use crate::server::facts::{Entries, Entry, Server, Source};
use crate::server::flavors::variables::{self, Knowledge};
use crate::server::flavors::{Flavor, MYSQL};
use crate::server::version::Version;
use crate::text::origin::Origin;
use crate::text::place::SourceFile;

/// The server that a declaration of a file means: values as a server takes them, the last word of each, and defaults where nothing
/// else sets one.
pub(super) fn server(target: &str, declared: Declared, file: &Arc<SourceFile>) -> Server {
    let flavor = declared.flavor.unwrap_or(&MYSQL);
    let version_text = declared.version.unwrap_or_default();
    let version = Version::newest_of(&version_text).unwrap_or_default();
    let mut doubts = declared.doubts;
    let mut variables = Entries::default();
    let mut open: BTreeMap<String, String> = BTreeMap::new();
    for said in declared.said {
        open.remove(&said.name);
        match said.value {
            Err(written) => {
                variables.remove(&said.name);
                open.insert(said.name, written);
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
        fill_in(&mut variables, flavor, version, |name| open.contains_key(name));
    }
    let source = Source::Declared { path: target.to_owned() };
    let mut server = Server::of_flavor(source, flavor, variables, Entries::default());
    server.version = version;
    server.version_text = version_text;
    server.detected_from = declared.shown_by;
    server.doubts = doubts;
    if !declared.accounts.is_empty() {
        server.evidence = Some(Evidence { accounts: Some(declared.accounts), ..Evidence::default() });
    }
    server.sources = std::iter::once(Arc::clone(file)).chain(declared.sources).collect();
    server
}

/// Puts the version's defaults where nothing is set and nothing is left open.
fn fill_in(variables: &mut Entries, flavor: &'static Flavor, version: Version, is_open: impl Fn(&str) -> bool) {
    let title =
        if version == Version::default() { flavor.title.to_owned() } else { format!("{} {version}", flavor.title) };
    for name in variables::known().filter(|name| !is_open(name)) {
        if let Some(default) = default(flavor, version, name).filter(|_| variables.get(name).is_none()) {
            let origin = Origin::default(format!("the default of {title}"));
            variables.put(name, Entry { value: default.to_owned(), origin, session: false });
        }
    }
}

/// What a server of this version has where nobody sets it; of an unknown version what all of them have.
fn default(flavor: &Flavor, version: Version, name: &str) -> Option<&'static str> {
    match flavor.knows(version, name) {
        Knowledge::Default(default) => Some(default),
        Knowledge::Unknown if version == Version::default() => flavor.default_of_all(name),
        _ => None,
    }
}
