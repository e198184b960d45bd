//! The client gives up on a statement before the server does, and the statement runs on.

use std::time::Duration;

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::timeouts::{self, TimeLimit};
use crate::client::pool::Pool;
use crate::client::settings::{Key, Limit, Value};
use crate::text::quantity::{show_duration, show_seconds};

/// read-timeout-cuts-queries
pub(super) static RULE: Rule = Rule {
    name: "read-timeout-cuts-queries",
    summary: "the client gives up on statements that the server lets run: they keep their slot and locks",
    category: Category::Timeouts,
    severity: Severity::Warning,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("read_timeout_cuts_queries.md"),
    check: Check::Pool(check),
};

/// A shorter wait for row locks, in seconds, is not advised: transactions that would have gone through then fail.
const LEAST_LOCK_WAIT: u64 = 10;

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let Limit::At(client) = cx.time(pool, Key::ReadTimeout)? else { return Ok(None) };
    let statement = timeouts::statement_limit(cx);
    if let Ok(Some(limit)) = &statement
        && client < limit.time
    {
        let remedy = shorter_statements(cx, limit, client);
        return Ok(Some(finding(pool, client, limit, Severity::Warning).remedies(remedy)));
    }
    let lock = timeouts::limit(cx, "innodb_lock_wait_timeout");
    match lock {
        Ok(lock) if client < lock.time => {
            let seconds = timeouts::clear_below(client).as_secs();
            let why = "a statement that waits for a row lock then ends on the server first";
            let remedy = (seconds >= LEAST_LOCK_WAIT).then(|| remedies::set_server(cx, lock.name, seconds, why));
            Ok(Some(finding(pool, client, &lock, Severity::Info).remedies(remedy)))
        }
        lock => statement.and(lock.map(Some)).map(|_| None),
    }
}

fn finding(pool: &Pool, client: Duration, limit: &TimeLimit, severity: Severity) -> Finding {
    let (shown, until) = (show_duration(client), show_seconds(limit.time));
    let open = match pool.settings.count(Key::MaxOpen) {
        Some(Limit::At(n)) => format!("max_open {n}"),
        _ => "what the pool counts".to_owned(),
    };
    Finding::new(&RULE, format!("read_timeout {shown} is below the server's {} {until}", limit.name))
        .severity(severity)
        .at_setting(pool, Key::ReadTimeout)
        .consequence(format!(
            "after {shown} the client closes its socket (`invalid connection`, `i/o timeout`), but the statement runs on \
             for up to {until}, keeps its slot and its locks, and a write is still done; the pool dials a replacement, \
             so sessions on the server exceed {open}"
        ))
        .facts(setting_fact(pool, Key::ReadTimeout))
        .fact(limit.fact())
        .remedy(remedies::set_client(
            pool,
            Key::ReadTimeout,
            Value::Time(timeouts::clear_above(limit.time)),
            &format!("above {} {until}, so that the server ends the statement", limit.name),
        ))
}

/// The statement limit below the client's patience, in whole units of the variable; none where that would switch it off.
fn shorter_statements(cx: &Context<'_>, limit: &TimeLimit, client: Duration) -> Option<Remedy> {
    let (_, seconds_per_unit) = cx.server.known()?.flavor.statement_limit;
    let value = (timeouts::clear_below(client).as_secs_f64() / seconds_per_unit).floor();
    let why = format!("below read_timeout {}, so that the server ends the statement", show_duration(client));
    (value > 0.0).then(|| remedies::set_server(cx, limit.name, value, &why))
}
