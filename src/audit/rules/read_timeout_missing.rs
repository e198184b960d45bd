//! Nothing limits how long the client waits for an answer.

use std::time::Duration;

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Severity};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::timeouts::{self, TimeLimit};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::quantity::show_seconds;

/// read-timeout-missing
pub(super) static RULE: Rule = Rule {
    name: "read-timeout-missing",
    summary: "no read_timeout: a dead server or path holds the caller and its connection",
    category: Category::Timeouts,
    severity: Severity::Warning,
    needs: &[Need::Config],
    docs: include_str!("read_timeout_missing.md"),
    check: Check::Pool(check),
};

/// Clear of innodb_lock_wait_timeout's default of 50 s, so that a lock wait ends on the server first.
const USUAL: Duration = Duration::from_secs(60);

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    if let Limit::At(_) = cx.time(pool, Key::ReadTimeout)? {
        return Ok(None);
    }
    let (value, why) = match longest_wait(cx) {
        Some(limit) => {
            (timeouts::clear_above(limit.time), format!("above {} {}", limit.name, show_seconds(limit.time)))
        }
        None => (USUAL, "above innodb_lock_wait_timeout, 50s by default".to_owned()),
    };
    Ok(Some(
        Finding::new(&RULE, "read_timeout is not set: a query waits for its answer without end")
            .at_setting(pool, Key::ReadTimeout)
            .consequence(
                "when the server or the path dies without a word the caller hangs, about 15 minutes on Linux where \
                 data was under way and for ever where it was not, and its connection stays taken in the pool",
            )
            .facts(setting_fact(pool, Key::ReadTimeout))
            .remedy(remedies::set_client(
                pool,
                Key::ReadTimeout,
                Value::Time(value),
                &format!("{why}, and above the longest query that is meant"),
            )),
    ))
}

/// The longest wait inside a statement that the server itself ends.
fn longest_wait(cx: &Context<'_>) -> Option<TimeLimit> {
    let statement = timeouts::statement_limit(cx).ok().flatten();
    let lock = timeouts::limit(cx, "innodb_lock_wait_timeout").ok();
    statement.into_iter().chain(lock).max_by_key(|limit| limit.time)
}
