//! What a pool library is: names, places, defaults, and what it makes of what is written. The libraries themselves are data, in
//! [`libraries`](crate::client::libraries).

pub mod names;
mod session;
pub mod settling;
pub mod sites;

use std::time::Duration;

use crate::client::pool::Pool;
use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::driver::Driver;
use crate::client::pool::lever::Lever;
use crate::client::pool::settings::{Key, Limit, Settings, Spelling, Value, Wording};
use crate::text::language::Language;
use names::{Name, Unit};
use settling::{Inputs, Settling, parts};
use sites::Site;

/// A pool's implementation: names, defaults, clamps, and what zero means.
// Each switch is a fact of its own about a library.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug)]
pub struct Library {
    /// The name in `library:` and in reports.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// The language that it is used from.
    pub language: Language,
    /// Whether every application invents its own names for its settings, so that there are no names to look for.
    pub has_invented_names: bool,
    /// Whether it runs workers of its own, whatever starts the program.
    pub starts_workers: bool,
    /// Whether it has no pool, and each thread of a process opens a connection of its own.
    pub connects_each_thread: bool,
    /// Whether each thread of a process holds a connection of its pool while it works, so that a pool below their number fails.
    pub threads_hold: Option<ThreadsHold>,
    /// Its own names for settings.
    pub names: &'static [Name],
    /// What people call a setting that it has under no single name, or under names of code: `pool_size + max_overflow`.
    pub words: &'static [(Key, &'static str)],
    /// Where its sections stand in files.
    pub sites: &'static [Site],
    /// Parts of the class names by which keys such as `type` name it, in lower case.
    pub classes: &'static [&'static str],
    /// Names of sections that hold its keys.
    pub sections: &'static [&'static str],
    /// The parameters that it takes out of a connection string.
    pub params: &'static [Name],
    /// The connection strings that are its pools, wherever they stand, if they hold one of its unique parameters.
    pub strings: Strings,
    /// Whether the driver under it reads the rest of the connection string's parameters.
    pub driver: bool,
    /// The driver under it where nothing else is said: its own, or the one that nearly everybody has.
    pub usual_driver: Option<&'static Driver>,
    /// What can be set on it, where its names alone do not say how it is typed.
    pub levers: &'static [Lever],
    /// Its settings and what they are when nothing is said.
    pub defaults: &'static [Default],
    /// Settings that it has, of which nobody verified what they are when nothing is said.
    pub unknown: &'static [Key],
    /// Defaults that came with a later version; they count where that version is stated.
    pub later: &'static [Later],
    /// What zero or a negative number means for a setting, in the library's own code.
    pub nothing: fn(Key) -> Option<Value>,
    /// Turns what was written into what the library will do: clamps, sums and silent replacements.
    pub settle: fn(&mut Settling<'_>),
    /// The settings that bound how long a connection can sit unused: a lifetime that is looked at only when a connection is
    /// given back bounds nothing.
    pub ends_idle: &'static [Key],
    /// What people do about reads where neither it nor its driver limits them, where that is not what its driver's users do.
    pub reads_instead: Option<&'static str>,
    /// When it looks at an age limit, the limit of a lifetime or of idleness; empty where that is not known.
    pub age_looked_at: &'static [Moment],
    /// How it opens the connections that it lacks.
    pub fills: Fills,
    /// Whether `max_idle_time` leaves `min_idle` connections open.
    pub spares_floor: bool,
    /// What multiplies its connections beside replicas, for people: workers, hosts, data sources.
    pub multiplies: &'static str,
    /// How late the library may act on a lifetime or an idle limit that has passed.
    pub reaction: Reaction,
    /// The same where it depends on what is written.
    pub reacts: fn(&Pool) -> Option<Duration>,
    /// What it does when the server or the way to it misbehaves.
    pub behaviour: Behaviour,
    /// The setting that bounds connecting as the caller sees it, whatever limit the driver has: a login timeout that the pool hands
    /// on, or a wait that covers it.
    pub dial_within: Option<Key>,
    /// What a caller sees who needs a new connection while the server has none left.
    pub when_full: WhenFull,
    /// The driver version that brought a check on checkout, where there is one.
    pub check_since: Option<CheckSince>,
}

/// The form of the connection strings whose parameters show which library reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strings {
    /// None do.
    None,
    /// URLs with one of these schemes: `mysql://…?connection_limit=5`.
    Url(&'static [&'static str]),
    /// URLs with one of these schemes, which nobody else has: `mysql+pool://…`.
    Own(&'static [&'static str]),
    /// `Server=…;Maximum Pool Size=50`, as .NET writes them.
    Ado,
}

