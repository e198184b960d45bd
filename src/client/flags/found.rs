//! Whether the files hold what `--at` and `--profile` name.

use crate::client::flags::{FlagError, Flags};
use crate::client::pool::draft::Draft;
use crate::client::pool::profile;
use crate::text::names::nearest;

impl Flags {
    /// Checks that every path of `--at` and every profile that was named is there.
    ///
    /// # Errors
    /// A path leads nowhere, or a profile is none of those that the files describe.
    pub(in crate::client) fn all_found(&self, drafts: &[Draft]) -> Result<(), FlagError> {
        let options = &self.reading;
        if let Some(lost) = options.at.iter().find(|at| !drafts.iter().any(|draft| draft.at.as_ref() == Some(at))) {
            let error = FlagError::new(&format!("--at {lost}"), "no configuration has such a section");
            return Err(error.help("write the keys from the top of the file, such as `app.db.pool`"));
        }
        let known: Vec<&str> = drafts.iter().filter_map(|draft| draft.profile.as_deref()).collect();
        let lost = options.profiles.iter().find(|profile| !known.iter().any(|name| profile::matches(name, profile)));
        let Some(lost) = lost.filter(|_| !known.is_empty()) else { return Ok(()) };
        let error = FlagError::new(&format!("--profile {lost}"), "no configuration describes it");
        Err(match nearest(lost, known.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help(format!("the environments are {}", known.join(", "))),
        })
    }
}
