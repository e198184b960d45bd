//! A wait that nothing ends, in all pools of a run at once: they hang alike, so it is said once, with each one's own way out.

use std::collections::HashSet;
use std::time::Duration;

use super::context::{Context, setting_fact};
use super::finding::{Finding, Remedy, Severity, Side};
use super::remedies;
use super::rule::{FleetVerdict, Rule};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Value};

/// A limit so long is none: mysqlnd's reads end after a day, and Linux has given up long before.
const NO_LIMIT: Duration = Duration::from_secs(86_400);

/// A wait of the client's.
pub(super) struct Wait {
    /// The setting that would end it.
    pub(super) key: Key,
    /// What is waited for, as the end of a sentence.
    pub(super) what: &'static str,
    /// What happens without an end in these pools.
    pub(super) consequence: fn(&[&Pool]) -> String,
    /// A limit that fits most.
    pub(super) time: Duration,
    /// Why that long.
    pub(super) why: String,
}

/// One finding for all pools in which nothing ends the wait: an info, and a warning where one of them goes through something that
/// may forget a connection.
pub(super) fn check(cx: &Context<'_>, rule: &Rule, wait: &Wait) -> FleetVerdict {
    let (mut without, mut unknown) = (Vec::new(), None);
    for pool in cx.pools()? {
        match cx.time(pool, wait.key) {
            Ok(limit) if limit.at().is_none_or(|time| time >= NO_LIMIT) => without.push(pool),
            Ok(_) => {}
            Err(skip) => unknown = Some(skip),
        }
    }
    if without.is_empty() {
        return unknown.map_or_else(|| Ok(Vec::new()), Err);
    }
    Ok(vec![finding(rule, wait, &without)])
}

fn finding(rule: &Rule, wait: &Wait, pools: &[&Pool]) -> Finding {
    let has_hop = pools.iter().any(|pool| !pool.hops().is_empty());
    let finding = Finding::new(
        rule,
        format!("nothing limits {} in {} {}", wait.what, if pools.len() == 1 { "pool" } else { "pools" }, names(pools)),
    )
    .severity(if has_hop { Severity::Warning } else { Severity::Info })
    .consequence((wait.consequence)(pools))
    .facts(pools.iter().filter_map(|pool| setting_fact(pool, wait.key)))
    .remedies(ways_out(wait, pools));
    match pools {
        [one] => finding.pool(&one.name).at_setting(one, wait.key),
        _ => finding,
    }
}

/// `a`, `a and b`, `a, b and c`, and of many the first ones.
fn names(pools: &[&Pool]) -> String {
    const MOST: usize = 4;
    let mut names: Vec<_> = pools.iter().take(MOST).map(|pool| pool.name.clone()).collect();
    if pools.len() > MOST {
        names.truncate(MOST - 1);
        names.push(format!("{} more", pools.len() - names.len()));
    }
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// Each pool's own way: what pools of one library share is said once.
fn ways_out(wait: &Wait, pools: &[&Pool]) -> Vec<Remedy> {
    let (mut ways, mut said) = (Vec::new(), HashSet::new());
    for pool in pools {
        let way = if pool.can_set(wait.key) {
            remedies::set_client(pool, wait.key, Value::Time(wait.time), &wait.why)
        } else {
            let title = pool.driver.known.map_or(pool.library.title, |driver| driver.title);
            let of_driver =
                || pool.driver.known.map_or("limit each query where it is sent", |driver| driver.reads_instead);
            let instead = pool.library.reads_instead.unwrap_or_else(of_driver);
            Remedy::advice(Side::Client, format!("{title} has no such limit for a connection: {instead}"))
        };
        if said.insert(way.text.clone()) {
            ways.push(way);
        }
    }
    ways
}
