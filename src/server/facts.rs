//! A server as the audit sees it: variables, counters and the account, each with its source.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::flavors::{self, Flavor};
use super::version::Version;
use crate::text::origin::{Origin, OriginKind, Stated};
use crate::text::place::SourceFile;

/// One variable or counter, as the server printed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The value's text.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
    /// A session's value, not the global one: pasted output of `SHOW VARIABLES` without `GLOBAL`.
    pub session: bool,
}

/// Variables or counters by name. Names compare without case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries(BTreeMap<String, Entry>);

impl Entries {
    /// Puts an entry; a global value is never replaced by a session's.
    pub fn put(&mut self, name: &str, entry: Entry) {
        let name = name.to_ascii_lowercase();
        if entry.session && self.0.get(&name).is_some_and(|old| !old.session) {
            return;
        }
        self.0.insert(name, entry);
    }

    /// The entry with this name, in any case.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.0.get(&name.to_ascii_lowercase())
    }

    /// A value's text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(|entry| entry.value.as_str())
    }

    /// A value that is a number. Negative and unreadable numbers are none.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.text(name)?.trim().parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0)
    }

    /// A value that is a whole number.
    pub fn whole(&self, name: &str) -> Option<u64> {
        self.text(name)?.trim().parse().ok()
    }

    /// A value that is a switch: `ON`, `OFF`, `1`, `0`, `YES`, `NO`.
    pub fn switch(&self, name: &str) -> Option<bool> {
        match self.text(name)?.trim().to_ascii_uppercase().as_str() {
            "ON" | "1" | "YES" | "TRUE" => Some(true),
            "OFF" | "0" | "NO" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// All entries, by lower-case name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.0.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How the server was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A live connection.
    Live {
        /// Host and port, or the socket.
        target: String,
    },
    /// A captured server.
    Captured {
        /// The file or folder as the user gave it.
        path: String,
    },
}

impl Source {
    /// The name in the JSON report.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Live { .. } => "live",
            Self::Captured { .. } => "captured",
        }
    }

    /// What was read: host and port, socket, file or folder.
    pub fn target(&self) -> &str {
        match self {
            Self::Live { target } => target,
            Self::Captured { path } => path,
        }
    }
}

/// The account that poolcheck logged in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its user name.
    pub user: String,
    /// The limit that the server applies to it (`@@session.max_user_connections`); 0 is none.
    pub max_user_connections: u64,
}

/// The highest SUM_CONNECT_ERRORS in `performance_schema.host_cache`, which is kept like a counter where the account may read
/// that table, so that captures and what-ifs carry it as they are.
pub const HOST_ERRORS: &str = "Host_cache_sum_connect_errors";

/// A server as the audit sees it.
#[derive(Debug, Clone)]
pub struct Server {
    /// How it was read.
    pub source: Source,
    /// Its flavour, which decides what its counters mean.
    pub flavor: &'static Flavor,
    /// Its version's numbers.
    pub version: Version,
    /// Its version as it prints it.
    pub version_text: String,
    /// `SHOW GLOBAL VARIABLES`.
    pub variables: Entries,
    /// `SHOW GLOBAL STATUS`; empty where it was not captured. Beside it [`HOST_ERRORS`].
    pub status: Entries,
    /// The account that was used, where that is known.
    pub account: Option<Account>,
    /// The captured files, for excerpts.
    pub sources: Vec<Arc<SourceFile>>,
}

impl Server {
    /// Recognises flavour and version from the variables.
    pub fn new(source: Source, variables: Entries, status: Entries) -> Self {
        let version_text = variables.text("version").unwrap_or_default().to_owned();
        let flavor = flavors::recognise(&variables);
        let version = (flavor.version)(&version_text).unwrap_or_default();
        Self { source, flavor, version, version_text, variables, status, account: None, sources: Vec::new() }
    }

    /// A variable's whole number with its origin.
    pub fn variable(&self, name: &str) -> Option<Stated<u64>> {
        Some(Stated::new(self.variables.whole(name)?, self.variable_origin(name)))
    }

    /// A variable that is a number of seconds.
    pub fn seconds(&self, name: &str) -> Option<Stated<Duration>> {
        let seconds = self.variables.number(name)?;
        let time = Duration::try_from_secs_f64(seconds).ok()?;
        Some(Stated::new(time, self.variable_origin(name)))
    }

    /// Where a variable's value came from; a session's value says so.
    pub fn variable_origin(&self, name: &str) -> Origin {
        match self.variables.get(name) {
            Some(entry) if entry.session => entry.origin.clone().with_note("session value"),
            Some(entry) => entry.origin.clone(),
            None => Origin::server("absent"),
        }
    }

    /// A counter's whole number with its origin.
    pub fn counter(&self, name: &str) -> Option<Stated<u64>> {
        let entry = self.status.get(name)?;
        Some(Stated::new(self.status.whole(name)?, entry.origin.clone()))
    }

    /// The seconds over which a counter has been counting: since the start, or since the last `FLUSH STATUS` that
    /// resets it on this flavour.
    pub fn span_of(&self, counter: &str) -> Option<Duration> {
        let uptime = self.status.whole("Uptime")?;
        let flushed = self.status.whole("Uptime_since_flush_status").unwrap_or(uptime).min(uptime);
        let seconds = if (self.flavor.flush_resets)(self.version, counter) { flushed } else { uptime };
        Some(Duration::from_secs(seconds))
    }

    /// Overrides a variable for a what-if, marked with the flag that asked for it.
    pub fn suppose(&mut self, name: &str, value: &str, flag: &str) {
        let origin = Origin { kind: OriginKind::Flag, place: None, note: Some(flag.to_owned()) };
        self.variables.put(name, Entry { value: value.to_owned(), origin, session: false });
    }
}
