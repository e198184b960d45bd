//! Captured servers: saved output of `SHOW VARIABLES` and `SHOW STATUS`, and the file that `poolcheck capture` writes.
//!
//! One file per textual form, each a pure function from lines to rows; [`scan`] sees which forms a text holds, and
//! [`files`] which files belong together. It knows no connection.

mod boxed;
mod error;
mod files;
mod json;
mod lines;
mod own;
mod pairs;
mod redact;
mod rows;
mod scan;
mod statement;
mod tsv;
mod vertical;
mod write;

use std::sync::Arc;
use std::time::Duration;

pub use error::CaptureError;
pub use files::read;
pub(super) use files::{read_folder, source_file, source_of_stdin};
pub(super) use own::is_own;
pub use redact::redact;
pub use write::{Taken, write};

use super::facts::{Entries, Entry, Server, Source};
use super::flavors::{self, Flavor};
use super::version::Version;
use crate::text::origin::Origin;
use crate::text::place::SourceFile;
use rows::{Kind, Row};

/// Reads a captured server out of one text, whatever forms it holds. `name` is what places in it are called; a name
/// such as `status.txt` also says what a text holds that does not say it itself.
///
/// # Errors
/// The text is empty, binary, or holds no variable.
pub fn read_text(name: &str, text: &str) -> Result<Server, CaptureError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    read_files(name, vec![Arc::new(SourceFile::new(name, text))])
}

/// Reads one captured server out of several files.
pub(super) fn read_files(path: &str, files: Vec<Arc<SourceFile>>) -> Result<Server, CaptureError> {
    if files.iter().all(|file| file.text().trim().is_empty()) {
        return Err(CaptureError::Empty);
    }
    if files.iter().any(|file| file.text().contains('\0')) {
        return Err(CaptureError::Binary);
    }
    let mut source = Source::Captured { path: path.to_owned() };
    let mut told: Option<(&'static Flavor, String)> = None;
    let mut counted = None;
    let (mut variables, mut status) = (Entries::default(), Entries::default());
    let (mut account, mut between, mut captured_at, mut evidence) = (None, None, None, None);
    let mut taken_from = None;
    for file in &files {
        let rows = match own::read(file.text()) {
            Some(own) => {
                let own = own?;
                account = own.account;
                taken_from = Some(own.taken.from.clone());
                captured_at = Some(own.taken.at);
                match own.taken.source.as_deref() {
                    Some("declared") => source = Source::Declared { path: path.to_owned() },
                    Some("observed") => source = Source::Observed { target: path.to_owned() },
                    _ => {}
                }
                counted = own.taken.counted.map(Duration::from_secs);
                told = own.taken.flavor.as_deref().and_then(flavors::named).map(|flavor| (flavor, own.version));
                between = own.between;
                evidence = own.evidence;
                own.rows
            }
            None => scan::scan(file.text(), Kind::of_file(file.name())),
        };
        for (kind, row) in rows {
            let entries = if kind == Kind::Variable { &mut variables } else { &mut status };
            put(entries, file, row);
        }
    }
    if variables.is_empty() {
        return Err(if status.is_empty() { CaptureError::Nothing } else { CaptureError::NoVariables });
    }
    let mut server = Server::new(source, variables, status);
    if let Some((flavor, version)) = told {
        server.flavor = flavor;
        server.version = Version::newest_of(&version).unwrap_or_default();
        server.version_text = version;
    }
    server.account = account;
    server.captured_at = captured_at;
    server.taken_from = taken_from;
    server.between = between;
    server.counted = counted;
    server.evidence = evidence;
    server.sources = files;
    Ok(server)
}

fn put(entries: &mut Entries, file: &SourceFile, row: Row) {
    let origin = Origin::captured(file.place(row.span));
    entries.put(&row.name, Entry { value: row.value, origin, session: row.session });
}

#[cfg(test)]
mod tests;
