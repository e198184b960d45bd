//! Which files make up a captured server: one, or a folder with `variables.*` and `status.*`.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::CaptureError;
use super::read_files;
use crate::server::facts::Server;
use crate::server::unreachable::{Stage, Unreachable};
use crate::text::place::{STDIN, SourceFile};

/// The largest capture that is read, in MiB. A server's whole output is below 1 MiB.
const LIMIT_MIB: u64 = 64;

/// Reads the captured server at a path: a file, or a folder (not recursive) with `variables.*` and `status.*`, where
/// of several forms of one the first of tsv, json and text is taken.
///
/// # Errors
/// Missing, unreadable, empty, binary or above 64 MiB, or without a variable.
pub fn read(path: &Path) -> Result<Server, Unreachable> {
    let target = path.display().to_string();
    server(path, &target).map_err(|error| Unreachable { target, stage: Stage::Capture, message: error.to_string() })
}

fn server(path: &Path, target: &str) -> Result<Server, CaptureError> {
    if path.is_dir() { read_folder(path, target) } else { read_files(target, vec![source_file(path)?]) }
}

/// Reads the captured server of a folder.
pub(in crate::server) fn read_folder(path: &Path, target: &str) -> Result<Server, CaptureError> {
    let names = names(path)?;
    let variables = best(&names, "variables").ok_or(CaptureError::NoVariablesFile)?;
    let files = std::iter::once(variables).chain(best(&names, "status"));
    read_files(target, files.map(|name| source_file(&path.join(name))).collect::<Result<_, _>>()?)
}

fn names(folder: &Path) -> Result<Vec<PathBuf>, CaptureError> {
    let entries = fs::read_dir(folder).map_err(|error| CaptureError::Unreadable(error.to_string()))?;
    let mut names: Vec<_> =
        entries.filter_map(Result::ok).filter(|e| e.path().is_file()).map(|e| PathBuf::from(e.file_name())).collect();
    names.sort();
    Ok(names)
}

/// The file of this stem in the best form: tsv, then json, then any other.
fn best<'a>(names: &'a [PathBuf], stem: &str) -> Option<&'a PathBuf> {
    let of_stem = |name: &&PathBuf| name.to_str().is_some_and(|name| name.split('.').next() == Some(stem));
    let rank = |name: &&PathBuf| match name.extension().and_then(|extension| extension.to_str()) {
        Some("tsv") => 0,
        Some("json") => 1,
        _ => 2,
    };
    names.iter().filter(of_stem).min_by_key(rank)
}

/// Reads a file's text.
pub(in crate::server) fn source_file(path: &Path) -> Result<Arc<SourceFile>, CaptureError> {
    if !path.exists() {
        return Err(CaptureError::Missing);
    }
    let file = fs::File::open(path).map_err(|error| CaptureError::Unreadable(error.to_string()))?;
    source(path.display().to_string(), file)
}

/// Reads the text that comes in by standard input.
pub(in crate::server) fn source_of_stdin() -> Result<Arc<SourceFile>, CaptureError> {
    source(STDIN.to_owned(), std::io::stdin().lock())
}

fn source(name: String, from: impl Read) -> Result<Arc<SourceFile>, CaptureError> {
    let unreadable = |error: std::io::Error| CaptureError::Unreadable(error.to_string());
    let limit = LIMIT_MIB << 20;
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(CaptureError::TooLarge { limit: LIMIT_MIB });
    }
    Ok(Arc::new(SourceFile::new(name, decode(&bytes)?)))
}

/// UTF-8, or what PowerShell's `>` writes: UTF-16 with a mark. Other bytes are of a comment's odd letter, or binary.
fn decode(bytes: &[u8]) -> Result<String, CaptureError> {
    let unit = |order: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2).skip(1).filter_map(|pair| pair.try_into().ok());
        char::decode_utf16(pairs.map(order)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    let text = match bytes {
        [0xFF, 0xFE, ..] => unit(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => unit(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).into_owned(),
    };
    let odd = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    if odd * 10 > text.len() { Err(CaptureError::Binary) } else { Ok(text) }
}
