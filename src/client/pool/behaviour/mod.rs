//! What a pool does when the server or the way to it misbehaves, as far as it decides what a request sees.
//!
//! How a library notices that an idle connection is dead and what it gives up after an error are its data; with how the other
//! side ends a connection ([`Ending`](crate::text::ending::Ending)) they decide what a request sees, by one table: [`outcome`].

pub mod outcome;

use std::fmt;
use std::time::Duration;

use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::quantity::show_duration;
use crate::text::version::at_least;

/// What a library does when things go wrong.
#[derive(Debug, Clone, Copy)]
pub struct Behaviour {
    /// How it notices that an idle connection is dead: the first case that holds decides.
    pub notices: &'static [Case],
    /// What it gives up when a query fails because its connection is dead.
    pub after_error: AfterError,
    /// When its limit of idle connections acts.
    pub max_idle_acts: MaxIdleActs,
    /// Whether a connection that the pool retires is closed with COM_QUIT; without it the server counts an aborted client.
    pub retires_with_quit: bool,
    /// How this is known.
    pub known: Known,
}

/// A way of noticing, and when it is the one.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// When.
    pub when: When,
    /// How.
    pub notices: Notices,
}

/// What decides how a library notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// It always does.
    Always,
    /// Its check on checkout is on.
    Checks,
    /// Its check on checkout is on, and the driver is at least of this version; unknown where nobody states the driver.
    DriverChecks(&'static str),
}

/// How a pool finds out that a connection which idles in it is dead, before a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notices {
    /// It reads its sockets all the time, so that whatever arrives takes the connection out.
    EventLoop,
    /// It looks into the socket, without waiting, before a connection is used.
    Peek,
    /// It asks the server before a connection is used.
    Ping(Ping),
    /// A statement that fails outside a transaction is sent again on a new connection.
    RetryOnce,
    /// It asks the server when a request opens the connection again.
    AtOpen,
    /// Where sending fails before a byte is gone, another connection is taken.
    FailedSend,
    /// A request finds out.
    Never,
}

/// A question to the server before a connection is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ping {
    /// How long it waits for the answer.
    pub limit: PingLimit,
    /// It does not ask where the connection was used so short a time ago.
    pub trusted_for: Duration,
}

/// How long a ping waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PingLimit {
    /// Until the driver's own limit of a read, and for ever where there is none.
    None,
    /// So long, and then another connection is taken.
    At(Duration),
    /// As long as the caller's own wait for a connection, which it uses up.
    WholeWait,
}

/// What a pool gives up when a query fails because its connection is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterError {
    /// That connection: each dead one costs one error.
    DropsOne,
    /// All connections: one error for all of them.
    DropsAll,
    /// That connection, but only when it fails a second time.
    DropsSecond,
    /// Nothing: the dead connection is handed out again and again.
    Keeps,
}

/// When a limit of idle connections acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaxIdleActs {
    /// What is given back above it is closed at once.
    OnReturn,
    /// A task of the pool's own ends what is above it now and then.
    Swept,
}

/// How a behaviour is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The pool was run through the events of `tests/real`.
    Ran,
    /// It was read in the library's source or documentation.
    Read,
    /// Nobody looked: the worst is assumed.
    Assumed,
}

/// A ping without a limit, whenever a connection is taken.
pub const PING: Notices = Notices::Ping(Ping { limit: PingLimit::None, trusted_for: Duration::ZERO });

/// A ping that waits as long as the caller waits for a connection.
pub const WHOLE_WAIT: Notices = Notices::Ping(Ping { limit: PingLimit::WholeWait, trusted_for: Duration::ZERO });

impl Behaviour {
    /// A pool of which nothing is known: it notices only what it is said to check.
    pub const ASSUMED: Self = Self {
        notices: &[Case { when: When::Checks, notices: PING }],
        after_error: AfterError::DropsOne,
        max_idle_acts: MaxIdleActs::OnReturn,
        retires_with_quit: true,
        known: Known::Assumed,
    };

    /// A pool that reads its sockets all the time.
    pub const LISTENS: Self = Self {
        notices: &[Case { when: When::Always, notices: Notices::EventLoop }],
        known: Known::Ran,
        ..Self::ASSUMED
    };

    /// A pool that asks without a limit where its check is on.
    pub const PINGS: Self = Self { known: Known::Ran, ..Self::ASSUMED };
}

/// A ping that waits so long, and trusts what was used so short a time ago; both in milliseconds.
pub const fn ping_within(limit: u64, trusted_for: u64) -> Notices {
    let limit = PingLimit::At(Duration::from_millis(limit));
    Notices::Ping(Ping { limit, trusted_for: Duration::from_millis(trusted_for) })
}

/// A ping without a limit that trusts what was used so short a time ago, in milliseconds.
pub const fn ping_after(trusted_for: u64) -> Notices {
    Notices::Ping(Ping { limit: PingLimit::None, trusted_for: Duration::from_millis(trusted_for) })
}

/// Whichever check is on or off.
pub const fn always(notices: Notices) -> Case {
    Case { when: When::Always, notices }
}

/// Where the check on checkout is on.
pub const fn checking(notices: Notices) -> Case {
    Case { when: When::Checks, notices }
}

impl fmt::Display for Notices {
    /// Writes it as what the library does: `listens to …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EventLoop => "listens to its idle connections, and drops one when the close arrives",
            Self::Peek => "looks into the socket before it uses a connection",
            Self::Ping(ping) => return ping.fmt(f),
            Self::RetryOnce => "sends a statement outside a transaction again, on a new connection",
            Self::AtOpen => "asks the server when a request opens a kept connection again",
            Self::FailedSend => "takes another connection where it cannot send",
            Self::Never => "does not notice",
        })
    }
}

impl fmt::Display for Ping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("asks the server")?;
        if let PingLimit::At(limit) = self.limit {
            write!(f, " for at most {}", show_duration(limit))?;
        }
        f.write_str(" before it uses a connection")?;
        if self.trusted_for.is_zero() {
            return Ok(());
        }
        write!(f, ", unless it was used less than {} ago", show_duration(self.trusted_for))
    }
}

/// Whether a pool ends its connections in a way that the server counts as an aborted client: without COM_QUIT, by the driver's or by
/// its own sweeper's doing, where it retires any.
pub fn hangs_up(pool: &Pool) -> bool {
    let retires =
        [Key::MaxLifetime, Key::MaxIdleTime].iter().any(|key| matches!(pool.settings.time(*key), Some(Limit::At(_))));
    let driver_quits = pool.driver.known.is_none_or(|driver| driver.goodbye.quits);
    retires && !(driver_quits && pool.library.behaviour.retires_with_quit)
}

/// How this pool notices; none where it depends on a driver that nobody stated.
pub fn notices(pool: &Pool) -> Option<Notices> {
    let checks = pool.settings.get(Key::Validation).is_some_and(|setting| setting.value == Value::Switch(true));
    for case in pool.library.behaviour.notices {
        let holds = match case.when {
            When::Always => true,
            When::Checks => checks,
            When::DriverChecks(since) => checks && driver_is(pool, since)?,
        };
        if holds {
            return Some(case.notices);
        }
    }
    Some(Notices::Never)
}

/// Whether the driver is at least of this version; where it is not stated, a check that somebody switched on says that it has one.
fn driver_is(pool: &Pool, since: &str) -> Option<bool> {
    let stated = pool.driver.version.as_ref().and_then(|version| at_least(&version.value, since));
    stated.or_else(|| pool.settings.get(Key::Validation)?.is_written().then_some(true))
}
