//! Paths into texts: the only place where a configuration's bytes are read. It knows no format.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::files::find::{Found, FoundFile};
use crate::source::files::go_head::{self, GoFile, GoModule};
use crate::source::files::landmarks::Landmarks;
use crate::source::files::walked::{Reason, Walked};
use crate::source::files::{gate, names};
use crate::source::parallel;
use crate::text::place::{STDIN, SourceFile};

/// The largest configuration that is read, in bytes; the largest one seen in public has some 500 KB.
pub const LARGEST: u64 = 8 << 20;

/// The largest file that is read where nobody named it; what is larger was written by a program.
pub const LARGEST_FOUND: u64 = 1 << 20;

/// Reads a configuration from a path, or from standard input where the path is `-`.
///
/// # Errors
/// The file is missing, unreadable, a folder, larger than [`LARGEST`], or no UTF-8 text.
pub fn load(path: &str) -> Result<Arc<SourceFile>, ConfigError> {
    if path == "-" {
        let bytes = read_bounded(io::stdin().lock()).map_err(|error| unreadable(STDIN, &error))?;
        return decode(STDIN, bytes);
    }
    if Path::new(path).is_dir() {
        return Err(ConfigError::of(path, "this is a folder, not a file").help("give a file in it"));
    }
    let bytes = File::open(path).and_then(read_bounded).map_err(|error| unreadable(path, &error))?;
    decode(path, bytes)
}

/// Files that were read, in the order in which they were found.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The files.
    pub files: Vec<Arc<SourceFile>>,
    /// Where they were looked for, and what was passed over.
    pub walked: Walked,
}

/// Reads the files, on all cores. Of those that nobody named only the ones that may speak of pools are kept.
///
/// # Errors
/// A file that was named cannot be read; see [`load`].
pub fn all(found: Found) -> Result<Loaded, ConfigError> {
    let Found { files, mut walked, landmarks } = found;
    let opened =
        parallel::map(&files, |file| if file.named { (named(&file.path), None) } else { try_found(file, false) });
    let (mut outcomes, heads): (Vec<_>, Vec<_>) = opened.into_iter().unzip();
    join_packages(&files, &mut outcomes);
    walked.landmarks = landmarks_of(landmarks, heads.into_iter().flatten());
    let mut inputs = Vec::new();
    for (file, outcome) in files.into_iter().zip(outcomes) {
        match outcome {
            Outcome::Read(source) => inputs.push(source),
            Outcome::Wrong(error) => return Err(error),
            Outcome::Passed(Reason::Unreadable, message) => walked.note(file.path, Reason::Unreadable, message),
            Outcome::Passed(reason, _) => walked.pass(reason),
        }
    }
    Ok(Loaded { files: inputs, walked })
}

/// What became of a file.
enum Outcome {
    Read(Arc<SourceFile>),
    Wrong(ConfigError),
    Passed(Reason, String),
}

fn named(path: &str) -> Outcome {
    load(path).map_or_else(Outcome::Wrong, Outcome::Read)
}

/// What the head of a file of Go's says, whatever becomes of the rest.
enum Head {
    Source(GoFile),
    Module(GoModule),
}

impl Head {
    fn of(path: &str, text: &str) -> Option<Self> {
        if names::is_go(path) {
            return go_head::of_source(path, text).map(Self::Source);
        }
        let is_module = path.rsplit('/').next() == Some("go.mod");
        if is_module { go_head::of_module(path, text).map(Self::Module) } else { None }
    }
}

/// What the files beside those that are read say of programs, and the heads of Go's.
fn landmarks_of(mut paths: Vec<String>, heads: impl Iterator<Item = Head>) -> Landmarks {
    let (mut sources, mut modules) = (Vec::new(), Vec::new());
    for head in heads {
        match head {
            Head::Source(file) => sources.push(file),
            Head::Module(module) => {
                let separator = if module.folder.is_empty() { "" } else { "/" };
                paths.push(format!("{}{separator}go.mod", module.folder));
                modules.push(module);
            }
        }
    }
    Landmarks::read(paths, sources, modules)
}

/// Reads a file that nobody named. `whole` reads it whatever is in it.
fn try_found(file: &FoundFile, whole: bool) -> (Outcome, Option<Head>) {
    let passed = |reason| Outcome::Passed(reason, String::new());
    let bytes = match File::open(&file.path).and_then(read_found) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return (passed(Reason::Large), None),
        Err(error) => return (Outcome::Passed(Reason::Unreadable, error.to_string()), None),
    };
    let text = match str::from_utf8(&bytes) {
        Ok(text) if !bytes.contains(&0) => text,
        _ => return (passed(Reason::NotText), None),
    };
    let head = Head::of(&file.path, text);
    if !whole && !gate::speaks_of_pools(&file.path, &bytes) {
        return (passed(Reason::Words), head);
    }
    let found = |file: Arc<SourceFile>| Outcome::Read(Arc::new(Arc::unwrap_or_clone(file).found()));
    (decode(&file.path, bytes).map_or_else(|_| passed(Reason::NotText), found), head)
}

/// The bytes of a file, none where it is too large for one that nobody named.
fn read_found(file: File) -> io::Result<Option<Vec<u8>>> {
    let size = file.metadata()?.len();
    if size > LARGEST_FOUND {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
    file.take(LARGEST_FOUND + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= LARGEST_FOUND).then_some(bytes))
}

