//! Lifetimes are so short for so many connections that the server is busy with logins.

use std::time::Duration;

use crate::audit::churn::show_rate;
use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::audit::thresholds::{LIFETIME_RECONNECTS, LIFETIME_SHORT};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Value};
use crate::text::quantity::show_duration;

/// lifetime-churn
pub(super) static RULE: Rule = Rule {
    name: "lifetime-churn",
    summary: "lifetimes are so short that the server is busy with reconnects",
    category: Category::Churn,
    severity: Severity::Warning,
    needs: &[Need::Config],
    docs: include_str!("lifetime_churn.md"),
    check: Check::Fleet(check),
};

/// The connections of a pool over all instances, and what their lifetime costs.
struct Renewal<'a> {
    pool: &'a Pool,
    connections: u64,
    lifetime: Duration,
}

impl Renewal<'_> {
    fn per_second(&self) -> f64 {
        self.connections as f64 / self.lifetime.as_secs_f64()
    }

    fn arithmetic(&self) -> String {
        let instances = self.pool.instances.maximum().max(1);
        format!("{} × {instances} ÷ {}", self.connections / instances, show_duration(self.lifetime))
    }
}

fn check(cx: &Context<'_>) -> FleetVerdict {
    let short = duration(cx.threshold(&LIFETIME_SHORT));
    let (mut findings, mut renewals, mut lacking) = (Vec::new(), Vec::new(), None);
    for pool in cx.pools()? {
        match lifetime(cx, pool) {
            Ok(Some(lifetime)) if lifetime < short => findings.push(too_short(pool, lifetime, short)),
            Ok(Some(lifetime)) => match connections(cx, pool) {
                Ok(connections) => {
                    renewals.extend(connections.map(|connections| Renewal { pool, connections, lifetime }));
                }
                Err(skip) => lacking = Some(skip),
            },
            Ok(None) => {}
            Err(skip) => lacking = Some(skip),
        }
    }
    let total: f64 = renewals.iter().map(Renewal::per_second).sum();
    if total > cx.threshold(&LIFETIME_RECONNECTS) {
        findings.push(too_many(cx, &renewals, total));
    }
    match lacking {
        Some(skip) if findings.is_empty() => Err(skip),
        _ => Ok(findings),
    }
}

fn lifetime(cx: &Context<'_>, pool: &Pool) -> Result<Option<Duration>, Skip> {
    match pool.settings.get(Key::MaxLifetime) {
        None => Ok(None),
        Some(_) => Ok(cx.time(pool, Key::MaxLifetime)?.at().filter(|lifetime| !lifetime.is_zero())),
    }
}

/// The pool's connections over all instances at the autoscaler's maximum; none without a limit, which
/// max-open-unlimited reports.
fn connections(cx: &Context<'_>, pool: &Pool) -> Result<Option<u64>, Skip> {
    let max_open = cx.count(pool, Key::MaxOpen)?;
    Ok(max_open.at().map(|open| open.saturating_mul(pool.instances.maximum())))
}

fn too_short(pool: &Pool, lifetime: Duration, short: Duration) -> Finding {
    let (shown, least) = (show_duration(lifetime), show_duration(short));
    Finding::new(&RULE, format!("max_lifetime {shown} is below {least}"))
        .pool(&pool.name)
        .at_setting(pool, Key::MaxLifetime)
        .consequence(format!(
            "every connection is thrown away after {shown}: the pool is hardly one, and each renewal costs a login and a \
             socket in TIME_WAIT for 60 s"
        ))
        .facts(setting_fact(pool, Key::MaxLifetime))
        .remedy(remedies::set_client(
            pool,
            Key::MaxLifetime,
            Value::Time(short),
            "the least that is worth pooling; minutes are usual",
        ))
}

fn too_many(cx: &Context<'_>, renewals: &[Renewal<'_>], total: f64) -> Finding {
    let most = cx.threshold(&LIFETIME_RECONNECTS);
    let terms: Vec<_> = renewals.iter().map(Renewal::arithmetic).collect();
    let message =
        format!("lifetimes make up to {} reconnects a second on the server ({})", show_rate(total), terms.join(" + "));
    let finding = Finding::new(&RULE, message)
        .consequence(
            "each is a login, with TLS tens of milliseconds of processor time; connections that were opened together expire \
             together, so they come in bursts",
        )
        .facts(renewals.iter().filter_map(|renewal| setting_fact(renewal.pool, Key::MaxLifetime)))
        .remedies(renewals.iter().map(|renewal| longer(renewal, total, most, renewals.len())));
    match renewals {
        [one] => finding.pool(&one.pool.name).at_setting(one.pool, Key::MaxLifetime).subject("rate"),
        _ => finding.subject("rate"),
    }
}

/// A longer lifetime of one pool: alone where the others leave it room, else together with theirs.
fn longer(renewal: &Renewal<'_>, total: f64, most: f64, pools: usize) -> Remedy {
    let most = most.max(f64::MIN_POSITIVE);
    let others = total - renewal.per_second();
    let (seconds, why) = if others < most {
        (renewal.connections as f64 / (most - others), format!("then all make {}/s", show_rate(most)))
    } else {
        let seconds = renewal.lifetime.as_secs_f64() * total / most;
        (seconds, format!("together with the others, all {pools} by the same factor: {}/s", show_rate(most)))
    };
    let why = format!("{why}; stay below wait_timeout");
    remedies::set_client(renewal.pool, Key::MaxLifetime, Value::Time(duration(seconds.ceil())), &why)
}

fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}
