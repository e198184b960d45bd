//! A pool without a limit opens as many connections as there are requests.

use crate::audit::budget::Phase;
use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::thresholds::CAPACITY_WARN;
use crate::audit::{fleet, remedies};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::quantity::plural;

/// max-open-unlimited
pub(super) static RULE: Rule = Rule {
    name: "max-open-unlimited",
    summary: "the pool has no limit of connections",
    category: Category::Capacity,
    severity: Severity::Error,
    needs: &[Need::Config],
    docs: include_str!("max_open_unlimited.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    if cx.count(pool, Key::MaxOpen)? != Limit::Unlimited {
        return Ok(None);
    }
    let setting = cx.setting(pool, Key::MaxOpen)?;
    let message = if setting.is_written() {
        "max_open is unlimited".to_owned()
    } else {
        format!("max_open is not set, and unlimited is the default of {}", pool.library.title)
    };
    let limit = cx.budget.map(|budget| budget.limit);
    let consequence = match limit {
        Some(limit) => format!(
            "every request that finds no idle connection opens one; when {limit} are open the server refuses the next \
             with `Error 1040: Too many connections`, for this application and for every other"
        ),
        None => "every request that finds no idle connection opens one, until the server refuses the next with \
                 `Error 1040: Too many connections`, for this application and for every other"
            .to_owned(),
    };
    let mut finding = Finding::new(&RULE, message)
        .subject(Key::MaxOpen.name())
        .at(&setting.origin)
        .consequence(consequence)
        .facts(setting_fact(pool, Key::MaxOpen))
        .facts(cx.variable_fact("max_connections"))
        .remedy(limit_it(cx, pool));
    if finding.location.is_none() {
        finding.location.clone_from(&pool.place);
    }
    Ok(Some(finding))
}

/// A fair part of what the limited pools leave, or how to work it out.
fn limit_it(cx: &Context<'_>, pool: &Pool) -> Remedy {
    let Some(budget) = cx.budget else {
        let instances = Phase::Rollout.instances(pool);
        let text = format!("set max_open to (max_connections − what others need) ÷ {}", plural(instances, "instance"));
        return Remedy::advice(Side::Client, text);
    };
    let left = fleet::share_of(budget.limit, cx.threshold(&CAPACITY_WARN)).saturating_sub(budget.total(Phase::Rollout));
    let instances = budget.unlimited_instances.max(1);
    match left / instances {
        0 => Remedy::advice(
            Side::Client,
            format!(
                "set max_open to a number and make room for it: {left} connections are left for {instances} instances"
            ),
        ),
        fits => {
            let why = format!("{left} connections ÷ {}, the most that leaves room", plural(instances, "instance"));
            remedies::set_client(pool, Key::MaxOpen, Value::Count(fits), &why)
        }
    }
}
