//! What a form makes of a text: a server with what the text sets of it, before anything is made of the values.

use std::sync::Arc;

use crate::server::evidence::accounts::AccountLimits;
use crate::server::flavors::Flavor;
use crate::source::placeholders;
use crate::text::place::{Place, SourceFile};

/// A server as a file declares it.
#[derive(Debug, Clone, Default)]
pub(in crate::server::declared) struct Declared {
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
    /// The accounts that it makes, with their limits.
    pub accounts: Vec<AccountLimits>,
    /// Nothing else sets a variable: what is not said is the version's default.
    pub whole: bool,
    /// What a reader must know beside it.
    pub doubts: Vec<String>,
    /// Further files that it was read from.
    pub sources: Vec<Arc<SourceFile>>,
}

/// A variable as a file sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server::declared) struct Said {
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
    pub(in crate::server::declared) fn new(name: &str, value: &str, place: Place) -> Self {
        let value = value.trim();
        let value = match placeholders::unresolved(value) {
            Some(_) => Err(value.to_owned()),
            None => Ok(value.to_owned()),
        };
        Self { name: name.trim().replace('-', "_").to_ascii_lowercase(), value, place, note: None }
    }
}
