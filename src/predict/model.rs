//! How a pool behaves, as data: which connection it takes, who gets one that comes back, what it keeps, what it retires
//! and when it looks. [`super::presets`] has those of the libraries.

/// A pool's own algorithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Model {
    /// What it is called.
    pub name: &'static str,
    /// Which idle connection a request gets.
    pub reuse: Reuse,
    /// Which waiting request gets a connection that comes back.
    pub next_waiter: NextWaiter,
    /// Who dials for a request that finds none.
    pub opener: Opener,
    /// Whether a waiting request gets a new connection in place of one that was closed.
    pub replaces: bool,
    /// Whether connections are opened in the background while fewer than `min_idle` are idle.
    pub refills: bool,
    /// What becomes of connections above `max_idle`.
    pub surplus: Surplus,
    /// Where the lifetime is looked at.
    pub lifetime: Looks,
    /// The largest part of the lifetime by which a connection is retired earlier, at random.
    pub jitter: f64,
    /// Where the idle time is looked at.
    pub idle_time: Looks,
    /// Whether the idle time leaves `min_idle` connections alone.
    pub idle_time_spares_min: bool,
    /// When the sweeper runs.
    pub sweep: Sweep,
}

/// Which idle connection a request gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// The one that came back last: the others grow old.
    Newest,
    /// The one that has been idle for longest: all are used in turn.
    Oldest,
    /// The first in the list, in order of opening.
    FirstOpened,
}

/// Which waiting request gets a connection that comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextWaiter {
    /// Any of them: the mean wait stays, the tail grows.
    Random,
    /// The one that has waited for longest.
    First,
}

/// Who dials for a request that finds no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opener {
    /// The request itself, as many at once as there are requests.
    Caller,
    /// One thread for the whole pool, one dial after another; meanwhile the request takes whatever comes back.
    Adder,
}

/// What becomes of connections above `max_idle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surplus {
    /// Closed when they come back.
    ClosedOnReturn,
    /// Closed by the sweeper.
    Swept,
    /// Kept: the library has no such limit.
    Kept,
}

/// Where an age limit is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// When a request takes the connection: it is closed and the next one is tried.
    pub on_take: bool,
    /// When it comes back.
    pub on_return: bool,
    /// While it is idle.
    pub idle: WhileIdle,
}

/// Whether and how an idle connection's age is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhileIdle {
    /// Not at all.
    Never,
    /// By the sweeper.
    Swept,
    /// By a timer of its own, in time.
    AtOnce,
}

impl Looks {
    /// The library has no such limit, or never looks.
    pub const NOWHERE: Self = Self { on_take: false, on_return: false, idle: WhileIdle::Never };
    /// Only the sweeper looks.
    pub const SWEPT: Self = Self { on_take: false, on_return: false, idle: WhileIdle::Swept };
    /// Only a request that takes a connection looks.
    pub const ON_TAKE: Self = Self { on_take: true, on_return: false, idle: WhileIdle::Never };
}

/// When the sweeper runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sweep {
    /// Never: there is none.
    Never,
    /// Every so many seconds.
    Every(f64),
    /// When the next connection is due, but not before so many seconds have passed.
    WhenDue(f64),
}

/// A pool's settings; times are in seconds, `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// Connections at most.
    pub max_open: Option<u32>,
    /// Idle connections that are kept, where the model has such a limit.
    pub max_idle: Option<u32>,
    /// Idle connections below which the idle time does not go, or up to which the pool is filled.
    pub min_idle: u32,
    /// Connections that are opened at the start, at the same moment.
    pub initial: u32,
    /// How old a connection becomes.
    pub max_lifetime: Option<f64>,
    /// How long a connection stays idle.
    pub max_idle_time: Option<f64>,
    /// How long a connection stays idle even where `min_idle` spares it from the other limit (Druid has it).
    pub hard_idle_time: Option<f64>,
    /// How long a request waits before it fails.
    pub acquire_timeout: Option<f64>,
    /// Requests that wait at most; the next one fails at once.
    pub queue_limit: Option<u32>,
}

/// A pool: its algorithm and its settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pool {
    /// How it behaves.
    pub model: Model,
    /// What it is told.
    pub limits: Limits,
}

impl Pool {
    /// What is wrong with it, if anything.
    pub fn problem(&self) -> Option<&'static str> {
        let Limits { max_lifetime, max_idle_time, hard_idle_time, acquire_timeout, .. } = self.limits;
        let times = [max_lifetime, max_idle_time, hard_idle_time, acquire_timeout];
        if times.into_iter().flatten().any(|seconds| !(seconds.is_finite() && seconds >= 0.0)) {
            return Some("a limit in time must be a number of seconds, 0 or more");
        }
        match self.model.sweep {
            _ if !(0.0..=1.0).contains(&self.model.jitter) => Some("a jitter must be a share, from 0 to 1"),
            Sweep::Every(seconds) | Sweep::WhenDue(seconds) if !(seconds.is_finite() && seconds > 0.0) => {
                Some("a sweeper needs a period above 0")
            }
            _ if self.limits.max_open == Some(0) => Some("a pool needs at least one connection"),
            _ => None,
        }
    }
}
