//! Who closes first: how long the client lets a connection idle, against how long the server does.

use std::time::Duration;

use super::context::Context;
use super::rule::Skip;
use crate::client::pool::Pool;
use crate::client::settings::{Key, Limit, Value};
use crate::text::origin::{Origin, OriginKind};

/// How long a connection can sit unused before the client closes or touches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdleAge {
    /// The pool keeps no idle connection.
    KeepsNone,
    /// Until this limit.
    Until {
        /// The setting that ends it.
        by: Key,
        /// When.
        age: Duration,
    },
    /// As long as the application lives.
    Forever,
}

/// min(max_lifetime, max_idle_time, keepalive), effective values.
///
/// # Errors
/// A limit that is written but not resolved: it may be the one that protects.
pub fn idle_age(cx: &Context<'_>, pool: &Pool) -> Result<IdleAge, Skip> {
    if pool.settings.count(Key::MaxIdle) == Some(Limit::At(0)) {
        return Ok(IdleAge::KeepsNone);
    }
    let mut age = IdleAge::Forever;
    for by in [Key::MaxLifetime, Key::MaxIdleTime, Key::Keepalive] {
        if pool.settings.get(by).is_none() {
            continue;
        }
        let Limit::At(time) = cx.time(pool, by)? else { continue };
        if !matches!(age, IdleAge::Until { age, .. } if age <= time) {
            age = IdleAge::Until { by, age: time };
        }
    }
    Ok(age)
}

/// When the server closes an idle session of this pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerLimit {
    /// The time; none where the server has no limit.
    pub time: Option<Duration>,
    /// What sets it: `wait_timeout`, `interactive_timeout`, or the client's own `session_wait_timeout`.
    pub name: &'static str,
    /// Where it came from.
    pub origin: Origin,
    /// The client sets it, so a change on the server changes nothing.
    pub set_by_client: bool,
}

/// `wait_timeout` as the server will apply it to this pool's sessions.
///
/// The client's own `SET`, which ProxySQL drops; `interactive_timeout` for `CLIENT_INTERACTIVE` clients; on Aurora the
/// smaller of both; else the global value.
pub fn server_limit(cx: &Context<'_>, pool: &Pool) -> Result<ServerLimit, Skip> {
    let behind_proxysql = pool.path.iter().any(|hop| hop.name.value == "proxysql");
    if !behind_proxysql && let Some(setting) = pool.settings.get(Key::SessionWaitTimeout) {
        cx.setting(pool, Key::SessionWaitTimeout)?;
        if let Value::Time(time) = setting.value {
            let origin = setting.origin.clone();
            return Ok(ServerLimit { time: Some(time), name: "session_wait_timeout", origin, set_by_client: true });
        }
    }
    let server = cx.server()?;
    let interactive = pool.usage.interactive.as_ref().is_some_and(|stated| stated.value);
    let limit = |name: &'static str| -> Result<ServerLimit, Skip> {
        let stated = cx.seconds(name)?;
        let unlimited = stated.value.is_zero() && server.flavor.zero_is_no_limit;
        let time = (!unlimited).then_some(stated.value);
        Ok(ServerLimit { time, name, origin: stated.origin, set_by_client: false })
    };
    if server.flavor.idle_is_min_of_both {
        let (wait, interactive) = (limit("wait_timeout")?, limit("interactive_timeout")?);
        return Ok(if interactive.time < wait.time { interactive } else { wait });
    }
    limit(if interactive { "interactive_timeout" } else { "wait_timeout" })
}

/// Why an application may not notice that the server closed first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOnCheckout {
    /// What was stated or seen, such as `go_driver 1.9.0`.
    pub what: String,
    /// Where.
    pub origin: Origin,
}

/// The check on checkout that somebody stated or that was seen. A library's default is none: nobody said that the
/// driver in use has it.
pub fn stated_check(pool: &Pool) -> Option<CheckOnCheckout> {
    if let Some(setting) = pool.settings.get(Key::Validation)
        && setting.is_written()
        && !matches!(setting.origin.kind, OriginKind::Default | OriginKind::Unresolved)
    {
        return (setting.value == Value::Switch(true))
            .then(|| CheckOnCheckout { what: "validation is on".to_owned(), origin: setting.origin.clone() });
    }
    let since = pool.library.check_since.as_ref()?;
    let stated = pool.driver.version.as_ref()?;
    at_least(&stated.value, since.version).then(|| CheckOnCheckout {
        what: format!("{} {} has {}", since.driver, stated.value, since.name),
        origin: stated.origin.clone(),
    })
}

/// Whether a version string is at or above another, number by number.
pub fn at_least(version: &str, least: &str) -> bool {
    let numbers = |text: &str| -> Vec<u64> {
        text.trim_start_matches('v').split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect()
    };
    numbers(version) >= numbers(least)
}

#[cfg(test)]
mod tests {
    use super::at_least;

    #[test]
    fn versions_compare_by_number() {
        assert!(at_least("v1.10.0", "1.5.0"));
        assert!(at_least("1.5.0", "1.5.0"));
        assert!(!at_least("1.4.1", "1.5.0"));
        assert!(at_least("v1.5.1-0.20200101000000-abcdef", "1.5.0"));
    }
}
