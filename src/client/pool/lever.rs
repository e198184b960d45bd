//! What can really be set on a pool or on the driver under it, as somebody types it.

use std::time::Duration;

use crate::client::pool::library::names::Unit;
use crate::client::pool::settings::{Key, Limit, Settings, Spelling, Value, Wording};

/// One thing that can be set, in its own syntax and place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lever {
    /// The setting that it is.
    pub key: Key,
    /// How it is typed; `{}` stands for the value, `{less}` for one less than the pool's limit.
    pub typed: &'static str,
    /// What a bare number of it is measured in.
    pub unit: Unit,
    /// Where it is typed, as the rest of a sentence: `on the JDBC URL`; empty where it stands beside the pool's other keys.
    pub place: &'static str,
    /// Whether it acts only where fewer connections may idle than be open, so that it is typed with a limit of those.
    pub below_max_open: bool,
}

const fn lever(key: Key, typed: &'static str, unit: Unit) -> Lever {
    Lever { key, typed, unit, place: "", below_max_open: false }
}

/// One that takes a time in milliseconds.
pub const fn in_millis(key: Key, typed: &'static str) -> Lever {
    lever(key, typed, Unit::Time(Duration::from_millis(1)))
}

/// One that takes a time in seconds.
pub const fn in_seconds(key: Key, typed: &'static str) -> Lever {
    lever(key, typed, Unit::Time(Duration::from_secs(1)))
}

/// One that takes a time with its unit.
pub const fn in_words(key: Key, typed: &'static str) -> Lever {
    lever(key, typed, Unit::Worded)
}

/// A switch that is typed so to be on.
pub const fn switched_on(key: Key, typed: &'static str) -> Lever {
    lever(key, typed, Unit::Switch)
}

impl Lever {
    /// Says where it is typed.
    #[must_use]
    pub const fn at(mut self, place: &'static str) -> Self {
        self.place = place;
        self
    }

    /// Acts only where fewer connections may idle than be open.
    #[must_use]
    pub const fn below_max_open(mut self) -> Self {
        self.below_max_open = true;
        self
    }

    /// The lever with a value, as it is typed in a pool with these settings: `maxLifetime=450000`.
    pub fn typed(&self, value: Value, settings: &Settings) -> Option<String> {
        if self.unit == Unit::Switch {
            return (value == Value::Switch(true)).then(|| self.typed.to_owned());
        }
        let wording = match self.unit {
            Unit::Time(unit) => Wording::Bare(unit),
            Unit::Count => Wording::Own,
            _ => Wording::GoDuration,
        };
        let text = (value != Value::Unlimited).then(|| Spelling::plain(wording).write(self.key, value))??;
        let less = settings.count(Key::MaxOpen).and_then(Limit::at).map_or(1, |open| open.saturating_sub(1).max(1));
        Some(self.typed.replace("{less}", &less.to_string()).replace("{}", &text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::pool::settings::Setting;
    use crate::text::origin::Origin;

    #[test]
    fn it_is_typed_in_its_own_unit() {
        let settings = Settings::default();
        let time = Value::Time(Duration::from_secs(450));
        let typed = |lever: Lever| lever.typed(time, &settings);
        assert_eq!(typed(in_millis(Key::MaxLifetime, "maxLifetime={}")).as_deref(), Some("maxLifetime=450000"));
        assert_eq!(typed(in_seconds(Key::MaxLifetime, "pool_recycle={}")).as_deref(), Some("pool_recycle=450"));
        assert_eq!(switched_on(Key::Validation, "check=on").typed(Value::Switch(false), &settings), None);
    }

    #[test]
    fn what_may_idle_is_below_what_may_be_open() {
        let mut settings = Settings::default();
        settings.set(Key::MaxOpen, Setting::written(Value::Count(20), "20", Origin::flag("test")));
        let lever = in_millis(Key::MaxIdleTime, "maxIdle: {less}, idleTimeout: {}").below_max_open();
        let typed = lever.typed(Value::Time(Duration::from_secs(60)), &settings);
        assert_eq!(typed.as_deref(), Some("maxIdle: 19, idleTimeout: 60000"));
    }
}
