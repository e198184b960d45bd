//! From what `--config` says to the files that are read: the one way from paths to texts for every command.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::files::find::{self, Found, FoundFile};
use crate::source::files::open::{self, Loaded};
use crate::source::files::walked::Walked;
use crate::text::place::SourceFile;

/// The files, and how they were found.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The files to read, in order.
    pub files: Vec<Arc<SourceFile>>,
    /// Where they were looked for, and what was passed over; empty where each was given by its name.
    pub walked: Walked,
}

/// Finds and reads the files that paths mean, with the go.mod beside them: it names the driver's version.
///
/// # Errors
/// A file that was given by its name cannot be read, a folder cannot be opened, or a glob matches nothing.
pub fn gather(paths: &[String]) -> Result<Gathered, ConfigError> {
    let mut found = find::find(paths)?;
    add_go_mods(&mut found);
    let Loaded { files, walked } = open::all(found)?;
    Ok(Gathered { files, walked })
}

/// Adds the go.mod of the first folder of a named file that has one, where none was given; and those beside the files that
/// were found by a glob. A folder that is walked has its own.
fn add_go_mods(found: &mut Found) {
    let is_go_mod = |file: &&FoundFile| Path::new(&file.path).file_name().is_some_and(|name| name == "go.mod");
    let mut listed: HashSet<String> = found.files.iter().filter(is_go_mod).map(|file| file.path.clone()).collect();
    let mut add = Vec::new();
    let mut named = listed.is_empty();
    for file in found.files.iter().filter(|file| file.path != "-") {
        let beside = Path::new(&file.path).with_file_name("go.mod");
        let wanted = if file.named { named } else { !found.walked.is_empty() };
        let path = beside.to_string_lossy();
        if wanted && !listed.contains(&*path) && beside.is_file() {
            named &= !file.named;
            listed.insert(path.to_string());
            add.push(FoundFile { path: path.into_owned(), named: file.named });
        }
    }
    found.walked.files += add.iter().filter(|file| !file.named).count();
    found.files.append(&mut add);
}
