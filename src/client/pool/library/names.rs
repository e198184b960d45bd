//! A library's own names for settings: how they are spelled, what they are measured in, and what zero and less mean there.

use std::time::Duration;

use crate::client::pool::library::sites::same;
use crate::client::pool::settings::{Key, Measure, Value};
use crate::text::spoken;

/// One of a library's own names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// The name as the library documents it; every case style of it is the same name.
    pub name: &'static str,
    /// Other names that mean the same.
    pub also: &'static [&'static str],
    /// The name under which the library finds it, where it is an input and several places call it differently.
    pub kept_as: &'static str,
    /// What it sets.
    pub meaning: Meaning,
    /// What a bare number of it is measured in.
    pub unit: Unit,
    /// How surely the name shows which library is used.
    pub weight: Weight,
    /// What zero means, where it is no plain zero.
    pub zero: Option<Value>,
    /// What a number below zero means, where it is allowed.
    pub negative: Option<Value>,
    /// What `None`, `nil` and `null` mean, where they are no absence.
    pub null: Option<Value>,
    /// What `false` means for what is no switch, where it is allowed.
    pub off: Option<Value>,
    /// What a switch that is on means for a setting that is no switch; off is no limit.
    pub on: Option<Value>,
    /// The key beside it that names its unit, as `java.util.concurrent.TimeUnit` does.
    pub unit_key: Option<&'static str>,
    /// Whether other case styles are other names.
    pub exact: bool,
}

/// What a name sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A canonical setting.
    Setting(Key),
    /// Something that the library makes a setting of: an overflow, a sweeper's period.
    Input(Measure),
    /// The connection string, which says whose pool it is.
    Link,
    /// Nothing that an audit needs; but that it is there shows which library is used.
    Nothing,
}

/// What a bare number is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole things.
    Count,
    /// On or off.
    Switch,
    /// Bytes.
    Bytes,
    /// A time of which a bare number has this unit. Words with a unit are read as they say.
    Time(Duration),
    /// A time that must say its unit; a bare number is refused by the library.
    Worded,
    /// Any word, such as a class's name: it is on where something is written, and the text is what counts.
    Text,
}

/// How surely a name shows which library is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Many things have such a name: it counts where the library is known already.
    Weak,
    /// Several pools have it.
    Plain,
    /// No other pool has it.
    Unique,
}

const MILLISECOND: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

const fn name(name: &'static str, meaning: Meaning, unit: Unit) -> Name {
    Name {
        name,
        also: &[],
        kept_as: name,
        meaning,
        unit,
        weight: Weight::Plain,
        zero: None,
        negative: None,
        null: None,
        off: None,
        on: None,
        unit_key: None,
        exact: false,
    }
}

/// A number of things.
pub const fn count(spelling: &'static str, key: Key) -> Name {
    name(spelling, Meaning::Setting(key), Unit::Count)
}

/// A switch.
pub const fn switch(spelling: &'static str, key: Key) -> Name {
    name(spelling, Meaning::Setting(key), Unit::Switch)
}

/// A size in bytes.
pub const fn bytes(spelling: &'static str, key: Key) -> Name {
    name(spelling, Meaning::Setting(key), Unit::Bytes)
}

/// A time in milliseconds.
pub const fn millis(spelling: &'static str, key: Key) -> Name {
    name(spelling, Meaning::Setting(key), Unit::Time(MILLISECOND))
}

/// A time in seconds.
pub const fn seconds(spelling: &'static str, key: Key) -> Name {
    name(spelling, Meaning::Setting(key), Unit::Time(SECOND))
}

/// A time in minutes.
pub const fn minutes(spelling: &'static str, key: Key) -> Name {
    name(spelling, Meaning::Setting(key), Unit::Time(MINUTE))
}

/// A time with its unit, such as `30s`.
pub const fn worded(spelling: &'static str, key: Key) -> Name {
    name(spelling, Meaning::Setting(key), Unit::Worded)
}

/// A count that the library makes a setting of.
pub const fn input_count(spelling: &'static str) -> Name {
    name(spelling, Meaning::Input(Measure::Count), Unit::Count)
}

