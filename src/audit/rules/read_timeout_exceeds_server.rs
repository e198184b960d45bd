//! The client waits longer for a read than the server waits for a write.

use std::time::Duration;

use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::timeouts::{self, TimeLimit};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
use crate::text::quantity::{show_duration, show_seconds};

/// read-timeout-exceeds-server
pub(super) static RULE: Rule = Rule {
    name: "read-timeout-exceeds-server",
    summary: "inside a result the server gives up before the client does",
    category: Category::Timeouts,
    severity: Severity::Info,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("read_timeout_exceeds_server.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let streaming = pool.usage.streaming.as_ref().filter(|stated| stated.value);
    let client = cx.time(pool, Key::ReadTimeout)?;
    if client == Limit::Unlimited && streaming.is_none() {
        // read-timeout-missing speaks.
        return Ok(None);
    }
    let write = timeouts::limit(cx, "net_write_timeout")?;
    if client.at().is_some_and(|time| time <= write.time) {
        return Ok(None);
    }
    let streams = streaming.map(|stated| client_fact("streaming", "true", &stated.origin));
    let severity = if streams.is_some() { Severity::Warning } else { Severity::Info };
    Ok(Some(counterpart(cx, pool, client, &write).severity(severity).facts(streams)))
}

/// Above `net_write_timeout`, the true counterpart of a client's read.
fn counterpart(cx: &Context<'_>, pool: &Pool, client: Limit<Duration>, server: &TimeLimit) -> Finding {
    let limit = show_seconds(server.time);
    let message = match client {
        Limit::At(time) => {
            format!("read_timeout {} is above the server's net_write_timeout {limit}", show_duration(time))
        }
        Limit::Unlimited => format!("read_timeout never ends, and the server's net_write_timeout is {limit}"),
    };
    // Where nobody streams there is nothing to change.
    let streams = pool.usage.streaming.as_ref().is_some_and(|stated| stated.value);
    let raise = client.at().filter(|_| streams).map(|time| {
        let seconds = remedies::whole_seconds(time);
        let why = "as long as the client waits; for one session SET SESSION net_write_timeout does it too";
        remedies::set_server(cx, "net_write_timeout", seconds, why)
    });
    Finding::new(&RULE, message)
        .at_setting(pool, Key::ReadTimeout)
        .consequence(format!(
            "only a client that stops reading a large result notices: after {limit} without progress the server cuts \
             the connection (Aborted_clients), and the client finds `unexpected EOF` or `connection reset by peer` in the \
             middle of the rows"
        ))
        .facts(setting_fact(pool, Key::ReadTimeout))
        .fact(server.fact())
        .remedies(raise)
        .remedy(Remedy::advice(
            Side::Client,
            format!("read large results without pauses of {limit}, or in pages; a pool that does not stream needs no change"),
        ))
}
