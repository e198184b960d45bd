//! Why a flag cannot be followed.

use crate::client::deploy::map::MapError;
use crate::source::error::ConfigError;

/// A flag that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{flag}`: {message}{}", self.help.as_ref().map_or(String::new(), |help| format!("; {help}")))]
pub struct FlagError {
    /// The flag, as it was typed.
    pub flag: String,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

impl From<MapError> for FlagError {
    fn from(error: MapError) -> Self {
        Self { flag: error.flag, message: error.message, help: Some(error.help) }
    }
}

impl FlagError {
    pub(super) fn new(flag: &str, message: impl Into<String>) -> Self {
        Self { flag: flag.to_owned(), message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn of_config(flag: &str, error: ConfigError) -> Self {
        Self { flag: flag.to_owned(), message: error.message, help: error.help }
    }
}
