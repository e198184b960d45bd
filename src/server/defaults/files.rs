//! Option files on disk: what may be read, and what they include.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::lines::{self, Line};
use super::{DefaultsError, Problem};

/// Includes within includes, as the clients bound them.
const DEEPEST: usize = 10;
/// More than any option file holds.
const LIMIT: u64 = 1 << 20;

/// One option with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The group that it stands in.
    pub group: String,
    /// Its name.
    pub name: String,
    /// Its value, where it has one.
    pub value: Option<String>,
    /// File and line.
    pub place: String,
}

/// The options of a file and of all that it includes, in order.
pub(super) fn entries(path: &Path) -> Result<Vec<Entry>, DefaultsError> {
    let mut entries = Vec::new();
    collect(path, 0, &mut entries)?;
    Ok(entries)
}

fn collect(path: &Path, depth: usize, entries: &mut Vec<Entry>) -> Result<(), DefaultsError> {
    let text = text(path).map_err(|problem| at(path, None, problem))?;
    let mut group = None;
    for (number, line) in (1..).zip(text.lines()) {
        let bad = |problem| at(path, Some(number), problem);
        match lines::read(line).map_err(bad)? {
            Line::Blank => {}
            Line::Group(name) => group = Some(name),
            Line::Option { name, value } => {
                let group = group.clone().ok_or_else(|| bad(Problem::NoGroup))?;
                entries.push(Entry { group, name, value, place: format!("{}:{number}", path.display()) });
            }
            Line::Include(_) | Line::IncludeFolder(_) if depth == DEEPEST => {
                return Err(bad(Problem::TooDeep(DEEPEST)));
            }
            Line::Include(file) => include(&beside(path, &file), depth + 1, entries)?,
            Line::IncludeFolder(folder) => {
                for file in folder_files(&beside(path, &folder)).map_err(bad)? {
                    include(&file, depth + 1, entries)?;
                }
            }
        }
    }
    Ok(())
}

/// An included file that is not there is passed over, as the clients do.
fn include(path: &Path, depth: usize, entries: &mut Vec<Entry>) -> Result<(), DefaultsError> {
    if path.exists() { collect(path, depth, entries) } else { Ok(()) }
}

/// A relative path is the including file's neighbour.
fn beside(path: &Path, named: &str) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(named)
}

/// The option files of a folder, by name: those that end in `.cnf`.
fn folder_files(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let found = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        found => found.map_err(|error| Problem::Unreadable(format!("{}: {error}", folder.display())))?,
    };
    let is_option_file =
        |path: &PathBuf| path.is_file() && path.extension().is_some_and(|extension| extension == "cnf");
    let mut files: Vec<_> = found.filter_map(Result::ok).map(|entry| entry.path()).filter(is_option_file).collect();
    files.sort();
    Ok(files)
}

fn text(path: &Path) -> Result<String, Problem> {
    let unreadable = |error: std::io::Error| Problem::Unreadable(error.to_string());
    let file = fs::File::open(path).map_err(unreadable)?;
    if anybody_may_write(&file.metadata().map_err(unreadable)?) {
        return Err(Problem::WorldWritable);
    }
    let mut bytes = Vec::new();
    file.take(LIMIT).read_to_end(&mut bytes).map_err(unreadable)?;
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).ok_or(Problem::NotText)
}

#[cfg(unix)]
fn anybody_may_write(file: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.is_file() && file.permissions().mode() & 0o002 != 0
}

#[cfg(not(unix))]
fn anybody_may_write(_: &fs::Metadata) -> bool {
    false
}

fn at(path: &Path, line: Option<usize>, problem: Problem) -> DefaultsError {
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    DefaultsError { place: format!("{}{line}", path.display()), problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn shown(folder: &Path) -> Result<Vec<String>, String> {
        let found = entries(&folder.join("my.cnf")).map_err(|error| error.problem.to_string())?;
        Ok(found.into_iter().map(|entry| format!("{}.{}={}", entry.group, entry.name, entry.value.unwrap())).collect())
    }

    #[test]
    fn includes_are_read_where_they_stand_and_the_group_goes_on_after_them() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        fs::create_dir(folder.path().join("more")).unwrap();
        write("my.cnf", "[client]\na=1\n!include other.cnf\n!include missing.cnf\nb=2\n!includedir more\nc=3\n");
        write("other.cnf", "[mysql]\nx=1\n");
        write("more/20.cnf", "[poolcheck]\nz=1\n");
        write("more/10.cnf", "[client]\ny=1\n");
        write("more/10.txt", "nonsense");
        let expected = ["client.a=1", "mysql.x=1", "client.b=2", "client.y=1", "poolcheck.z=1", "client.c=3"];
        assert_eq!(shown(folder.path()).unwrap(), expected);
    }

    #[test]
    fn what_must_not_be_read_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my.cnf");
        assert!(shown(folder.path()).unwrap_err().starts_with("it cannot be read: No such file"));
        fs::write(&path, "!include my.cnf\n").unwrap();
        assert!(shown(folder.path()).unwrap_err().contains("does a file include itself?"));
        fs::write(&path, [0xff, 0xfe, 0, 1]).unwrap();
        assert!(shown(folder.path()).unwrap_err().starts_with("it is not text"));
        fs::write(&path, "[client]\nuser=app\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        assert!(shown(folder.path()).unwrap_err().contains("chmod o-w"));
    }
}
