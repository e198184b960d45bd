//! What the code states for one setting: a number, a duration or a switch with its place, or what nothing resolves.

use std::time::Duration;

use crate::client::go::code::constants::{Number, Scope};
use crate::client::go::code::tree::{Expr, Kind, Source};
use crate::client::go::value::nothing;
use crate::client::pool::draft::Draft;
use crate::client::pool::remark::{BareDuration, Remark, UnitKnowledge};
use crate::client::pool::settings::{Hindrance, Key, Measure, Setting, Spelling, Value, Wording};
use crate::text::origin::Origin;

/// Characters of an expression that a note repeats.
const SHOWN: usize = 60;

/// Puts what an expression states for a setting into a pool.
///
/// `shared` says that other pools have their value from the same place.
pub(super) fn put<'p>(draft: &mut Draft, key: Key, scope: Scope<'p>, expr: &'p Expr, shared: bool) {
    if key.measure() == Measure::Switch {
        draft.pool.settings.set(key, switch(scope, expr, shared));
        return;
    }
    let read = scope.number(expr).and_then(|number| value(key, &number).map(|value| (number, value)));
    let Some((number, value)) = read else {
        draft.pool.settings.set(key, unresolved(scope.source, expr));
        return;
    };
    if key == Key::MaxAllowedPacket && value == Value::Unlimited {
        // 0 asks the server, whose limit is not known here.
        draft.unseen.push(key);
        return;
    }
    let edit = if shared { number.edit.and(Err(Hindrance::Shared)) } else { number.edit };
    let number = Number { edit, ..number };
    draft.pool.settings.set(key, stated(key, value, &number));
    if is_bare(key, &number) {
        draft.remarks.push(Remark::BareDuration(bare(key, &number)));
    }
}

fn stated(key: Key, value: Value, number: &Number<'_>) -> Setting {
    let mut origin = Origin::file(number.source.file.place(number.span));
    origin.note = number.note.clone().map(Into::into);
    if is_bare(key, number) {
        origin.add_note("a bare number of a Go duration: nanoseconds");
    }
    let spelling = match number.edit {
        Err(hindrance) => Err(hindrance),
        Ok(()) if key.measure() == Measure::Time && (is_bare(key, number) || !has_time(number.source)) => {
            Err(Hindrance::Form)
        }
        Ok(()) => Ok(Spelling::plain(Wording::GoSource)),
    };
    Setting { spelling, ..Setting::written(value, number.source.slice(number.span), origin) }
}

/// A number of nanoseconds where nobody means any.
fn is_bare(key: Key, number: &Number<'_>) -> bool {
    key.measure() == Measure::Time && !number.has_unit && number.value > 0
}

fn bare(key: Key, number: &Number<'_>) -> BareDuration {
    let text = number.source.slice(number.span);
    let with_unit = match number.edit {
        Err(hindrance) => Err(hindrance),
        // Behind a sum the unit would belong to its last part only.
        Ok(()) if text.contains(['+', '-']) || !has_time(number.source) => Err(Hindrance::Form),
        Ok(()) => Ok(format!("{text} * time.Second")),
    };
    BareDuration {
        pool: String::new(),
        setting: key,
        text: number.value.to_string(),
        with_unit,
        unit: UnitKnowledge::Nanoseconds,
        place: number.source.file.place(number.span),
    }
}

/// Whether the file can write `time.Second`.
fn has_time(source: &Source) -> bool {
    source.imports.get("time").is_some_and(|path| path == "time")
}

/// What a number means to the setter or the field; none where Go would not compile it.
fn value(key: Key, number: &Number<'_>) -> Option<Value> {
    if number.value <= 0 {
        return Some(nothing(key));
    }
    let positive = u64::try_from(number.value).ok().filter(|number| i64::try_from(*number).is_ok())?;
    match key.measure() {
        Measure::Count => (!number.has_unit).then_some(Value::Count(positive)),
        Measure::Size => (!number.has_unit).then_some(Value::Size(positive)),
        Measure::Time => Some(Value::Time(Duration::from_nanos(positive))),
        Measure::Switch => None,
    }
}

fn switch<'p>(scope: Scope<'p>, expr: &'p Expr, shared: bool) -> Setting {
    let (written, value) = scope.behind(expr).unwrap_or((scope, expr));
    let Kind::Name(name) = &value.kind else { return unresolved(scope.source, expr) };
    let on = match name.as_str() {
        "true" => true,
        "false" => false,
        _ => return unresolved(scope.source, expr),
    };
    let shared = shared || !std::ptr::eq(value, expr);
    let spelling = if shared { Err(Hindrance::Shared) } else { Ok(Spelling::plain(Wording::GoSource)) };
    let origin = Origin::file(written.source.file.place(value.span));
    Setting { spelling, ..Setting::written(Value::Switch(on), name, origin) }
}

/// What only the running program knows.
pub(super) fn unresolved(source: &Source, expr: &Expr) -> Setting {
    let text = source.slice(expr.span);
    Setting::unresolved(text, Origin::file(source.file.place(expr.span)), &brief(text))
}

/// An expression as a note repeats it: on one line, never long, and never what may hold a password.
pub(super) fn brief(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.contains(['"', '`']) && line.contains('@') || line.chars().count() > SHOWN {
        return "the expression".to_owned();
    }
    format!("`{line}`")
}
