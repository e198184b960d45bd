//! Where a finding is shown in formats that show nothing without a file: its value, else its pool, else a file that was read.

use super::Report;
use crate::audit::finding::Finding;
use crate::server::ServerState;
use crate::text::place::Place;

/// A file, and the place in it where there is one.
#[derive(Debug, Clone, Copy)]
pub struct Anchor<'a> {
    /// The file's name as the user gave it.
    pub file: &'a str,
    /// The place.
    pub place: Option<&'a Place>,
}

impl<'a> Anchor<'a> {
    /// The file's name as programs want it: without `./` before it.
    pub fn path(&self) -> &'a str {
        self.file.trim_start_matches("./")
    }

    /// Its first line; 1 where only the file is known.
    pub fn line(&self) -> usize {
        self.place.map_or(1, |place| place.start.line)
    }
}

/// Where a finding is shown; none where no file was read at all.
pub fn of<'a>(report: &Report<'a>, finding: &'a Finding) -> Option<Anchor<'a>> {
    let client = report.client;
    let pool = || client.pool(finding.pool.as_ref()?);
    if let Some(place) = finding.location.as_ref().or_else(|| pool()?.place.as_ref()) {
        return Some(Anchor { file: &place.file, place: Some(place) });
    }
    let captured = match report.server {
        ServerState::Known(server) => server.sources.first(),
        _ => None,
    };
    let source = client.sources.first().or(captured)?;
    Some(Anchor { file: source.name(), place: None })
}
