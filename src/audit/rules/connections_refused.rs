//! The server has refused connections because max_connections was used up.

use crate::audit::budget::Phase;
use crate::audit::context::{Context, Counter};
use crate::audit::finding::{Basis, Fact, Finding, Remedy, Severity, Side};
use crate::audit::fleet;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::audit::thresholds::PEAK_ERROR;
use crate::server::flavors::{Family, Refusals};
use crate::server::unreachable::RefusalKind;
use crate::server::{Refusal, Server};
use crate::text::origin::Origin;
use crate::text::quantity::plural;

/// connections-refused
pub(super) static RULE: Rule = Rule {
    name: "connections-refused",
    summary: "the server has refused connections with error 1040",
    category: Category::Capacity,
    severity: Severity::Error,
    needs: &[Need::Variables, Need::Counters],
    docs: include_str!("connections_refused.md"),
    check: Check::Fleet(check),
};

const REFUSED: &str = "Connection_errors_max_connections";
const INTERNAL: &str = "Connection_errors_internal";
const PEAK: &str = "Max_used_connections";

fn check(cx: &Context<'_>) -> FleetVerdict {
    if let Some(refusal) = cx.refused_by(RefusalKind::TooManyConnections) {
        return Ok(vec![refused_ourselves(refusal, cx.server().is_err())]);
    }
    let server = cx.server()?;
    let limit = cx.variable("max_connections")?.value;
    if limit == 0 && server.flavor.zero_is_no_limit {
        return Ok(Vec::new());
    }
    let refused = cx.seen(REFUSED)?;
    let evidence = match server.flavor.refusals {
        Refusals::Exact => counted(&refused),
        Refusals::LowerBound => match counted(&refused) {
            None => beyond_the_limit(cx, limit)?.or_else(|| internal(cx, server)),
            counted => counted,
        },
    };
    if let Some(message) = evidence {
        return Ok(vec![finding(cx, server, &refused, limit, message)]);
    }
    // No refusal is evidence only after some time.
    cx.rate(REFUSED)?;
    Ok(Vec::new())
}

fn counted(refused: &Counter) -> Option<String> {
    (refused.value > 0).then(|| {
        let connections = plural(refused.value, "connection");
        format!("{connections} refused with error 1040{}", refused.in_the_last())
    })
}

/// A peak above the limit: on a flavour that does not count every refusal, the sign of one.
fn beyond_the_limit(cx: &Context<'_>, limit: u64) -> Result<Option<String>, Skip> {
    let peak = cx.seen(PEAK)?;
    Ok((peak.value > limit).then(|| {
        format!(
            "Max_used_connections {} is above max_connections {limit}: a connection was refused with error 1040, or an \
             administrator was in the spare slot",
            peak.value
        )
    }))
}

/// MariaDB 10.5 counts its refusals among the internal errors (measured on 10.5.23).
fn internal(cx: &Context<'_>, server: &Server) -> Option<String> {
    let counts_there =
        server.flavor.family == Family::MariaDb && (server.version.major, server.version.minor) == (10, 5);
    let internal = cx.seen(INTERNAL).ok().filter(|counter| counts_there && counter.value > 0)?;
    Some(format!("{INTERNAL} is {}: MariaDB 10.5 counts connections refused with error 1040 there", internal.value))
}

fn finding(cx: &Context<'_>, server: &Server, refused: &Counter, limit: u64, message: String) -> Finding {
    let peak = cx.seen(PEAK).ok();
    let percent = cx.threshold(&PEAK_ERROR);
    // Without the peak nothing says that the limit was raised since.
    let in_force = peak.as_ref().is_none_or(|peak| peak.value as f64 * 100.0 >= limit as f64 * percent);
    let consequence = if in_force {
        "applications saw `Error 1040: Too many connections`, and the limit that refused them is still in force: it happens \
         again at the next peak"
    } else {
        "applications saw `Error 1040: Too many connections`; the peak since is far below max_connections, so the limit \
         was raised or the load went away"
    };
    let mut finding = Finding::new(&RULE, message)
        .severity(if in_force { Severity::Error } else { Severity::Info })
        .basis(Basis::Observed)
        .consequence(consequence)
        .fact(refused.fact())
        .facts(peak.as_ref().map(Counter::fact))
        .facts(cx.variable_fact("max_connections"));
    if server.flavor.refusals == Refusals::LowerBound
        && let Ok(aborted) = cx.seen("Aborted_connects")
    {
        // Every refusal counts there, beside other failed logins: the upper bound.
        finding = finding.fact(aborted.fact());
    }
    if in_force {
        return finding.remedies(ways_out(cx, peak.map_or(limit, |peak| peak.value), percent));
    }
    finding.remedy(Remedy::advice(
        Side::Server,
        "nothing is to be changed; look at the counter again after the next peak, and if it rises find out who asks for more",
    ))
}

