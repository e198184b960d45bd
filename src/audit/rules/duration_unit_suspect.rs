//! A bare number where a duration is wanted: its unit is the reader's, and may not be the writer's.

use std::time::Duration;

use crate::audit::context::Context;
use crate::audit::finding::{Edit, Fact, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::audit::thresholds::SECONDS_ABSURD;
use crate::client::pool::remark::{BareDuration, Remark, UnitKnowledge};
use crate::text::origin::Origin;
use crate::text::quantity::show_duration;

/// duration-unit-suspect
pub(super) static RULE: Rule = Rule {
    name: "duration-unit-suspect",
    summary: "a bare number for a duration, whose unit is not what was meant or not certain",
    category: Category::Config,
    severity: Severity::Error,
    needs: &[Need::Config],
    docs: include_str!("duration_unit_suspect.md"),
    check: Check::Fleet(check),
};

/// A number of nanoseconds from here on was worked out, not mistyped: nobody means a billion seconds.
const NANOSECONDS_MEANT: Duration = Duration::from_secs(1);

fn check(cx: &Context<'_>) -> FleetVerdict {
    if !cx.config_given {
        return Err(Skip::lacking("a configuration (--config)"));
    }
    let findings = cx.client.remarks.iter().filter_map(|remark| match remark {
        Remark::BareDuration(bare) => judge(cx, bare),
        Remark::UnknownKey { .. } | Remark::Twice(_) => None,
    });
    Ok(findings.collect())
}

fn judge(cx: &Context<'_>, bare: &BareDuration) -> Option<Finding> {
    // Zero is the same in every unit, and a negative number means "no limit".
    let number: f64 = bare.text.trim().parse().ok().filter(|number| *number > 0.0)?;
    let finding = match bare.unit {
        UnitKnowledge::Nanoseconds => nanoseconds(bare, number)?,
        UnitKnowledge::AssumedSeconds if number >= cx.threshold(&SECONDS_ABSURD) => absurd_seconds(bare, number),
        UnitKnowledge::AssumedSeconds => assumed_seconds(bare),
    };
    let origin = Origin::file(bare.place.clone());
    let fact = Fact { side: Side::Client, name: bare.setting.name().to_owned(), value: bare.text.clone(), origin };
    Some(finding.pool(&bare.pool).subject(bare.setting.name()).at(&Origin::file(bare.place.clone())).fact(fact))
}

/// The reader is known to be Go's `time.Duration`.
fn nanoseconds(bare: &BareDuration, number: f64) -> Option<Finding> {
    let (name, text) = (bare.setting.name(), &bare.text);
    let time = Duration::try_from_secs_f64(number / 1e9).ok()?;
    if time >= NANOSECONDS_MEANT {
        return None;
    }
    let with_unit = bare.with_unit.as_ref().map_or_else(|_| format!("{text}s"), |written| written.replace('"', ""));
    let edit = bare.with_unit.clone().map(|replacement| Edit { place: bare.place.clone(), replacement });
    Some(
        Finding::new(&RULE, format!("{name} {text} has no unit and is read as nanoseconds: {}", tiny(number)))
            .consequence(match name {
                "max_lifetime" | "max_idle_time" => {
                    "every connection is too old as soon as it is used: the pool opens a new one for each query"
                }
                _ => "the time is over before anything can happen: every call fails, or the limit never acts",
            })
            .remedy(Remedy::change(
                format!("write the unit: `{with_unit}` if seconds were meant ({})", bare.place),
                edit,
            )),
    )
}

/// Nanoseconds for people: whole ones stay exact.
fn tiny(number: f64) -> String {
    if number < 1000.0 { format!("{number} ns") } else { format!("{} µs", number / 1000.0) }
}

/// Nobody said the unit, and as seconds the number makes no sense.
fn absurd_seconds(bare: &BareDuration, number: f64) -> Finding {
    let (name, text) = (bare.setting.name(), &bare.text);
    let days = (number / 86_400.0).floor();
    let milliseconds = Duration::try_from_secs_f64(number / 1e3).map(show_duration).unwrap_or_default();
    Finding::new(&RULE, format!("{name} {text} has no unit, and as seconds it would be {days} days"))
        .consequence(format!(
            "if the application reads seconds, {name} never acts; milliseconds would be {milliseconds}: one of the writer \
             and the reader is wrong"
        ))
        .remedy(Remedy::advice(
            Side::Client,
            format!("look up the unit in the application's code, and write it with the value ({})", bare.place),
        ))
}

/// Nobody said the unit; seconds are the custom.
fn assumed_seconds(bare: &BareDuration) -> Finding {
    let (name, text) = (bare.setting.name(), &bare.text);
    Finding::new(&RULE, format!("{name} {text} has no unit: seconds are assumed"))
        .severity(Severity::Info)
        .consequence(format!(
            "the verdict on {name} holds for seconds; an application that decodes it into a Go time.Duration reads {text} \
             nanoseconds"
        ))
        .remedy(Remedy::advice(
            Side::Client,
            format!("write the unit (`{text}s`, {}) if the application reads durations as text", bare.place),
        ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::policy::Policy;
    use crate::client::Client;
    use crate::client::pool::settings::Key;
    use crate::server::ServerState;
    use crate::text::place::{SourceFile, Span};

    /// The severity for a bare number, of the audit of a file that holds nothing else.
    fn severity(text: &str, unit: UnitKnowledge) -> Option<Severity> {
        let file = SourceFile::new("app.yaml", text);
        let place = file.place(Span { start: 0, end: text.len() });
        let setting = Key::MaxLifetime;
        let with_unit = Ok(format!("{text}s"));
        let bare = BareDuration { pool: "app".to_owned(), setting, text: text.to_owned(), with_unit, unit, place };
        let client = Client { remarks: vec![Remark::BareDuration(bare)], ..Client::default() };
        let audit = crate::audit::run(&client, true, &ServerState::NotGiven, &Policy::default());
        audit.findings.iter().find(|finding| finding.rule == RULE.name).map(|finding| finding.severity)
    }

    #[test]
    fn nanoseconds_are_a_mistake_below_a_second() {
        for (text, expected) in [
            ("3600", Some(Severity::Error)),
            ("999999999", Some(Severity::Error)),
            ("1000000000", None),
            ("3600000000000", None),
            ("0", None),
            ("-1", None),
        ] {
            assert_eq!(severity(text, UnitKnowledge::Nanoseconds), expected, "{text}");
        }
    }

    #[test]
    fn assumed_seconds_are_a_mistake_from_thirty_days() {
        for (text, expected) in [
            ("3600", Some(Severity::Info)),
            ("2591999", Some(Severity::Info)),
            ("2592000", Some(Severity::Error)),
            ("1e400", Some(Severity::Error)),
            ("0", None),
            ("-1", None),
        ] {
            assert_eq!(severity(text, UnitKnowledge::AssumedSeconds), expected, "{text}");
        }
    }

    #[test]
    fn a_time_of_microseconds_is_shown_as_such() {
        assert_eq!((tiny(300.0), tiny(3600.0)), ("300 ns".to_owned(), "3.6 µs".to_owned()));
    }
}
