//! The scenarios of `fixtures/scenarios`: an application's files, a server, and what is expected of both.

use std::fs;
use std::path::{Path, PathBuf};

/// A scenario's folder.
pub struct Scenario {
    pub name: String,
    pub folder: PathBuf,
}

/// All scenarios, by name.
pub fn all() -> Vec<Scenario> {
    let entries = fs::read_dir(root()).expect("fixtures/scenarios").map(|entry| entry.expect("an entry"));
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<_> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert!(names.len() > 40, "only {} scenarios", names.len());
    names.iter().map(|name| named(name)).collect()
}

pub fn named(name: &str) -> Scenario {
    Scenario { name: name.to_owned(), folder: root().join(name) }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios")
}

impl Scenario {
    /// What is given to the program in the scenario's folder.
    pub fn args(&self) -> Vec<String> {
        let configs = self.configs().into_iter().flat_map(|config| ["--config".to_owned(), config]);
        ["--dsn".to_owned(), self.server().to_owned()].into_iter().chain(configs).collect()
    }

    /// The captured server, in one of the forms that there are.
    pub fn server(&self) -> &'static str {
        let there = |name: &&str| self.folder.join(name).exists();
        ["server", "server.ini", "server.txt"].into_iter().find(there).expect("a server")
    }

    /// The application's own files: all but the server's and what is expected.
    fn configs(&self) -> Vec<String> {
        let names = fs::read_dir(&self.folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let names = names.map(|name| name.to_string_lossy().into_owned());
        let mut configs: Vec<_> =
            names.filter(|name| name != "expected.txt" && name.split('.').next() != Some("server")).collect();
        configs.sort();
        configs
    }
}