/// What the declared pools need, and who holds the rest.
fn ways_out(cx: &Context<'_>, peak: u64, percent: f64) -> Vec<Remedy> {
    // A peak fits in 32 bits: nothing is lost.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let in_force_below = ((peak as f64 * 100.0 / percent.max(1.0)).floor() as u64).saturating_add(1);
    let who = "SELECT user, SUBSTRING_INDEX(host, ':', 1), command, COUNT(*) FROM information_schema.processlist \
               GROUP BY 1, 2, 3";
    let Some(budget) = cx.budget else {
        return vec![
            Remedy::advice(Side::Server, format!("see who holds the connections: {who}")),
            fleet::raise_max_connections(cx, in_force_below),
        ];
    };
    let wanted = budget.total(Phase::Rollout).saturating_add(budget.reserved);
    let text = if budget.exceeds(Phase::Rollout) {
        format!(
            "the declared pools alone may open {}: make them smaller, see fleet-exceeds-max-connections",
            budget.total(Phase::Rollout)
        )
    } else {
        format!("the declared pools open at most {}; somebody else holds the rest: {who}", budget.total(Phase::Rollout))
    };
    vec![Remedy::advice(Side::Client, text), fleet::raise_max_connections(cx, wanted.max(in_force_below))]
}

/// poolcheck itself was turned away.
fn refused_ourselves(refusal: &Refusal, without_facts: bool) -> Finding {
    let stage = match refusal.sql_state {
        None => "no SQLSTATE came with it, so the spare slot is taken as well and an administrator is refused too",
        Some(_) => "it came after the login: the spare slot is free for one administrator",
    };
    let way_in = refusal.way_in.as_ref().map(|failed| format!("; the port for administrators did not help: {failed}"));
    let way_in = way_in.unwrap_or_default();
    Finding::new(&RULE, format!("{} refuses connections now: error {}", refusal.target, refusal.code))
        .basis(Basis::Observed)
        .consequence(format!(
            "max_connections is used up: every new connection of every application fails the same way; {stage}{way_in}"
        ))
        .fact(Fact {
            side: Side::Server,
            name: format!("error {}", refusal.code),
            value: refusal.message.clone(),
            origin: Origin::server("while connecting"),
        })
        .remedy(Remedy::advice(
            Side::Server,
            "log in past the limit: as an administrator on the unix socket, MySQL's admin_port, or MariaDB's extra_port; then \
             SELECT user, host, command, time FROM information_schema.processlist ORDER BY time DESC, and end what sleeps",
        ))
        .remedies(without_facts.then(|| {
            Remedy::advice(
                Side::Server,
                "to have the pools judged against this server all the same: --admin-port PORT reads it through the port for \
                 administrators, --fallback CAPTURE takes its limits from an older capture",
            )
        }))
}

#[cfg(test)]
mod tests {
    use crate::audit::finding::{Basis, Severity};
    use crate::audit::policy::Policy;
    use crate::client::Client;
    use crate::server::unreachable::RefusalKind;
    use crate::server::{Refusal, ServerState};

    /// The findings of an audit that the server turned away.
    fn refused(code: u16, sql_state: Option<&str>) -> crate::audit::Audit {
        let refusal = Refusal {
            target: "db:3306".to_owned(),
            kind: RefusalKind::of(code).expect("a refusal"),
            code,
            sql_state: sql_state.map(str::to_owned),
            message: "Too many connections".to_owned(),
            user: Some("app".to_owned()),
            way_in: None,
        };
        crate::audit::run(&Client::default(), false, &ServerState::Refused(refusal), &Policy::default())
    }

    #[test]
    fn poolcheck_s_own_refusal_is_an_observed_error() {
        let audit = refused(1040, None);
        let finding = audit.findings.iter().find(|finding| finding.rule == "connections-refused").expect("fires");
        assert_eq!((finding.severity, finding.basis), (Severity::Error, Basis::Observed));
        assert!(finding.consequence.contains("spare slot is taken"), "{}", finding.consequence);
    }

    #[test]
    fn a_refusal_after_the_login_leaves_the_spare_slot() {
        let audit = refused(1040, Some("08004"));
        assert!(audit.findings.iter().any(|finding| finding.consequence.contains("free for one administrator")));
    }

    #[test]
    fn an_account_s_refusal_is_user_limit_exceeded_alone() {
        for code in [1203, 1226] {
            let rules: Vec<_> = refused(code, Some("42000")).findings.iter().map(|finding| finding.rule).collect();
            assert_eq!(rules, ["user-limit-exceeded"], "{code}");
        }
    }
}
