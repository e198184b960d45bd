//! Broken handshakes are about to lock a host out, or have done so.

use crate::audit::churn::show_rate;
use crate::audit::context::{Context, Counter};
use crate::audit::finding::{Basis, Fact, Finding, Remedy, Severity, Side};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::thresholds::{HOST_ERRORS_LIMIT, HOST_ERRORS_SHARE, PREAUTH_PER_HOUR};
use crate::server::Refusal;
use crate::server::evidence::hosts::HostErrors;
use crate::server::flavors::Family;
use crate::server::unreachable::RefusalKind;
use crate::text::origin::Origin;
use crate::text::quantity::{plural, show_age};

/// host-block-risk
pub(super) static RULE: Rule = Rule {
    name: "host-block-risk",
    summary: "broken handshakes from a host come near max_connect_errors, after which the server refuses that host",
    category: Category::Churn,
    severity: Severity::Warning,
    needs: &[Need::Variables, Need::Counters],
    docs: include_str!("host_block_risk.md"),
    check: Check::Fleet(check),
};

const PREAUTH: &str = "Aborted_connects_preauth";

fn check(cx: &Context<'_>) -> FleetVerdict {
    if let Some(refusal) = cx.refused_by(RefusalKind::HostBlocked) {
        return Ok(vec![blocked(cx, refusal)]);
    }
    let server = cx.server()?;
    // Without names or without the cache the server does not count by host, and blocks nobody.
    if server.variables.switch("skip_name_resolve") == Some(true)
        || server.variables.whole("host_cache_size") == Some(0)
    {
        return Ok(Vec::new());
    }
    let limit = cx.variable("max_connect_errors")?;
    if limit.value as f64 > cx.threshold(&HOST_ERRORS_LIMIT) {
        return Ok(Vec::new());
    }
    let by_host = cx.evidence("host_errors", "which hosts' handshakes break off", |seen| seen.host_errors.as_ref());
    if let Ok(hosts) = &by_host
        && let Some(worst) = hosts.value.iter().max_by_key(|host| host.connect_errors)
        && worst.connect_errors as f64 * 100.0 >= cx.threshold(&HOST_ERRORS_SHARE) * limit.value as f64
    {
        return Ok(vec![counted(cx, worst, &hosts.origin, limit.value)]);
    }
    let preauth = cx.rate(PREAUTH);
    match &preauth {
        Ok(broken) if broken.exceeds_per_hour(cx.threshold(&PREAUTH_PER_HOUR)) => {
            Ok(vec![suspected(cx, broken, limit.value)])
        }
        Ok(_) => Ok(Vec::new()),
        Err(_) if by_host.is_ok() => Ok(Vec::new()),
        Err(skip) if server.counter(PREAUTH).is_some() => Err(skip.clone()),
        Err(_) => by_host.map(|_| Vec::new()),
    }
}

/// poolcheck's own host is locked out.
fn blocked(cx: &Context<'_>, refusal: &Refusal) -> Finding {
    finding(cx, format!("{} has blocked this host: error {}", refusal.target, refusal.code), BLOCKED).fact(Fact {
        side: Side::Server,
        name: format!("error {}", refusal.code),
        value: refusal.message.clone(),
        origin: Origin::server("while connecting"),
    })
}

const BLOCKED: &str = "every connection from this host fails with `Host '…' is blocked because of many connection errors`, \
                       good passwords or not, until somebody clears the host cache";

/// A host is half way there.
fn counted(cx: &Context<'_>, worst: &HostErrors, origin: &Origin, limit: u64) -> Finding {
    let message = format!(
        "the host {} has {} of the {limit} that max_connect_errors allows",
        worst.host,
        plural(worst.connect_errors, "broken handshake")
    );
    let consequence = format!(
        "at {limit} in a row the server refuses that host with error 1129 `Host '…' is blocked because of many connection \
         errors`, its applications too; one good login from it sets the count back"
    );
    finding(cx, message, &consequence)
        .fact(Fact {
            side: Side::Server,
            name: format!("SUM_CONNECT_ERRORS of {}", worst.host),
            value: worst.connect_errors.to_string(),
            origin: origin.clone(),
        })
        .facts(cx.variable_fact("max_connect_errors"))
}

/// Somebody breaks handshakes off all the time; which host it is the counter does not say.
fn suspected(cx: &Context<'_>, broken: &Counter, limit: u64) -> Finding {
    let message = format!(
        "{} handshakes an hour break off before a user name, over {}",
        show_rate(broken.per_hour()),
        show_age(broken.span)
    );
    let consequence = format!(
        "health checks that only connect, or port scans: a host that never logs in well reaches max_connect_errors {limit} \
         and is then refused with error 1129 `Host '…' is blocked because of many connection errors`"
    );
    finding(cx, message, &consequence).fact(broken.fact()).facts(cx.variable_fact("max_connect_errors"))
}

fn finding(cx: &Context<'_>, message: String, consequence: &str) -> Finding {
    let clear = match cx.server.known() {
        Some(server) if server.flavor.family == Family::MariaDb => "FLUSH HOSTS".to_owned(),
        Some(_) => "TRUNCATE TABLE performance_schema.host_cache".to_owned(),
        None => "TRUNCATE TABLE performance_schema.host_cache (MariaDB: FLUSH HOSTS)".to_owned(),
    };
    Finding::new(&RULE, message)
        .basis(Basis::Observed)
        .consequence(consequence)
        .remedy(Remedy::advice(Side::Server, format!("{clear} lets blocked hosts in again")))
        .remedy(Remedy::advice(
            Side::Path,
            "let health checks log in (`mysqladmin ping`, HAProxy's `option mysql-check user …`) instead of opening the \
             port and closing it",
        ))
        .remedy(remedies::set_server(cx, "max_connect_errors", 10_000, "where the checks cannot be changed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::policy::Policy;
    use crate::audit::run;
    use crate::client::Client;
    use crate::server::ServerState;

    #[test]
    fn a_refusal_with_1129_is_a_finding_by_itself() {
        let refusal = Refusal {
            target: "db:3306".to_owned(),
            kind: RefusalKind::HostBlocked,
            code: 1129,
            sql_state: None,
            message: "Host '10.0.0.7' is blocked because of many connection errors".to_owned(),
            user: None,
            way_in: None,
        };
        let audit = run(&Client::default(), false, &ServerState::Refused(refusal), &Policy::default());
        let finding = audit.findings.iter().find(|finding| finding.rule == RULE.name).expect("it fires");
        assert_eq!((finding.severity, finding.basis), (Severity::Warning, Basis::Observed));
        assert_eq!(finding.message, "db:3306 has blocked this host: error 1129");
    }
}
