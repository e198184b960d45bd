//! A key that nothing reads: the setting it was meant to be has its default.

use crate::audit::context::Context;
use crate::audit::finding::{Edit, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::client::pool::remark::{Elsewhere, Remark};
use crate::client::pool::settings::{Hindrance, Key, Setting};
use crate::text::origin::Origin;
use crate::text::place::Place;

/// unknown-setting
pub(super) static RULE: Rule = Rule {
    name: "unknown-setting",
    summary: "a key that nothing reads",
    category: Category::Config,
    severity: Severity::Warning,
    needs: &[Need::Config],
    docs: include_str!("unknown_setting.md"),
    check: Check::Fleet(check),
};

/// Where a key stands, and whether other sections share it.
#[derive(Clone, Copy)]
struct At<'a> {
    place: &'a Place,
    shared: bool,
}

fn check(cx: &Context<'_>) -> FleetVerdict {
    if !cx.config_given {
        return Err(Skip::lacking("a configuration (--config)"));
    }
    let findings = cx.client.remarks.iter().filter_map(|remark| match remark {
        Remark::UnknownKey { pool, key, nearest, elsewhere, place, shared } => {
            let at = At { place, shared: *shared };
            Some(finding(cx, pool.as_deref(), key, (*nearest, elsewhere.as_ref()), at))
        }
        Remark::BareDuration(_) | Remark::Twice(_) => None,
    });
    Ok(findings.collect())
}

fn finding(
    cx: &Context<'_>,
    pool: Option<&str>,
    key: &str,
    known: (Option<&'static str>, Option<&Elsewhere>),
    at: At<'_>,
) -> Finding {
    let place = at.place;
    let (message, consequence, remedy) = match known {
        (_, Some(Elsewhere { why, instead })) => (
            format!("nothing reads `{key}`: {why}"),
            "the setting that it should be has its default, whatever stands here".to_owned(),
            Remedy::advice(Side::Client, format!("{instead} ({place})")),
        ),
        (Some(known), None) => (
            format!("nothing reads `{key}`; `{known}` is the nearest known key"),
            format!("{known} keeps its default, whatever stands here"),
            rename(cx, pool, key, known, at),
        ),
        (None, None) => (
            format!("nothing reads `{key}`"),
            "whatever stands here has no effect".to_owned(),
            Remedy::advice(Side::Client, format!("remove `{key}` ({place}), or correct its name")),
        ),
    };
    let finding = Finding::new(&RULE, message)
        .subject(key)
        .at(&Origin::file(place.clone()))
        .consequence(consequence)
        .remedy(remedy);
    match pool {
        Some(pool) => finding.pool(pool),
        None => finding,
    }
}

/// Renames the key, unless the known one stands there as well: then only a person can tell which was meant.
fn rename(cx: &Context<'_>, pool: Option<&str>, key: &str, known: &'static str, at: At<'_>) -> Remedy {
    let place = at.place;
    let text = format!("rename `{key}` to `{known}` ({place})");
    let written = pool.zip(Key::named(known)).is_some_and(|(name, known)| {
        let pool = cx.client.pool(name);
        pool.and_then(|pool| pool.settings.get(known)).is_some_and(Setting::is_written)
    });
    if written {
        return Remedy::advice(Side::Client, format!("remove `{key}` ({place}): `{known}` is set as well"));
    }
    let edit = Edit { place: place.clone(), replacement: known.to_owned() };
    Remedy::change(text, if at.shared { Err(Hindrance::Shared) } else { Ok(edit) })
}
