//! Nothing limits how long a dial may take.

use std::time::Duration;

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Severity};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Value};

/// connect-timeout-missing
pub(super) static RULE: Rule = Rule {
    name: "connect-timeout-missing",
    summary: "no connect_timeout: a host that does not answer holds the caller until the kernel gives up",
    category: Category::Timeouts,
    severity: Severity::Warning,
    needs: &[Need::Config],
    docs: include_str!("connect_timeout_missing.md"),
    check: Check::Pool(check),
};

/// Two lost SYNs are survived: Linux sends them again after 1 s and 3 s, and then after 7 s.
const USUAL: Duration = Duration::from_secs(5);

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    if let Limit::At(_) = cx.time(pool, Key::ConnectTimeout)? {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(
            &RULE,
            "connect_timeout is not set: a dial may take as long as the kernel tries, about 127 s on Linux",
        )
        .at_setting(pool, Key::ConnectTimeout)
        .consequence(
            "when the host is gone or a firewall drops packets every request that needs a new connection hangs \
                 for two minutes, and requests pile up behind it; the server's connect_timeout does not end a dial",
        )
        .facts(setting_fact(pool, Key::ConnectTimeout))
        .remedy(remedies::set_client(
            pool,
            Key::ConnectTimeout,
            Value::Time(USUAL),
            "long enough for two lost packets",
        )),
    ))
}
