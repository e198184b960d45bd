//! SQLAlchemy's `QueuePool`: a size, an overflow above it, and an age that is looked at when a connection is taken.
//!
//! Sources: `pool/impl.py`, `pool/base.py` and `engine/create.py` of SQLAlchemy 2.1
//! (<https://docs.sqlalchemy.org/en/21/core/pooling.html>), and the settings of what stands on it: Flask-SQLAlchemy 2.5 and 3.1,
//! oslo.db 18, Airflow 1 to 3, MLflow, django-db-connection-pool 1.2.

mod names;
mod sites;

use std::time::Duration;

use crate::client::pool::behaviour::{AfterError, Behaviour};
use crate::client::pool::lever::{in_seconds, switched_on};
use crate::client::pool::library::Moment;
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;
use names::{ENABLED, INI_PRE_PING, OVERFLOW, POOL_CLASS, SIZE};

const SOURCE: &str = "SQLAlchemy: https://docs.sqlalchemy.org/en/21/core/engines.html#sqlalchemy.create_engine";

/// `library: sqlalchemy`
pub static SQLALCHEMY: Library = Library {
    name: "sqlalchemy",
    title: "SQLAlchemy",
    language: Language::Python,
    names: names::NAMES,
    words: &[(Key::MaxOpen, "pool_size + max_overflow"), (Key::MaxIdle, "pool_size")],
    sites: sites::SITES,
    defaults: &[
        default(Key::MaxOpen, Value::Count(15), "SQLAlchemy: pool_size 5 and max_overflow 10"),
        default(Key::MaxIdle, Value::Count(5), "SQLAlchemy: pool_size 5; an overflow is closed when it is given back"),
        unlimited(Key::MaxLifetime, "SQLAlchemy: pool_recycle -1"),
        default_seconds(Key::AcquireTimeout, 30, SOURCE),
        default(Key::Validation, Value::Switch(false), "SQLAlchemy: pool_pre_ping is off"),
    ],
    nothing: |key| matches!(key, Key::MaxLifetime).then_some(Value::Unlimited),
    settle,
    ends_idle: &[Key::MaxLifetime],
    behaviour: Behaviour { after_error: AfterError::DropsAll, ..Behaviour::PINGS },
    multiplies: "one pool for each engine in each worker process",
    reaction: Reaction {
        time: Duration::from_secs(5),
        source: "SQLAlchemy looks at the age when a connection is taken; 5 s for what the application does before it asks",
    },
    levers: &[
        switched_on(Key::Validation, "pool_pre_ping=True").at("in create_engine(…)"),
        in_seconds(Key::MaxLifetime, "pool_recycle={}").at("in create_engine(…)"),
    ],
    age_looked_at: &[Moment::Checkout],
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    total(pool);
    if pool.input(INI_PRE_PING).is_some() {
        let why = "text in an INI file, of which any is on: `false` too";
        pool.derive(Key::Validation, Value::Switch(true), INI_PRE_PING, why);
    }
    pool_class(pool);
}

/// A part of the total: what was written under its name, or the default with which its place came.
fn part(pool: &Settling<'_>, name: &str, default: Option<u64>) -> Option<Value> {
    pool.input(name).map(|setting| setting.value).or(default.map(Value::Count))
}

/// `pool_size + max_overflow`. The defaults of both come in the settings that are made of them: a place may have its own.
fn total(pool: &mut Settling<'_>) {
    let (has_size, has_overflow) = (pool.input(SIZE).is_some(), pool.input(OVERFLOW).is_some());
    let (kept, most) = (pool.count(Key::MaxIdle), pool.count(Key::MaxOpen));
    if !has_size && !has_overflow {
        // A total that was stated as one may be below the default size.
        if let (Some(kept), Some(most)) = (kept, most)
            && most < kept
        {
            pool.default(Key::MaxIdle, Value::Count(most), "no more than there are");
        }
        return;
    }
    let above = most.zip(kept).map(|(most, kept)| most.saturating_sub(kept));
    let (Some(size), Some(overflow)) = (part(pool, SIZE, kept), part(pool, OVERFLOW, above)) else { return };
    let word = |value: Value, written: bool| {
        let text = value.show(Key::MaxOpen);
        if written { text } else { format!("{text} by default") }
    };
    let (size_word, overflow_word) = (word(size, has_size), word(overflow, has_overflow));
    let (total, note) = match (size, overflow) {
        (Value::Count(size), Value::Count(overflow)) => {
            let total = Value::Count(size.saturating_add(overflow));
            (total, format!("pool_size {size_word} + max_overflow {overflow_word}"))
        }
        (Value::Unlimited, _) => (Value::Unlimited, "pool_size 0 is no limit".to_owned()),
        (_, Value::Unlimited) => (Value::Unlimited, "max_overflow -1 is no limit".to_owned()),
        _ => (Value::Unresolved, String::new()),
    };
    // The part that is not known tells where to look.
    let unknown = [SIZE, OVERFLOW].into_iter().find(|name| part(pool, name, None) == Some(Value::Unresolved));
    let from = unknown.unwrap_or(if has_size { SIZE } else { OVERFLOW });
    pool.derive(Key::MaxOpen, total, from, note);
    if has_size {
        pool.derive(Key::MaxIdle, size, SIZE, "pool_size; an overflow is closed when it is given back");
    }
}

