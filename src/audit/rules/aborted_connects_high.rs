//! Many logins fail.

use crate::audit::churn::show_rate;
use crate::audit::context::{Context, Counter};
use crate::audit::finding::{Basis, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::thresholds::{ABORTED_CONNECTS_SHARE, ABORTED_PER_HOUR};
use crate::server::flavors::Refusals;
use crate::text::quantity::show_percent;

/// aborted-connects-high
pub(super) static RULE: Rule = Rule {
    name: "aborted-connects-high",
    summary: "many connections fail before or in the login",
    category: Category::Churn,
    severity: Severity::Warning,
    needs: &[Need::Variables, Need::Counters],
    docs: include_str!("aborted_connects_high.md"),
    check: Check::Fleet(check),
};

/// Which part of the failures is what, where the server says.
const PARTS: [&str; 3] = ["Aborted_connects_preauth", "Access_denied_errors", "Connection_errors_max_connections"];

fn check(cx: &Context<'_>) -> FleetVerdict {
    let (aborted, mut connections) = (cx.rate("Aborted_connects")?, cx.rate("Connections")?);
    if cx.server()?.flavor.refusals == Refusals::LowerBound {
        // MariaDB counts what the listener refuses among the aborted, but gives it no thread id.
        connections.value += cx.seen("Connection_errors_max_connections").map_or(0, |refused| refused.value);
    }
    let often = aborted.exceeds_per_hour(cx.threshold(&ABORTED_PER_HOUR));
    if !often || !aborted.exceeds_share(&connections, cx.threshold(&ABORTED_CONNECTS_SHARE))? {
        return Ok(Vec::new());
    }
    let share = show_percent(aborted.per_second(), connections.per_second());
    let message = format!("{} logins an hour fail, {share} of the connections", show_rate(aborted.per_hour()));
    let parts = PARTS.into_iter().filter_map(|name| cx.seen(name).ok());
    Ok(vec![
        Finding::new(&RULE, message)
            .basis(Basis::Observed)
            .consequence(
                "each held one of max_connections while it lasted, up to connect_timeout where the peer said nothing; an \
                 application that causes them sees `Access denied` (1045, 1044), 1203, 1226, 1040 or a broken handshake",
            )
            .fact(aborted.fact())
            .fact(connections.fact())
            .facts(parts.map(|part: Counter| part.fact()))
            .remedy(Remedy::advice(
                Side::Server,
                "see which host and why: SELECT ip, sum_connect_errors, count_handshake_errors, count_authentication_errors, \
                 count_max_user_connections_errors FROM performance_schema.host_cache (empty with skip_name_resolve)",
            ))
            .remedy(Remedy::advice(
                Side::Path,
                "let health checks log in instead of opening the port and closing it, and look for a pool with an old password",
            )),
    ])
}
