//! The client's dial timeout is above the server's `connect_timeout`, which is no dial timeout at all.

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Severity};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::{remedies, timeouts};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::quantity::{show_duration, show_seconds};

/// connect-timeout-exceeds-server
pub(super) static RULE: Rule = Rule {
    name: "connect-timeout-exceeds-server",
    summary: "the client waits longer for a connection than the server waits for a login",
    category: Category::Timeouts,
    severity: Severity::Info,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("connect_timeout_exceeds_server.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let Limit::At(client) = cx.time(pool, Key::ConnectTimeout)? else { return Ok(None) };
    let server = timeouts::limit(cx, "connect_timeout")?;
    if client <= server.time {
        return Ok(None);
    }
    let limit = show_seconds(server.time);
    let message = format!("connect_timeout {} is above the server's connect_timeout {limit}", show_duration(client));
    let consequence = format!(
        "the server's connect_timeout does not limit the dial: it is how long a client that has said nothing may hold \
         a slot, so a login that takes longer than {limit} is cut while the client still waits; raising it lets half-open \
         logins hold slots longer"
    );
    Ok(Some(
        Finding::new(&RULE, message)
            .at_setting(pool, Key::ConnectTimeout)
            .consequence(consequence)
            .facts(setting_fact(pool, Key::ConnectTimeout))
            .fact(server.fact())
            .remedy(remedies::set_client(
                pool,
                Key::ConnectTimeout,
                Value::Time(server.time),
                "waiting longer than the server does gains nothing",
            )),
    ))
}
