//! `--map NAME=SERVICE`: which service runs a pool, where names do not say it.

use crate::client::deploy::service::Service;
use crate::client::flags::FlagError;
use crate::client::pool::draft::Draft;
use crate::text::names::nearest;

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
    pub fn parse(text: &str) -> Result<Self, FlagError> {
        let flag = format!("--map {text}");
        match text.split_once('=').map(|(name, service)| (name.trim(), service.trim())) {
            Some((name, service)) if !name.is_empty() && !service.is_empty() => {
                Ok(Self { name: name.to_owned(), service: service.to_owned(), flag })
            }
            _ => Err(FlagError::new(&flag, "it names no pool and service")
                .help("write `--map POOL=SERVICE`, with `*` for all pools")),
        }
    }

    /// Whether it speaks of this pool.
    pub(super) fn is_of(&self, draft: &Draft) -> bool {
        let file = draft.pool.place.as_ref().map(|place| &*place.file);
        self.name == "*" || self.name == draft.pool.name || self.name == draft.stem || Some(&*self.name) == file
    }

    /// The service that it names.
    ///
    /// # Errors
    /// There is no such service, or there are several.
    pub(super) fn service<'s>(&self, services: &'s [Service]) -> Result<&'s Service, FlagError> {
        let named: Vec<_> = services.iter().filter(|service| self.names(service)).collect();
        match named.as_slice() {
            [only] => Ok(only),
            [] => Err(self.unknown("service", &self.service, services.iter().map(|service| service.name.as_str()))),
            [first, ..] => {
                let places: Vec<_> = named.iter().map(|service| service.place.to_string()).collect();
                let error = format!("{} services are called `{}`: {}", named.len(), self.service, places.join(", "));
                let help = format!("write the kind before it, as in `{}/{}`", prefix(first), first.name);
                Err(FlagError::new(&self.flag, error).help(help))
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
    pub(super) fn no_pool(&self, drafts: &[Draft]) -> FlagError {
        self.unknown("pool", &self.name, drafts.iter().map(|draft| draft.pool.name.as_str()))
    }

    fn unknown<'n>(&self, what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> FlagError {
        let mut known: Vec<_> = known.collect();
        known.sort_unstable();
        known.dedup();
        let error = FlagError::new(&self.flag, format!("there is no {what} `{name}`"));
        match (nearest(name, known.iter().copied()), known.is_empty()) {
            (Some(name), _) => error.help(format!("did you mean `{name}`?")),
            (None, true) => error.help(format!("the files hold no {what}")),
            (None, false) => error.help(format!("the {what}s are {}", known.join(", "))),
        }
    }
}

/// The kind as it stands before a name.
fn prefix(service: &Service) -> String {
    service.kind.title().split(' ').next().unwrap_or_default().to_lowercase()
}
