//! A value whose placeholders were followed, and what each of them was resolved by.

use crate::text::origin::{Origin, OriginKind};
use crate::text::place::Place;

/// A value whose placeholders were followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The text as it is written.
    pub written: String,
    /// What each placeholder was resolved by.
    pub by: Vec<By>,
}

/// One placeholder and what resolved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The variable or key.
    pub name: String,
    /// Where its text came from.
    pub from: Source,
}

/// What a placeholder was resolved by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The default text beside it.
    Default,
    /// A variable of poolcheck's own environment.
    Environment,
    /// A line of an environment file.
    EnvFile(Place),
    /// Another key of the same file, on this line.
    Key(usize),
}

impl Filled {
    /// The origin of a value at `place` that was filled like this: the environment's where that decided, else the file's.
    pub fn origin(&self, place: Place) -> Origin {
        let origin = Origin::file(place).with_note(self.note());
        match self.by.iter().find(|by| matches!(by.from, Source::Environment | Source::EnvFile(_))) {
            None => origin,
            Some(By { from: Source::EnvFile(line), name }) => {
                let used = origin.place.as_ref().map_or_else(String::new, |place| format!(", used on {place}"));
                Origin { kind: OriginKind::Env, place: Some(line.clone()), note: Some(format!("{name}{used}").into()) }
            }
            Some(_) => Origin { kind: OriginKind::Env, ..origin },
        }
    }

    fn note(&self) -> String {
        let named = |wanted: fn(&Source) -> bool| -> Vec<&str> {
            self.by.iter().filter(|by| wanted(&by.from)).map(|by| by.name.as_str()).collect()
        };
        let defaults = named(|from| *from == Source::Default);
        let keys = named(|from| matches!(from, Source::Key(_)));
        let variables = named(|from| matches!(from, Source::Environment | Source::EnvFile(_)));
        let part = |words: &str, names: Vec<&str>| (!names.is_empty()).then(|| format!("{words} {}", names.join(", ")));
        let parts = [part("the environment's", variables), part("the default of", defaults), part("by", keys)];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}
