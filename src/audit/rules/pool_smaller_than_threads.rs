//! A process has more threads that hold a connection of the pool than the pool has: those that are left over wait, then fail.

use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule, Skip};
use crate::client::pool::Pool;
use crate::client::pool::library::ThreadsHold;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::quantity::show_duration;

/// pool-smaller-than-threads
pub(super) static RULE: Rule = Rule {
    name: "pool-smaller-than-threads",
    summary: "a process has more threads that hold a connection than its pool has connections",
    category: Category::Capacity,
    severity: Severity::Error,
    needs: &[Need::Config],
    docs: include_str!("pool_smaller_than_threads.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let Some(ThreadsHold { until }) = &pool.library.threads_hold else { return Ok(None) };
    let threads =
        pool.usage.threads.as_ref().ok_or_else(|| Skip::lacking(format!("the threads of pool {}", pool.name)))?;
    let Limit::At(most) = cx.count(pool, Key::MaxOpen)? else { return Ok(None) };
    if most >= threads.value {
        return Ok(None);
    }
    let title = pool.library.title;
    let wait = pool.settings.time(Key::AcquireTimeout).and_then(Limit::at);
    let wait = wait.map_or_else(String::new, |wait| format!(" for {}", show_duration(wait)));
    let version = pool.library_version.as_ref().map(|version| version.value.as_str());
    let releases = until.filter(|since| version.is_some_and(|version| pool.library.is_since(version, since)));
    let (severity, consequence) = match releases {
        None => (
            Severity::Error,
            format!(
                "{title} keeps a connection for each thread that asked for one: under load {} of the {} threads wait{wait} and \
                 then fail with `could not obtain a connection from the pool`",
                threads.value - most,
                threads.value
            ),
        ),
        Some(since) => (
            Severity::Warning,
            format!(
                "{title} gives a connection back after each query since {since}, but not inside a transaction: when all {} \
                 threads have one open, {} wait{wait} and then fail",
                threads.value,
                threads.value - most
            ),
        ),
    };
    let why = format!("one for each of the {} threads", threads.value);
    let fewer = format!("or run at most {most} threads in a process ({})", threads.origin);
    Ok(Some(
        Finding::new(&RULE, format!("max_open {most} is below the {} threads of each process", threads.value))
            .severity(severity)
            .at_setting(pool, Key::MaxOpen)
            .consequence(consequence)
            .facts(setting_fact(pool, Key::MaxOpen))
            .fact(client_fact("threads", threads.value.to_string(), &threads.origin))
            .remedy(remedies::set_client(pool, Key::MaxOpen, Value::Count(threads.value), &why))
            .remedy(Remedy::advice(Side::Client, fewer)),
    ))
}
