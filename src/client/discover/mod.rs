//! The pools in applications' own files, which may say a hundred other things.
//!
//! [`search`] walks the sections of a document from its top. A section is a pool's where it stands at a place of a library's or
//! looks like one ([`recognise`]), where a Java data source finds its keys around it ([`jdbc`]), where a connection string is a whole
//! pool ([`strings`]), where it is a layer in between ([`layers`]), or where its names are those that Go applications give to
//! `database/sql`'s setters ([`go`]); and its engine is not another one ([`engine`]). [`assemble`] makes a pool of it. What is not
//! certain is left out or left unknown: a pool that nobody has would be judged, and a default that nobody set would be blamed.

mod assemble;
mod chosen;
mod document;
mod engine;
mod go;
mod halves;
mod jdbc;
mod layers;
mod link;
mod naming;
mod properties;
mod recognise;
mod recognised;
mod replication;
mod requirement;
mod scheme;
mod search;
mod section;
mod stated_replicas;
mod stores;
mod strings;

use search::Search;

use crate::client::options::ReadOptions;
use crate::client::pool::draft::Draft;
use crate::client::pool::profile;
use crate::source::error::ConfigError;
use crate::source::node::Node;
use crate::text::place::SourceFile;

/// Finds the pools of one document.
///
/// # Errors
/// A section holds a pool, and one of its values is neither a number nor a duration.
pub(super) fn read(file: &SourceFile, root: &Node, reading: &ReadOptions) -> Result<Vec<Draft>, ConfigError> {
    if document::describes(root) && reading.at.is_empty() {
        return Ok(Vec::new());
    }
    let mut drafts = Search::of(file, root, reading)?.finish();
    let profile = document::profile(root).or_else(|| profile::of_file(file.name()));
    for draft in &mut drafts {
        draft.profile = draft.profile.take().or_else(|| profile.clone());
    }
    Ok(drafts)
}
