//! The walk over a document's sections, and what was found on the way.

use std::collections::HashSet;

use crate::client::discover::{jdbc, layers, recognise, strings};

use crate::client::discover::assemble::NamedField;
use crate::client::discover::go::section;
use crate::client::discover::halves::Halves;
use crate::client::discover::section::Section;
use crate::client::value::field::Field;

use crate::client::options::ReadOptions;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::Library;
use crate::source::error::ConfigError;
use crate::source::node::{self, Data, Node};
use crate::text::language::Language;
use crate::text::names::normal;
use crate::text::place::{SourceFile, Span};

/// What was found so far.
pub(super) struct Search<'a> {
    pub(super) file: &'a SourceFile,
    pub(super) reading: &'a ReadOptions,
    /// Values that some section takes by a merge key.
    pub(super) merged: HashSet<Span>,
    pub(super) found: Vec<Draft>,
    /// Pools of which only the connection string is known, with its bytes.
    pub(super) bare: Vec<(Span, Draft)>,
    /// Connection strings that belong to a pool.
    pub(super) used: HashSet<Span>,
    /// Sections and values that were read as a library's.
    pub(super) claimed: HashSet<Span>,
    /// Pools that may be one.
    pub(super) halves: Halves,
}

impl<'a> Search<'a> {
    /// Walks a document.
    ///
    /// # Errors
    /// A section holds a pool, and one of its values is not what its key wants.
    pub(super) fn of(file: &'a SourceFile, root: &'a Node, reading: &'a ReadOptions) -> Result<Self, ConfigError> {
        let mut search = Self {
            file,
            reading,
            merged: HashSet::new(),
            found: Vec::new(),
            bare: Vec::new(),
            used: HashSet::new(),
            claimed: HashSet::new(),
            halves: Halves::default(),
        };
        search.note_merged(root);
        search.walk(&mut Vec::new(), Section::new(file, String::new(), root, false))?;
        Ok(search)
    }

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

    fn walk(&mut self, above: &mut Vec<Section<'a>>, level: Section<'a>) -> Result<(), ConfigError> {
        let node = level.node;
        above.push(level);
        self.visit(above)?;
        let at_top = above.len() == 1;
        let children = above.last().map(|own| own.children().to_vec()).unwrap_or_default();
        for (name, child, merged) in children {
            if self.claimed.contains(&node.span) {
                break;
            }
            if (at_top && node::is_aside(&name)) || self.claimed.contains(&child.span) {
                continue;
            }
            let child = above.last().map(|own| own.below(name, child, merged));
            if let Some(child) = child {
                self.walk(above, child)?;
            }
        }
        above.pop();
        Ok(())
    }

    fn visit(&mut self, levels: &mut Vec<Section<'a>>) -> Result<(), ConfigError> {
        if !self.reading.at.is_empty() {
            return self.at(levels);
        }
        if let Some(library) = self.reading.library {
            return self.wished(levels, library);
        }
        let layer = layers::read(self.file, levels)?;
        self.found.extend(layer.drafts);
        self.claimed.extend(layer.claims);
        let may_be_of = |language| levels.last().is_some_and(|own| own.may_be_of(language));
        let (may_be_java, may_be_go) = (may_be_of(Language::Java), may_be_of(Language::Go));
        if may_be_java && let Some(found) = jdbc::read(self.file, levels, &self.claimed)? {
            self.found.extend(found.drafts);
            self.claimed.extend(found.claims);
        } else if let Some(found) = recognise::section(levels) {
            self.recognised(levels, found)?;
        }
        if let Some(own) = levels.last() {
            for found in recognise::environment(own) {
                self.recognised(levels, found)?;
            }
        }
        self.strings(levels, None)?;
        if may_be_go { self.go(levels) } else { Ok(()) }
    }

    /// What a section says to a library that the user names.
    fn wished(&mut self, levels: &mut Vec<Section<'a>>, library: &'static Library) -> Result<(), ConfigError> {
        let layer = layers::read(self.file, levels)?;
        let drafts = layer.drafts.into_iter().filter(|draft| draft.pool.library == library);
        let before = self.found.len();
        self.found.extend(drafts);
        if self.found.len() > before {
            self.claimed.extend(layer.claims);
            return Ok(());
        }
        self.strings(levels, Some(library))?;
        let found = recognise::keys_of(levels, library);
        let is_read = |member: &NamedField<'a>| self.claimed.contains(&member.cell.whole);
        let telling =
            if found.members.is_empty() { !found.place.path.is_empty() } else { !found.members.iter().all(is_read) };
        if telling { self.recognised(levels, found) } else { Ok(()) }
    }

    /// The pools that are connection strings of a section.
    fn strings(&mut self, levels: &[Section<'a>], wished: Option<&'static Library>) -> Result<(), ConfigError> {
        let Some(own) = levels.last() else { return Ok(()) };
        let may_be = |cell: &&Field<'a>| cell.text.contains('=') || (wished.is_some() && cell.text.contains("://"));
        for cell in own.cells.iter().filter(may_be) {
            if !self.claimed.contains(&cell.whole)
                && let Some(draft) = strings::read(self.file, levels, cell, wished)?
            {
                self.claimed.insert(cell.whole);
                self.found.push(draft);
            }
        }
        Ok(())
    }

    /// A section that the user points at: its library is the one that was named, or the one that fits best.
    fn at(&mut self, levels: &[Section<'a>]) -> Result<(), ConfigError> {
        let names = || levels.iter().skip(1).map(|level| level.name.as_str());
        let path = names().map(normal).collect::<Vec<_>>().join(".");
        let Some(wished) =
            self.reading.at.iter().find(|at| at.split('.').map(normal).collect::<Vec<_>>().join(".") == path)
        else {
            return Ok(());
        };
        let found = match self.reading.library {
            Some(library) => Some(recognise::keys_of(levels, library)),
            None => recognise::section(levels).or_else(|| recognise::likest(levels)),
        };
        match (found, levels.last()) {
            (Some(found), _) if !found.library.has_invented_names => self.recognised(levels, found)?,
            (_, Some(own)) => {
                let groups = section::groups(own);
                let Some(group) = groups.first() else {
                    let error = ConfigError::at(
                        &self.file.place(own.node.span),
                        format!("--at {wished}: no key of a pool is known here"),
                    );
                    return Err(error.help("name the library whose keys these are: --library NAME"));
                };
                let dsn = group.dsn(levels, groups.len() > 1);
                self.found.push(group.draft(self.file, levels, dsn, false)?);
            }
            (_, None) => {}
        }
        if let Some(draft) = self.found.last_mut() {
            draft.at = Some(wished.clone());
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Vec<Draft> {
        self.halves.join(&mut self.found);
        let used = &self.used;
        self.found.extend(self.bare.into_iter().filter(|(span, _)| !used.contains(span)).map(|(_, draft)| draft));
        self.found.sort_by_key(|draft| draft.pool.place.as_ref().map(|place| place.span.start));
        self.found
    }
}
