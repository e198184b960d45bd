//! Connections are closed so fast that a client address runs out of ports.

use std::collections::BTreeMap;

use crate::audit::churn::{self, show_rate};
use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Basis, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::audit::thresholds::PORT_RANGE;
use crate::audit::{closing, remedies};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::predict::churn::{CLIENT_SHARE, Opens, TIME_WAIT, calm_idle, sockets_waiting};
use crate::text::origin::Origin;

/// ephemeral-ports-exhausted
pub(super) static RULE: Rule = Rule {
    name: "ephemeral-ports-exhausted",
    summary: "connections are closed so fast that a client address runs out of ports",
    category: Category::Churn,
    severity: Severity::Error,
    needs: &[Need::Config, Need::Workload],
    docs: include_str!("ephemeral_ports_exhausted.md"),
    check: Check::Fleet(check),
};

/// The pools behind one client address, and what they close.
#[derive(Default)]
struct Address<'a> {
    /// The NAT that all instances share; none where each instance has its own address.
    nat: Option<&'a str>,
    /// Pools with closes a second as predicted, over the instances behind this address.
    closes: Vec<(&'a Pool, f64)>,
    /// A bound for pools whose closes only have one.
    at_most: f64,
}

impl Address<'_> {
    fn likely(&self) -> f64 {
        self.closes.iter().map(|(_, closes)| closes).sum()
    }

    /// The ports in TIME_WAIT: each driver leaves its own share of them on the client's side.
    fn waiting(&self) -> f64 {
        self.closes.iter().map(|(pool, closes)| sockets_waiting(*closes, share(pool))).sum()
    }
}

fn check(cx: &Context<'_>) -> FleetVerdict {
    let mut lacking = None;
    let mut addresses: BTreeMap<String, Address<'_>> = BTreeMap::new();
    for pool in cx.pools()? {
        match predicted(cx, pool) {
            Ok(Some(opens)) => join(&mut addresses, pool, opens),
            Ok(None) => {}
            Err(skip) => lacking = Some(skip),
        }
    }
    let range = cx.threshold(&PORT_RANGE);
    let exhausted: Vec<_> =
        addresses.values().filter(|address| address.waiting() > range).map(|address| finding(address, range)).collect();
    let unsure = addresses.values().any(|address| address.waiting() + sockets_waiting(address.at_most, 1.0) > range);
    match lacking {
        _ if !exhausted.is_empty() => Ok(exhausted),
        Some(skip) => Err(skip),
        None if unsure => {
            Err(Skip::lacking("a max_idle up to 1.5 standard deviations of the use: above that only a bound is known"))
        }
        None => Ok(exhausted),
    }
}

/// The share of a pool's closes whose TIME_WAIT stays on its own side.
fn share(pool: &Pool) -> f64 {
    pool.driver.known.map_or(CLIENT_SHARE, |driver| driver.goodbye.time_wait)
}

/// What one instance is predicted to open and close; none where max_idle lets nothing be closed.
fn predicted(cx: &Context<'_>, pool: &Pool) -> Result<Option<Opens>, Skip> {
    let Limit::At(idle) = cx.count(pool, Key::MaxIdle)? else { return Ok(None) };
    if let Limit::At(open) = cx.count(pool, Key::MaxOpen)?
        && idle >= open
    {
        return Ok(None);
    }
    let lacking = || Skip::lacking(format!("a workload of pool {} (peak_qps or workers, and hold_time)", pool.name));
    churn::predicted(pool, idle).map(Some).ok_or_else(lacking)
}

fn join<'a>(addresses: &mut BTreeMap<String, Address<'a>>, pool: &'a Pool, opens: Opens) {
    let nat = pool.hops().iter().find(|hop| hop.is_nat()).map(|hop| hop.name.value.as_str());
    let key = nat.map_or_else(|| format!("pool {}", pool.name), |nat| format!("nat {nat}"));
    let instances = if nat.is_some() { pool.instances.maximum() as f64 } else { 1.0 };
    let address = addresses.entry(key).or_default();
    address.nat = nat;
    match opens.likely {
        Some(likely) => address.closes.push((pool, likely * instances)),
        None => address.at_most += opens.at_most * instances,
    }
}

fn finding(address: &Address<'_>, range: f64) -> Finding {
    let closes = address.likely();
    let whose = address.nat.map_or_else(|| "one instance".to_owned(), |nat| format!("all instances behind {nat}"));
    let (rate, waiting) = (show_rate(closes), address.waiting());
    let message = format!(
        "{whose} would close {rate} connections a second and hold {waiting:.0} of {range:.0} ports in TIME_WAIT"
    );
    let share = waiting / (closes * TIME_WAIT);
    let arithmetic = format!("{rate}/s × {share:.2} × {TIME_WAIT} s = {waiting:.0}");
    let finding = Finding::new(&RULE, message)
        .basis(Basis::Predicted)
        .consequence(format!(
            "after about {:.0} s at that load no port is left, and every dial fails: `connect: cannot assign requested \
             address` (errno 99)",
            range / (closes * share)
        ))
        .fact(client_fact(
            "ports in TIME_WAIT",
            arithmetic,
            &Origin::inferred("the workload, where requests come at random"),
        ))
        .facts(
            address
                .closes
                .iter()
                .flat_map(|(pool, _)| [setting_fact(pool, Key::MaxIdle), setting_fact(pool, Key::MaxOpen)])
                .flatten(),
        )
        .remedies(address.closes.iter().filter_map(|(pool, _)| keep_more(pool)));
    match address.closes.as_slice() {
        [(pool, _)] => finding.pool(&pool.name).at_setting(pool, Key::MaxIdle),
        _ => finding.subject(address.nat.unwrap_or_default()),
    }
}

/// Enough idle connections for churn to vanish.
fn keep_more(pool: &Pool) -> Option<Remedy> {
    let (load, _) = churn::load(pool)?;
    // Far below 2^53, and rounded up.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let calm = calm_idle(load) as u64;
    let wanted = pool.settings.count(Key::MaxOpen)?.at().map_or(calm, |open| calm.min(open));
    let why = "then hardly any connection is closed";
    let ends_idle = closing::retiring(pool).any(|key| matches!(pool.settings.time(key), Some(Limit::At(_))));
    if ends_idle {
        return Some(remedies::set_client(pool, Key::MaxIdle, Value::Count(wanted), why));
    }
    let text = format!("set max_idle to {wanted}, and max_lifetime below the server's wait_timeout with it: {why}");
    Some(Remedy::advice(Side::Client, text))
}
