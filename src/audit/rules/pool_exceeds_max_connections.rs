//! One pool alone may open more connections than the server can give.

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::audit::thresholds::CAPACITY_WARN;
use crate::audit::{fleet, remedies};
use crate::client::pool::Pool;
use crate::client::pool::library::WhenFull;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::quantity::{plural, show_duration};

/// pool-exceeds-max-connections
pub(super) static RULE: Rule = Rule {
    name: "pool-exceeds-max-connections",
    summary: "one pool's max_open alone is above what the server can give",
    category: Category::Capacity,
    severity: Severity::Error,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("pool_exceeds_max_connections.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let budget = cx.budget()?;
    if pool.shared_behind().is_some() {
        return Err(fleet::behind_a_proxy(&pool.name));
    }
    let Limit::At(max_open) = cx.count(pool, Key::MaxOpen)? else { return Ok(None) };
    if max_open <= budget.limit {
        return Ok(None);
    }
    let instances = pool.instances.rollout().max(1);
    let setting = cx.setting(pool, Key::MaxOpen)?;
    let percent = cx.threshold(&CAPACITY_WARN);
    let wanted = fleet::limit_for(max_open.saturating_mul(instances), percent).saturating_add(budget.reserved);
    Ok(Some(
        Finding::new(
            &RULE,
            format!("max_open {max_open} is above the {} connections that the server gives", budget.limit),
        )
        .at(&setting.origin)
        .subject(Key::MaxOpen.name())
        .consequence(format!(
            "before this pool reaches its own limit the server refuses it with error 1040, and {}; {} of the {max_open} can \
             never be opened",
            refused(pool),
            max_open - budget.limit
        ))
        .facts(setting_fact(pool, Key::MaxOpen))
        .facts(fleet::limit_facts(cx, budget))
        .remedy(smaller(pool, budget.limit, fleet::share_of(budget.limit, percent), instances))
        .remedy(fleet::raise_max_connections(cx, wanted)),
    ))
}

/// What callers see of the server's refusal.
fn refused(pool: &Pool) -> String {
    match pool.library.when_full {
        WhenFull::Fails => {
            let text = pool.driver.known.map_or(REFUSED, |driver| driver.refused);
            format!("callers get {text}")
        }
        WhenFull::Retries { until, says } => {
            let wait =
                until.and_then(|key| pool.settings.time(key)?.at()).map(|time| format!(" for {}", show_duration(time)));
            format!("callers wait{} and get {says}", wait.unwrap_or_default())
        }
    }
}

/// What a server says that has no connection left.
const REFUSED: &str = "`Error 1040: Too many connections`";

/// The largest max_open that leaves room in every instance, and where there is no such the largest that fits.
fn smaller(pool: &Pool, limit: u64, clear: u64, instances: u64) -> Remedy {
    let (room, fits) =
        if clear / instances > 0 { (clear, "the most that leaves room") } else { (limit, "the most that fits") };
    match room / instances {
        0 if limit == 0 => Remedy::advice(Side::Client, "lower `reserved`: it takes all that the server gives"),
        0 => Remedy::advice(
            Side::Client,
            format!(
                "run fewer instances: {limit} connections are less than one for each of {instances}; a proxy that \
                 multiplexes (ProxySQL, RDS Proxy) shares them"
            ),
        ),
        max_open => {
            let why = format!("{room} ÷ {}, {fits}", plural(instances, "instance"));
            remedies::set_client(pool, Key::MaxOpen, Value::Count(max_open), &why)
        }
    }
}
