//! What was written of a pool, on the way to what its library makes of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use crate::client::pool::driver::Driver;
use crate::client::pool::settings::{Hindrance, Key, Setting, Settings, Value};
use crate::text::origin::Origin;

/// What was written under names that are no canonical settings, by the library's own first spelling.
pub type Inputs = BTreeMap<&'static str, Setting>;

/// A pool's settings while its library turns them into what it will do.
#[derive(Debug)]
pub struct Settling<'a> {
    /// The settings, with defaults where nothing was written.
    pub settings: &'a mut Settings,
    /// What was written beside them.
    pub inputs: &'a Inputs,
    /// The library's version, where it is stated.
    pub version: Option<&'a str>,
    /// The driver under the pool, where it is known.
    pub driver: Option<&'static Driver>,
    /// Requests at once in one process, where that is stated.
    pub threads: Option<u64>,
    /// Settings that may be set where nobody can see it: nothing is made of their defaults.
    pub unseen: &'a [Key],
    /// What the library refuses to make a pool of.
    pub refused: Option<Refusal>,
}

/// A value that a library makes no pool of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What the library says to it.
    pub why: String,
    /// The setting, or the library's own name.
    pub name: &'static str,
    /// The value, as it is written.
    pub written: String,
    /// Where it stands.
    pub origin: Origin,
}

impl Settling<'_> {
    /// An effective time.
    pub fn time(&self, key: Key) -> Option<Duration> {
        self.settings.time(key)?.at()
    }

    /// An effective count.
    pub fn count(&self, key: Key) -> Option<u64> {
        self.settings.count(key)?.at()
    }

    /// Whether a setting was written, as opposed to a default.
    pub fn is_written(&self, key: Key) -> bool {
        self.settings.get(key).is_some_and(Setting::is_written)
    }

    /// What was written under one of the library's own names.
    pub fn input(&self, name: &str) -> Option<&Setting> {
        self.inputs.get(name)
    }

    /// A count that was written under one of the library's own names; the default where nothing was.
    pub fn input_count(&self, name: &str, default: u64) -> Value {
        self.input(name).map_or(Value::Count(default), |setting| setting.value)
    }

    /// A switch that was written under one of the library's own names; the default where nothing was or nothing resolved it.
    pub fn input_switch(&self, name: &str, default: bool) -> bool {
        match self.input(name).map(|setting| setting.value) {
            Some(Value::Switch(on)) => on,
            _ => default,
        }
    }

    /// A word that was written under one of the library's own names.
    pub fn input_text(&self, name: &str) -> Option<&str> {
        self.input(name)?.configured.as_deref()
    }

    /// A time that was written under one of the library's own names, the default where nothing was or nothing resolved it; none
    /// where it is off.
    pub fn input_time(&self, name: &str, default: Duration) -> Option<Duration> {
        match self.input(name).map(|setting| setting.value) {
            Some(Value::Time(time)) => Some(time),
            Some(Value::Unlimited) => None,
            _ => Some(default),
        }
    }

    /// The library makes no pool of this setting's value, and why. The first reason stays.
    pub fn refuse(&mut self, key: Key, why: impl Into<String>) {
        let setting = self.settings.get(key).cloned();
        self.note_refusal(key.name(), setting.as_ref(), |value| value.show(key), why.into());
    }

    /// The same of what stands under one of the library's own names.
    pub fn refuse_input(&mut self, name: &'static str, why: impl Into<String>) {
        let setting = self.inputs.get(name).cloned();
        self.note_refusal(name, setting.as_ref(), |_| String::new(), why.into());
    }

    fn note_refusal(
        &mut self,
        name: &'static str,
        setting: Option<&Setting>,
        show: impl Fn(Value) -> String,
        why: String,
    ) {
        let written = setting.map_or_else(String::new, |setting| match &setting.configured {
            Some(text) => text.clone(),
            None => show(setting.value),
        });
        let origin = setting.map_or_else(|| Origin::default(""), |setting| setting.origin.clone());
        self.refused.get_or_insert(Refusal { why, name, written, origin });
    }

    /// The library puts another value in place of what was written, or of the default, and why.
    pub fn replace(&mut self, key: Key, value: Value, why: impl Into<String>) {
        if let Some(setting) = self.settings.get_mut(key) {
            setting.value = value;
            setting.replaced = setting.is_written().then(|| why.into());
        }
    }

    /// Puts the value that the library works out of what was written under its own name: the origin is that line's.
    pub fn derive(&mut self, key: Key, value: Value, from: &str, note: impl Into<String>) {
        let Some(input) = self.inputs.get(from) else { return };
        let mut setting = input.clone();
        let unresolved = setting.value == Value::Unresolved;
        setting.value = if unresolved { Value::Unresolved } else { value };
        setting.written = Some(setting.value);
        if setting.value != input.value {
            setting.spelling = Err(Hindrance::Derived);
            setting.key = None;
        }
        if !unresolved {
            setting.origin.add_note(&note.into());
        }
        self.settings.set(key, setting);
    }

    /// Puts a default that hangs on something else, with what it hangs on.
    pub fn default(&mut self, key: Key, value: Value, note: impl Into<Cow<'static, str>>) {
        if !self.is_written(key) && !self.unseen.contains(&key) {
            self.settings.set(key, Setting { origin: Origin::default(note), ..Setting::defaulted(value, "") });
        }
    }

    /// Puts a default in place of what was written, which holds for other connections only.
    pub fn override_default(&mut self, key: Key, value: Value, note: impl Into<Cow<'static, str>>) {
        if !self.unseen.contains(&key) {
            self.settings.set(key, Setting { origin: Origin::default(note), ..Setting::defaulted(value, "") });
        }
    }

    /// Whether the stated version is at least this one; none where no version is stated.
    pub fn since(&self, version: &str) -> Option<bool> {
        Some(parts(self.version?) >= parts(version))
    }
}

/// The numbers of a version.
pub(super) fn parts(version: &str) -> Vec<u64> {
    let numbers = version.split(|c: char| !c.is_ascii_digit());
    numbers.map_while(|part| part.parse().ok()).collect()
}
