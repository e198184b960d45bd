//! The client gives up on a statement before the server does, and the statement runs on.

use std::time::Duration;

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::timeouts::{self, TimeLimit};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
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

/// The limit that covers SELECTs alone, so that it bounds no write.
const SELECTS_ONLY: &str = "max_execution_time";

/// A shorter wait for row locks, in seconds, is not advised: transactions that would have gone through then fail.
const LEAST_LOCK_WAIT: u64 = 10;

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let Limit::At(client) = cx.time(pool, Key::ReadTimeout)? else { return Ok(None) };
    let statement = timeouts::statement_limit(cx);
    if let Ok(Some(limit)) = &statement
        && client < limit.time
    {
        let remedy = shorter_statements(cx, limit, client);
        let why = format!("so that the server ends {} first", what_ends(limit));
        return Ok(Some(
            finding(pool, client, limit, &why).consequence(consequence(pool, client, &runs_on(limit))).remedies(remedy),
        ));
    }
    let lock = timeouts::limit(cx, "innodb_lock_wait_timeout");
    match lock {
        Ok(lock) if client < lock.time => {
            let seconds = timeouts::clear_below(client).as_secs();
            let why = "a statement that waits for a row lock then ends on the server first";
            let remedy = (seconds >= LEAST_LOCK_WAIT).then(|| remedies::set_server(cx, lock.name, seconds, why));
            let longer = show_duration(lock.time.saturating_sub(client));
            let runs = format!(
                "the statement runs to its end and keeps its slot and its locks, and a write is still done; one that waits \
                 for a row lock outlives the client by up to {longer}"
            );
            Ok(Some(
                finding(pool, client, &lock, "so that the server ends a wait for a row lock first")
                    .severity(Severity::Info)
                    .consequence(consequence(pool, client, &runs))
                    .remedies(remedy),
            ))
        }
        lock => statement.and(lock.map(Some)).map(|_| None),
    }
}

/// What a limit of statements ends.
fn what_ends(limit: &TimeLimit) -> &'static str {
    if limit.name == SELECTS_ONLY { "a SELECT" } else { "the statement" }
}

/// What becomes of a statement whose client has gone, where the server limits it.
fn runs_on(limit: &TimeLimit) -> String {
    let (name, until) = (limit.name, show_seconds(limit.time));
    if limit.name == SELECTS_ONLY {
        format!("a SELECT runs on until {name} ends it at {until}, and keeps its slot")
    } else {
        format!(
            "the statement runs on until {name} ends it at {until}, keeps its slot and its locks, and a write that takes \
             less than that is still done"
        )
    }
}

fn consequence(pool: &Pool, client: Duration, runs: &str) -> String {
    let shown = show_duration(client);
    let open = match pool.settings.count(Key::MaxOpen) {
        Some(Limit::At(n)) => format!("max_open {n}"),
        _ => "what the pool counts".to_owned(),
    };
    format!(
        "after {shown} the client closes its socket (`invalid connection`, `i/o timeout`), but {runs}; the pool dials a \
         replacement, so sessions on the server exceed {open}"
    )
}

fn finding(pool: &Pool, client: Duration, limit: &TimeLimit, why: &str) -> Finding {
    let (shown, until) = (show_duration(client), show_seconds(limit.time));
    Finding::new(&RULE, format!("read_timeout {shown} is below the server's {} {until}", limit.name))
        .at_setting(pool, Key::ReadTimeout)
        .facts(setting_fact(pool, Key::ReadTimeout))
        .fact(limit.fact())
        .remedy(remedies::set_client(
            pool,
            Key::ReadTimeout,
            Value::Time(timeouts::clear_above(limit.time)),
            &format!("above {} {until}, {why}", limit.name),
        ))
}

/// The statement limit below the client's patience, in whole units of the variable; none where that would switch it off.
fn shorter_statements(cx: &Context<'_>, limit: &TimeLimit, client: Duration) -> Option<Remedy> {
    let (_, seconds_per_unit) = cx.server.known()?.flavor.statement_limit;
    let value = (timeouts::clear_below(client).as_secs_f64() / seconds_per_unit).floor();
    let why =
        format!("below read_timeout {}, so that the server ends {} first", show_duration(client), what_ends(limit));
    (value > 0.0).then(|| remedies::set_server(cx, limit.name, value, &why))
}