/// A switch that the library makes a setting of.
pub const fn input_switch(spelling: &'static str) -> Name {
    name(spelling, Meaning::Input(Measure::Switch), Unit::Switch)
}

/// A time in milliseconds that the library makes a setting of.
pub const fn input_millis(spelling: &'static str) -> Name {
    name(spelling, Meaning::Input(Measure::Time), Unit::Time(MILLISECOND))
}

/// A time in seconds that the library makes a setting of.
pub const fn input_seconds(spelling: &'static str) -> Name {
    name(spelling, Meaning::Input(Measure::Time), Unit::Time(SECOND))
}

/// A word that the library makes a setting of: the name of a class.
pub const fn input_text(spelling: &'static str) -> Name {
    name(spelling, Meaning::Input(Measure::Switch), Unit::Text)
}

/// A connection string.
pub const fn link(spelling: &'static str) -> Name {
    name(spelling, Meaning::Link, Unit::Text)
}

/// A name that only shows which library is used.
pub const fn sign(spelling: &'static str) -> Name {
    name(spelling, Meaning::Nothing, Unit::Count)
}

impl Name {
    /// Whether it is this setting.
    pub fn sets(&self, key: Key) -> bool {
        self.meaning == Meaning::Setting(key)
    }

    /// Other spellings of it.
    #[must_use]
    pub const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    /// An input that other sites call differently: the library finds it under this name.
    #[must_use]
    pub const fn kept_as(self, name: &'static str) -> Self {
        Self { kept_as: name, ..self }
    }

    /// No other pool has this name.
    #[must_use]
    pub const fn unique(self) -> Self {
        Self { weight: Weight::Unique, ..self }
    }

    /// Things that are no pool have it as well.
    #[must_use]
    pub const fn weak(self) -> Self {
        Self { weight: Weight::Weak, ..self }
    }

    /// Zero means this.
    #[must_use]
    pub const fn zero(self, value: Value) -> Self {
        Self { zero: Some(value), ..self }
    }

    /// A number below zero means this.
    #[must_use]
    pub const fn negative(self, value: Value) -> Self {
        Self { negative: Some(value), ..self }
    }

    /// `None`, `nil` and `null` mean this, and are no absence.
    #[must_use]
    pub const fn null(self, value: Value) -> Self {
        Self { null: Some(value), ..self }
    }

    /// `false` means this, where no switch stands.
    #[must_use]
    pub const fn off(self, value: Value) -> Self {
        Self { off: Some(value), ..self }
    }

    /// Zero and less mean that there is no limit.
    #[must_use]
    pub const fn none_is_unlimited(self) -> Self {
        self.zero(Value::Unlimited).negative(Value::Unlimited)
    }

    /// A switch that is on stands for this value of a setting that is no switch.
    #[must_use]
    pub const fn on(self, value: Value) -> Self {
        Self { on: Some(value), ..self }
    }

    /// A key beside it may name another unit.
    #[must_use]
    pub const fn unit_key(self, key: &'static str) -> Self {
        Self { unit_key: Some(key), ..self }
    }

    /// The same with the unit that a text names: `MINUTES`.
    #[must_use]
    pub fn in_unit(self, text: &str) -> Self {
        let unit = spoken::duration(&format!("1 {}", text.trim()));
        unit.map_or(self, |unit| Self { unit: Unit::Time(unit), ..self })
    }

    /// Other case styles are other names.
    #[must_use]
    pub const fn exact(self) -> Self {
        Self { exact: true, ..self }
    }

    /// Whether a key is this name: in any case style, unless it must be exact.
    pub fn is(&self, key: &str) -> bool {
        self.spellings().any(|spelling| if self.exact { spelling == key } else { same(spelling, key) })
    }

    /// All spellings.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.also.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_beside_names_the_unit() {
        let name = seconds("idleTimeout", Key::MaxIdleTime);
        assert_eq!(name.in_unit("MINUTES").unit, Unit::Time(MINUTE));
        assert_eq!(name.in_unit("MILLISECONDS").unit, Unit::Time(MILLISECOND));
        assert_eq!(name.in_unit("FORTNIGHTS").unit, Unit::Time(SECOND));
    }
}
