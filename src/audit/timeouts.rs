//! Who gives up first: the client's socket timeouts against the server's limits inside a command.

use std::time::Duration;

use super::context::Context;
use super::finding::{Fact, Side};
use super::rule::Skip;
use crate::text::origin::Origin;
use crate::text::quantity::show_seconds;

/// A limit of the server, in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeLimit {
    /// The variable's name.
    pub name: &'static str,
    /// The limit.
    pub time: Duration,
    /// Where it came from.
    pub origin: Origin,
}

impl TimeLimit {
    /// The limit as a fact.
    pub fn fact(&self) -> Fact {
        let (name, value) = (self.name.to_owned(), show_seconds(self.time));
        Fact { side: Side::Server, name, value, origin: self.origin.clone() }
    }
}

/// A limit of the server that is a number of seconds.
pub fn limit(cx: &Context<'_>, name: &'static str) -> Result<TimeLimit, Skip> {
    let stated = cx.seconds(name)?;
    Ok(TimeLimit { name, time: stated.value, origin: stated.origin })
}

/// The server's own limit of a statement's time: `max_execution_time` in milliseconds, MariaDB's `max_statement_time` in
/// seconds. None where it is switched off.
pub fn statement_limit(cx: &Context<'_>) -> Result<Option<TimeLimit>, Skip> {
    let server = cx.server()?;
    let (name, seconds_per_unit) = server.flavor.statement_limit;
    let number = server.variables.number(name).ok_or_else(|| Skip::lacking(server.lacking(name)))?;
    let time = Duration::try_from_secs_f64(number * seconds_per_unit).unwrap_or(Duration::MAX);
    Ok((!time.is_zero()).then(|| TimeLimit { name, time, origin: server.variable_origin(name) }))
}

/// A client's limit that leaves a server's room to act first: a tenth above it, at least a second, in whole seconds.
pub fn clear_above(limit: Duration) -> Duration {
    let clear = limit.saturating_add((limit / 10).max(Duration::from_secs(1)));
    Duration::from_secs(super::remedies::whole_seconds(clear))
}

/// A server's limit that acts before a client's: a tenth below it, in whole seconds where it has any.
pub fn clear_below(limit: Duration) -> Duration {
    let clear = limit.saturating_sub(limit / 10);
    if clear.as_secs() > 0 { Duration::from_secs(clear.as_secs()) } else { clear }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_waits_longer_than_the_server() {
        assert_eq!(clear_above(Duration::from_secs(50)), Duration::from_secs(55));
        assert_eq!(clear_above(Duration::from_millis(1500)), Duration::from_secs(3));
        assert_eq!(clear_below(Duration::from_secs(30)), Duration::from_secs(27));
        assert_eq!(clear_below(Duration::from_millis(500)), Duration::from_millis(450));
    }
}
