//! The pool libraries: one file each, which says only what is particular to it.

pub mod generic;
pub mod go;
pub mod hikaricp;

use std::time::Duration;

use super::settings::{Key, Settings, Value};

/// A pool's implementation: names, defaults, clamps, and what zero means.
#[derive(Debug)]
pub struct Library {
    /// The name in `library:` and in reports.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// Its settings and what they are when nothing is said.
    pub defaults: &'static [Default],
    /// What zero or a negative number means for a setting, in the library's own code.
    pub nothing: fn(Key) -> Option<Value>,
    /// Turns what was written into what the library will do: clamps and silent replacements.
    pub settle: fn(&mut Settings),
    /// How late the library may act on a lifetime or an idle limit that has passed.
    pub reaction: Reaction,
    /// The driver version that brought a check on checkout, where there is one.
    pub check_since: Option<CheckSince>,
}

/// A library's default for one setting.
#[derive(Debug)]
pub struct Default {
    /// The setting.
    pub key: Key,
    /// Its value when nothing is said.
    pub value: Value,
    /// Where that is documented.
    pub source: &'static str,
}

/// How late a library may act, and why.
#[derive(Debug)]
pub struct Reaction {
    /// The longest delay.
    pub time: Duration,
    /// Where that is known from.
    pub source: &'static str,
}

/// The driver version that brought a check on checkout.
#[derive(Debug)]
pub struct CheckSince {
    /// The driver's name.
    pub driver: &'static str,
    /// The first version that has it.
    pub version: &'static str,
    /// The name that it gives itself in the session's attributes, which no version before the check did.
    pub announces: &'static str,
    /// What the check is called.
    pub name: &'static str,
    /// Where that is documented.
    pub source: &'static str,
}

/// All libraries, by name.
pub static LIBRARIES: &[&Library] = &[&generic::GENERIC, &go::GO, &hikaricp::HIKARICP];

/// The library with this name.
pub fn named(name: &str) -> Option<&'static Library> {
    LIBRARIES.iter().copied().find(|library| library.name == name)
}

impl PartialEq for Library {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Library {}

impl Library {
    /// Whether the library has this setting at all.
    pub fn has(&self, key: Key) -> bool {
        self.defaults.iter().any(|default| default.key == key)
    }

    /// Fills in the defaults and turns what was written into effective values.
    pub fn complete(&self, settings: &mut Settings) {
        self.complete_except(settings, &[]);
    }

    /// The same, with no default for the settings in `hidden`: they may be set where nobody can see it.
    pub fn complete_except(&self, settings: &mut Settings, hidden: &[Key]) {
        for default in self.defaults.iter().filter(|default| !hidden.contains(&default.key)) {
            settings.set_default(default.key, default.value, default.source);
        }
        (self.settle)(settings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::settings::Setting;
    use crate::text::origin::Origin;

    /// Settings as a library makes them of what a test writes.
    pub(super) fn settled_by(library: &Library, pairs: &[(Key, &str)]) -> Settings {
        let mut settings = Settings::default();
        for (key, text) in pairs {
            let value = Value::parse(*key, text).expect("a test's own value");
            settings.set(*key, Setting::written(value, *text, Origin::flag("test")));
        }
        library.complete(&mut settings);
        settings
    }

    #[test]
    fn libraries_are_sorted_and_unique() {
        let names: Vec<_> = LIBRARIES.iter().map(|library| library.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_default_is_of_its_setting_s_kind() {
        for library in LIBRARIES {
            for default in library.defaults {
                let fits = match default.value {
                    Value::Unlimited => default.key.no_limit().is_some(),
                    value => Value::parse(default.key, &value.show(default.key).replace(' ', "")) == Ok(value),
                };
                assert!(fits, "{}: {}", library.name, default.key.name());
            }
        }
    }
}
