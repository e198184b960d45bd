//! Nothing limits how long connecting may take.

use std::time::Duration;

use crate::audit::context::Context;
use crate::audit::finding::Severity;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::audit::unlimited::{self, Wait};
use crate::client::pool::settings::Key;

/// connect-timeout-missing
pub(super) static RULE: Rule = Rule {
    name: "connect-timeout-missing",
    summary: "nothing limits connecting: a host that does not answer holds the caller until the kernel gives up",
    category: Category::Timeouts,
    severity: Severity::Info,
    needs: &[Need::Config],
    docs: include_str!("connect_timeout_missing.md"),
    check: Check::Fleet(check),
};

/// Two lost SYNs are survived: Linux sends them again after 1 s each, and before 6.5 after 1 s and 3 s.
const USUAL: Duration = Duration::from_secs(5);

// tcp_syn_retries 6: 1 + 2 + 4 + … + 64 s; since Linux 6.5 four more after a second each, where 134 s were measured.
const CONSEQUENCE: &str = "when a host is gone or a firewall drops packets, whoever needs a new connection waits for two minutes \
     (127 s on Linux before 6.5, 134 s measured since), and requests pile up behind it; the server's connect_timeout does not end that";

fn check(cx: &Context<'_>) -> FleetVerdict {
    let wait = Wait {
        key: Key::ConnectTimeout,
        what: "connecting",
        consequence: |_| CONSEQUENCE.to_owned(),
        time: USUAL,
        why: "long enough for two lost packets".to_owned(),
    };
    unlimited::check(cx, &RULE, &wait)
}
