//! The client waits longer for a write than the server waits for a read.

use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Finding, Severity};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::{remedies, timeouts};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::quantity::{show_duration, show_seconds};

/// write-timeout-exceeds-server
pub(super) static RULE: Rule = Rule {
    name: "write-timeout-exceeds-server",
    summary: "inside a command the server stops waiting for data before the client stops sending it",
    category: Category::Timeouts,
    severity: Severity::Info,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("write_timeout_exceeds_server.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let bulk = pool.usage.bulk_load.as_ref().filter(|stated| stated.value);
    let client = cx.time(pool, Key::WriteTimeout)?;
    let Limit::At(time) = client else { return Ok(None) };
    let server = timeouts::limit(cx, "net_read_timeout")?;
    if time <= server.time {
        return Ok(None);
    }
    let (shown, limit) = (show_duration(time), show_seconds(server.time));
    let severity = if bulk.is_some() { Severity::Warning } else { Severity::Info };
    Ok(Some(
        Finding::new(&RULE, format!("write_timeout {shown} is above the server's net_read_timeout {limit}"))
            .severity(severity)
            .at_setting(pool, Key::WriteTimeout)
            .consequence(format!(
                "only a client that pauses while it sends data inside a command (LOAD DATA LOCAL) notices: the server \
                 cuts it after a pause of {limit} to twice that, whatever write_timeout allows, with error 1159 `Got timeout reading \
                 communication packets` or `broken pipe`; idle connections are not affected"
            ))
            .facts(setting_fact(pool, Key::WriteTimeout))
            .fact(server.fact())
            .facts(bulk.map(|stated| client_fact("bulk_load", "true", &stated.origin)))
            .remedy(remedies::set_client(
                pool,
                Key::WriteTimeout,
                Value::Time(server.time),
                "the server may give up on a write that stalls longer",
            ))
            .remedies(bulk.map(|_| {
                let seconds = remedies::whole_seconds(time);
                remedies::set_server(cx, "net_read_timeout", seconds, "as long as the client goes on trying")
            })),
    ))
}