/// Pools that are no `QueuePool`.
fn pool_class(pool: &mut Settling<'_>) {
    if !pool.input_switch(ENABLED, true) {
        let why = "no pool: a connection for each use, and none is kept";
        pool.derive(Key::MaxOpen, Value::Unlimited, ENABLED, why);
        pool.derive(Key::MaxIdle, Value::Count(0), ENABLED, why);
    }
    let Some(class) = pool.input_text(POOL_CLASS).map(str::to_ascii_lowercase) else { return };
    let (most, kept, why) = if class.contains("nullpool") {
        (Value::Unlimited, Value::Count(0), "NullPool makes a connection for each use and keeps none")
    } else if class.contains("staticpool") || class.contains("assertionpool") {
        (Value::Count(1), Value::Count(1), "a pool of one connection")
    } else {
        return;
    };
    pool.derive(Key::MaxOpen, most, POOL_CLASS, why);
    pool.derive(Key::MaxIdle, kept, POOL_CLASS, why);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::pool::settings::{Limit, Setting, Settings};
    use crate::text::origin::Origin;

    fn settled(inputs: &[(&'static str, Value)]) -> Settings {
        let mut settings = Settings::default();
        let written = |(name, value): &(&'static str, Value)| {
            let text = value.show(Key::MaxOpen);
            (*name, Setting::written(*value, text, Origin::flag("test")))
        };
        let inputs = inputs.iter().map(written).collect();
        let version = None;
        SQLALCHEMY.complete(&mut Settling {
            settings: &mut settings,
            inputs: &inputs,
            version,
            threads: None,
            driver: None,
            unseen: &[],
            refused: None,
        });
        // A remedy's change settles a second time.
        SQLALCHEMY.settle_change(&mut settings, &inputs, version);
        settings
    }

    #[test]
    fn the_total_is_the_size_and_the_overflow() {
        let count = |inputs: &[(&'static str, Value)]| settled(inputs).count(Key::MaxOpen);
        assert_eq!(count(&[]), Some(Limit::At(15)));
        assert_eq!(count(&[(SIZE, Value::Count(20))]), Some(Limit::At(30)));
        assert_eq!(count(&[(OVERFLOW, Value::Count(0))]), Some(Limit::At(5)));
        assert_eq!(count(&[(SIZE, Value::Count(20)), (OVERFLOW, Value::Count(7))]), Some(Limit::At(27)));
        assert_eq!(count(&[(SIZE, Value::Unlimited)]), Some(Limit::Unlimited));
        assert_eq!(count(&[(SIZE, Value::Count(20)), (OVERFLOW, Value::Unlimited)]), Some(Limit::Unlimited));
        assert_eq!(count(&[(SIZE, Value::Unresolved), (OVERFLOW, Value::Count(7))]), None);
    }

    #[test]
    fn an_overflow_is_not_kept() {
        let settings = settled(&[(SIZE, Value::Count(20)), (OVERFLOW, Value::Count(7))]);
        assert_eq!(settings.count(Key::MaxIdle), Some(Limit::At(20)));
        let note = settings.get(Key::MaxOpen).and_then(|setting| setting.origin.note.clone());
        assert!(note.is_some_and(|note| note.ends_with("pool_size 20 + max_overflow 7")));
    }
}
