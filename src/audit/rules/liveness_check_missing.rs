//! The driver does not look whether a connection is still open before it hands it out.

use crate::audit::closing::{self, IdleAge};
use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule, Skip};
use crate::audit::{observed, remedies, staleness};
use crate::client::pool::Pool;
use crate::client::pool::library::CheckSince;
use crate::client::pool::settings::{Key, Value};
use crate::text::ending::Ending;
use crate::text::origin::Stated;

/// liveness-check-missing
pub(super) static RULE: Rule = Rule {
    name: "liveness-check-missing",
    summary: "the driver is too old for its check on checkout, or the check is switched off",
    category: Category::Staleness,
    severity: Severity::Warning,
    needs: &[Need::Config],
    docs: include_str!("liveness_check_missing.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    if closing::idle_age(cx, pool) == Ok(IdleAge::KeepsNone) {
        return Ok(None);
    }
    if let (Some(since), Some(stated), Some(false)) =
        (&pool.library.check_since, &pool.driver.version, closing::driver_is_recent(pool))
    {
        return Ok(Some(too_old(cx, pool, since, stated)));
    }
    let setting = cx.setting(pool, Key::Validation)?;
    let stale = || staleness::stale(cx, pool, Ending::Fin, "");
    if setting.value == Value::Switch(false) && setting.is_written() && stale().hurts() {
        return Ok(Some(switched_off(cx, pool)));
    }
    match &pool.library.check_since {
        Some(since)
            if closing::driver_is_recent(pool).is_none()
                && !setting.is_written()
                && observed::checking_driver(cx, pool).is_none() =>
        {
            Err(Skip::lacking(format!("the version of {} (`go_driver`, go.mod, or --evidence)", since.driver)))
        }
        _ => Ok(None),
    }
}

fn consequence(cx: &Context<'_>, pool: &Pool) -> String {
    format!(
        "a connection that the server closed while it idled (wait_timeout, restart, KILL) is handed out, and the query on \
         it fails with {} instead of getting a live one",
        closing::symptom(cx, pool)
    )
}

fn too_old(cx: &Context<'_>, pool: &Pool, since: &CheckSince, stated: &Stated<String>) -> Finding {
    let version = &stated.value;
    Finding::new(
        &RULE,
        format!("{} {version} is older than {}, the first with {}", since.driver, since.version, since.name),
    )
    .at(&stated.origin)
    .subject("driver")
    .consequence(consequence(cx, pool))
    .fact(client_fact(since.driver, version, &stated.origin))
    .remedy(Remedy::advice(
        Side::Client,
        format!("update {} to {} or later, which checks by default", since.driver, since.version),
    ))
}

fn switched_off(cx: &Context<'_>, pool: &Pool) -> Finding {
    Finding::new(&RULE, "validation false: the check on checkout is switched off")
        .at_setting(pool, Key::Validation)
        .consequence(consequence(cx, pool))
        .facts(setting_fact(pool, Key::Validation))
        .remedy(remedies::set_client(
            pool,
            Key::Validation,
            Value::Switch(true),
            pool.library.check_since.as_ref().map_or("", |since| since.cost),
        ))
}
