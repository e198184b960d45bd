//! `wait_timeout` and `interactive_timeout` differ, so a look in the mysql client shows the wrong number.

use crate::audit::context::Context;
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::audit::timeouts;
use crate::text::quantity::show_seconds;

/// interactive-timeout-differs
pub(super) static RULE: Rule = Rule {
    name: "interactive-timeout-differs",
    summary: "wait_timeout and interactive_timeout differ, so the mysql client shows another limit than pools get",
    category: Category::Staleness,
    severity: Severity::Info,
    needs: &[Need::Variables],
    docs: include_str!("interactive_timeout_differs.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let server = cx.server()?;
    let wait = timeouts::limit(cx, "wait_timeout")?;
    let interactive = timeouts::limit(cx, "interactive_timeout")?;
    if wait.time == interactive.time {
        // The mysql client is interactive: its own wait_timeout always equals interactive_timeout.
        return match server.variables.get("wait_timeout") {
            Some(entry) if entry.session => Err(Skip::lacking("global values (SHOW GLOBAL VARIABLES)")),
            _ => Ok(Vec::new()),
        };
    }
    let (pools, people) = (show_seconds(wait.time), show_seconds(interactive.time));
    let consequence = if server.flavor.idle_is_min_of_both {
        "this server ends an idle session after the smaller of the two, whatever the client is".to_owned()
    } else {
        format!(
            "pools get {pools}; SHOW VARIABLES in the mysql client shows {people} for both, because its session is \
             interactive: compare pools with SELECT @@global.wait_timeout"
        )
    };
    Ok(vec![
        Finding::new(&RULE, format!("wait_timeout {pools} and interactive_timeout {people} differ"))
            .consequence(consequence)
            .fact(wait.fact())
            .fact(interactive.fact())
            .remedy(remedies::set_server(
                cx,
                "interactive_timeout",
                wait.time.as_secs(),
                "only to spare the next reader",
            ))
            .remedy(Remedy::advice(Side::Server, "read SHOW GLOBAL VARIABLES, never SHOW VARIABLES, to judge a pool")),
    ])
}
