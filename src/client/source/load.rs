//! Paths into texts: the only place where a configuration's bytes are read. It knows no format.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::client::error::ConfigError;
use crate::text::place::SourceFile;

/// The largest configuration that is read, in bytes; the largest one seen in public has some 500 KB.
pub const LARGEST: u64 = 8 << 20;

/// What reports call standard input.
pub const STDIN: &str = "<stdin>";

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
        return Err(ConfigError::of(path, "this is a folder, not a file").help("give the files in it one by one"));
    }
    let bytes = File::open(path).and_then(read_bounded).map_err(|error| unreadable(path, &error))?;
    decode(path, bytes)
}

/// Reads one byte more than is allowed, so that a file that grows or has no size (a pipe) is bounded too.
fn read_bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(name: &str, error: &io::Error) -> ConfigError {
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
}
