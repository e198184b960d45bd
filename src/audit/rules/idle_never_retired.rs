//! Nothing on the client's side ever ends an idle connection.

use crate::audit::closing::{self, IdleAge, ServerLimit};
use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::{observed, staleness};
use crate::client::pool::Pool;
use crate::client::pool::settings::Key;

/// idle-never-retired
pub(super) static RULE: Rule = Rule {
    name: "idle-never-retired",
    summary: "no max_lifetime, max_idle_time or keepalive ends an idle connection before the server does",
    category: Category::Staleness,
    severity: Severity::Error,
    needs: &[Need::Config],
    docs: include_str!("idle_never_retired.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    if closing::idle_age(cx, pool)? != IdleAge::Forever {
        return Ok(None);
    }
    // Without a server's word the verdict stands: MySQL and MariaDB cannot switch wait_timeout off.
    let server = closing::server_limit(cx, pool).ok();
    if server.as_ref().is_some_and(|server| server.time.is_none()) {
        return Ok(None);
    }
    let limit = server.as_ref().and_then(|server| server.time);
    if closing::ending_hops(cx, pool)?.iter().any(|(_, idle)| limit.is_none_or(|limit| *idle < limit)) {
        // What stands between ends it before the server does: path-closes-first speaks.
        return Ok(None);
    }
    Ok(Some(forever(cx, pool, server.as_ref())))
}

fn forever(cx: &Context<'_>, pool: &Pool, server: Option<&ServerLimit>) -> Finding {
    let stale = staleness::stale(cx, pool, staleness::of_server(cx), &closing::symptom(cx, pool));
    let settable = |key: &Key| pool.can_set(*key);
    let known = |key: &Key| pool.settings.get(*key).is_some();
    let retiring = closing::retiring(pool).find(settable).or_else(|| closing::retiring(pool).find(known));
    let retiring = retiring.unwrap_or(Key::MaxLifetime);
    let limit = server.and_then(|server| Some((server.name, server.time?, server.show(server.time?))));
    let until = limit
        .as_ref()
        .map_or_else(|| "the server's wait_timeout".to_owned(), |(name, _, shown)| format!("{name} {shown}"));
    let closed = limit.as_ref().map_or_else(|| until.clone(), |(_, _, shown)| shown.clone());
    let remote = limit.as_ref().is_some_and(|(_, limit, _)| *limit >= closing::REMOTE);
    let consequence = if remote {
        format!("nothing in a service that is used: a connection would have to idle for {closed}")
    } else {
        let counted =
            if stale.hurts() { format!(" while {} still counts on it", closing::keeper(pool)) } else { String::new() };
        let caveat = server.map(|server| server.caveat(pool)).unwrap_or_default();
        format!("a connection that idles for {closed} is closed by the server{counted}; {}{caveat}", stale.sentence)
    };
    let ways = match &limit {
        Some(_) if remote => vec![staleness::nothing_to_do(pool)],
        Some((name, limit, shown)) => {
            let why = format!("the most that stays clear of {name} {shown}");
            staleness::ways_out(cx, pool, &stale, None, *limit, &why)
        }
        None if !stale.hurts() => vec![staleness::nothing_to_do(pool)],
        None => vec![Remedy::advice(
            Side::Client,
            format!(
                "set {} below the server's wait_timeout (28800 s unless somebody changed it: SHOW GLOBAL VARIABLES \
                 LIKE 'wait_timeout')",
                retiring.name()
            ),
        )],
    };
    let message = match closing::spared_floor(pool) {
        Some(floor) => {
            format!("nothing ends the {floor} idle connections of {} before {until} does", pool.word(Key::MinIdle))
        }
        None => format!("nothing ends an idle connection before {until} does"),
    };
    Finding::new(&RULE, message)
        .severity(if remote { Severity::Info } else { stale.severity })
        .effect(stale.effect())
        .at_setting(pool, retiring)
        .consequence(consequence)
        .facts(closing::retiring(pool).filter_map(|key| setting_fact(pool, key)).collect::<Vec<_>>())
        .facts(server.map(ServerLimit::fact))
        .facts(observed::idle_fact(cx, pool))
        .facts(stale.check.iter().map(|check| client_fact("check on checkout", &check.what, &check.origin)))
        .remedies(ways)
}
