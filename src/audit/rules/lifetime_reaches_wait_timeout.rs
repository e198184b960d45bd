//! The server closes an idle connection before the pool's lifetime ends it.

use std::time::Duration;

use crate::audit::closing::{self, IdleAge};
use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Fact, Finding, Remedy, Severity, Side};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::client::pool::Pool;
use crate::client::settings::{Key, Limit, Value};
use crate::text::quantity::show_duration;

/// lifetime-reaches-wait-timeout
pub(super) static RULE: Rule = Rule {
    name: "lifetime-reaches-wait-timeout",
    summary: "the server closes an idle connection before the pool does",
    category: Category::Staleness,
    severity: Severity::Error,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("lifetime_reaches_wait_timeout.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let IdleAge::Until { by, age } = closing::idle_age(cx, pool)? else { return Ok(None) };
    let server = closing::server_limit(cx, pool)?;
    let Some(limit) = server.time else { return Ok(None) };
    let setting = cx.setting(pool, by)?;
    let side = if server.set_by_client { Side::Client } else { Side::Server };
    let facts = setting_fact(pool, by).into_iter().chain([Fact {
        side,
        name: server.name.to_owned(),
        value: show_duration(limit),
        origin: server.origin.clone(),
    }]);
    if age < limit {
        return Ok(protected(cx, pool, by, limit, server.name).map(|finding| finding.facts(facts)));
    }
    let check = closing::stated_check(pool);
    let equal = age == limit;
    let message = if equal {
        format!("{} {} equals {}: who closes first is a race", by.name(), show_duration(age), server.name)
    } else {
        format!("{} {} is above {} {}", by.name(), show_duration(age), server.name, show_duration(limit))
    };
    let symptom = cx.server.known().map_or("`invalid connection`", |known| (known.flavor.idle_close)(known.version));
    let mut consequence = format!(
        "a connection that idles for {} is closed by the server while the pool still counts on it; the next query on it fails: {symptom}",
        show_duration(limit)
    );
    let mut finding = Finding::new(&RULE, message).at(&setting.origin).subject(by.name()).facts(facts);
    if let Some(check) = &check {
        consequence.push_str(&format!(
            "; {} hides that from most queries, but not from pinned connections (transactions, Conn) and silent drops",
            check.what
        ));
        finding =
            finding.severity(Severity::Warning).fact(client_fact("check on checkout", &check.what, &check.origin));
    }
    finding = finding.consequence(consequence).remedy(remedies::set_client(
        pool,
        by,
        Value::Time(remedies::below(cx, limit)),
        &format!("below {}, with a margin", show_duration(limit)),
    ));
    if !server.set_by_client {
        finding = finding.remedy(remedies::set_server(
            cx,
            server.name,
            remedies::above(cx, age),
            "living sessions keep the old value until they reconnect",
        ));
    }
    if check.is_none()
        && let Some(since) = &pool.library.check_since
    {
        finding = finding.remedy(Remedy::advice(
            Side::Client,
            format!(
                "use {} {} or later with {} on, and state it (`go_driver`)",
                since.driver, since.version, since.name
            ),
        ));
    }
    Ok(Some(finding))
}

/// max_lifetime is above the server's limit, and max_idle_time or keepalive acts before it.
fn protected(cx: &Context<'_>, pool: &Pool, by: Key, limit: Duration, name: &str) -> Option<Finding> {
    let Some(Limit::At(lifetime)) = pool.settings.time(Key::MaxLifetime) else { return None };
    if by == Key::MaxLifetime || lifetime < limit {
        return None;
    }
    let setting = cx.setting(pool, Key::MaxLifetime).ok()?;
    let lifetime = show_duration(lifetime);
    Some(
        Finding::new(
            &RULE,
            format!("max_lifetime {lifetime} is above {name} {}, and {} acts before", show_duration(limit), by.name()),
        )
        .severity(Severity::Info)
        .at(&setting.origin)
        .subject(Key::MaxLifetime.name())
        .consequence(format!(
            "nothing while {} stays below {name}; without it idle connections would go stale",
            by.name()
        ))
        .facts(setting_fact(pool, Key::MaxLifetime)),
    )
}
