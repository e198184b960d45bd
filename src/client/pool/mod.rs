//! One connection pool in one process of one application.

pub mod behaviour;
pub mod destination;
pub mod draft;
pub mod driver;
pub mod hop;
pub mod instances;
pub mod lever;
pub mod library;
pub(in crate::client) mod profile;
pub mod remark;
pub mod settings;
pub mod spelling;
pub mod workload;

use std::time::Duration;

use crate::client::pool::destination::Destination;
use crate::client::pool::driver::Driver;
use crate::client::pool::hop::Hop;
use crate::client::pool::instances::Instances;
use crate::client::pool::lever::Lever;
use crate::client::pool::library::Library;
use crate::client::pool::library::settling::{Inputs, Refusal};
use crate::client::pool::settings::{Key, Settings, Spelling, Value};
use crate::client::pool::workload::Workload;
use crate::text::origin::{Origin, OriginKind, Stated};
use crate::text::place::Place;

/// The database engine a pool talks to, as far as its file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// MySQL or something that speaks its protocol.
    MySql,
    /// MariaDB, said in so many words.
    MariaDb,
    /// Not said.
    Unknown,
}

impl Engine {
    /// The name in the JSON report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MySql => "mysql",
            Self::MariaDb => "mariadb",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether the file's pool will exist when the application runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It will.
    Active,
    /// Only if the named switch is thrown.
    Conditional(String),
    /// It will not, for the named reason; shown and never judged.
    Inert(String),
}

impl Status {
    /// The name in the JSON report.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Conditional(_) => "conditional",
            Self::Inert(_) => "inert",
        }
    }

    /// Why it is not simply active.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Active => None,
            Self::Conditional(reason) | Self::Inert(reason) => Some(reason),
        }
    }
}

/// The driver under the pool, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct DriverInUse {
    /// Which it is; none where nothing tells.
    pub known: Option<&'static Driver>,
    /// Its version, such as `1.4.1` of go-sql-driver/mysql.
    pub version: Option<Stated<String>>,
    /// Whether placeholders are filled in by the client.
    pub interpolates: Option<Stated<bool>>,
}

/// How the application uses the pool, as far as it is stated.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    /// The account; pools of one account share its limit.
    pub user: Option<Stated<String>>,
    /// Whether the client sends `CLIENT_INTERACTIVE`, so that `interactive_timeout` applies.
    pub interactive: Option<Stated<bool>>,
    /// Large results are read row by row.
    pub streaming: Option<Stated<bool>>,
    /// Data is loaded in bulk.
    pub bulk_load: Option<Stated<bool>>,
    /// Connections that one request holds at once.
    pub connections_per_request: Option<Stated<u64>>,
    /// Requests that run at once in one process.
    pub threads: Option<Stated<u64>>,
}

/// The end of a key that is a path: `maximum-pool-size` of `spring.datasource.hikari.maximum-pool-size`.
fn last_part(key: &str) -> &str {
    key.rsplit('.').find(|part| !part.is_empty()).unwrap_or(key)
}

/// One connection pool in one process of one application.
#[derive(Debug, Clone)]
pub struct Pool {
    /// The name that flags, ignores and baselines use; unique in one audit.
    pub name: String,
    /// What people call it: their service, module or section. It may change between versions where the name does not.
    pub label: String,
    /// The pool's implementation.
    pub library: &'static Library,
    /// Where the library's name came from.
    pub library_origin: Origin,
    /// The library's version, where it is stated.
    pub library_version: Option<Stated<String>>,
    /// Where its section begins.
    pub place: Option<Place>,
    /// The engine it talks to.
    pub engine: Engine,
    /// Whether it will exist.
    pub status: Status,
    /// Its settings, effective.
    pub settings: Settings,
    /// What was written under the library's own names and is no setting by itself.
    pub inputs: Inputs,
    /// The value that its library makes no pool of.
    pub refusal: Option<Refusal>,
    /// How many processes hold it.
    pub instances: Instances,
    /// The driver under it.
    pub driver: DriverInUse,
    /// How the application uses it.
    pub usage: Usage,
    /// The program that it is a pool of, by its folder, where that is known.
    pub program: Option<String>,
    /// The server and the database that its file names.
    pub destination: Option<Destination>,
    /// What stands between it and the server: none where nobody said, empty where nothing does.
    pub path: Option<Vec<Hop>>,
    /// The load it serves.
    pub workload: Option<Workload>,
}

impl Pool {
    /// The hops that are known to stand between it and the server.
    pub fn hops(&self) -> &[Hop] {
        self.path.as_deref().unwrap_or_default()
    }

    /// How late it may act on a limit that has passed.
    pub fn reaction_time(&self) -> Duration {
        (self.library.reacts)(self).unwrap_or(self.library.reaction.time)
    }

    /// Whether it is judged: an inert pool is only shown.
    pub fn is_judged(&self) -> bool {
        !matches!(self.status, Status::Inert(_))
    }

    /// What can be typed to change a setting: the library's own lever, or its driver's.
    pub fn lever(&self, key: Key) -> Option<&'static Lever> {
        let of_driver = || self.driver.known?.levers.iter().find(|lever| lever.key == key);
        self.library.lever(key).or_else(of_driver)
    }

    /// A setting with a value as it is typed in its application, where that takes more than the library's word for it.
    pub fn lever_text(&self, key: Key, value: Value) -> Option<String> {
        let lever = self.lever(key).filter(|_| self.is_of_an_application())?;
        let typed = lever.typed(value, &self.settings)?;
        Some(if lever.place.is_empty() { typed } else { format!("{typed} {}", lever.place) })
    }

    /// Whether its library or the driver has a way to set this: what nobody knows of an unknown library, it may have.
    pub fn can_set(&self, key: Key) -> bool {
        let of_driver = |driver: &Driver| driver.names.iter().any(|name| name.sets(key));
        self.lever(key).is_some() || self.library.names_setting(key) || self.driver.known.is_some_and(of_driver)
    }

    /// What a caller gets on a connection that the other side has ended.
    pub fn broken_connection(&self) -> &'static str {
        self.driver.known.map_or_else(|| self.library.language.broken_connection(), |driver| driver.broken)
    }

    /// What its people call a setting: their own key where they wrote it; in an application's own file the library's word;
    /// poolcheck's where there is none.
    pub fn word(&self, key: Key) -> &str {
        let written = self.settings.get(key).and_then(|setting| setting.key.as_deref());
        let of_library = || if self.is_of_an_application() { self.library.word(key) } else { None };
        written.map(last_part).or_else(of_library).unwrap_or(key.name())
    }

    /// A value as it would be written for a setting, without quotes: in the form that stands there, else in the library's own;
    /// none where the form has no word for it.
    pub fn spelled(&self, key: Key, value: Value) -> Option<String> {
        match self.settings.get(key).map(|setting| setting.spelling) {
            Some(Ok(spelling)) => Spelling::plain(spelling.wording).write(key, value),
            _ if self.is_of_an_application() => self.library.spelled(key, value),
            _ => None,
        }
    }

    /// Whether it was found in an application's own file, as opposed to poolcheck's own form.
    pub fn is_of_an_application(&self) -> bool {
        self.library_origin.kind == OriginKind::Inferred
    }

    /// The hop behind which the server's connections are not this pool's own.
    pub fn shared_behind(&self) -> Option<&Hop> {
        self.path.iter().flatten().find(|hop| hop.shares_connections())
    }
}
