//! The pools in a Go application's own file: sections that hold database/sql's settings under the application's names,
//! and the driver's DSN beside them.
//!
//! Four questions, one file each: which names are settings ([`keys`]), which engine is it ([`engine`]), what do the values
//! mean ([`values`], [`dialects`], [`dsn`]), and who holds the pool ([`instances`]).

mod dialects;
mod dsn;
mod engine;
mod instances;
mod keys;
mod section;
mod values;

use std::collections::HashSet;

use super::draft::Draft;
use super::error::ConfigError;
use super::source::node::{Data, Node};
use crate::text::place::SourceFile;
use section::{Level, Section};

/// Finds the pools of a document.
///
/// # Errors
/// A value of a pool's setting is not what its key wants.
pub fn read(file: &SourceFile, root: &Node) -> Result<Vec<Draft>, ConfigError> {
    let mut templates = HashSet::new();
    collect_templates(root, &mut templates);
    let mut walk = Walk { file, templates, drafts: Vec::new(), shared: false };
    walk.node(root, &[])?;
    Ok(walk.drafts)
}

/// The keys that other mappings merge in: where they stand first, they are a template and no pool of their own.
fn collect_templates(node: &Node, templates: &mut HashSet<usize>) {
    match &node.data {
        Data::Scalar(_) => {}
        Data::Sequence(items) => items.iter().for_each(|item| collect_templates(item, templates)),
        Data::Mapping(entries) => {
            for entry in entries {
                if entry.merged {
                    templates.insert(entry.key_span.start);
                } else {
                    collect_templates(&entry.value, templates);
                }
            }
        }
    }
}

struct Walk<'a> {
    file: &'a SourceFile,
    templates: HashSet<usize>,
    drafts: Vec<Draft>,
    /// What is being read lies under an anchor or an alias, so that an edit would reach other places.
    shared: bool,
}

impl Walk<'_> {
    /// Reads the pools at a node and below it. `above` are the mappings that lead to it, outermost first.
    fn node(&mut self, node: &Node, above: &[Level<'_>]) -> Result<(), ConfigError> {
        match &node.data {
            Data::Scalar(_) => Ok(()),
            Data::Mapping(_) => self.mapping(node, above),
            Data::Sequence(items) => {
                if let Some(environment) = section::environment(self.file, node) {
                    return self.mapping(&environment, above);
                }
                for (index, item) in items.iter().enumerate() {
                    let name = item.get("name").and_then(|name| name.text());
                    let name = name.map_or_else(|| index.to_string(), str::to_owned);
                    self.below(item, &name, above)?;
                }
                Ok(())
            }
        }
    }

    fn mapping(&mut self, node: &Node, above: &[Level<'_>]) -> Result<(), ConfigError> {
        let level = Level::of(node);
        for section in Section::all(&level, above) {
            let mut draft = section.draft(self.file, &self.templates)?;
            if let Some(draft) = draft.as_mut().filter(|_| self.shared) {
                draft.share();
            }
            self.drafts.extend(draft);
        }
        let mut path = above.to_vec();
        path.push(level.clone());
        for entry in level.entries.iter() {
            if entry.value.scalar().is_none() {
                self.below(&entry.value, &entry.key, &path)?;
            }
        }
        Ok(())
    }

    fn below(&mut self, child: &Node, name: &str, above: &[Level<'_>]) -> Result<(), ConfigError> {
        let mut path = above.to_vec();
        match path.last_mut() {
            Some(last) if last.child.is_none() => last.child = Some(name.to_owned()),
            _ => path.push(Level::named(name)),
        }
        let outside = self.shared;
        self.shared |= child.shared;
        let result = self.node(child, &path);
        self.shared = outside;
        result
    }
}
