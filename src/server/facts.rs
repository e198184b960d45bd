//! A server as the audit sees it: variables, counters and the account, each with its source.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::evidence::Evidence;
use super::flavors::variables::Knowledge;
use super::flavors::{self, Defaults, Family, Flavor, Own, Recognised};
use super::trouble::Trouble;
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

    /// Takes an entry out.
    pub(super) fn remove(&mut self, name: &str) {
        self.0.remove(&name.to_ascii_lowercase());
    }

    /// Puts a gate's own limit under the name of the server's, which it keeps as one of a server behind the gate.
    fn take_own(&mut self, own: &Own) {
        if let Some(behind) = self.0.remove(own.name) {
            self.0.entry(format!("{BEHIND}{}", own.name)).or_insert(behind);
        }
        let shown = own.own.and_then(|name| Some((name, self.get(name)?, self.whole(name)?)));
        if let Some((name, entry, value)) = shown {
            let note = if own.scale == 1 { name.to_owned() } else { format!("{name} {value}") };
            let origin = entry.origin.clone().with_note(note);
            let value = (value / own.scale).to_string();
            self.0.insert(own.name.to_owned(), Entry { value, origin, session: false });
        }
    }

    /// What a server answered to a statement.
    pub(super) fn of_answer(rows: Vec<(String, String)>, statement: &str) -> Self {
        let mut entries = Self::default();
        for (name, value) in rows {
            let value = value.trim().to_owned();
            entries.put(&name, Entry { value, origin: Origin::server(statement.to_owned()), session: false });
        }
        entries
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
    /// Nobody was asked: what is known of it was stated.
    Stated,
    /// What files declare of a server, whatever runs.
    Declared {
        /// The file as the user gave it, with the name of the server in it where it has several.
        path: String,
    },
    /// What somebody who watches the server has seen of it.
    Observed {
        /// The file or the address as the user gave it.
        target: String,
    },
}

