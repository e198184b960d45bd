//! Folders and globs into files: which ones are there, by their names. It knows paths and no format's syntax, and opens no file.
//!
//! A file that was given by its name is read whatever it is called, and every mistake in it is an error. One that was
//! found is only worth a try.

use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc;

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::source::error::ConfigError;
use crate::source::files::glob::{Glob, Taken, has_wildcard, tidy};
use crate::source::files::links::follow;
use crate::source::files::walked::{Reason, Walked};
use crate::source::files::{landmarks, names, tracked};

/// A file to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Its path as reports show it: as it was given, or below the folder that was given.
    pub path: String,
    /// It was given by its name, not found.
    pub named: bool,
}

/// The files to be read, in the order of the arguments and, below a folder, of the paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The files, each once.
    pub files: Vec<FoundFile>,
    /// Where they were looked for.
    pub walked: Walked,
    /// Files that are met beside them and say where programs begin.
    pub landmarks: Vec<String>,
}

/// Finds the files that paths mean: files and `-` stay as they are, folders are walked, globs are matched.
///
/// What git ignores and does not track is not found, nor what is hidden, nor what lies in folders that tools fill. A link to a folder is not
/// followed; one to a file is, as folders that Kubernetes mounts have them.
///
/// # Errors
/// A folder that was given cannot be opened, a glob is none, or nothing matches it.
pub fn find(paths: &[String]) -> Result<Found, ConfigError> {
    let mut found = Found::default();
    for path in paths {
        match Search::of(path)? {
            Some(search) => search.run(&mut found)?,
            None => found.files.push(FoundFile { path: path.clone(), named: true }),
        }
    }
    found.read_once();
    Ok(found)
}

impl Found {
    /// Leaves each file once, where it was named if it was: a pool that is read twice would be counted twice.
    fn read_once(&mut self) {
        let named: HashSet<String> =
            self.files.iter().filter(|file| file.named).map(|file| tidy(&file.path).to_owned()).collect();
        let mut seen = HashSet::new();
        let (files, walked) = (&mut self.files, &mut self.walked);
        files.retain(|file| {
            let again = !seen.insert((file.named, tidy(&file.path).to_owned()));
            walked.files -= usize::from(again && !file.named);
            !again && (file.named || !named.contains(&file.path))
        });
    }
}

/// The folder in which a path's search begins; none where the path is a file.
pub fn base(path: &str) -> Option<PathBuf> {
    if path == "-" || Path::new(path).is_file() {
        return None;
    }
    if Path::new(path).is_dir() {
        return Some(PathBuf::from(path));
    }
    has_wildcard(path).then(|| {
        let parts = Path::new(path).components().map(Component::as_os_str);
        let base: PathBuf = parts.take_while(|part| !part.to_str().is_some_and(has_wildcard)).collect();
        if base.as_os_str().is_empty() { PathBuf::from(".") } else { base }
    })
}

/// A folder or glob to be searched.
struct Search<'a> {
    given: &'a str,
    base: PathBuf,
    glob: Option<Glob>,
}

/// What one entry of a folder comes to.
enum Met {
    Folder,
    File(PathBuf),
    Link(PathBuf),
    Landmark(PathBuf),
    OtherName,
    Unreadable { path: String, message: String, folder: bool },
}

impl<'a> Search<'a> {
    fn of(given: &'a str) -> Result<Option<Self>, ConfigError> {
        let Some(base) = base(given) else { return Ok(None) };
        let glob = if Path::new(given).is_dir() { None } else { Some(Glob::new(given)?) };
        if glob.is_some() && !base.is_dir() {
            return Err(nothing_matches(given));
        }
        fs::read_dir(&base).map_err(|error| crate::source::files::open::unreadable(&base.to_string_lossy(), &error))?;
        Ok(Some(Self { given, base, glob }))
    }

