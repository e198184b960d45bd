//! What a driver is: what it adds to the limits of the pool above it, and what a caller sees of it when a connection ends.
//! The drivers themselves are data, in [`drivers`](crate::client::libraries::drivers).

use crate::client::pool::lever::Lever;
use crate::client::pool::library::Default;
use crate::client::pool::library::names::Name;
use crate::text::language::Language;
use crate::text::names::normal;

/// What speaks to the server, under a pool or as its own pool.
#[derive(Debug)]
pub struct Driver {
    /// The driver, for people.
    pub title: &'static str,
    /// The language that it is used from.
    pub language: Language,
    /// The schemes of its URLs.
    pub schemes: &'static [&'static str],
    /// Its parameters that are settings, in URLs and beside them.
    pub names: &'static [Name],
    /// What they are when nothing is said.
    pub defaults: &'static [Default],
    /// What can be set on it, whichever pool is above.
    pub levers: &'static [Lever],
    /// What people do about reads where no lever limits them: as the rest of a sentence.
    pub reads_instead: &'static str,
    /// What its limit of connecting covers.
    pub dial: Dial,
    /// What a caller gets on a connection that the other side has ended, in the driver's own words.
    pub broken: &'static str,
    /// What a caller gets when the server has no connection left, in the driver's own words.
    pub refused: &'static str,
    /// Whether the caller gets to read MySQL's parting error 4031, which arrives before a query is sent.
    pub shows_parting_error: bool,
    /// Whether it takes MySQL's parting error 4031 for the error of one statement, so that the pool above keeps the dead connection
    /// and the next statement on it fails too.
    pub mistakes_parting_error: bool,
    /// How it closes a connection.
    pub goodbye: Goodbye,
}

/// What a limit of connecting covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dial {
    /// All of it, until the server has greeted and taken the login.
    Greeting,
    /// TCP's handshake alone: a server that accepts and says nothing holds the caller for as long as a read may take.
    Handshake,
}

/// How a driver closes a connection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goodbye {
    /// Whether it says COM_QUIT; without it the server counts the connection in `Aborted_clients`.
    pub quits: bool,
    /// The share of closes whose TIME_WAIT stays on the client's side, from 0 to 1: whoever sends the first FIN keeps it.
    pub time_wait: f64,
}

impl Driver {
    /// What holds of a driver where its own file says nothing else.
    pub(in crate::client) const BASE: Self = Self {
        title: "",
        language: Language::Any,
        schemes: &[],
        names: &[],
        defaults: &[],
        levers: &[],
        reads_instead: "limit each query where it is sent",
        dial: Dial::Greeting,
        broken: "a broken connection",
        refused: "`Too many connections` (1040)",
        shows_parting_error: false,
        mistakes_parting_error: false,
        goodbye: Goodbye { quits: true, time_wait: 0.5 },
    };

    /// The setting that a parameter is.
    pub fn name_of(&self, param: &str) -> Option<&'static Name> {
        self.names.iter().find(|name| name.spellings().any(|spelling| normal(spelling) == normal(param)))
    }
}

impl PartialEq for Driver {
    fn eq(&self, other: &Self) -> bool {
        self.title == other.title
    }
}

impl Eq for Driver {}
