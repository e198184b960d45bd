//! Globs over paths, and what a path looks like to them.

use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};

use crate::source::error::ConfigError;

/// Whether a path is a glob, where no file has that name.
pub(super) fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// A path without `./` before it.
pub(super) fn tidy(path: &str) -> &str {
    path.trim_start_matches("./")
}

/// A glob, and whether it says what the files' names look like.
pub(super) struct Glob {
    matcher: GlobMatcher,
    names_files: bool,
}

/// How a glob takes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It says what the file's name looks like, so the name is not asked.
    ByName,
    /// It takes the folder, or everything in it.
    ByFolder,
    /// It does not.
    Not,
}

impl Glob {
    /// Reads a glob.
    ///
    /// # Errors
    /// It is none.
    pub(super) fn new(given: &str) -> Result<Self, ConfigError> {
        let glob = GlobBuilder::new(tidy(given)).literal_separator(true).build();
        let glob = glob.map_err(|error| {
            ConfigError::of(given, format!("there is no such file, and it is no glob: {}", error.kind()))
        })?;
        let last = given.rsplit('/').next().unwrap_or_default();
        Ok(Self { matcher: glob.compile_matcher(), names_files: last.contains(char::is_alphanumeric) })
    }

    /// How the glob takes the file at a path.
    pub(super) fn takes(&self, path: &Path) -> Taken {
        let mut above = path.ancestors();
        match above.next() {
            Some(path) if self.matcher.is_match(path) => {
                if self.names_files {
                    Taken::ByName
                } else {
                    Taken::ByFolder
                }
            }
            _ if above.any(|folder| self.matcher.is_match(folder)) => Taken::ByFolder,
            _ => Taken::Not,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(glob: &str, path: &str) -> Taken {
        Glob::new(glob).expect("a glob").takes(Path::new(path))
    }

    #[test]
    fn a_glob_takes_files_by_their_names_or_with_their_folders() {
        assert_eq!(takes("./a/*.yml", "a/b.yml"), Taken::ByName);
        assert_eq!(takes("a/*", "a/b.yml"), Taken::ByFolder);
        assert_eq!(takes("a/*", "a/b/c/d.yml"), Taken::ByFolder);
        assert_eq!(takes("**/*.yml", "b.yml"), Taken::ByName);
        assert_eq!(takes("a/*.yml", "a/b/c.yml"), Taken::Not);
    }

    #[test]
    fn what_is_no_glob_is_refused() {
        let error = Glob::new("a/[b").err().expect("refused").to_string();
        assert!(error.contains("it is no glob"), "{error}");
    }
}