    fn run(self, found: &mut Found) -> Result<(), ConfigError> {
        let walked = &mut found.walked;
        let (mut files, mut links) = (Vec::new(), Vec::new());
        let mut notes = Vec::new();
        for met in self.walk() {
            walked.files += usize::from(!matches!(met, Met::Folder | Met::Unreadable { folder: true, .. }));
            match met {
                Met::Folder => walked.folders += 1,
                Met::File(path) => {
                    // What is read for what it says may be a landmark as well.
                    found
                        .landmarks
                        .extend(path.to_str().filter(|_| is_landmark(&path)).map(|path| tidy(path).to_owned()));
                    files.push(path);
                }
                Met::Link(path) => links.push(path),
                Met::Landmark(path) => {
                    walked.pass(Reason::Name);
                    found.landmarks.extend(path.to_str().map(|path| tidy(path).to_owned()));
                }
                Met::OtherName => walked.pass(Reason::Name),
                Met::Unreadable { path, message, folder } => notes.push((path, message, folder)),
            }
        }
        let more = self.tracked(&files);
        walked.files += more.len();
        files.extend(more);
        if self.glob.is_some() && files.is_empty() && links.is_empty() {
            return Err(nothing_matches(self.given));
        }
        let followed = follow(links, &files);
        walked.files -= followed.twice;
        files.extend(followed.files);
        files.sort();
        notes.sort();
        for (path, message, folder) in notes {
            walked.note(path, if folder { Reason::Folder } else { Reason::Unreadable }, message);
        }
        walked.roots.push(tidy(self.given).to_owned());
        for path in files {
            match path.to_str() {
                Some(path) => found.files.push(FoundFile { path: tidy(path).to_owned(), named: false }),
                None => walked.note(path.display().to_string(), Reason::Unreadable, "its name is not UTF-8".to_owned()),
            }
        }
        Ok(())
    }

    /// Files that git tracks though it would ignore them.
    fn tracked(&self, met: &[PathBuf]) -> Vec<PathBuf> {
        let met: HashSet<&PathBuf> = met.iter().collect();
        let is_met = |path: &Path| {
            let below = path.strip_prefix(&self.base).unwrap_or(path);
            let names: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            names.split_last().is_some_and(|(name, folders)| {
                !names::is_hidden(name) && folders.iter().all(|folder| names::is_walked(folder))
            })
        };
        let wanted = |path: &PathBuf| !met.contains(path) && is_met(path) && self.wants(path) && path.is_file();
        let mut tracked = tracked::below(&self.base);
        tracked.retain(|path| wanted(path) && !path.is_symlink());
        tracked
    }

    /// Everything below the base, in no order.
    fn walk(&self) -> Vec<Met> {
        let walk = WalkBuilder::new(&self.base)
            // Environment files are hidden and wanted; the filter keeps the rest out.
            .hidden(false)
            .require_git(false)
            // What a user's own git ignores elsewhere must not change a report.
            .git_global(false)
            .filter_entry(|entry| entry.depth() == 0 || is_met(entry))
            .build_parallel();
        let (sender, receiver) = mpsc::channel();
        walk.run(|| {
            let sender = sender.clone();
            Box::new(move |entry| {
                // The receiver outlives the walk.
                let _ = sender.send(self.met(entry));
                WalkState::Continue
            })
        });
        drop(sender);
        receiver.into_iter().collect()
    }

    fn met(&self, entry: Result<DirEntry, ignore::Error>) -> Met {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return unreadable(error),
        };
        let kind = entry.file_type();
        if kind.is_some_and(|kind| kind.is_dir()) {
            return Met::Folder;
        }
        let link = kind.is_some_and(|kind| kind.is_symlink());
        let file = if link { entry.path().is_file() } else { kind.is_some_and(|kind| kind.is_file()) };
        match file && self.wants(entry.path()) {
            true if link => Met::Link(entry.into_path()),
            true => Met::File(entry.into_path()),
            false if is_landmark(entry.path()) => Met::Landmark(entry.into_path()),
            false => Met::OtherName,
        }
    }

    fn wants(&self, path: &Path) -> bool {
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let own = name(path);
        let by_name = || names::is_read(&path.parent().map(name).unwrap_or_default(), &own);
        match &self.glob {
            None => by_name(),
            Some(glob) => match glob.takes(Path::new(tidy(&path.to_string_lossy()))) {
                Taken::ByName => !names::is_left(&own),
                Taken::ByFolder => by_name(),
                Taken::Not => false,
            },
        }
    }
}

