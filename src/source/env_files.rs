//! The environment files that frameworks read by themselves, `.env` and its kin, for the configurations beside and below them.
//!
//! Which of them counts more is the framework's: <https://symfony.com/doc/current/configuration.html#overriding-environment-values-via-env-local>,
//! <https://nextjs.org/docs/pages/guides/environment-variables#environment-variable-load-order>,
//! <https://github.com/bkeepers/dotenv#customizing-rails>. Compose, Prisma, Laravel and the dotenv libraries read `.env` alone.

use crate::source::forms::env;
use crate::text::place::{Place, SourceFile};

/// The name of the file that all of them read.
pub const BASE: &str = ".env";

/// An environment file that a framework reads by itself.
#[derive(Debug, Clone)]
pub(super) struct EnvFile {
    /// Its folder, with `/` at its end where it has a name.
    folder: String,
    /// What stands behind `.env`: nothing, `.local`, `.production`.
    suffix: String,
    /// Its variables, the last of a name first.
    entries: Vec<(String, String, Place)>,
}

/// Variables that name the environment that a framework runs in.
const MODES: [&str; 4] = ["APP_ENV", "RAILS_ENV", "RACK_ENV", "NODE_ENV"];

/// The environment where no file names it.
const PRODUCTION: [&str; 2] = ["production", "prod"];

/// Whether a file is one that frameworks read by themselves, by its name.
pub fn is_one(path: &str) -> bool {
    let (_, name) = split(path);
    name.strip_prefix(BASE).is_some_and(|suffix| suffix.is_empty() || suffix.starts_with('.'))
}

fn split(path: &str) -> (&str, &str) {
    path.rfind(['/', '\\']).map_or(("", path), |at| path.split_at(at + 1))
}

impl EnvFile {
    /// Reads one.
    pub(super) fn of(file: &SourceFile) -> Self {
        let (folder, name) = split(file.name());
        let entries = env::pairs(file).into_iter().filter_map(|entry| {
            let text = entry.value.scalar()?.text.clone();
            Some((entry.key, text, file.place(entry.value.span)))
        });
        let mut entries: Vec<_> = entries.collect();
        entries.reverse();
        let suffix = name.strip_prefix(BASE).unwrap_or_default();
        Self { folder: folder.to_owned(), suffix: suffix.to_owned(), entries }
    }

    fn get(&self, name: &str) -> Option<(String, Place)> {
        let (_, text, place) = self.entries.iter().find(|(known, ..)| known == name)?;
        Some((text.clone(), place.clone()))
    }
}

/// A variable for a file: of the nearest folder at or above its own that sets it, and there of the file that counts most.
pub(super) fn lookup(files: &[EnvFile], path: &str, name: &str) -> Option<(String, Place)> {
    let (own, _) = split(path);
    let mut folder = own;
    loop {
        let here = || files.iter().filter(|file| file.folder == folder);
        let mode = here().filter(|file| file.suffix.is_empty()).find_map(mode_of);
        let found = order(path, mode.as_deref())
            .into_iter()
            .find_map(|suffix| here().filter(|file| file.suffix == suffix).find_map(|file| file.get(name)));
        if found.is_some() || folder.is_empty() {
            return found;
        }
        folder = split(folder.trim_end_matches(['/', '\\'])).0;
    }
}

fn mode_of(base: &EnvFile) -> Option<String> {
    MODES.iter().find_map(|name| base.get(name)).map(|(text, _)| text).filter(|text| !text.is_empty())
}

/// The suffixes of the files that the framework behind a configuration reads, what counts most first.
fn order(path: &str, mode: Option<&str>) -> Vec<String> {
    let (folder, name) = split(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_node = ["js", "ts", "mjs", "cjs", "mts", "cts"].contains(&ending);
    let is_rails = ending == "rb" || name == "database.yml";
    let is_symfony = folder.ends_with("config/packages/") || folder.contains("/config/packages/");
    let modes: Vec<String> = match mode {
        Some(mode) => vec![mode.to_owned()],
        None => PRODUCTION.map(str::to_owned).to_vec(),
    };
    let of_mode = |ending: &str| modes.iter().map(|mode| format!(".{mode}{ending}")).collect::<Vec<_>>();
    let local = vec![".local".to_owned()];
    let base = vec![String::new()];
    if is_node || is_rails {
        [of_mode(".local"), local, of_mode(""), base].concat()
    } else if is_symfony {
        [of_mode(".local"), of_mode(""), local, base].concat()
    } else {
        base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(files: &[(&str, &str)], path: &str) -> Option<String> {
        let read = |(name, text): &(&str, &str)| EnvFile::of(&SourceFile::new(*name, *text));
        let files: Vec<_> = files.iter().map(read).collect();
        lookup(&files, path, "X").map(|(text, _)| text)
    }

    #[test]
    fn the_nearest_folder_that_sets_it_decides() {
        let files = [(".env", "X=1"), ("a/.env", "Y=5\n"), ("a/b/.env", "X=3\nX=4\n")];
        for (path, wanted) in [("a/b/c/d.py", "4"), ("a/d.py", "1"), ("d.py", "1"), ("ab/d.py", "1")] {
            assert_eq!(get(&files, path).as_deref(), Some(wanted), "{path}");
        }
        assert_eq!(get(&files[2..], "a/d.py"), None);
    }

    #[test]
    fn each_framework_has_its_order() {
        let files = [(".env", "X=base"), (".env.local", "X=local"), (".env.prod", "X=mode")];
        for (path, wanted) in [
            ("settings.py", "base"),
            ("compose.yaml", "base"),
            ("config/packages/doctrine.yaml", "mode"),
            ("src/db.ts", "local"),
            ("config/database.yml", "local"),
        ] {
            assert_eq!(get(&files, path).as_deref(), Some(wanted), "{path}");
        }
    }

    #[test]
    fn the_base_names_the_environment() {
        let files = [(".env", "APP_ENV=stage\nX=base"), (".env.stage", "X=mode"), (".env.prod", "X=no")];
        assert_eq!(get(&files, "config/packages/doctrine.yaml").as_deref(), Some("mode"));
    }

    #[test]
    fn names_are_told_from_others() {
        assert!(is_one("a/.env") && is_one(".env.local") && !is_one("prod.env") && !is_one(".envrc"));
    }
}
