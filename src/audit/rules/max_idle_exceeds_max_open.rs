//! The file asks for more idle connections than may be open.

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Severity};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};

/// max-idle-exceeds-max-open
pub(super) static RULE: Rule = Rule {
    name: "max-idle-exceeds-max-open",
    summary: "max_idle is written above max_open, which clamps it",
    category: Category::Churn,
    severity: Severity::Info,
    needs: &[Need::Config],
    docs: include_str!("max_idle_exceeds_max_open.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let Some(Value::Count(written)) = cx.setting(pool, Key::MaxIdle)?.written else { return Ok(None) };
    let Limit::At(max_open) = cx.count(pool, Key::MaxOpen)? else { return Ok(None) };
    if written <= max_open {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(&RULE, format!("max_idle {written} is above max_open {max_open}"))
            .at_setting(pool, Key::MaxIdle)
            .consequence(format!(
                "no more than {max_open} connections exist, so no more can idle: the file says something that will not \
                 happen, and who raises max_open later raises this as well"
            ))
            .facts(setting_fact(pool, Key::MaxIdle))
            .facts(setting_fact(pool, Key::MaxOpen))
            .remedy(remedies::set_client(pool, Key::MaxIdle, Value::Count(max_open), "what it amounts to")),
    ))
}
