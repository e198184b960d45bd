//! The pool pings its idle connections, but not before somebody has closed them.

use std::time::Duration;

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Fact, Finding, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::{closing, remedies};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
use crate::text::quantity::show_duration;

/// keepalive-too-slow
pub(super) static RULE: Rule = Rule {
    name: "keepalive-too-slow",
    summary: "the keepalive interval is not below the limit that it is meant to keep away",
    category: Category::Staleness,
    severity: Severity::Warning,
    needs: &[Need::Config],
    docs: include_str!("keepalive_too_slow.md"),
    check: Check::Pool(check),
};

/// Who closes an idle connection, and when.
struct Closer {
    name: String,
    time: Duration,
    shown: String,
    fact: Fact,
}

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let keepalive = match pool.settings.get(Key::Keepalive) {
        None => return Ok(None),
        Some(_) => cx.time(pool, Key::Keepalive)?,
    };
    let keeps_none = pool.settings.count(Key::MaxIdle) == Some(Limit::At(0));
    let Limit::At(keepalive) = keepalive else { return Ok(None) };
    if keeps_none {
        return Ok(None);
    }
    let server = closing::server_limit(cx, pool);
    let by_server = server.as_ref().ok().and_then(|limit| {
        let time = limit.time?;
        Some(Closer { name: limit.name.to_owned(), time, shown: limit.show(time), fact: limit.fact() })
    });
    let closers = by_server.into_iter().chain(pool.hops().iter().filter_map(|hop| {
        let idle = hop.idle.as_ref()?;
        let time = idle.value.at()?;
        let (shown, origin) = (show_duration(time), idle.origin.clone());
        let fact = Fact { side: Side::Path, name: format!("{} idle", hop.name.value), value: shown.clone(), origin };
        Some(Closer { name: format!("the idle limit of {}", hop.name.value), time, shown, fact })
    }));
    match closers.min_by_key(|closer| closer.time) {
        Some(first) if keepalive >= first.time => Ok(Some(finding(cx, pool, keepalive, first))),
        _ => server.map(|_| None),
    }
}

fn finding(cx: &Context<'_>, pool: &Pool, keepalive: Duration, first: Closer) -> Finding {
    let Closer { name, time, shown, fact } = first;
    let pings = show_duration(keepalive);
    let message = if keepalive == time {
        format!("keepalive {pings} equals {name}")
    } else {
        format!("keepalive {pings} is above {name} {shown}")
    };
    let retired = [Key::MaxLifetime, Key::MaxIdleTime]
        .into_iter()
        .find(|key| matches!(pool.settings.time(*key), Some(Limit::At(limit)) if limit < time));
    let finding = match retired {
        Some(key) => Finding::new(&RULE, message).severity(Severity::Info).consequence(format!(
            "the ping comes too late to keep anything alive; nothing breaks, because {} ends the connection before",
            key.name()
        )),
        None => Finding::new(&RULE, message).consequence(format!(
            "the first ping of an idle connection comes when it is closed already: it keeps nothing alive, and at best finds \
             out that {shown} have passed"
        )),
    };
    finding
        .at_setting(pool, Key::Keepalive)
        .facts(setting_fact(pool, Key::Keepalive))
        .fact(fact)
        .facts(retired.and_then(|key| setting_fact(pool, key)))
        .remedy(remedies::act_before(
            pool,
            Key::Keepalive,
            remedies::below(cx, pool, time),
            &format!("below {name} {shown}, with a margin"),
        ))
}
