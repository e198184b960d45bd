//! The pools in applications' own files, which may say a hundred other things.
//!
//! [`search`] walks the sections of a document from its top and visits each [`section`] once. It asks the recognisers in turn, and
//! what one takes, the next does not read ([`claim`]): the layers in between ([`layers`]), Java's data sources, which find their keys
//! around them ([`jdbc`]), sections at a place of a library's or that look like one ([`recognise`], [`sections`]), connection strings
//! that are a whole pool ([`strings`]), and sections whose names are those that Go applications give to `database/sql`'s setters
//! ([`go`]), and last what only names a server and a size ([`plain`]). [`engine`] leaves out what talks to another engine, [`assemble`] makes pools of what was recognised, and [`join`] makes
//! one of those that stand in two places. What is not certain is left out or left unknown: a pool that nobody has would be judged,
//! and a default that nobody set would be blamed.

mod assemble;
mod claim;
mod destination;
mod document;
mod engine;
mod environment;
mod go;
mod jdbc;
mod join;
mod layers;
mod link;
mod naming;
mod plain;
mod properties;
mod recognise;
mod replication;
mod search;
mod section;
mod sections;
mod stated_replicas;
mod status;
mod strings;
mod unread;

use document::Facts;
pub(super) use document::FileFacts;

use crate::client::pool::draft::Draft;
use crate::client::pool::profile;
use crate::source::error::ConfigError;
use crate::source::node::Node;

/// Finds the pools of one document of a file.
///
/// # Errors
/// A section holds a pool, and one of its values is neither a number nor a duration.
pub(super) fn read(file: &FileFacts<'_>, root: &Node) -> Result<Vec<Draft>, ConfigError> {
    if document::describes(root) && file.reading.at.is_empty() {
        return Ok(Vec::new());
    }
    let mut drafts = search::pools(&Facts::of(file, root))?;
    let profile = document::profile(root).or_else(|| profile::of_file(file.source.name()));
    for draft in &mut drafts {
        draft.profile = draft.profile.take().or_else(|| profile.clone());
    }
    Ok(drafts)
}
