//! Something between client and server forgets an idle connection before the pool ends it.

use std::time::Duration;

use crate::audit::closing::{self, IdleAge};
use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Fact, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule, Skip};
use crate::audit::{remedies, staleness};
use crate::client::pool::Pool;
use crate::client::pool::hop::{Hop, Layer};
use crate::client::pool::settings::{Key, Value};
use crate::text::ending::Ending;
use crate::text::quantity::show_duration;

/// path-closes-first
pub(super) static RULE: Rule = Rule {
    name: "path-closes-first",
    summary: "a load balancer, proxy or firewall ends an idle connection before the pool does",
    category: Category::Staleness,
    severity: Severity::Error,
    needs: &[Need::Config],
    docs: include_str!("path_closes_first.md"),
    check: Check::Pool(check),
};

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let age = match closing::idle_age(cx, pool)? {
        IdleAge::KeepsNone => return Ok(None),
        IdleAge::Until { by, age } => Some((by, age)),
        IdleAge::Forever => None,
    };
    let Some(hops) = &pool.path else {
        return Err(Skip::lacking(format!(
            "the path of pool {} (`path`: what stands between it and the server, `[]` if nothing does)",
            pool.name
        )));
    };
    let ending = closing::ending_hops(cx, pool)?.into_iter();
    let first = ending.filter(|(_, idle)| age.is_none_or(|(_, age)| age >= *idle)).min_by_key(|(_, idle)| *idle);
    if let Some((hop, idle)) = first {
        return Ok(Some(finding(cx, pool, hop, idle, age)));
    }
    match hops.iter().find(|hop| hop.idle.is_none()) {
        Some(hop) => Err(Skip::lacking(format!("`idle` of {} on the path of pool {}", hop.name.value, pool.name))),
        None => Ok(None),
    }
}

fn finding(cx: &Context<'_>, pool: &Pool, hop: &Hop, idle: Duration, age: Option<(Key, Duration)>) -> Finding {
    let (name, limit) = (&hop.name.value, show_duration(idle));
    let message = match age {
        Some((by, age)) if age == idle => {
            format!("{} {} equals the idle limit of {name}", by.name(), show_duration(age))
        }
        Some((by, age)) => format!("{} {} is above the idle limit of {name}, {limit}", by.name(), show_duration(age)),
        None => match closing::spared_floor(pool) {
            Some(floor) => {
                format!(
                    "nothing ends the {floor} idle connections of {} before {name} does, after {limit}",
                    pool.word(Key::MinIdle)
                )
            }
            None => format!("nothing ends an idle connection before {name} does, after {limit}"),
        },
    };
    let stale = staleness::stale(cx, pool, hop.ending, pool.broken_connection());
    let consequence = format!("{}; {}", ends(hop, &limit), stale.sentence);
    let by = age.map_or(Key::MaxIdleTime, |(by, _)| by);
    Finding::new(&RULE, message)
        .severity(stale.severity)
        .effect(stale.effect())
        .at_setting(pool, by)
        .subject(name.clone())
        .consequence(consequence)
        .facts(setting_fact(pool, by))
        .facts(setting_fact(pool, Key::TcpKeepalive))
        .facts(hop.idle.as_ref().map(|stated| Fact {
            side: Side::Path,
            name: format!("{name} idle"),
            value: limit.clone(),
            origin: stated.origin.clone(),
        }))
        .remedies(staleness::ways_out(
            cx,
            pool,
            &stale,
            age.map(|(by, _)| by),
            idle,
            &format!("below the idle limit of {name}, with a margin"),
        ))
        .remedies(probe(pool, hop, idle))
        .remedies(age.map(|(_, age)| raise(cx, pool, hop, age)))
}

/// How a hop ends an idle connection, in words.
fn ends(hop: &Hop, limit: &str) -> String {
    let name = &hop.name.value;
    match hop.ending {
        Ending::Silence => format!("after {limit} without a packet {name} forgets the connection and tells nobody"),
        Ending::ResetOnUse => {
            format!(
                "after {limit} without a packet {name} forgets the connection, and answers its next packet with a reset"
            )
        }
        Ending::Fin | Ending::FinAfter4031 | Ending::Reset => format!(
            "after {limit} without a query {name} closes the connection, and TCP keepalive does not reset a proxy's clock"
        ),
    }
}

/// Probes often enough for a forwarder: by the driver's own setting, or by the kernel's where the driver only asks for them.
fn probe(pool: &Pool, hop: &Hop, idle: Duration) -> Option<Remedy> {
    if hop.layer != Layer::Transport || idle <= Duration::from_secs(1) {
        return None;
    }
    let often = Duration::from_secs((idle.as_secs() / 4).max(1));
    let why = "probes reset the clock of a layer-4 hop";
    let of_driver =
        pool.driver.known.is_some_and(|driver| driver.names.iter().any(|name| name.sets(Key::TcpKeepalive)));
    if of_driver && pool.lever(Key::TcpKeepalive).is_none() && !pool.library.names_setting(Key::TcpKeepalive) {
        let text = format!(
            "set the kernel's net.ipv4.tcp_keepalive_time to {} on the application's hosts: {why}",
            often.as_secs()
        );
        return Some(Remedy::advice(Side::Client, text));
    }
    pool.can_set(Key::TcpKeepalive).then(|| remedies::set_client(pool, Key::TcpKeepalive, Value::Time(often), why))
}

fn raise(cx: &Context<'_>, pool: &Pool, hop: &Hop, age: Duration) -> Remedy {
    let seconds = remedies::above(cx, pool, age);
    Remedy::advice(
        Side::Path,
        format!("raise the idle limit of {} to {seconds} s, where it can be changed", hop.name.value),
    )
}
