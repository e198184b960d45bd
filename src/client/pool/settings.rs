//! The canonical settings of a pool, their kinds, and their values with origins.

use std::sync::Arc;
use std::time::Duration;

pub use crate::client::pool::spelling::{Hindrance, Spelling, Wording};
use crate::text::origin::{Origin, OriginKind};
use crate::text::quantity;

/// One canonical property of a pool. The order is the order of every report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Hard cap of simultaneous connections of one pool in one process.
    MaxOpen,
    /// Cap of unused connections kept; the excess is closed when given back.
    MaxIdle,
    /// Floor that the pool keeps open while idle.
    MinIdle,
    /// Connections opened at start.
    InitialSize,
    /// Age since creation after which a connection is retired.
    MaxLifetime,
    /// Time unused after which the client closes a connection.
    MaxIdleTime,
    /// Period of an application-level ping of idle connections.
    Keepalive,
    /// Period of TCP keepalive probes; resets layer-4 hops, never the server's `wait_timeout`.
    TcpKeepalive,
    /// Longest wait for a free connection of the pool.
    AcquireTimeout,
    /// Longest wait for a new connection to the server.
    ConnectTimeout,
    /// Longest wait for one read from the socket.
    ReadTimeout,
    /// Longest wait for one write to the socket.
    WriteTimeout,
    /// Whether a connection is checked when it is taken from the pool.
    Validation,
    /// Requests that may wait for a connection.
    QueueLimit,
    /// The client's own packet limit.
    MaxAllowedPacket,
    /// `wait_timeout` that the client sets for its sessions.
    SessionWaitTimeout,
}

/// What a setting is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Whole things.
    Count,
    /// A span of time.
    Time,
    /// On or off.
    Switch,
    /// Bytes.
    Size,
}

/// The word for "no limit" in poolcheck's own form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLimit {
    /// `unlimited`
    Unlimited,
    /// `never`
    Never,
}

impl NoLimit {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unlimited => "unlimited",
            Self::Never => "never",
        }
    }
}

impl Key {
    /// All settings, in report order.
    pub const ALL: [Self; 16] = [
        Self::MaxOpen,
        Self::MaxIdle,
        Self::MinIdle,
        Self::InitialSize,
        Self::MaxLifetime,
        Self::MaxIdleTime,
        Self::Keepalive,
        Self::TcpKeepalive,
        Self::AcquireTimeout,
        Self::ConnectTimeout,
        Self::ReadTimeout,
        Self::WriteTimeout,
        Self::Validation,
        Self::QueueLimit,
        Self::MaxAllowedPacket,
        Self::SessionWaitTimeout,
    ];

    /// The canonical name, as in the own form and in every report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MaxOpen => "max_open",
            Self::MaxIdle => "max_idle",
            Self::MinIdle => "min_idle",
            Self::InitialSize => "initial_size",
            Self::MaxLifetime => "max_lifetime",
            Self::MaxIdleTime => "max_idle_time",
            Self::Keepalive => "keepalive",
            Self::TcpKeepalive => "tcp_keepalive",
            Self::AcquireTimeout => "acquire_timeout",
            Self::ConnectTimeout => "connect_timeout",
            Self::ReadTimeout => "read_timeout",
            Self::WriteTimeout => "write_timeout",
            Self::Validation => "validation",
            Self::QueueLimit => "queue_limit",
            Self::MaxAllowedPacket => "max_allowed_packet",
            Self::SessionWaitTimeout => "session_wait_timeout",
        }
    }

    /// The setting with this canonical name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }

    /// What it is measured in.
    pub const fn measure(self) -> Measure {
        match self {
            Self::MaxOpen | Self::MaxIdle | Self::MinIdle | Self::InitialSize | Self::QueueLimit => Measure::Count,
            Self::Validation => Measure::Switch,
            Self::MaxAllowedPacket => Measure::Size,
            _ => Measure::Time,
        }
    }

    /// The word for "no limit", where the setting can have none.
    pub const fn no_limit(self) -> Option<NoLimit> {
        match self {
            Self::MaxOpen | Self::MaxIdle | Self::QueueLimit => Some(NoLimit::Unlimited),
            Self::MinIdle
            | Self::InitialSize
            | Self::Validation
            | Self::MaxAllowedPacket
            | Self::SessionWaitTimeout => None,
            _ => Some(NoLimit::Never),
        }
    }
}

/// The value of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Whole things.
    Count(u64),
    /// A span of time.
    Time(Duration),
    /// On or off.
    Switch(bool),
    /// Bytes.
    Size(u64),
    /// No limit: unlimited, never, off.
    Unlimited,
    /// A placeholder that nothing resolved.
    Unresolved,
}

impl Value {
    /// The value for people, in the words of `key`.
    pub fn show(self, key: Key) -> String {
        match self {
            Self::Count(n) => n.to_string(),
            Self::Time(time) => quantity::show_duration(time),
            Self::Switch(on) => on.to_string(),
            Self::Size(bytes) => quantity::show_size(bytes),
            Self::Unlimited => key.no_limit().map_or("none", NoLimit::word).to_owned(),
            Self::Unresolved => "unresolved".to_owned(),
        }
    }
}

