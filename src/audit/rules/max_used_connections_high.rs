//! The server's own record: how full it has been.

use crate::audit::context::{Context, Counter};
use crate::audit::finding::{Basis, Finding, Remedy, Severity, Side};
use crate::audit::fleet;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::thresholds::{PEAK_ERROR, PEAK_WARN};
use crate::server::flavors::Refusals;
use crate::text::origin::Stated;
use crate::text::quantity::show_percent;

/// max-used-connections-high
pub(super) static RULE: Rule = Rule {
    name: "max-used-connections-high",
    summary: "the most connections that were ever open come close to max_connections",
    category: Category::Capacity,
    severity: Severity::Error,
    needs: &[Need::Variables, Need::Counters],
    docs: include_str!("max_used_connections_high.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let server = cx.server()?;
    let limit = cx.variable("max_connections")?;
    if limit.value == 0 && server.flavor.zero_is_no_limit {
        return Ok(Vec::new());
    }
    let peak = cx.seen("Max_used_connections")?;
    let reaches = |percent: f64| peak.value as f64 * 100.0 >= limit.value as f64 * percent;
    if reaches(cx.threshold(&PEAK_ERROR)) {
        return Ok(vec![finding(cx, &peak, &limit, Severity::Error)]);
    }
    if reaches(cx.threshold(&PEAK_WARN)) {
        return Ok(vec![finding(cx, &peak, &limit, Severity::Warning)]);
    }
    // A low peak is evidence only after some time.
    cx.rate("Max_used_connections")?;
    Ok(Vec::new())
}

fn finding(cx: &Context<'_>, peak: &Counter, limit: &Stated<u64>, severity: Severity) -> Finding {
    let share = show_percent(peak.value as f64, limit.value as f64);
    let message =
        format!("{} of {} connections were in use at once{}: {share}", peak.value, limit.value, peak.in_the_last());
    let clear = first_clear(peak.value, cx.threshold(&PEAK_WARN));
    Finding::new(&RULE, message)
        .severity(severity)
        .basis(Basis::Observed)
        .consequence(meaning(cx, peak.value, limit.value))
        .fact(peak.fact())
        .facts(cx.variable_fact("max_connections"))
        .remedy(Remedy::advice(
            Side::Server,
            "see who holds them at the next peak: SELECT user, SUBSTRING_INDEX(host, ':', 1), command, COUNT(*) FROM \
             information_schema.processlist GROUP BY 1, 2, 3",
        ))
        .remedy(fleet::raise_max_connections(cx, clear))
}

/// The smallest max_connections at which the peak is below `percent`.
fn first_clear(peak: u64, percent: f64) -> u64 {
    // A peak fits in 32 bits: nothing is lost.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let limit = (peak as f64 * 100.0 / percent.max(1.0)).floor() as u64;
    limit.saturating_add(1)
}

/// What a peak below, at and above the limit means.
fn meaning(cx: &Context<'_>, peak: u64, limit: u64) -> String {
    let counted = cx.server.known().and_then(|server| server.counter("Connection_errors_max_connections"));
    let exact = cx.server.known().is_some_and(|server| server.flavor.refusals == Refusals::Exact);
    match peak.checked_sub(limit) {
        None => format!(
            "{} are left at the peak: one more deployment, or a burst of retries, is `Error 1040: Too many connections`",
            limit - peak
        ),
        Some(0) => "the server was exactly full: nobody need have been refused yet, and the next one is, with \
                    `Error 1040: Too many connections`"
            .to_owned(),
        Some(1) if exact && counted.is_some_and(|counter| counter.value == 0) => {
            "the server was full, and the connection above the limit was an administrator in the spare slot: no refusal was \
             counted, and the next application that asks is one"
                .to_owned()
        }
        Some(1) => "the limit was hit: the connection above it is one that was refused with `Error 1040: Too many \
                    connections`, or an administrator in the spare slot"
            .to_owned(),
        Some(above) => format!(
            "{above} more than the limit: max_connections was lowered since, or administrators came in by a port of their \
             own; for applications the server was full"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::first_clear;

    #[test]
    fn the_limit_that_clears_a_peak_is_the_first() {
        assert_eq!(first_clear(80, 80.0), 101);
        assert_eq!(first_clear(152, 80.0), 191);
    }
}
