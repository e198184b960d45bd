//! The client would send a packet that the server does not take.

use crate::audit::context::{Context, setting_fact};
use crate::audit::finding::{Finding, Severity};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, Need, PoolVerdict, Rule};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Setting, Value};
use crate::text::quantity::show_size;

/// packet-limit-mismatch
pub(super) static RULE: Rule = Rule {
    name: "packet-limit-mismatch",
    summary: "the client's packet limit is above the server's",
    category: Category::Driver,
    severity: Severity::Warning,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("packet_limit_mismatch.md"),
    check: Check::Pool(check),
};

/// The largest `max_allowed_packet` of any server, 1 GiB
/// (<https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_allowed_packet>).
const LARGEST: u64 = 1 << 30;

/// The server rounds `max_allowed_packet` down to a multiple of this.
const BLOCK: u64 = 1024;

fn check(cx: &Context<'_>, pool: &Pool) -> PoolVerdict {
    let server = cx.variable("max_allowed_packet")?;
    // A driver's own default is none of the user's business: the server's error says enough.
    if !pool.settings.get(Key::MaxAllowedPacket).is_some_and(Setting::is_written) {
        return Ok(None);
    }
    let setting = cx.setting(pool, Key::MaxAllowedPacket)?;
    let Value::Size(client) = setting.value else { return Ok(None) };
    if client <= server.value {
        return Ok(None);
    }
    let mut finding = Finding::new(
        &RULE,
        format!("max_allowed_packet {} is above the server's {}", show_size(client), show_size(server.value)),
    )
    .subject(Key::MaxAllowedPacket.name())
    .at(&setting.origin)
    .consequence(format!(
        "a statement between {} and {} passes the client's own check and is refused by the server, which closes the \
         connection: `Error 1153: Got a packet bigger than 'max_allowed_packet' bytes`, `broken pipe` or `invalid connection`",
        show_size(server.value),
        show_size(client)
    ))
    .facts(setting_fact(pool, Key::MaxAllowedPacket))
    .facts(cx.variable_fact("max_allowed_packet"))
    .remedy(remedies::set_client(pool, Key::MaxAllowedPacket, Value::Size(server.value), "the server's own limit"));
    if client <= LARGEST {
        let enough = client.next_multiple_of(BLOCK);
        finding = finding.remedy(remedies::set_server(
            cx,
            "max_allowed_packet",
            enough,
            "it reaches a session when it connects; its buffer grows only when such a packet comes",
        ));
    }
    Ok(Some(finding))
}
