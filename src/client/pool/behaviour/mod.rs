//! What a pool does when the server or the way to it misbehaves, as far as it decides what a request sees.
//!
//! How a library notices that an idle connection is dead and what it gives up after an error are its data; with how the other
//! side ends a connection ([`Ending`]) they decide what a request sees, by one table: [`outcome`].

pub mod outcome;

use std::fmt;
use std::time::Duration;

use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::ending::Ending;
use crate::text::quantity::show_duration;
use crate::text::version::at_least;

/// What a library does when things go wrong.
#[derive(Debug, Clone, Copy)]
pub struct Behaviour {
    /// How it notices that an idle connection is dead: the first case that holds decides.
    pub notices: &'static [Case],
    /// What it gives up when a query fails because its connection is dead.
    pub after_error: AfterError,
    /// Where what is written makes that another: the first case that holds decides.
    pub after_error_where: &'static [(When, AfterError)],
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
    /// Something is written under this one of its own names; a switch is on.
    Says(&'static str),
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
    /// The library's own name under which that time can be written.
    pub trusted_by: Option<&'static str>,
    /// The one under which its limit can be.
    pub limited_by: Option<&'static str>,
}

impl Notices {
    /// The same where the time of trust can be written under one of the library's own names.
    #[must_use]
    pub const fn trusted_by(self, name: &'static str) -> Self {
        match self {
            Self::Ping(ping) => Self::Ping(Ping { trusted_by: Some(name), ..ping }),
            other => other,
        }
    }

    /// The same where the ping's limit can be.
    #[must_use]
    pub const fn limited_by(self, name: &'static str) -> Self {
        match self {
            Self::Ping(ping) => Self::Ping(Ping { limited_by: Some(name), ..ping }),
            other => other,
        }
    }
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
    /// The same, after a question of its own whether it still lives: no driver's words mislead it.
    AsksAndDropsOne,
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
pub const PING: Notices = ping_after(0);

/// A ping that waits as long as the caller waits for a connection.
pub const WHOLE_WAIT: Notices = ping(PingLimit::WholeWait, 0);

impl Behaviour {
    /// A pool of which nothing is known: it notices only what it is said to check.
    pub const ASSUMED: Self = Self {
        notices: &[Case { when: When::Checks, notices: PING }],
        after_error: AfterError::DropsOne,
        after_error_where: &[],
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
    ping(PingLimit::At(Duration::from_millis(limit)), trusted_for)
}

/// A ping of this limit that trusts what was used so short a time ago, in milliseconds.
pub const fn ping(limit: PingLimit, trusted_for: u64) -> Notices {
    Notices::Ping(Ping { limit, trusted_for: Duration::from_millis(trusted_for), trusted_by: None, limited_by: None })
}

/// A ping without a limit that trusts what was used so short a time ago, in milliseconds.
pub const fn ping_after(trusted_for: u64) -> Notices {
    ping(PingLimit::None, trusted_for)
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
    for case in pool.library.behaviour.notices {
        if holds(pool, case.when)? {
            return Some(as_written(pool, case.notices));
        }
    }
    Some(Notices::Never)
}

/// What this pool gives up when a query fails on a connection that ended so: its driver may take MySQL's parting error for the
/// error of one statement.
pub fn after_error(pool: &Pool, ending: Ending) -> AfterError {
    let behaviour = pool.library.behaviour;
    let written = behaviour.after_error_where.iter().find(|(when, _)| holds(pool, *when) == Some(true));
    let own = written.map_or(behaviour.after_error, |(_, after)| *after);
    let mistaken = pool.driver.known.is_some_and(|driver| driver.mistakes_parting_error);
    match own {
        AfterError::DropsOne if mistaken && ending == Ending::FinAfter4031 => AfterError::DropsSecond,
        own => own,
    }
}

/// Whether a case is this pool's; none where it depends on a driver that nobody stated.
fn holds(pool: &Pool, when: When) -> Option<bool> {
    let checks = pool.settings.get(Key::Validation).is_some_and(|setting| setting.value == Value::Switch(true));
    Some(match when {
        When::Always => true,
        When::Checks => checks,
        When::Says(name) => pool.inputs.get(name).is_some_and(|setting| setting.value != Value::Switch(false)),
        When::DriverChecks(since) => checks && driver_is(pool, since)?,
    })
}

/// A ping with the times that are written, where any are.
fn as_written(pool: &Pool, notices: Notices) -> Notices {
    let Notices::Ping(ping) = notices else { return notices };
    let time = |name: Option<&str>| match pool.inputs.get(name?)?.value {
        Value::Time(time) => Some(time),
        _ => None,
    };
    let limit = time(ping.limited_by).map_or(ping.limit, PingLimit::At);
    Notices::Ping(Ping { limit, trusted_for: time(ping.trusted_by).unwrap_or(ping.trusted_for), ..ping })
}

/// Whether the driver is at least of this version; where it is not stated, a check that somebody switched on says that it has one.
fn driver_is(pool: &Pool, since: &str) -> Option<bool> {
    let stated = pool.driver.version.as_ref().and_then(|version| at_least(&version.value, since));
    stated.or_else(|| pool.settings.get(Key::Validation)?.is_written().then_some(true))
}
