//! Nothing limits how long the client waits for an answer.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::audit::context::Context;
use crate::audit::finding::Severity;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::timeouts::{self, TimeLimit};
use crate::audit::unlimited::{self, Wait};
use crate::client::pool::Pool;
use crate::client::pool::driver::Dial;
use crate::client::pool::settings::Key;
use crate::text::quantity::show_seconds;

/// read-timeout-missing
pub(super) static RULE: Rule = Rule {
    name: "read-timeout-missing",
    summary: "nothing limits a read: a dead server or path holds the caller and its connection",
    category: Category::Timeouts,
    severity: Severity::Info,
    needs: &[Need::Config],
    docs: include_str!("read_timeout_missing.md"),
    check: Check::Fleet(check),
};

/// Clear of innodb_lock_wait_timeout's default of 50 s, so that a lock wait ends on the server first.
const USUAL: Duration = Duration::from_secs(60);

fn check(cx: &Context<'_>) -> FleetVerdict {
    let (time, above) = match longest_wait(cx) {
        Some(limit) => {
            (timeouts::clear_above(limit.time), format!("above {} {}", limit.name, show_seconds(limit.time)))
        }
        None => (USUAL, "above innodb_lock_wait_timeout, 50 s by default".to_owned()),
    };
    let wait = Wait {
        key: Key::ReadTimeout,
        what: "the wait for an answer",
        consequence,
        time,
        why: format!("{above}, and above the longest query that you run"),
    };
    unlimited::check(cx, &RULE, &wait)
}

fn consequence(pools: &[&Pool]) -> String {
    format!(
        "when a server or a path dies without a word the caller hangs, about 15 minutes on Linux where data was under way, \
         else until TCP keepalive finds out (2 h by default) or for ever, and its connection stays taken{}",
        never_greeted(pools)
    )
}

/// What a limit of connecting leaves open that ends with TCP's handshake; empty where none of these pools has such a driver.
fn never_greeted(pools: &[&Pool]) -> String {
    let covers_handshake = |pool: &&Pool| pool.driver.known.filter(|driver| driver.dial == Dial::Handshake);
    let drivers: BTreeSet<_> = pools.iter().filter_map(covers_handshake).map(|driver| driver.title).collect();
    if drivers.is_empty() {
        return String::new();
    }
    format!(
        "; so does a server that accepts and never greets, since the limit of connecting in {} ends with TCP's handshake",
        drivers.into_iter().collect::<Vec<_>>().join(", ")
    )
}

/// The longest wait inside a statement that the server itself ends.
fn longest_wait(cx: &Context<'_>) -> Option<TimeLimit> {
    let statement = timeouts::statement_limit(cx).ok().flatten();
    let lock = timeouts::limit(cx, "innodb_lock_wait_timeout").ok();
    statement.into_iter().chain(lock).max_by_key(|limit| limit.time)
}
