//! What requests see of dead connections: one table, for every pool and every ending.

use std::time::Duration;

use crate::client::pool::behaviour::{AfterError, Notices, PingLimit};
use crate::text::ending::Ending;

/// What requests see of connections that died while they idled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Unseen,
    /// They wait so long for the check to give up, and then get another connection.
    Late(Duration),
    /// They fail.
    Fails(Errors),
    /// They fail when their wait for a connection is over.
    TimesOut,
    /// They hang until the driver's limit of a read, and for ever where there is none.
    Hangs,
}

/// How many errors dead connections cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// One each.
    OneEach,
    /// One for all of them, if requests come one after another.
    OneForAll,
    /// Two each.
    TwoEach,
    /// One at each use, for as long as the application runs.
    WithoutEnd,
}

impl Outcome {
    /// Whether requests fail or hang.
    pub const fn hurts(self) -> bool {
        matches!(self, Self::Fails(_) | Self::TimesOut | Self::Hangs)
    }
}

/// What requests see of connections that ended so. `read_timeout` is the driver's limit of a read.
pub fn outcome(notices: Notices, after: AfterError, ending: Ending, read_timeout: Option<Duration>) -> Outcome {
    match (notices, ending) {
        (Notices::Ping(ping), Ending::Silence) => match ping.limit {
            PingLimit::At(limit) => Outcome::Late(limit),
            PingLimit::None => late_or_never(read_timeout),
            PingLimit::WholeWait => Outcome::TimesOut,
        },
        (Notices::RetryOnce | Notices::AtOpen, Ending::Silence) => late_or_never(read_timeout),
        (_, Ending::Silence) => Outcome::Hangs,
        (Notices::Ping(_) | Notices::RetryOnce | Notices::AtOpen, _) | (Notices::FailedSend, Ending::Reset) => {
            Outcome::Unseen
        }
        (Notices::EventLoop | Notices::Peek, ending) if ending.arrives() => Outcome::Unseen,
        _ => Outcome::Fails(errors(after)),
    }
}

/// A check that gives up is late; one that never does holds its request.
fn late_or_never(limit: Option<Duration>) -> Outcome {
    limit.map_or(Outcome::Hangs, Outcome::Late)
}

const fn errors(after: AfterError) -> Errors {
    match after {
        AfterError::DropsOne | AfterError::AsksAndDropsOne => Errors::OneEach,
        AfterError::DropsAll => Errors::OneForAll,
        AfterError::DropsSecond => Errors::TwoEach,
        AfterError::Keeps => Errors::WithoutEnd,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::pool::behaviour::{PING, ping_within};

    /// What `tests/real` measured, by pool and ending: failed of ten, or how long it took.
    #[test]
    fn the_table_is_what_was_measured() {
        let one = AfterError::DropsOne;
        let of = |notices, ending| outcome(notices, one, ending, None);
        for unseen in [Ending::FinAfter4031, Ending::Fin, Ending::Reset] {
            assert_eq!(of(Notices::EventLoop, unseen), Outcome::Unseen);
            assert_eq!(of(Notices::Peek, unseen), Outcome::Unseen);
            assert_eq!(of(PING, unseen), Outcome::Unseen);
        }
        assert_eq!(of(Notices::EventLoop, Ending::ResetOnUse), Outcome::Fails(Errors::OneEach));
        assert_eq!(of(PING, Ending::ResetOnUse), Outcome::Unseen);
        assert_eq!(of(PING, Ending::Silence), Outcome::Hangs);
        assert_eq!(of(ping_within(250, 500), Ending::Silence), Outcome::Late(Duration::from_millis(250)));
        assert_eq!(of(Notices::FailedSend, Ending::Reset), Outcome::Unseen);
        assert_eq!(of(Notices::FailedSend, Ending::FinAfter4031), Outcome::Fails(Errors::OneEach));
        assert_eq!(of(Notices::Never, Ending::Silence), Outcome::Hangs);
    }

    #[test]
    fn what_is_dropped_decides_how_many_fail() {
        for (after, errors) in [
            (AfterError::DropsOne, Errors::OneEach),
            (AfterError::AsksAndDropsOne, Errors::OneEach),
            (AfterError::DropsAll, Errors::OneForAll),
            (AfterError::DropsSecond, Errors::TwoEach),
            (AfterError::Keeps, Errors::WithoutEnd),
        ] {
            assert_eq!(outcome(Notices::Never, after, Ending::Fin, None), Outcome::Fails(errors));
        }
    }

    #[test]
    fn a_ping_without_a_limit_is_as_late_as_the_driver_s_read() {
        let limit = Duration::from_secs(30);
        assert_eq!(outcome(PING, AfterError::DropsOne, Ending::Silence, Some(limit)), Outcome::Late(limit));
    }
}
