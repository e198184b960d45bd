//! A server out of files: which of the forms a text is of. What holds no variable of a server is refused, and the message says
//! what it looks like.

use std::path::Path;
use std::sync::Arc;

use super::capture::{self, CaptureError};
use super::facts::Server;
use super::unreachable::{Stage, Unreachable};
use super::{declared, look, observed};
use crate::text::place::SourceFile;

/// Standard input, as a server.
pub const STDIN: &str = "-";

/// Whether a target names an existing file or folder, or standard input.
pub fn is_one(target: &str) -> bool {
    target == STDIN || Path::new(split(target).0).exists()
}

/// Reads the server that a file declares or shows: `FILE`, `FILE#NAME` where it holds several, a folder, or `-`.
///
/// # Errors
/// Missing, unreadable, empty, binary or above 64 MiB, of no form that is known, or without a known variable.
pub fn read(target: &str) -> Result<Server, Unreachable> {
    let unreadable = |error: CaptureError| Unreachable {
        target: target.to_owned(),
        stage: Stage::Capture,
        message: error.to_string(),
    };
    server(target).map_err(unreadable)
}

/// Reads a server out of one text, whatever form it has. `name` is what places in it are called.
///
/// # Errors
/// It is of no form that is known, or holds no known variable.
pub fn read_text(name: &str, text: &str) -> Result<Server, CaptureError> {
    of_text(name, &Arc::new(SourceFile::new(name, text)), None)
}

/// The one server that configuration files hold beside the pools, where there is one and no other.
pub fn implied(files: &[Arc<SourceFile>]) -> Option<Server> {
    declared::implied(files)
}

fn server(target: &str) -> Result<Server, CaptureError> {
    let (path, name) = split(target);
    if path == STDIN {
        return of_text(target, &capture::source_of_stdin()?, name);
    }
    let path = Path::new(path);
    if path.is_dir() {
        // The folder of a server's option files has no `variables.*`, and the file that begins them.
        return match path.join("my.cnf") {
            start if start.is_file() => of_text(target, &capture::source_file(&start)?, name),
            _ => capture::read_folder(path, target),
        };
    }
    of_text(target, &capture::source_file(path)?, name)
}

/// Reads the server in one text, whatever form it has.
fn of_text(target: &str, file: &Arc<SourceFile>, name: Option<&str>) -> Result<Server, CaptureError> {
    if capture::is_own(file.text()) {
        return capture::read_files(target, vec![Arc::clone(file)]);
    }
    if let Some(server) = observed::read(target, file, name)? {
        return Ok(server);
    }
    if let Some(server) = declared::read(target, file, name)? {
        return known(server, file);
    }
    // Whose section a value stands in decides what it means, and no server's is there.
    if look::has_sections(file.text()) {
        return Err(nothing(file));
    }
    match capture::read_files(target, vec![Arc::clone(file)]) {
        Ok(server) => known(server, file),
        Err(CaptureError::Nothing) => Err(nothing(file)),
        Err(CaptureError::NoVariables) if look::like(file.text()).is_some() => Err(nothing(file)),
        Err(error) => Err(error),
    }
}

/// A server of which something is known that a rule reads: another would pass because nothing was judged.
fn known(server: Server, file: &SourceFile) -> Result<Server, CaptureError> {
    if server.says_something() { Ok(server) } else { Err(nothing(file)) }
}

fn nothing(file: &SourceFile) -> CaptureError {
    match look::like(file.text()) {
        Some((what, help)) => CaptureError::Foreign { what, help },
        None => CaptureError::Nothing,
    }
}

/// The path, and the name behind its `#`; a file whose own name has one counts as it is.
fn split(target: &str) -> (&str, Option<&str>) {
    match target.rsplit_once('#') {
        Some((path, name)) if !Path::new(target).exists() => (path, Some(name)),
        _ => (target, None),
    }
}
