//! What the file says is not what the library does.

use crate::audit::context::{Context, client_fact, setting_fact};
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::client::pool::Pool;
use crate::client::pool::remark::{Remark, Twice};
use crate::client::pool::settings::{Key, Limit, Setting};

/// setting-replaced
pub(super) static RULE: Rule = Rule {
    name: "setting-replaced",
    summary: "the library silently replaces a configured value",
    category: Category::Config,
    severity: Severity::Warning,
    needs: &[Need::Config],
    docs: include_str!("setting_replaced.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let mut findings = Vec::new();
    for pool in cx.pools()? {
        for (key, setting) in pool.settings.iter().filter(|(key, _)| !is_the_idle_cap(pool, *key)) {
            findings.extend(finding(pool, key, setting));
        }
    }
    findings.extend(cx.client.remarks.iter().filter_map(|remark| match remark {
        Remark::Twice(twice) => Some(written_twice(twice)),
        Remark::UnknownKey { .. } | Remark::BareDuration(_) => None,
    }));
    Ok(findings)
}

/// Two keys of one section that mean the same: the application reads one of them.
fn written_twice(twice: &Twice) -> Finding {
    let key = twice.setting;
    let name = key.name();
    let shown = |setting: &Setting| format!("{} ({})", setting.value.show(key), setting.origin);
    let fact = |label: &str, setting: &Setting| client_fact(label, setting.value.show(key), &setting.origin);
    let message = format!("{name} is written twice: {} and {}", shown(&twice.passed_over), shown(&twice.taken));
    Finding::new(&RULE, message)
        .pool(&twice.pool)
        .subject(format!("{name} twice"))
        .at(&twice.taken.origin)
        .consequence(format!(
            "the application reads one of the two, and nobody who reads the file knows which; {} was judged",
            twice.taken.value.show(key)
        ))
        .fact(fact(name, &twice.passed_over))
        .fact(fact(name, &twice.taken))
        .remedy(Remedy::advice(
            Side::Client,
            format!("keep the {name} that the application reads, and take the other out"),
        ))
}

/// max_idle lowered to max_open: max-idle-exceeds-max-open says it.
fn is_the_idle_cap(pool: &Pool, key: Key) -> bool {
    let count = |key| pool.settings.count(key).and_then(Limit::at);
    key == Key::MaxIdle && count(Key::MaxIdle) == count(Key::MaxOpen)
}

fn finding(pool: &Pool, key: Key, setting: &Setting) -> Option<Finding> {
    let (written, why) = (setting.written?, setting.replaced.as_ref()?);
    let (name, effective) = (key.name(), setting.value.show(key));
    let written = written.show(key);
    Some(
        Finding::new(&RULE, format!("{name} {written} is replaced: the pool uses {effective}"))
            .pool(&pool.name)
            .subject(name)
            .at(&setting.origin)
            .consequence(format!("{why}; whoever reads {written} in the file is wrong about the pool"))
            .facts(setting_fact(pool, key))
            .remedy(Remedy::advice(
                Side::Client,
                format!(
                    "write what is meant: {effective}, which is in force, or a value that {} accepts",
                    pool.library.title
                ),
            )),
    )
}