/// A limit of something that may have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit<T> {
    /// A limit.
    At(T),
    /// None.
    Unlimited,
}

impl<T> Limit<T> {
    /// The limit, if there is one.
    pub fn at(self) -> Option<T> {
        match self {
            Self::At(value) => Some(value),
            Self::Unlimited => None,
        }
    }
}

/// A setting's effective value, and what was written for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What the library will really use.
    pub value: Value,
    /// What was written, in canonical units, where something was.
    pub written: Option<Value>,
    /// The text that was written.
    pub configured: Option<String>,
    /// The user's own key, as it stands where the value does: `maximumPoolSize`; none of a default.
    pub key: Option<Arc<str>>,
    /// Where the value came from.
    pub origin: Origin,
    /// Why the effective value is not the written one.
    pub replaced: Option<String>,
    /// How a new value would be written at the same place, or why an edit there would be wrong.
    pub spelling: Result<Spelling, Hindrance>,
}

impl Setting {
    /// A value that somebody wrote.
    pub fn written(value: Value, configured: impl Into<String>, origin: Origin) -> Self {
        Self {
            value,
            written: Some(value),
            configured: Some(configured.into()),
            key: None,
            origin,
            replaced: None,
            spelling: Err(Hindrance::NotInFile),
        }
    }

    /// A placeholder that nothing resolves.
    pub fn unresolved(configured: impl Into<String>, origin: Origin, placeholder: &str) -> Self {
        let origin = origin.with_note(format!("{placeholder} is not resolved"));
        let origin = Origin { kind: OriginKind::Unresolved, ..origin };
        let spelling = Err(Hindrance::Placeholder);
        Self { spelling, ..Self::written(Value::Unresolved, configured, origin) }
    }

    /// The library's default.
    pub fn defaulted(value: Value, source: &'static str) -> Self {
        let origin = Origin::default(source);
        Self {
            value,
            written: None,
            configured: None,
            key: None,
            origin,
            replaced: None,
            spelling: Err(Hindrance::NotInFile),
        }
    }

    /// The same under the user's own key; an item of a list has none.
    #[must_use]
    pub fn under(self, key: &str) -> Self {
        Self { key: (!key.is_empty()).then(|| key.into()), ..self }
    }

    /// Whether somebody wrote it, as opposed to a default.
    pub fn is_written(&self) -> bool {
        self.written.is_some()
    }
}

/// The settings of one pool. A setting that is not there is unknown.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// In the order in which they were put.
    known: Vec<Setting>,
    /// Where each key's stands: a fleet has many pools, and every library more than ten settings.
    at: [Option<u8>; Key::ALL.len()],
}

impl Settings {
    fn at(&self, key: Key) -> Option<usize> {
        self.at.get(key as usize).copied().flatten().map(usize::from)
    }

    /// The setting, if anything is known of it.
    pub fn get(&self, key: Key) -> Option<&Setting> {
        self.known.get(self.at(key)?)
    }

    /// The setting, to change what the library makes of it.
    pub fn get_mut(&mut self, key: Key) -> Option<&mut Setting> {
        let at = self.at(key)?;
        self.known.get_mut(at)
    }

    /// Puts a setting, in place of an earlier one.
    pub fn set(&mut self, key: Key, setting: Setting) {
        if let Some(earlier) = self.get_mut(key) {
            *earlier = setting;
        } else if let Some(at) = self.at.get_mut(key as usize) {
            *at = u8::try_from(self.known.len()).ok();
            self.known.push(setting);
        }
    }

    /// Puts a setting unless there is one.
    pub fn set_default(&mut self, key: Key, value: Value, source: &'static str) {
        if self.at(key).is_none() {
            self.set(key, Setting::defaulted(value, source));
        }
    }

    /// Those of which a test holds.
    #[must_use]
    pub fn only(&self, holds: impl Fn(Key, &Setting) -> bool) -> Self {
        let mut only = Self::default();
        for (key, setting) in self.iter().filter(|(key, setting)| holds(*key, setting)) {
            only.set(key, setting.clone());
        }
        only
    }

    /// Makes room for this many more.
    pub fn reserve(&mut self, more: usize) {
        self.known.reserve_exact(more);
    }

    /// All that are known, in report order.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &Setting)> {
        Key::ALL.into_iter().filter_map(|key| Some((key, self.get(key)?)))
    }

    /// A count that is known and resolved.
    pub fn count(&self, key: Key) -> Option<Limit<u64>> {
        match self.get(key)?.value {
            Value::Count(n) | Value::Size(n) => Some(Limit::At(n)),
            Value::Unlimited => Some(Limit::Unlimited),
            _ => None,
        }
    }

    /// A duration that is known and resolved.
    pub fn time(&self, key: Key) -> Option<Limit<Duration>> {
        match self.get(key)?.value {
            Value::Time(time) => Some(Limit::At(time)),
            Value::Unlimited => Some(Limit::Unlimited),
            _ => None,
        }
    }

    /// A switch that is known and resolved.
    pub fn switch(&self, key: Key) -> Option<bool> {
        match self.get(key)?.value {
            Value::Switch(on) => Some(on),
            _ => None,
        }
    }
}

impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Settings {}
