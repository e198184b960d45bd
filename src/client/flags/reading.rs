//! What flags say of how files are to be read: `--profile`, `--library`, `--at`.

use crate::client::flags::FlagError;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::Library;
use crate::client::profiles;
use crate::text::names::nearest;

/// What flags say of how files are to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// `--profile`: the environments that are active, as Spring's profiles or Rails' environments.
    pub profiles: Vec<String>,
    /// `--library`: the library of the pools that are found, where the file's own words do not say it.
    pub library: Option<&'static Library>,
    /// `--at`: the sections that hold pools, as paths of keys.
    pub at: Vec<String>,
}

impl Reading {
    /// Checks that every path of `--at` and every profile that was named is there.
    ///
    /// # Errors
    /// A path leads nowhere, or a profile is none of those that the files describe.
    pub(in crate::client) fn all_found(&self, drafts: &[Draft]) -> Result<(), FlagError> {
        if let Some(lost) = self.at.iter().find(|at| !drafts.iter().any(|draft| draft.at.as_ref() == Some(at))) {
            let error = FlagError::new(&format!("--at {lost}"), "no configuration has such a section");
            return Err(error.help("write the keys from the top of the file, such as `app.db.pool`"));
        }
        let known: Vec<&str> = drafts.iter().filter_map(|draft| draft.environment.as_deref()).collect();
        let lost = self.profiles.iter().find(|profile| !known.iter().any(|name| profiles::matches(name, profile)));
        let Some(lost) = lost.filter(|_| !known.is_empty()) else { return Ok(()) };
        let error = FlagError::new(&format!("--profile {lost}"), "no configuration describes it");
        Err(match nearest(lost, known.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help(format!("the environments are {}", known.join(", "))),
        })
    }
}
