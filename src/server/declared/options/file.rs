//! Option files on disk and inside other files, with what they include.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::text::Text;
use super::super::{Declared, Said};
use super::said;
use crate::server::capture::{CaptureError, source_file};
use crate::server::defaults::lines::{self, Line};
use crate::server::flavors::{Flavor, MARIADB, MYSQL};
use crate::server::version::Version;
use crate::source::node::Node;
use crate::text::place::{SourceFile, Span};

/// The groups that every server reads.
const BOTH: [&str; 2] = ["mysqld", "server"];
/// The groups that MariaDB's servers read besides.
const MARIADBS: [&str; 4] = ["mariadb", "mariadbd", "client-server", "galera"];
/// The groups of the script that starts a server: of what stands there only the limit of open files reaches it.
const SAFE: [&str; 3] = ["mysqld_safe", "mariadbd-safe", "mariadb_safe"];
/// Includes within includes, as the servers bound them.
const DEEPEST: usize = 10;

/// The options of one file and of all that it includes, in order, with the groups that they stand in.
#[derive(Debug, Default)]
struct Options {
    entries: Vec<Entry>,
    doubts: Vec<String>,
    sources: Vec<Arc<SourceFile>>,
}

#[derive(Debug)]
struct Entry {
    group: String,
    said: Vec<Said>,
}

/// Whether a text has a group that a server reads.
pub(super) fn has_server_group(text: &str) -> bool {
    text.lines().any(|line| {
        let group =
            line.trim().strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(name, _)| name.trim_end());
        group.is_some_and(|name| BOTH.contains(&name) || MARIADBS.contains(&name) || versioned(name).is_some())
    })
}

/// `mysqld-8.4`, `mariadb-10.11`: whose group it is, and of which version.
fn versioned(group: &str) -> Option<(&'static Flavor, &str)> {
    let (name, version) = group.split_once('-')?;
    let flavor: &'static Flavor = match name {
        "mysqld" => &MYSQL,
        "mariadb" | "mariadbd" => &MARIADB,
        _ => return None,
    };
    Version::parse(version).map(|_| (flavor, version))
}

