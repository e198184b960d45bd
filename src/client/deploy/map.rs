//! `--map NAME=SERVICE`: which service runs a pool, where names do not say it.

use crate::client::deploy::service::Service;
use crate::client::pool::draft::Draft;
use crate::text::names::nearest;

/// A `--map` that cannot be followed.
#[derive(Debug)]
pub struct MapError {
    /// The flag, as it was typed.
    pub flag: String,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
}

/// One `--map`.
#[derive(Debug, Clone)]
pub struct Map {
    /// A pool's name, a file's path or its name without extension, or `*` for all.
    name: String,
    /// A service's name, or its kind and name: `deployment/checkout`.
    service: String,
    flag: String,
}

impl Map {
    /// Takes the text of one `--map`.
    ///
    /// # Errors
    /// The text is not of the form.
    pub fn parse(text: &str) -> Result<Self, MapError> {
        let flag = format!("--map {text}");
        match text.split_once('=').map(|(name, service)| (name.trim(), service.trim())) {
            Some((name, service)) if !name.is_empty() && !service.is_empty() => {
                Ok(Self { name: name.to_owned(), service: service.to_owned(), flag })
            }
            _ => Err(MapError {
                flag,
                message: "it names no pool and service".to_owned(),
                help: "write `--map POOL=SERVICE`, with `*` for all pools".to_owned(),
            }),
        }
    }

    /// Whether it speaks of this pool.
    pub(super) fn is_of(&self, draft: &Draft) -> bool {
        let file = draft.pool.place.as_ref().map(|place| &*place.file);
        self.is_for_all() || self.name == draft.pool.name || self.name == draft.stem() || Some(&*self.name) == file
    }

    /// Whether it speaks of all pools, and names none.
    pub(super) fn is_for_all(&self) -> bool {
        self.name == "*"
    }

    /// Whether it names this pool and not all: whoever maps it says that it is there.
    pub(in crate::client) fn singles_out(&self, draft: &Draft) -> bool {
        self.name != "*" && self.is_of(draft)
    }

    /// The service that it names.
    ///
    /// # Errors
    /// There is no such service, or there are several.
    pub(super) fn service<'s>(&self, services: &'s [Service]) -> Result<&'s Service, MapError> {
        let named: Vec<_> = services.iter().filter(|service| self.names(service)).collect();
        match named.as_slice() {
            [only] => Ok(only),
            [] => Err(self.unknown("service", &self.service, services.iter().map(|service| service.name.as_str()))),
            [first, ..] => {
                let places: Vec<_> = named.iter().map(|service| service.place.to_string()).collect();
                let message = format!("{} services are called `{}`: {}", named.len(), self.service, places.join(", "));
                let help = format!("write the kind before it, as in `{}/{}`", prefix(first), first.name);
                Err(MapError { flag: self.flag.clone(), message, help })
            }
        }
    }

    fn names(&self, service: &Service) -> bool {
        match self.service.split_once('/') {
            Some((kind, name)) => kind.eq_ignore_ascii_case(&prefix(service)) && name == service.name,
            None => self.service == service.name,
        }
    }

    /// The error of a name that no pool has.
    pub(super) fn no_pool(&self, drafts: &[Draft]) -> MapError {
        self.unknown("pool", &self.name, drafts.iter().map(|draft| draft.pool.name.as_str()))
    }

    fn unknown<'n>(&self, what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> MapError {
        let mut known: Vec<_> = known.collect();
        known.sort_unstable();
        known.dedup();
        let help = match (nearest(name, known.iter().copied()), known.is_empty()) {
            (Some(name), _) => format!("did you mean `{name}`?"),
            (None, true) => format!("the files hold no {what}"),
            (None, false) => format!("the {what}s are {}", known.join(", ")),
        };
        MapError { flag: self.flag.clone(), message: format!("there is no {what} `{name}`"), help }
    }
}

/// The kind as it stands before a name.
fn prefix(service: &Service) -> String {
    service.kind.title().split(' ').next().unwrap_or_default().to_lowercase()
}
