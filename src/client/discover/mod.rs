//! The pools in a Go application's own file, which may say a hundred other things.
//!
//! A section holds a pool where its keys are those of `database/sql` ([`family`]), its engine is not another one
//! ([`engine`]), and it does not look like a pool of something else. What is not certain is left out or left unknown: a
//! pool that nobody has would be judged, and a default that nobody set would be blamed.

mod cell;
mod dialect;
pub(super) mod driver;
mod engine;
mod family;
mod fleet;
mod level;
mod section;
pub(super) mod value;

use std::collections::HashSet;

use driver::Dsn;
use level::Level;

use super::draft::Draft;
use super::error::ConfigError;
use super::pool::Status;
use super::source::node::{self, Data, Node};
use crate::text::place::{SourceFile, Span};

/// Finds the pools of one document.
///
/// # Errors
/// A section holds a pool, and one of its values is neither a number nor a duration.
pub fn read(file: &SourceFile, root: &Node) -> Result<Vec<Draft>, ConfigError> {
    let mut search = Search { file, merged: HashSet::new(), found: Vec::new(), bare: Vec::new(), used: HashSet::new() };
    search.note_merged(root);
    search.walk(&mut Vec::new(), Level::new(file, String::new(), root, false))?;
    Ok(search.finish())
}

/// What was found so far.
struct Search<'a> {
    file: &'a SourceFile,
    /// Values that some section takes by a merge key.
    merged: HashSet<Span>,
    found: Vec<Draft>,
    /// Pools of which only the connection string is known, with its bytes.
    bare: Vec<(Span, Draft)>,
    /// Connection strings that belong to a pool.
    used: HashSet<Span>,
}

impl<'a> Search<'a> {
    fn note_merged(&mut self, node: &Node) {
        match &node.data {
            Data::Scalar(_) => {}
            Data::Mapping(entries) => {
                for entry in entries {
                    if entry.merged {
                        self.merged.insert(entry.value.span);
                    } else {
                        self.note_merged(&entry.value);
                    }
                }
            }
            Data::Sequence(items) => items.iter().for_each(|item| self.note_merged(item)),
        }
    }

    fn walk(&mut self, above: &mut Vec<Level<'a>>, level: Level<'a>) -> Result<(), ConfigError> {
        let (node, shared) = (level.node, level.shared);
        above.push(level);
        self.visit(above)?;
        let at_top = above.len() == 1;
        for (name, child, merged) in level::children(node) {
            if at_top && node::is_aside(&name) {
                continue;
            }
            let child = Level::new(self.file, name, child, shared || merged);
            self.walk(above, child)?;
        }
        above.pop();
        Ok(())
    }

    fn visit(&mut self, levels: &[Level<'a>]) -> Result<(), ConfigError> {
        let Some(own) = levels.last() else { return Ok(()) };
        let groups = section::groups(own);
        let several = groups.len() > 1;
        for group in groups {
            if !group.is_pool(levels) {
                continue;
            }
            let dsn = group.dsn(levels, several);
            self.used.extend(dsn.map(|dsn| dsn.cell.span));
            let mut draft = group.draft(self.file, levels, dsn, several)?;
            if group.is_template(&self.merged) {
                draft.pool.status = Status::Inert("a template that other sections merge in".to_owned());
            }
            self.found.push(draft);
        }
        for dsn in own.cells.iter().filter_map(Dsn::of) {
            let draft = match section::replica(self.file, levels, &dsn)? {
                Some(draft) => draft,
                None => section::bare(self.file, levels, &dsn)?,
            };
            self.bare.push((dsn.cell.span, draft));
        }
        Ok(())
    }

    fn finish(mut self) -> Vec<Draft> {
        let used = &self.used;
        self.found.extend(self.bare.into_iter().filter(|(span, _)| !used.contains(span)).map(|(_, draft)| draft));
        self.found.sort_by_key(|draft| draft.pool.place.as_ref().map(|place| place.span.start));
        self.found
    }
}
