//! Nobody set max_idle, and the library's default is tiny beside max_open.

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::thresholds::{DEFAULTED_IDLE, DEFAULTED_OPEN};
use crate::audit::{churn, remedies};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};

/// max-idle-defaulted
pub(super) static RULE: Rule = Rule {
    name: "max-idle-defaulted",
    summary: "max_idle is not set, and the library keeps next to no idle connection",
    category: Category::Churn,
    severity: Severity::Warning,
    needs: &[Need::Config],
    docs: include_str!("max_idle_defaulted.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let setting = cx.setting(pool, Key::MaxIdle)?;
    let Limit::At(kept) = cx.count(pool, Key::MaxIdle)? else { return Ok(None) };
    if setting.is_written() || kept as f64 > cx.threshold(&DEFAULTED_IDLE) {
        return Ok(None);
    }
    let max_open = cx.count(pool, Key::MaxOpen)?.at();
    if max_open.is_some_and(|open| (open as f64) < cx.threshold(&DEFAULTED_OPEN)) {
        return Ok(None);
    }
    let library = pool.library.title;
    let open = max_open.map_or_else(|| "an unlimited number of".to_owned(), |open| open.to_string());
    let opens = churn::predicted(pool, kept)
        .map(|opens| format!("; predicted dials of one instance: {}", churn::phrase(opens)))
        .unwrap_or_default();
    Ok(Some(
        Finding::new(&RULE, format!("max_idle is not set: {library} keeps {kept} idle of {open} connections"))
            .at_setting(pool, Key::MaxIdle)
            .consequence(format!(
                "every connection that comes back while {kept} are idle is closed; under load about one query in {} dials \
                 again{opens}",
                kept + 1
            ))
            .facts(setting_fact(pool, Key::MaxIdle))
            .facts(setting_fact(pool, Key::MaxOpen))
            .remedy(remedy(pool, max_open)),
    ))
}

fn remedy(pool: &Pool, max_open: Option<u64>) -> Remedy {
    match max_open {
        Some(open) => remedies::set_client(pool, Key::MaxIdle, Value::Count(open), "as many as may be open"),
        None => Remedy::advice(
            Side::Client,
            "set max_open, and max_idle to the same number or to the connections in use at peak",
        ),
    }
}
