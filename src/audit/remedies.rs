//! The ways out that many rules offer: a new value on the client's line, a statement on the server.

use std::time::Duration;

use super::context::Context;
use super::finding::{Assignment, Edit, Remedy, Side};
use super::thresholds::LIFETIME_MARGIN;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Hindrance, Key, Limit, Measure, Setting, Spelling, Value, Wording};
use crate::text::origin::Origin;

/// A new value for a pool's setting, with the edit where the value stands in a file that can be edited.
///
/// Where the application's own file states it, or poolcheck's form does, that line changes; else it is said as it is typed.
pub fn set_client(pool: &Pool, key: Key, value: Value, why: &str) -> Remedy {
    let setting = pool.settings.get(key);
    let place = setting.and_then(|setting| setting.origin.place.as_ref());
    let (word, shown) = (pool.word(key), value.show(key));
    let setter = setter(word, key, value);
    if let Some(lever) = setter.clone().or_else(|| pool.lever_text(key, value)).filter(|_| place.is_none()) {
        let verb = if setter.is_some() { "call" } else { "set" };
        let text = format!("{verb} {lever}{}{why}", if why.is_empty() { "" } else { ": " });
        return Remedy::change(text, edit(pool, key, value)).typed(lever);
    }
    let spelled = setter.clone().or_else(|| pool.spelled(key, value)).unwrap_or_else(|| shown.clone());
    // A bare number says less than the time that it means.
    let meant = (spelled != shown && key.measure() == Measure::Time).then_some(shown);
    let beside: Vec<_> = meant.into_iter().chain(place.map(ToString::to_string)).collect();
    let beside = if beside.is_empty() { String::new() } else { format!(" ({})", beside.join(", ")) };
    let change = if setter.is_some() { format!("call {spelled}") } else { format!("set {word} to {spelled}") };
    let text = format!("{change}{beside}{}{why}", if why.is_empty() { "" } else { ": " });
    let remedy = Remedy::change(text, edit(pool, key, value));
    match remedy.hindrance {
        // What is worked out of several values, or comes from elsewhere, is not typed here.
        Some(Hindrance::Derived | Hindrance::Placeholder) => remedy,
        _ => remedy.typed(setter.unwrap_or_else(|| typed(pool, word, &spelled))),
    }
}

/// The call of a setting that is made in code: `SetMaxIdleConns(20)`.
fn setter(word: &str, key: Key, value: Value) -> Option<String> {
    let value = Spelling::plain(Wording::GoSource).write(key, value)?;
    word.starts_with("Set").then(|| format!("{word}({value})"))
}

/// A key and its value as they would be typed into the pool's file, or into its connection string.
fn typed(pool: &Pool, word: &str, value: &str) -> String {
    let file = pool.place.as_ref().map_or("", |place| place.file.as_ref());
    let in_lines = [".properties", ".env", ".ini", ".cnf", ".conf"].iter().any(|end| file.ends_with(end));
    let of_driver = pool.library.words.iter().any(|(_, of_library)| *of_library == word);
    let in_string = of_driver || pool.library.param_of(word).is_some();
    if in_lines || in_string { format!("{word}={value}") } else { format!("{word}: {value}") }
}

/// A client's time below another side's limit; where the library would undo it, the word that the other side must move.
pub fn act_before(pool: &Pool, key: Key, time: Duration, why: &str) -> Remedy {
    let value = Value::Time(time);
    let mut settings = pool.settings.clone();
    let remedy = |value: Value, key: Key| Setting::written(value, value.show(key), Origin::inferred("a remedy"));
    settings.set(key, remedy(value, key));
    if pool.lever(key).is_some_and(|lever| lever.below_max_open)
        && let Some(Limit::At(open)) = settings.count(Key::MaxOpen)
    {
        settings.set(Key::MaxIdle, remedy(Value::Count(open.saturating_sub(1)), Key::MaxIdle));
    }
    let version = pool.library_version.as_ref().map(|version| version.value.as_str());
    pool.library.settle_change(&mut settings, &pool.inputs, version);
    match settings.get(key) {
        Some(Setting { value: effective, replaced: Some(reason), .. }) if *effective != value => {
            let text = format!("raise the other side's limit, since {} cannot be {}", key.name(), value.show(key));
            Remedy::advice(Side::Client, format!("{text}: {reason}"))
        }
        _ if pool.lever(key).is_some_and(|lever| lever.below_max_open) => {
            let title = pool.library.title;
            set_client(
                pool,
                key,
                value,
                &format!("{why}; {title} ends idle connections only where fewer may idle than be open"),
            )
        }
        _ => set_client(pool, key, value, why),
    }
}

fn edit(pool: &Pool, key: Key, value: Value) -> Result<Edit, Hindrance> {
    let setting = pool.settings.get(key).ok_or(Hindrance::NotInFile)?;
    if setting.value == Value::Unresolved {
        return Err(Hindrance::Placeholder);
    }
    let spelling = setting.spelling?;
    let place = setting.origin.place.clone().ok_or(Hindrance::NotInFile)?;
    let replacement = spelling.write(key, value).ok_or(Hindrance::Form)?;
    Ok(Edit { place, replacement })
}

/// A new value for a variable of the server, in the way that its flavour keeps.
pub fn set_server(cx: &Context<'_>, variable: &str, value: impl std::fmt::Display, why: &str) -> Remedy {
    let (sql, text) = match cx.server.known() {
        Some(server) => {
            let statement = server.flavor.set_statement(server.version, variable, &value);
            (statement.sql, statement.text)
        }
        None => (None, format!("set {variable} = {value} on the server")),
    };
    let text = if why.is_empty() { text } else { format!("{text}; {why}") };
    let assignments = vec![Assignment { variable: variable.to_owned(), value: value.to_string() }];
    Remedy { sql, assignments, ..Remedy::advice(Side::Server, text) }
}

/// The margin that a remedy leaves to `limit`: 30 s, a tenth, or the time that the library takes to act, whichever is
/// most, but never more than half of it.
pub fn margin(cx: &Context<'_>, pool: &Pool, limit: Duration) -> Duration {
    least_margin(cx, pool, limit).min(limit / 2)
}

/// The longest client limit that stays clear of a server's limit, in whole seconds where it has any.
pub fn below(cx: &Context<'_>, pool: &Pool, limit: Duration) -> Duration {
    let clear = limit.saturating_sub(margin(cx, pool, limit));
    if clear.as_secs() > 0 { Duration::from_secs(clear.as_secs()) } else { clear }
}

/// The smallest whole number of seconds of a server's limit that stays clear of a client's.
pub fn above(cx: &Context<'_>, pool: &Pool, age: Duration) -> u64 {
    whole_seconds(age.saturating_add(least_margin(cx, pool, age)))
}

/// A time in whole seconds, rounded up.
pub fn whole_seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0))
}

fn least_margin(cx: &Context<'_>, pool: &Pool, limit: Duration) -> Duration {
    let policy = Duration::try_from_secs_f64(cx.threshold(&LIFETIME_MARGIN)).unwrap_or_default();
    // A sweep that comes late is to find the connection before the other side does.
    let reaction = pool.reaction_time();
    policy.max(limit / 10).max(reaction.saturating_add(reaction / 10))
}
