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
        Self { file: place.file.to_string(), place: Some(Box::new(place.clone())), message: brief(message), help: None }
    }

    /// An error of a whole file.
    pub fn of(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: None, message: brief(message), help: None }
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(brief(help));
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

/// Characters of a message that are shown from its start and from its end, where it repeats a whole file's worth of text.
const SHOWN: (usize, usize) = (240, 120);

/// Keeps a message a paragraph, whatever value it repeats.
fn brief(message: impl Into<String>) -> String {
    let message = message.into();
    let (start, end) = SHOWN;
    let cut = |characters: usize| message.char_indices().nth(characters).map(|(at, _)| at);
    let tail = message.char_indices().rev().nth(end).map(|(at, _)| at);
    match (cut(start), cut(2 * (start + end)), tail) {
        (Some(head), Some(_), Some(tail)) => {
            format!("{}…{}", message.get(..head).unwrap_or_default(), message.get(tail..).unwrap_or_default())
        }
        _ => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_stays_a_paragraph() {
        let long = ConfigError::of("a.yaml", format!("max_open: `{}` is not a whole number", "ä".repeat(1 << 20)));
        assert!(long.message.chars().count() < 400, "{}", long.message.len());
        assert!(long.message.starts_with("max_open: `ä") && long.message.ends_with("is not a whole number"));
        assert_eq!(ConfigError::of("a.yaml", "short").message, "short");
    }
}
