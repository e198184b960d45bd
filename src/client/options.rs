//! How files are to be read: what `--profile`, `--library` and `--at` say.

use crate::client::pool::library::Library;

/// How files are to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// `--profile`: the profiles that are active, such as Spring's profiles or Rails' environments.
    pub profiles: Vec<String>,
    /// `--library`: the library of the pools that are found, where the file's own words do not say it.
    pub library: Option<&'static Library>,
    /// `--at`: the sections that hold pools, as paths of keys.
    pub at: Vec<String>,
    /// `--include`: files and folders that are judged whatever they are called.
    pub included: Vec<String>,
}
