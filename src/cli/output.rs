//! Printing: the report to standard output or a file, complaints to standard error.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use anyhow::Context;

/// Where a report goes.
pub(super) enum Sink {
    /// Standard output.
    Stdout,
    /// A file that was created before the work, so that a bad path fails early.
    File(File, String),
}

impl Sink {
    /// Opens the file, or standard output where none is named.
    pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::Stdout) };
        let name = path.display().to_string();
        let file = File::create(path).with_context(|| format!("cannot write the report to {name}"))?;
        Ok(Self::File(file, name))
    }

    /// Writes the whole text.
    pub(super) fn write(&mut self, text: &str) -> anyhow::Result<()> {
        match self {
            Self::Stdout => print(text),
            Self::File(file, name) => {
                file.write_all(text.as_bytes()).with_context(|| format!("cannot write the report to {name}"))
            }
        }
    }
}

/// Prints to standard output.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("cannot write to standard output")
}

/// Prints one line to standard error; when even that fails there is nobody left to tell.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "poolcheck: {text}");
}

/// Whether the reader of standard output went away, as `head` does: no failure of ours.
pub(super) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|io| io.kind() == ErrorKind::BrokenPipe)
}