/// A library's default for one setting.
#[derive(Debug)]
pub struct Default {
    /// The setting.
    pub key: Key,
    /// Its value when nothing is said.
    pub value: Value,
    /// Where that is documented.
    pub source: &'static str,
}

/// A default that came with a version.
#[derive(Debug)]
pub struct Later {
    /// The first version that has it.
    pub since: &'static str,
    /// The default.
    pub default: Default,
}

/// A pool of which each thread holds a connection while it works.
#[derive(Debug)]
pub struct ThreadsHold {
    /// The first version in which it gives the connection back after each query outside of transactions.
    pub until: Option<&'static str>,
}

/// How late a library may act, and why.
#[derive(Debug)]
pub struct Reaction {
    /// The longest delay.
    pub time: Duration,
    /// Where that is known from.
    pub source: &'static str,
}

/// The driver version that brought a check on checkout.
#[derive(Debug)]
pub struct CheckSince {
    /// The driver's name.
    pub driver: &'static str,
    /// The first version that has it.
    pub version: &'static str,
    /// The name that it gives itself in the session's attributes, which no version before the check did.
    pub announces: &'static str,
    /// What the check is called.
    pub name: &'static str,
    /// What it costs, for people.
    pub cost: &'static str,
    /// Where that is documented.
    pub source: &'static str,
}

/// When a library looks at the age of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Now and then, while it idles.
    Idle,
    /// When it is taken.
    Checkout,
    /// When it is given back.
    Return,
}

/// How a library opens the connections that it lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fills {
    /// Each caller that finds none opens one.
    OnDemand,
    /// One thread opens one after another, so that one which hangs stops all growth.
    OneByOne,
}

/// What a caller sees who needs a new connection while the server has none left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenFull {
    /// The server's refusal, at once, in the driver's words.
    Fails,
    /// The pool tries again until this is over, and then says this.
    Retries {
        /// The setting that ends it; none where nothing does.
        until: Option<Key>,
        /// What the caller gets then.
        says: &'static str,
    },
}

impl PartialEq for Library {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Library {}

impl Library {
    /// Whether the library has this setting at all.
    pub fn has(&self, key: Key) -> bool {
        self.defaults.iter().any(|default| default.key == key) || self.unknown.contains(&key)
    }

    /// What holds of a library where its own file says nothing else.
    pub(in crate::client) const BASE: Self = Self {
        name: "",
        title: "",
        language: Language::Any,
        has_invented_names: false,
        starts_workers: false,
        connects_each_thread: false,
        threads_hold: None,
        names: &[],
        words: &[],
        sites: &[],
        classes: &[],
        sections: &[],
        params: &[],
        strings: Strings::None,
        driver: true,
        usual_driver: None,
        levers: &[],
        dial_within: None,
        when_full: WhenFull::Fails,
        defaults: &[],
        unknown: &[],
        later: &[],
        nothing: |_| None,
        settle: |_| {},
        ends_idle: &[Key::MaxLifetime, Key::MaxIdleTime, Key::Keepalive],
        reads_instead: None,
        age_looked_at: &[],
        fills: Fills::OnDemand,
        spares_floor: false,
        multiplies: "one pool in each process",
        reaction: Reaction { time: Duration::from_secs(30), source: "not known of this library: 30 s assumed" },
        reacts: |_| None,
        behaviour: Behaviour::ASSUMED,
        check_since: None,
    };

    /// Fills in the defaults and turns what was written into effective values.
    pub fn complete(&self, settling: &mut Settling<'_>) {
        settling.settings.reserve(self.defaults.len());
        let of_driver = settling.driver.iter().flat_map(|driver| driver.defaults);
        for default in of_driver.filter(|default| self.default_of(default.key).is_none()) {
            if !settling.unseen.contains(&default.key) {
                settling.settings.set_default(default.key, default.value, default.source);
            }
        }
        for default in self.defaults.iter().filter(|default| !settling.unseen.contains(&default.key)) {
            let mut later = self.later.iter().filter(|later| later.default.key == default.key);
            let since = |later: &&Later| settling.version.is_some_and(|version| parts(version) >= parts(later.since));
            let default = later.rfind(since).map_or(default, |later| &later.default);
            settling.settings.set_default(default.key, default.value, default.source);
        }
        (self.settle)(settling);
        self.bound_dial(settling);
    }