/// The server of an option file. `known` is its flavour and version where something else tells them.
pub(in crate::server::declared) fn of_file(
    file: &Arc<SourceFile>,
    known: Option<(&'static Flavor, Option<&str>)>,
) -> Result<Declared, CaptureError> {
    let mut options = Options::default();
    options.collect(file, whole(file), None, Some(Path::new(&**file.name())), 0)?;
    Ok(options.declared(known))
}

/// The server of an option file that stands in a node as a block of text, or none where that is no option file.
pub(in crate::server::declared) fn of_node(
    text: &Text<'_>,
    node: &Node,
    known: Option<(&'static Flavor, Option<&str>)>,
) -> Result<Option<Declared>, CaptureError> {
    if !node.text().is_some_and(has_server_group) {
        return Ok(None);
    }
    let mut options = Options::default();
    if has_server_group(text.written(node.span)) {
        options.collect(text.file, node.span, None, None, 0)?;
    } else {
        // A quoted text: its lines are no lines of the file, and all of it is the place.
        let inner = Arc::new(SourceFile::new(Arc::clone(text.file.name()), node.text().unwrap_or_default()));
        options.collect(&inner, whole(&inner), None, None, 0)?;
        let place = text.place(node);
        options.entries.iter_mut().flat_map(|entry| &mut entry.said).for_each(|said| said.place = place.clone());
    }
    Ok(Some(options.declared(known)))
}

/// The options in a block of text that a template puts under `[mysqld]`.
pub(in crate::server::declared) fn lines_of_node(text: &Text<'_>, node: &Node) -> Result<Vec<Said>, CaptureError> {
    let mut options = Options::default();
    options.collect(text.file, node.span, Some(BOTH[0].to_owned()), None, 0)?;
    Ok(options.entries.into_iter().flat_map(|entry| entry.said).collect())
}

fn whole(file: &SourceFile) -> Span {
    Span { start: 0, end: file.text().len() }
}

impl Options {
    /// Adds the options in a stretch of a file, the first of them in `group` where one is open already. `path` is where the file
    /// lies, for what it includes.
    fn collect(
        &mut self,
        file: &SourceFile,
        span: Span,
        mut group: Option<String>,
        path: Option<&Path>,
        depth: usize,
    ) -> Result<(), CaptureError> {
        let mut start = span.start;
        for line in file.text().get(span.start..span.end).unwrap_or_default().split('\n') {
            let place = || {
                file.place(Span {
                    start: start + (line.len() - line.trim_start().len()),
                    end: start + line.trim_end().len(),
                })
            };
            let bad = |problem: String| CaptureError::Mistake(format!("{}: {problem}", place()));
            // A template's own lines say nothing until it is filled in.
            let is_template = ["{%", "{{", "{#"].iter().any(|mark| line.trim_start().starts_with(mark));
            match lines::read(if is_template { "" } else { line }).map_err(|problem| bad(problem.to_string()))? {
                Line::Blank => {}
                Line::Group(name) => group = Some(name),
                Line::Option { name, value } => {
                    let group = group.clone().ok_or_else(|| {
                        bad("an option stands before any group; a server does not start with it".to_owned())
                    })?;
                    self.entries.push(Entry { said: said(&name, value.as_deref(), &place()), group });
                }
                Line::Include(named) => self.include(&named, path, depth, false)?,
                Line::IncludeFolder(named) => self.include(&named, path, depth, true)?,
            }
            start += line.len() + 1;
        }
        Ok(())
    }

    fn include(&mut self, named: &str, path: Option<&Path>, depth: usize, folder: bool) -> Result<(), CaptureError> {
        if depth == DEEPEST {
            return Err(CaptureError::Mistake(format!(
                "includes are nested more than {DEEPEST} deep; does a file include itself?"
            )));
        }
        let files = path
            .and_then(|path| followed(path, named))
            .map(|found| if folder { folder_files(&found) } else { vec![found] });
        let Some(files) = files else {
            self.doubts.push(format!("what it includes was not read: {named}"));
            return Ok(());
        };
        for found in files.iter().filter(|file| file.is_file()) {
            let file = source_file(found)?;
            self.collect(&file, whole(&file), None, Some(found), depth + 1)?;
            self.sources.push(file);
        }
        Ok(())
    }

    /// What a server makes of them. Without a word from elsewhere its groups tell whose it is, and of which version: the
    /// newest that they name.
    fn declared(self, known: Option<(&'static Flavor, Option<&str>)>) -> Declared {
        let of_groups = || {
            let mut named: Vec<_> =
                self.entries.iter().filter_map(|entry| versioned(&entry.group).map(|found| (entry, found))).collect();
            // A stable order: of two versions the newer is last, and MariaDB's after MySQL's.
            named.sort_by_key(|(_, (flavor, version))| (flavor.family == MARIADB.family, Version::parse(version)));
            let (entry, (flavor, version)) = named.pop()?;
            Some((flavor, version.to_owned(), format!("group [{}]", entry.group)))
        };
        let is_mariadbs = |entry: &Entry| MARIADBS.contains(&entry.group.as_str()) && entry.group != "client-server";
        let (flavor, version, shown_by) = match (known, of_groups()) {
            (Some((flavor, version)), _) => (Some(flavor), version.map(str::to_owned), None),
            (None, Some((flavor, version, shown))) => (Some(flavor), Some(version), Some(shown)),
            (None, None) => {
                let shown = self.entries.iter().find(|entry| is_mariadbs(entry));
                (shown.map(|_| &MARIADB), None, shown.map(|entry| format!("group [{}]", entry.group)))
            }
        };
        let line = version.as_deref().and_then(Version::parse);
        let counts = |entry: &Entry| {
            let group = entry.group.as_str();
            let of_line = |(owner, text): (&Flavor, &str)| {
                let version = Version::parse(text);
                let same = line
                    .zip(version)
                    .is_some_and(|(line, version)| (line.major, line.minor) == (version.major, version.minor));
                // MariaDB reads `[mysqld-10.11]` as well.
                same && (owner.family == MYSQL.family || super::super::is_mariadb(flavor))
            };
            BOTH.contains(&group)
                || (MARIADBS.contains(&group) && super::super::is_mariadb(flavor))
                || versioned(group).is_some_and(of_line)
        };
        let (safe, own): (Vec<_>, Vec<_>) =
            self.entries.into_iter().partition(|entry| SAFE.contains(&entry.group.as_str()));
        let mut said: Vec<_> = own.into_iter().filter(counts).flat_map(|entry| entry.said).collect();
        // The script hands it over on the command line, which counts more than the file.
        said.extend(safe.into_iter().flat_map(|entry| entry.said).filter(|said| said.name == "open_files_limit"));
        Declared {
            flavor,
            version,
            shown_by: shown_by.into_iter().collect(),
            said,
            doubts: self.doubts,
            sources: self.sources,
            ..Declared::default()
        }
    }
}

/// Where an included path lies. One that is not in the folder of the file that names it, or below, is of the machine that the
/// file is for: what lies there on this one may be another server's. A relative one is taken from the file's folder; servers
/// take it from the folder that they are started in.
fn followed(path: &Path, named: &str) -> Option<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let found = folder.join(named);
    (Path::new(named).is_relative() || found.starts_with(folder)).then_some(found).filter(|found| found.exists())
}

/// The option files of a folder, by name.
pub(in crate::server::declared) fn folder_files(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut files: Vec<_> = found.filter(|path| path.extension().is_some_and(|ending| ending == "cnf")).collect();
    files.sort();
    files
}