/// Reads the rest of each Go package of which a file is read: its constants may stand in a file without a word of pools.
fn join_packages(files: &[FoundFile], outcomes: &mut [Outcome]) {
    let folder = |file: &FoundFile| Path::new(&file.path).parent().map(Path::to_owned);
    let is_go = |file: &FoundFile| names::is_go(&file.path);
    let read =
        files.iter().zip(&*outcomes).filter(|(file, outcome)| is_go(file) && matches!(outcome, Outcome::Read(_)));
    let packages: HashSet<_> = read.filter_map(|(file, _)| folder(file)).collect();
    for (file, outcome) in files.iter().zip(outcomes) {
        let unread = matches!(outcome, Outcome::Passed(Reason::Words, _));
        if unread && is_go(file) && folder(file).is_some_and(|folder| packages.contains(&folder)) {
            (*outcome, _) = try_found(file, true);
        }
    }
}

/// Reads one byte more than is allowed, so that a file that grows or has no size (a pipe) is bounded too.
fn read_bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Why a path cannot be opened.
pub(super) fn unreadable(name: &str, error: &io::Error) -> ConfigError {
    match error.kind() {
        io::ErrorKind::NotFound => ConfigError::of(name, "there is no such file")
            .help("the path is taken from the folder where poolcheck runs"),
        io::ErrorKind::PermissionDenied => ConfigError::of(name, "permission denied")
            .help("let the user who runs poolcheck read it, or pipe it in with `--config -`"),
        _ => ConfigError::of(name, format!("cannot be read: {error}")),
    }
}

/// Turns the bytes that were read from `name` into text, without a byte-order mark.
///
/// # Errors
/// The bytes are larger than [`LARGEST`], binary, or no UTF-8.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<Arc<SourceFile>, ConfigError> {
    if bytes.len() as u64 > LARGEST {
        return Err(ConfigError::of(name, "this file is larger than 8 MiB")
            .help("no connection-pool configuration needs that; is this the right file?"));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(ConfigError::of(name, "this file is UTF-16 text (it begins with its byte-order mark)")
            .help("save it as UTF-8"));
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(ConfigError::of(name, format!("this is a binary file (byte {at} is NUL)"))
            .help("give a text file with the pool's settings"));
    }
    let mut text = String::from_utf8(bytes).map_err(|error| not_utf8(name, &error))?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(Arc::new(SourceFile::new(name, text)))
}

fn not_utf8(name: &str, error: &std::string::FromUtf8Error) -> ConfigError {
    let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
    let line = before.split(|byte| *byte == b'\n').count();
    ConfigError::of(name, format!("line {line} is not UTF-8 text")).help("save the file as UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> String {
        decode("a.yaml", bytes.to_vec()).expect_err("refused").to_string()
    }

    #[test]
    fn a_missing_file_and_a_folder_are_named() {
        let missing = load("no/such/app.yaml").expect_err("missing").to_string();
        assert!(missing.starts_with("no/such/app.yaml: there is no such file"), "{missing}");
        let folder = tempfile::tempdir().expect("a folder");
        let folder = load(&folder.path().to_string_lossy()).expect_err("a folder").to_string();
        assert!(folder.contains("this is a folder"), "{folder}");
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let file = decode("a.yaml", b"\xEF\xBB\xBFpool:\n".to_vec()).expect("text");
        assert_eq!(file.text(), "pool:\n");
    }

    #[test]
    fn what_is_no_text_says_what_it_is() {
        assert!(refused(b"\xFF\xFEp\0o\0").contains("UTF-16"));
        assert!(refused(b"PK\x03\x04\0\0").contains("binary file (byte 4 is NUL)"));
        assert!(refused(b"a: 1\nb: \xE4\n").contains("line 2 is not UTF-8"));
    }

    #[test]
    fn a_file_of_50_mb_is_refused_without_being_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("big.yaml");
        File::create(&path).and_then(|file| file.set_len(50_000_000)).expect("a sparse file");
        let error = load(&path.to_string_lossy()).expect_err("too large").to_string();
        assert!(error.contains("larger than 8 MiB"), "{error}");
    }

    /// The names of the files that are read of a folder with these, and the account.
    fn read_of(files: &[(&str, &[u8])]) -> (Vec<String>, Walked) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).expect("written");
        }
        let found = crate::source::files::find::find(&[folder.path().display().to_string()]).expect("found");
        let Loaded { files, walked } = all(found).expect("read");
        let name = |file: &Arc<SourceFile>| file.name().rsplit('/').next().unwrap_or_default().to_owned();
        (files.iter().map(name).collect(), walked)
    }

    #[test]
    fn of_a_folder_only_texts_that_may_speak_of_pools_are_read() {
        let large = format!("mysql: {}", "x".repeat(1 << 20));
        let (files, walked) = read_of(&[
            ("a.yaml", b"pool: {}\n"),
            ("b.yaml", b"title: a page\n"),
            ("c.yaml", b"mysql\0\0"),
            ("d.yaml", b"mysql: \xE4\n"),
            ("e.yaml", large.as_bytes()),
            ("f.yaml", b""),
        ]);
        assert_eq!(files, ["a.yaml"]);
        let counts = [Reason::Words, Reason::NotText, Reason::Large].map(|reason| walked.count(reason));
        assert_eq!((counts, walked.files, walked.read()), ([2, 2, 1], 6, 1));
    }

    #[test]
    fn a_go_package_is_read_as_a_whole_or_not_at_all() {
        let (files, _) =
            read_of(&[("a.go", b"package a\nconst most = 20\n"), ("db.go", b"db.SetMaxOpenConns(most)\n")]);
        assert_eq!(files, ["a.go", "db.go"]);
        let (files, walked) = read_of(&[("a.go", b"package a\nconst most = 20\n")]);
        assert_eq!((files.len(), walked.count(Reason::Words)), (0, 1));
    }

    #[test]
    fn a_named_file_is_read_whatever_is_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "title: a page\n").expect("written");
        let found = crate::source::files::find::find(&[path.display().to_string()]).expect("found");
        assert_eq!(all(found).expect("read").files.len(), 1);
    }
}