    /// Shortens connecting to the setting that bounds it.
    fn bound_dial(&self, settling: &mut Settling<'_>) {
        let Some((within, most)) = self.dial_within.and_then(|key| Some((key, settling.time(key)?))) else { return };
        let connect = settling.settings.time(Key::ConnectTimeout);
        let unknown =
            settling.settings.get(Key::ConnectTimeout).is_some_and(|setting| setting.value == Value::Unresolved);
        if unknown || matches!(connect, Some(Limit::At(time)) if time <= most) {
            return;
        }
        let own = self.word(within).unwrap_or(within.name());
        let why = format!("{own} bounds connecting in {}", self.title);
        if settling.is_written(Key::ConnectTimeout) {
            settling.replace(Key::ConnectTimeout, Value::Time(most), why);
        } else {
            settling.override_default(Key::ConnectTimeout, Value::Time(most), why);
        }
    }

    /// Whether one of its versions is another one or a later one.
    pub fn is_since(&self, version: &str, since: &str) -> bool {
        parts(version) >= parts(since)
    }

    /// A value as it would be written under the library's own name of a setting; none where it has no word for it.
    pub fn spelled(&self, key: Key, value: Value) -> Option<String> {
        let name = self.all_names().find(|name| name.sets(key))?;
        let wording = match name.unit {
            Unit::Time(unit) => Wording::Bare(unit),
            Unit::Count | Unit::Switch => Wording::Own,
            Unit::Bytes | Unit::Worded | Unit::Text => Wording::GoDuration,
        };
        (value != Value::Unlimited).then(|| Spelling::plain(wording).write(key, value))?
    }

    /// What its own documentation calls a setting; none where it has no word for it.
    pub fn word(&self, key: Key) -> Option<&'static str> {
        let said = self.words.iter().find(|(of, _)| *of == key).map(|(_, word)| *word);
        said.or_else(|| Some(self.all_names().find(|name| name.sets(key))?.name))
    }

    /// Its lever for a setting.
    pub fn lever(&self, key: Key) -> Option<&'static Lever> {
        self.levers.iter().find(|lever| lever.key == key)
    }

    /// Whether a name of its own sets this. An unknown library may have anything, and one whose users invent the names has them in
    /// its levers.
    pub fn names_setting(&self, key: Key) -> bool {
        self.language == Language::Any || self.all_names().any(|name| name.sets(key))
    }

    /// Its own names wherever they stand: those that hold everywhere first.
    fn all_names(&self) -> impl Iterator<Item = &'static Name> + use<> {
        let in_site = |site: &'static Site| site.names.iter().chain(site.inner.iter().flat_map(|(_, names)| *names));
        self.names.iter().chain(self.params).chain(self.sites.iter().flat_map(in_site))
    }

    /// The default of a setting, of the oldest version that is known.
    pub fn default_of(&self, key: Key) -> Option<Value> {
        self.defaults.iter().find(|default| default.key == key).map(|default| default.value)
    }

    /// Whether the driver under it reads the connection string's parameters.
    pub const fn takes_driver(&self) -> bool {
        self.driver
    }

    /// Whether a driver can be under it: one of its own language.
    pub fn is_above(&self, driver: &Driver) -> bool {
        [self.language, driver.language].contains(&Language::Any) || self.language == driver.language
    }

    /// The name that a parameter of the connection string is.
    pub fn param_of(&self, param: &str) -> Option<&'static Name> {
        self.params.iter().find(|name| name.is(param))
    }

    /// What the library makes of a change of one setting.
    pub fn settle_change(&self, settings: &mut Settings, inputs: &Inputs, version: Option<&str>) {
        (self.settle)(&mut Settling {
            settings,
            inputs,
            version,
            threads: None,
            driver: None,
            unseen: &[],
            refused: None,
        });
    }
}

/// A library's default, for its table.
pub(crate) const fn default(key: Key, value: Value, source: &'static str) -> Default {
    Default { key, value, source }
}

/// A default time in seconds.
pub(crate) const fn default_seconds(key: Key, seconds: u64, source: &'static str) -> Default {
    Default { key, value: Value::Time(Duration::from_secs(seconds)), source }
}

/// A default that is no limit.
pub(crate) const fn unlimited(key: Key, source: &'static str) -> Default {
    Default { key, value: Value::Unlimited, source }
}
