//! The stacks of `tests/real`: a folder each, with the configuration file that poolcheck and the library read.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// What a stack's `stack.json` says, as far as it is asked for here.
#[derive(Deserialize)]
struct Said {
    library: String,
    config: String,
    #[serde(default)]
    aged: Option<f64>,
}

/// A stack.
pub(crate) struct Stack {
    /// `python/sqlalchemy-pymysql`.
    pub(crate) name: String,
    /// The library, by poolcheck's name.
    pub(crate) library: String,
    /// Its configuration file, from the project's folder on.
    pub(crate) config: String,
    /// For how many seconds its connections grow old where a limit of age is looked for.
    pub(crate) aged: Option<f64>,
}

/// All of them, by name.
pub(crate) fn all() -> Vec<Stack> {
    let folders = folders(&crate::root().join("tests/real/stacks"));
    folders.iter().flat_map(|language| folders_with_stack(language)).collect()
}

fn folders_with_stack(language: &Path) -> Vec<Stack> {
    let here = folders(language).into_iter().filter(|folder| folder.join("stack.json").exists());
    here.map(|folder| stack(&folder)).collect()
}

fn stack(folder: &Path) -> Stack {
    let said = fs::read_to_string(folder.join("stack.json")).expect("stack.json");
    let Said { library, config, aged } =
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let part = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    let name = format!("{}/{}", part(folder.parent().expect("a language")), part(folder));
    let config = format!("tests/real/stacks/{name}/{config}");
    assert!(crate::root().join(&config).exists(), "{config}");
    Stack { name, library, config, aged }
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut found: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    found.sort();
    found
}
