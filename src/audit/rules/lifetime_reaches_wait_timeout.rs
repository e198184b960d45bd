//! The server closes an idle connection before the pool does.

use std::time::Duration;

use crate::audit::closing::{self, IdleAge, ServerLimit};
use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Finding, Severity};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::{observed, remedies, staleness};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
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
    Ok(if age < limit {
        protected(cx, pool, by, limit, &server)
    } else {
        Some(stale(cx, pool, by, age, limit, &server))
    })
}

/// The pool still counts on a connection that the server has closed.
fn stale(cx: &Context<'_>, pool: &Pool, by: Key, age: Duration, limit: Duration, server: &ServerLimit) -> Finding {
    let stale = staleness::stale(cx, pool, staleness::of_server(cx), &closing::symptom(cx, pool));
    let (by_name, name) = (by.name(), server.name);
    let message = if age == limit {
        format!("{by_name} {} equals {name}: who closes first is a race", show_duration(age))
    } else {
        format!("{by_name} {} is above {name} {}", show_duration(age), server.show(limit))
    };
    let consequence = format!(
        "a connection that idles for {} is closed by the server while the pool still counts on it; {}{}",
        server.show(limit),
        stale.sentence,
        server.caveat(pool),
    );
    Finding::new(&RULE, message)
        .severity(if limit >= closing::REMOTE { Severity::Info } else { stale.severity })
        .at_setting(pool, by)
        .consequence(consequence)
        .facts(setting_fact(pool, by))
        .fact(server.fact())
        .facts(observed::idle_fact(cx, pool))
        .facts(stale.check.iter().map(|check| client_fact("check on checkout", &check.what, &check.origin)))
        .remedies(staleness::ways_out(
            cx,
            pool,
            &stale,
            Some(by),
            limit,
            &format!("below {name} {}, with a margin", server.show(limit)),
        ))
        .remedies(server.raise_above(cx, pool, age))
}

/// max_lifetime is at or above the server's limit, and max_idle_time or keepalive acts before it.
fn protected(cx: &Context<'_>, pool: &Pool, by: Key, limit: Duration, server: &ServerLimit) -> Option<Finding> {
    let Some(Limit::At(lifetime)) = pool.settings.time(Key::MaxLifetime) else { return None };
    let ends = pool.library.ends_idle.contains(&Key::MaxLifetime);
    if !ends || by == Key::MaxLifetime || lifetime < limit {
        return None;
    }
    let (name, by_name) = (server.name, by.name());
    let message = format!(
        "max_lifetime {} reaches {name} {}, but {by_name} acts before",
        show_duration(lifetime),
        server.show(limit)
    );
    let consequence = format!(
        "nothing while {by_name} stays below {name}; without it idle connections would go stale{}",
        server.caveat(pool)
    );
    Some(
        Finding::new(&RULE, message)
            .severity(Severity::Info)
            .at_setting(pool, Key::MaxLifetime)
            .consequence(consequence)
            .facts(setting_fact(pool, Key::MaxLifetime))
            .facts(setting_fact(pool, by))
            .fact(server.fact())
            .remedy(remedies::act_before(
                pool,
                Key::MaxLifetime,
                remedies::below(cx, pool, limit),
                &format!("then it holds without {by_name} too"),
            )),
    )
}
