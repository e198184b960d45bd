//! What placeholders stand for: the variables of environment files, poolcheck's own where the user asked for them, and those
//! that deployment files give to the processes.

use std::collections::BTreeMap;

use crate::source::env_files::{self, EnvFile};
use crate::source::error::ConfigError;
use crate::source::filled::Source;
use crate::source::forms::env;
use crate::text::place::{Place, SourceFile};

/// Variables by name. The default knows none.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    files: BTreeMap<String, (String, Place)>,
    process: BTreeMap<String, String>,
    deployed: BTreeMap<String, (String, Place)>,
    beside: Vec<EnvFile>,
    /// Files beside configurations do not count.
    alone: bool,
}

impl Variables {
    /// Adds the variables of an environment file; later files win.
    ///
    /// # Errors
    /// The file is no list of `NAME=value` lines.
    pub fn add_file(&mut self, file: &SourceFile) -> Result<(), ConfigError> {
        let entries = env::pairs(file);
        if entries.is_empty() {
            let error = ConfigError::of(file.name(), "this environment file holds no variable");
            return Err(error.help("write `NAME=value` lines"));
        }
        for entry in entries {
            if let Some(scalar) = entry.value.scalar() {
                self.files.insert(entry.key, (scalar.text.clone(), file.place(entry.value.span)));
            }
        }
        Ok(())
    }

    /// Takes nothing from the environment files that frameworks read by themselves.
    pub fn leave_files_beside(&mut self) {
        self.alone = true;
    }

    /// Adds an environment file that frameworks read by themselves, for the configurations beside and below it. All else goes before
    /// it: what runs has its own environment, and frameworks leave that as it is.
    pub fn add_beside(&mut self, file: &SourceFile) {
        if !self.alone {
            self.beside.push(EnvFile::of(file));
        }
    }

    /// Adds variables of the process. What an environment file says goes before them.
    pub fn add_process(&mut self, variables: impl IntoIterator<Item = (String, String)>) {
        self.process.extend(variables);
    }

    /// Adds what another environment's files say, below its own.
    pub fn over(&mut self, other: &Self) {
        for (name, text) in &other.files {
            self.files.entry(name.clone()).or_insert_with(|| text.clone());
        }
    }

    /// Adds a variable that a deployment gives to a process; what the user named goes before it.
    ///
    /// Two services may give it different values: which one a configuration is for is not known, so it stays unresolved.
    pub fn add_deployed(&mut self, name: &str, text: &str, place: &Place) {
        match self.deployed.get_mut(name) {
            Some((earlier, _)) if earlier != text => *earlier = format!("${{{name}}}"),
            Some(_) => {}
            None => {
                self.deployed.insert(name.to_owned(), (text.to_owned(), place.clone()));
            }
        }
    }

    /// The text of a variable for a file, and where it came from. Spring reads `DB_POOL_SIZE` for `${db.pool-size}`, too.
    pub fn get(&self, name: &str, file: &SourceFile) -> Option<(String, Source)> {
        self.exactly(name, file).or_else(|| self.exactly(&relaxed(name)?, file))
    }

    fn exactly(&self, name: &str, file: &SourceFile) -> Option<(String, Source)> {
        let of_file = self.files.get(name).map(|(text, place)| (text.clone(), Source::EnvFile(place.clone())));
        let of_process = || self.process.get(name).map(|text| (text.clone(), Source::Environment));
        let deployed = || self.deployed.get(name).map(|(text, place)| (text.clone(), Source::EnvFile(place.clone())));
        let beside = || {
            let (text, place) = env_files::lookup(&self.beside, file.name(), name)?;
            Some((text, Source::EnvFile(place)))
        };
        of_file.or_else(of_process).or_else(deployed).or_else(beside)
    }
}

/// Dots become `_`, dashes go, letters are capitals
/// (<https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.typesafe-configuration-properties.relaxed-binding.environment-variables>).
fn relaxed(name: &str) -> Option<String> {
    let dotted = name.contains('.');
    dotted.then(|| {
        name.chars().filter(|c| *c != '-').map(|c| if c == '.' { '_' } else { c.to_ascii_uppercase() }).collect()
    })
}
