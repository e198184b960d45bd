//! A configuration that cannot be read: which file, which line, what to write instead.

use crate::text::place::Place;

/// Why a configuration cannot be used. Always the user's to fix, so it says how.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct ConfigError {
    /// The file's name.
    pub file: String,
    /// The place in it, where there is one.
    pub place: Option<Box<Place>>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

impl ConfigError {
    /// An error at a place.
    pub fn at(place: &Place, message: impl Into<String>) -> Self {
        Self { file: place.file.to_string(), place: Some(Box::new(place.clone())), message: message.into(), help: None }
    }

    /// An error of a whole file.
    pub fn of(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: None, message: message.into(), help: None }
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn sentence(&self) -> String {
        let place = match &self.place {
            Some(place) => format!("{}:{}:{}", place.file, place.start.line, place.start.column),
            None => self.file.clone(),
        };
        match &self.help {
            Some(help) => format!("{place}: {}; {help}", self.message),
            None => format!("{place}: {}", self.message),
        }
    }
}
