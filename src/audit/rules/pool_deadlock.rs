//! Requests that need several connections at once can wait for each other for ever.

use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule, Skip};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::origin::Stated;

/// pool-deadlock
pub(super) static RULE: Rule = Rule {
    name: "pool-deadlock",
    summary: "requests that hold one connection and wait for another can lock the pool",
    category: Category::Driver,
    severity: Severity::Error,
    needs: &[Need::Config],
    docs: include_str!("pool_deadlock.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let each = pool.usage.connections_per_request.as_ref();
    let each = each.ok_or_else(|| Skip::lacking(format!("connections_per_request of pool {}", pool.name)))?;
    if each.value <= 1 {
        return Ok(None);
    }
    let Limit::At(max_open) = cx.count(pool, Key::MaxOpen)? else { return Ok(None) };
    let threads = match pool.usage.threads.as_ref() {
        Some(threads) => threads.clone(),
        // One request alone waits for ever: no need to know how many there are.
        None if max_open < each.value => Stated::new(1, each.origin.clone()),
        None => return Err(Skip::lacking(format!("threads of pool {}", pool.name))),
    };
    let needed = enough(threads.value, each.value);
    if max_open >= needed {
        return Ok(None);
    }
    let setting = cx.setting(pool, Key::MaxOpen)?;
    let mut finding = Finding::new(
        &RULE,
        format!("max_open {max_open} is below the {needed} that keep {} requests with {} connections each from locking", threads.value, each.value),
    )
    .subject(Key::MaxOpen.name())
    .at(&setting.origin)
    .consequence(
        "when enough requests hold their first connection, none is left for anybody's second: all wait for each other until \
         the acquire timeout, or for ever where there is none (database/sql waits as long as the context)",
    )
    .facts(setting_fact(pool, Key::MaxOpen))
    .fact(client_fact("connections_per_request", each.value.to_string(), &each.origin));
    if pool.usage.threads.is_some() {
        finding = finding.fact(client_fact("threads", threads.value.to_string(), &threads.origin));
    }
    let why = format!("{} × ({} − 1) + 1", threads.value, each.value);
    finding = finding.remedy(remedies::set_client(pool, Key::MaxOpen, Value::Count(needed), &why));
    let most = max_open.saturating_sub(1) / (each.value - 1);
    if most > 0 {
        let text = format!("let at most {most} requests run at once in one process (a semaphore, a worker limit)");
        finding = finding.remedy(Remedy::advice(Side::Client, text));
    }
    Ok(Some(finding.remedy(Remedy::advice(
        Side::Client,
        "take one connection per request: pass the transaction on instead of asking the pool again inside it",
    ))))
}

/// The smallest pool in which one request can always finish: all but one connection of each request may be held.
fn enough(threads: u64, each: u64) -> u64 {
    threads.saturating_mul(each.saturating_sub(1)).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::enough;

    #[test]
    fn the_formula_is_the_wiki_s() {
        assert_eq!(enough(3, 4), 10);
        assert_eq!(enough(8, 2), 9);
        assert_eq!(enough(1, 2), 2);
    }

    proptest! {
        #[test]
        fn with_enough_one_request_finishes_and_with_one_less_none(threads in 1_u64..500, each in 2_u64..20) {
            // The worst case: every request holds all but one of what it needs.
            let held = threads * (each - 1);
            prop_assert!(enough(threads, each) > held);
            prop_assert!(enough(threads, each) - 1 <= held);
        }
    }
}