fn is_landmark(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(landmarks::is_landmark)
}

/// Whether an entry below the base is met at all.
fn is_met(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    if entry.file_type().is_some_and(|kind| kind.is_dir()) { names::is_walked(&name) } else { !names::is_hidden(&name) }
}

fn unreadable(error: ignore::Error) -> Met {
    // The error names its path around its cause.
    let mut cause = error;
    let mut path = PathBuf::new();
    loop {
        cause = match cause {
            ignore::Error::WithPath { path: at, err } => {
                path = at;
                *err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => *err,
            other => {
                break Met::Unreadable {
                    path: tidy(&path.to_string_lossy()).to_owned(),
                    message: other.to_string(),
                    folder: path.is_dir(),
                };
            }
        };
    }
}

fn nothing_matches(given: &str) -> ConfigError {
    ConfigError::of(given, "no file matches this glob").help(
        "it is matched from the folder where poolcheck runs, and `*` stops at a `/` (`**/` does not); what git ignores, \
         hidden files and lock files are never matched",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    /// A folder with these files, each of one line.
    fn folder(files: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, "mysql\n").expect("written");
        }
        folder
    }

    /// What is found for paths below the folder, without the folder's own name.
    fn found(folder: &TempDir, paths: &[&str]) -> (Vec<String>, Walked) {
        let paths: Vec<_> = paths.iter().map(|path| folder.path().join(path).display().to_string()).collect();
        let Found { files, walked, .. } = find(&paths).expect("found");
        let start = format!("{}/", folder.path().display());
        let show = |file: FoundFile| {
            let path = file.path.strip_prefix(&start).expect("below the folder").to_owned();
            if file.named { format!("{path}!") } else { path }
        };
        (files.into_iter().map(show).collect(), walked)
    }

    fn refused(folder: &TempDir, path: &str) -> String {
        find(&[folder.path().join(path).display().to_string()]).expect_err("refused").to_string()
    }

    #[test]
    fn a_folder_is_walked_in_the_order_of_its_paths() {
        let folder =
            folder(&["b.yaml", "a/z.properties", "a/b/c.toml", "a.txt", "node_modules/x/a.yaml", "build/a.yaml"]);
        let (files, walked) = found(&folder, &[""]);
        assert_eq!(files, ["a/b/c.toml", "a/z.properties", "b.yaml"]);
        assert_eq!((walked.files, walked.folders, walked.read()), (4, 3, 3));
        assert_eq!(walked.count(Reason::Name), 1);
    }

    #[test]
    fn what_git_ignores_is_not_met() {
        let folder = folder(&["a.yaml", "secret.yaml", "sub/local.yaml", "sub/b.yaml"]);
        fs::write(folder.path().join(".gitignore"), "secret.yaml\n").expect("written");
        fs::write(folder.path().join("sub/.gitignore"), "local.*\n").expect("written");
        assert_eq!(found(&folder, &[""]).0, ["a.yaml", "sub/b.yaml"]);
        assert_eq!(found(&folder, &["secret.yaml"]).0, ["secret.yaml!"]);
    }

    #[test]
    fn hidden_files_are_not_met_except_environments() {
        let folder =
            folder(&[".env", ".env.production", ".env.example", ".ci.yaml", ".github/a.yaml", ".env.d/a.yaml"]);
        assert_eq!(found(&folder, &[""]).0, [".env", ".env.production"]);
        assert_eq!(found(&folder, &[".github"]).0, [".github/a.yaml"]);
    }

    #[test]
    fn a_file_that_is_named_and_found_is_named_once() {
        let folder = folder(&["a.yaml", "b/c.yaml", "b/Makefile"]);
        assert_eq!(found(&folder, &["", "b", "b/c.yaml"]).0, ["a.yaml", "b/c.yaml!"]);
        assert_eq!(found(&folder, &["", "b"]).1.read(), 2);
        assert_eq!(found(&folder, &["b/Makefile", "b"]).0, ["b/Makefile!", "b/c.yaml"]);
        assert_eq!(found(&folder, &["a.yaml", "b/c.yaml", "a.yaml"]).0, ["a.yaml!", "b/c.yaml!"]);
        assert_eq!(found(&folder, &["none.yaml"]).0, ["none.yaml!"]);
    }

    #[test]
    fn a_glob_says_what_names_look_like() {
        let folder =
            folder(&["s/a/app.yml", "s/b/app.yml", "s/b/app.tmpl", "s/b/c/app.yml", "s/b/main.c", "t/x.properties"]);
        assert_eq!(found(&folder, &["s/*/app.yml"]).0, ["s/a/app.yml", "s/b/app.yml"]);
        assert_eq!(found(&folder, &["s/b/*.tmpl"]).0, ["s/b/app.tmpl"]);
        assert_eq!(found(&folder, &["**/*.properties"]).0, ["t/x.properties"]);
        assert_eq!(found(&folder, &["s/{a,b}"]).0, ["s/a/app.yml", "s/b/app.yml", "s/b/c/app.yml"]);
        assert_eq!(found(&folder, &["s/b/*"]).0, ["s/b/app.yml", "s/b/c/app.yml"]);
    }

    #[test]
    fn a_glob_that_matches_nothing_says_so() {
        let folder = folder(&["a.yaml"]);
        for glob in ["*.yml", "none/*.yaml", "**/package-lock.json?"] {
            assert!(refused(&folder, glob).contains("no file matches this glob"), "{glob}");
        }
        assert!(refused(&folder, "[a.yaml").contains("it is no glob"));
    }

    #[test]
    fn a_file_whose_name_looks_like_a_glob_is_a_file() {
        let folder = folder(&["app[1].yaml"]);
        assert_eq!(found(&folder, &["app[1].yaml"]).0, ["app[1].yaml!"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_files_are_followed_once_and_links_to_folders_never() {
        use std::os::unix::fs::symlink;
        let folder = folder(&["a/app.yaml", "..data/mounted.yaml"]);
        let link = |target: &str, name: &str| symlink(target, folder.path().join(name)).expect("linked");
        link("..", "a/loop");
        link("app.yaml", "a/again.yaml");
        link("../..data/mounted.yaml", "a/mounted.yaml");
        link("nowhere", "a/broken.yaml");
        let (files, walked) = found(&folder, &["a"]);
        assert_eq!(files, ["a/app.yaml", "a/mounted.yaml"]);
        assert_eq!(walked.read(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_opened_is_named() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder(&["a.yaml", "closed/b.yaml"]);
        let closed = folder.path().join("closed");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("closed");
        // The superuser opens every folder.
        let superuser = fs::read_dir(&closed).is_ok();
        let (files, walked) = found(&folder, &[""]);
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).expect("opened");
        assert_eq!(files.len(), if superuser { 2 } else { 1 });
        assert_eq!(walked.notes.len(), usize::from(!superuser));
        assert!(walked.notes.iter().all(|note| note.path.ends_with("closed") && note.reason == Reason::Folder));
    }

    #[test]
    fn an_error_of_the_walk_names_its_folder_and_its_cause() {
        let cause = ignore::Error::Io(std::io::Error::from(std::io::ErrorKind::PermissionDenied));
        let at = ignore::Error::WithPath { path: "./a/closed".into(), err: Box::new(cause) };
        let Met::Unreadable { path, message, folder } =
            unreadable(ignore::Error::WithDepth { depth: 2, err: Box::new(at) })
        else {
            panic!("an error is unreadable")
        };
        assert_eq!((path.as_str(), message.as_str(), folder), ("a/closed", "permission denied", false));
    }

    #[test]
    fn the_base_of_a_search_is_what_stands_before_its_first_wildcard() {
        let base = |path: &str| base(path).map(|base| base.display().to_string());
        assert_eq!(base("services/*/app.yml").as_deref(), Some("services"));
        assert_eq!(base("**/*.yml").as_deref(), Some("."));
        assert_eq!(base("/etc/*/a").as_deref(), Some("/etc"));
        assert_eq!(base("src").as_deref(), Some("src"));
        assert_eq!(base("-"), None);
        assert_eq!(base("no-such.yaml"), None);
    }
}