impl Source {
    /// The name in the JSON report.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Live { .. } => "live",
            Self::Captured { .. } => "captured",
            Self::Stated => "stated",
            Self::Declared { .. } => "declared",
            Self::Observed { .. } => "observed",
        }
    }

    /// What was read: host and port, socket, file or folder.
    pub fn target(&self) -> &str {
        match self {
            Self::Stated => "--set",
            Self::Live { target } | Self::Observed { target } => target,
            Self::Captured { path } | Self::Declared { path } => path,
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

/// Before the name of a variable that belongs to a server behind a gate.
const BEHIND: &str = "behind.";

/// A server as the audit sees it.
#[derive(Debug, Clone)]
pub struct Server {
    /// How it was read.
    pub source: Source,
    /// Its flavour, which decides what its counters mean.
    pub flavor: &'static Flavor,
    /// What showed the flavour: variables with their texts.
    pub detected_from: Vec<String>,
    /// Its version's numbers.
    pub version: Version,
    /// Its version as it prints it.
    pub version_text: String,
    /// `SHOW GLOBAL VARIABLES`.
    pub variables: Entries,
    /// `SHOW GLOBAL STATUS`; empty where it was not captured.
    pub status: Entries,
    /// The account that was used, where that is known.
    pub account: Option<Account>,
    /// Why something must be in between that is not recognised, in words.
    pub between: Option<String>,
    /// When it was captured, where the capture says so.
    pub captured_at: Option<String>,
    /// Host and port that it was captured from, where the capture says so.
    pub taken_from: Option<String>,
    /// The time of which all counters are, where they are not those since the start or the last flush.
    pub counted: Option<Duration>,
    /// What a file leaves open of what it says, in words.
    pub doubts: Vec<String>,
    /// Why these facts are not simply those of the server that was asked for.
    pub trouble: Option<Trouble>,
    /// What it shows beyond that, where it was asked for.
    pub evidence: Option<Evidence>,
    /// The captured files, for excerpts.
    pub sources: Vec<Arc<SourceFile>>,
}

impl Server {
    /// Recognises flavour and version from the variables.
    pub fn new(source: Source, variables: Entries, status: Entries) -> Self {
        let Recognised { flavor, from } = flavors::recognise(&variables);
        Self { detected_from: from, ..Self::of_flavor(source, flavor, variables, status) }
    }

    /// A server whose flavour something else than its variables told.
    pub(super) fn of_flavor(source: Source, flavor: &'static Flavor, mut variables: Entries, status: Entries) -> Self {
        let version_text = variables.text("version").unwrap_or_default().to_owned();
        let version = (flavor.version)(&version_text).unwrap_or_default();
        for own in flavor.gate.iter().flat_map(|gate| gate.limits) {
            variables.take_own(own);
        }
        Self {
            source,
            flavor,
            detected_from: Vec::new(),
            version,
            version_text,
            variables,
            status,
            account: None,
            between: None,
            captured_at: None,
            taken_from: None,
            counted: None,
            doubts: Vec::new(),
            trouble: None,
            evidence: None,
            sources: Vec::new(),
        }
    }

    /// Host and port by which it is called: where it was asked, or where its capture was taken.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        let live = match &self.source {
            Source::Live { target } => Some(target.as_str()),
            Source::Captured { .. } | Source::Declared { .. } | Source::Observed { .. } | Source::Stated => None,
        };
        live.into_iter().chain(self.taken_from.as_deref())
    }

    /// Compares the version of the greeting with the server's own: a proxy or a gateway greets for itself.
    pub fn greeted_as(&mut self, greeting: Version) {
        // MariaDB up to 10.11 greets as 5.5.5 so that old replicas take it; Aurora's version may have no third number.
        let disguised = self.flavor.family == Family::MariaDb && greeting == Version::new(5, 5, 5);
        let comparable = self.flavor.defaults != Defaults::Unknown && self.version.patch > 0;
        if comparable && !disguised && greeting != Version::default() && greeting != self.version {
            let like =
                if flavors::greets_like_proxysql(greeting) { ", as ProxySQL does unless told otherwise" } else { "" };
            self.between = Some(format!("it greets as {greeting}{like}"));
        }
    }

    /// Its flavour and version for people: `MySQL 9.7.4`.
    pub fn title(&self) -> String {
        let version = if self.version_text.is_empty() { String::new() } else { format!(" {}", self.version) };
        format!("{}{version}", self.flavor.title)
    }

    /// What is missing where a variable is: a gate's own, one that this version does not have, or one that was not captured.
    pub fn lacking(&self, name: &str) -> String {
        let title = self.flavor.title;
        if let Some(own) = self.flavor.gate.and_then(|gate| gate.limit(name)) {
            let own = own.own.map_or_else(String::new, |own| format!(" ({own}, at its admin port)"));
            return format!("{title}'s own {name}{own}: what it shows is of a server behind it");
        }
        match self.flavor.knows(self.version, name) {
            Knowledge::Absent => format!("the server's variable {name}, which {} does not have", self.title()),
            _ => format!("the server's variable {name}"),
        }
    }

    /// What a reader of the report must know before any of these facts.
    pub fn caveat(&self) -> Option<String> {
        let trouble = self.trouble.as_ref().map(|trouble| trouble.caveat(&self.source, self.captured_at.as_deref()));
        let declared = match &self.source {
            Source::Declared { path } => Some(format!("the server is what {path} declares, and what runs may differ")),
            _ => None,
        };
        let parts: Vec<_> =
            trouble.into_iter().chain(declared).chain(self.doubts.iter().cloned()).chain(self.blindness()).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// What cannot be judged where the limit of connections is not known.
    fn blindness(&self) -> Option<String> {
        let limit = "max_connections";
        let is_open =
            self.variables.get(limit).is_none() && self.flavor.gate.is_none_or(|gate| gate.limit(limit).is_none());
        is_open.then(|| format!("whether its connections suffice was not judged: it shows no {limit}"))
    }

    /// Whether a variable is known that rules read.
    pub(super) fn says_something(&self) -> bool {
        flavors::variables::known().any(|name| self.variables.get(name).is_some())
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
            Some(entry) => self.with_its_setting(name, entry.origin.clone()),
            None => Origin::server("absent"),
        }
    }

    /// The origin with where the variable was set, if the server showed that: a value that the next restart drops is worth
    /// knowing beside it.
    fn with_its_setting(&self, name: &str, origin: Origin) -> Origin {
        let set = self.evidence.iter().filter_map(|evidence| evidence.variables_set.as_ref()).flatten();
        let set = set.filter(|set| set.name.eq_ignore_ascii_case(name)).find(|_| origin.kind == OriginKind::Server);
        match (set, &origin.note) {
            (None, _) => origin,
            (Some(set), None) => origin.with_note(set.phrase()),
            (Some(set), Some(note)) => {
                let note = format!("{note}; {}", set.phrase());
                origin.with_note(note)
            }
        }
    }

    /// A counter's whole number with its origin.
    pub fn counter(&self, name: &str) -> Option<Stated<u64>> {
        let entry = self.status.get(name)?;
        Some(Stated::new(self.status.whole(name)?, entry.origin.clone()))
    }

    /// The seconds over which a counter has been counting: since the start, or since the last `FLUSH STATUS` that
    /// resets it on this flavour, or the time for which they were asked.
    pub fn span_of(&self, counter: &str) -> Option<Duration> {
        if self.counted.is_some() {
            return self.counted;
        }
        let uptime = self.status.whole("Uptime")?;
        let flushed = self.status.whole("Uptime_since_flush_status").unwrap_or(uptime).min(uptime);
        let seconds = if (self.flavor.flush_resets)(self.version, counter) { flushed } else { uptime };
        Some(Duration::from_secs(seconds))
    }

    /// A server of which nothing is known but what flags suppose: each variable's name, its value, and the flag.
    pub fn supposed<'f>(stated: impl Iterator<Item = (&'f str, &'f str, &'f str)>) -> Self {
        let mut variables = Entries::default();
        for (name, value, flag) in stated {
            let entry = Entry { value: value.to_owned(), origin: Origin::flag(flag.to_owned()), session: false };
            variables.put(name, entry);
        }
        Self::new(Source::Stated, variables, Entries::default())
    }

    /// Flags a variable for a what-if, marked with the flag that asked for it.
    pub fn suppose(&mut self, name: &str, value: &str, flag: &str) {
        let origin = Origin { kind: OriginKind::Flag, place: None, note: Some(flag.to_owned().into()) };
        self.variables.put(name, Entry { value: value.to_owned(), origin, session: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(version: &str) -> Server {
        let mut variables = Entries::default();
        let entry = Entry { value: version.to_owned(), origin: Origin::server("test"), session: false };
        variables.put("version", entry);
        Server::new(Source::Live { target: "test".to_owned() }, variables, Entries::default())
    }

    #[test]
    fn a_greeting_of_another_version_is_not_the_servers() {
        for (version, greeting, between) in [
            ("8.0.41", Version::new(8, 0, 41), None),
            ("8.0.41", Version::new(8, 0, 11), Some("it greets as 8.0.11, as ProxySQL does unless told otherwise")),
            ("8.0.15", Version::new(5, 6, 47), Some("it greets as 5.6.47")),
            ("10.11.19-MariaDB", Version::new(5, 5, 5), None),
            ("10.11.19-MariaDB", Version::new(10, 4, 0), Some("it greets as 10.4.0")),
            ("8.0.mysql_aurora.3.04.0", Version::new(8, 0, 28), None),
            ("8.0.11-TiDB-v8.5.3", Version::new(8, 0, 11), None),
            ("8.0.30-Vitess", Version::new(8, 0, 11), None),
        ] {
            let mut server = server(version);
            server.greeted_as(greeting);
            assert_eq!(server.between.as_deref(), between, "{version} greeted as {greeting}");
        }
    }
}
