//! From what `--config` says to the files that are read: the one way from paths to texts for every command.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::source::env_files;
use crate::source::error::ConfigError;
use crate::source::files::find::{self, Found, FoundFile};
use crate::source::files::names;
use crate::source::files::open::{self, Loaded};
use crate::source::files::walked::Walked;
use crate::text::place::{STDIN, SourceFile};

/// The files, and how they were found.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The files to read, in order.
    pub files: Vec<Arc<SourceFile>>,
    /// Where they were looked for, and what was passed over; empty where each was given by its name.
    pub walked: Walked,
    /// Environment files beside them, which frameworks read by themselves and nobody named.
    pub beside: Vec<Arc<SourceFile>>,
}

/// Finds and reads the files that paths mean, with the go.mod beside them: it names the driver's version.
///
/// # Errors
/// A file that was given by its name cannot be read, a folder cannot be opened, or a glob matches nothing.
pub fn gather(paths: &[String]) -> Result<Gathered, ConfigError> {
    let mut found = find::find(paths)?;
    add_go_mods(&mut found);
    let Loaded { files, walked } = open::all(found)?;
    let beside = env_files_beside(&files);
    Ok(Gathered { files, walked, beside })
}

/// How far above a configuration its environment file may stand: `config/packages/` has it two folders above.
const ABOVE: usize = 3;

/// The environment files in the folders of these files and above them, up to where poolcheck runs or a repository begins. What git
/// ignores is read as well: it is what the application finds there. One that cannot be read is left out.
fn env_files_beside(files: &[Arc<SourceFile>]) -> Vec<Arc<SourceFile>> {
    let given: HashSet<&str> = files.iter().map(|file| &**file.name()).collect();
    let mut seen = HashSet::new();
    let mut beside = Vec::new();
    for file in files.iter().filter(|file| &**file.name() != STDIN) {
        for folder in Path::new(&**file.name()).ancestors().skip(1).take(ABOVE + 1) {
            if !seen.insert(folder.to_owned()) {
                break;
            }
            beside.extend(env_files_in(folder).into_iter().filter(|path| !given.contains(path.as_str())));
            if folder.join(".git").exists() {
                break;
            }
        }
    }
    beside.sort();
    beside.iter().filter_map(|path| open::load(path).ok()).collect()
}

fn env_files_in(folder: &Path) -> Vec<String> {
    // Most folders have none: one look instead of a list.
    if !folder.join(env_files::BASE).is_file() {
        return Vec::new();
    }
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(here).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let is_read = |name: &String| env_files::is_one(name) && !names::is_left(name);
    names.filter(is_read).map(|name| folder.join(name).to_string_lossy().into_owned()).collect()
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
