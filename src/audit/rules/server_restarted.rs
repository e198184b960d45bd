//! The server started so recently that the pools may still hold connections from before.

use std::time::Duration;

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Basis, Fact, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::thresholds::RESTART_UPTIME;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
use crate::text::quantity::{show_age, show_duration};

/// server-restarted
pub(super) static RULE: Rule = Rule {
    name: "server-restarted",
    summary: "the server started a short time ago, and every connection made before is dead",
    category: Category::Capacity,
    severity: Severity::Info,
    needs: &[Need::Counters],
    docs: include_str!("server_restarted.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let uptime = cx.seen("Uptime")?;
    let up = Duration::from_secs(uptime.value);
    let recent = cx.threshold_time(&RESTART_UPTIME);
    let longest = longest_lifetime(cx);
    let why = match longest {
        Some((pool, lifetime)) if up < lifetime && up >= recent => {
            format!("less than max_lifetime {} of {}", show_duration(lifetime), pool.name)
        }
        _ if up < recent => format!("less than {}", show_duration(recent)),
        _ => return Ok(Vec::new()),
    };
    let origin = uptime.origin.clone();
    Ok(vec![
        Finding::new(&RULE, format!("the server has been up for {}, {why}", show_age(up)))
            .basis(Basis::Observed)
            .consequence(
                "every connection made before the start is dead: a pool that has not used one since gives it out, and the \
                 query fails with `invalid connection` or `MySQL server has gone away`, once for each; a restart that \
                 nobody planned is a crash, or a failover to another machine",
            )
            .fact(Fact { side: Side::Server, name: "Uptime".to_owned(), value: show_age(up), origin })
            .facts(longest.and_then(|(pool, _)| setting_fact(pool, Key::MaxLifetime)))
            .remedy(Remedy::advice(
                Side::Client,
                "restart the applications that still report dead connections, or wait one max_lifetime; a check on \
                 checkout (go-sql-driver 1.5.0 and later) spares the errors next time",
            )),
    ])
}

/// The judged pool whose connections live longest, of those with a limit.
fn longest_lifetime<'a>(cx: &Context<'a>) -> Option<(&'a Pool, Duration)> {
    let pools = cx.client.pools.iter().filter(|pool| pool.is_judged());
    pools
        .filter_map(|pool| match pool.settings.time(Key::MaxLifetime)? {
            Limit::At(lifetime) => Some((pool, lifetime)),
            Limit::Unlimited => None,
        })
        .max_by_key(|(_, lifetime)| *lifetime)
}
