//! One section of a file on the way from its top to a pool.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::client::discover::engine::{self, Evidence, Said};
use crate::client::discover::stated_replicas;
use crate::client::go::dsn::Dsn;
use crate::client::go::names;
use crate::client::pool::instances::Instances;
use crate::client::pool::library::sites::same;
use crate::client::value::field::{self, Field};
use crate::source::Form;
use crate::source::node::{Data, Node};
use crate::text::language::Language;
use crate::text::names::words;
use crate::text::place::SourceFile;

/// One section, with the single values in it.
///
/// What they say is worked out once, when the first pool in it or below it asks: a section may hold 100,000 of them.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// Its key, or its name in a list.
    pub(super) name: String,
    /// The name's words in lower case.
    pub(super) words: Vec<String>,
    /// The section.
    pub(super) node: &'a Node,
    /// It lies under an anchor or an alias.
    pub(super) shared: bool,
    /// The single values in it.
    pub(super) cells: Vec<Field<'a>>,
    /// The single values of sections in it that describe the connection: `connection: {dsn: …}` beside `pool: {…}`.
    beside: Vec<Field<'a>>,
    file: &'a SourceFile,
    index: OnceCell<HashMap<String, usize>>,
    said: OnceCell<Said>,
    foreign: OnceCell<bool>,
    families: OnceCell<HashMap<Vec<String>, Evidence>>,
    dsns: OnceCell<Vec<Dsn<'a>>>,
    instances: OnceCell<Option<Instances>>,
    children: OnceCell<Vec<Child<'a>>>,
    /// The language of the file, where it is a program.
    language: Option<Language>,
}

/// A section in a section: its name, and whether it came by a merge key.
pub(super) type Child<'a> = (String, &'a Node, bool);

/// Sections that describe the connection of the pool beside them.
const CONNECTION: [&str; 8] = ["connection", "conn", "dsn", "source", "credentials", "primary", "master", "writer"];

impl<'a> Section<'a> {
    /// The top of a file.
    pub(super) fn new(file: &'a SourceFile, name: String, node: &'a Node, shared: bool) -> Self {
        Self::of(file, name, node, shared, Form::language(file.name()))
    }

    /// A section in it.
    pub(super) fn below(&self, name: String, node: &'a Node, merged: bool) -> Self {
        Self::of(self.file, name, node, self.shared || merged, self.language)
    }

    /// Reads a section's single values.
    fn of(file: &'a SourceFile, name: String, node: &'a Node, shared: bool, language: Option<Language>) -> Self {
        let shared = shared || node.shared;
        Self {
            words: words(&name),
            name,
            node,
            shared,
            cells: field::of_node(file, node, shared),
            beside: beside(file, node, shared),
            file,
            index: OnceCell::new(),
            said: OnceCell::new(),
            foreign: OnceCell::new(),
            families: OnceCell::new(),
            dsns: OnceCell::new(),
            instances: OnceCell::new(),
            children: OnceCell::new(),
            language,
        }
    }

    /// The sections in it.
    pub(super) fn children(&self) -> &[Child<'a>] {
        self.children.get_or_init(|| children(self.node))
    }

    /// The value of a key, given as its words in one.
    pub(super) fn get(&self, key: &str) -> Option<&Field<'a>> {
        let index = self
            .index
            .get_or_init(|| self.cells.iter().enumerate().map(|(number, cell)| (cell.key(), number)).collect());
        self.cells.get(*index.get(key)?)
    }

    /// The single values in it, and those of sections in it that describe the connection.
    pub(super) fn all_cells(&self) -> impl Iterator<Item = &Field<'a>> {
        self.cells.iter().chain(&self.beside)
    }

    /// The keys in it that hold nothing.
    pub(super) fn nulls(&self) -> Vec<Field<'a>> {
        field::nulls(self.file, self.node, self.shared)
    }

    /// Whether the file's text holds one of these words; where there are none, it need not.
    pub(super) fn file_mentions(&self, words: &[&str]) -> bool {
        words.is_empty() || words.iter().any(|word| self.file.text().contains(word))
    }

    /// Whether a library of this language may be set in the file: a program has libraries of its own language only.
    pub(super) fn may_be_of(&self, language: Language) -> bool {
        self.language.is_none_or(|own| own == language)
    }

    /// The section in it with this name, in any case style.
    pub(super) fn child(&self, name: &str) -> Option<Self> {
        let (name, node, merged) = self.children().iter().find(|(child, ..)| same(child, name))?;
        Some(self.below(name.clone(), node, *merged))
    }

    /// The section at a path in it: `knexConfig.pool`.
    pub(super) fn descend(&self, path: &str) -> Option<Self> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let child = self.child(first)?;
        match rest {
            Some(rest) => child.descend(rest),
            None => Some(child),
        }
    }

    /// What the values say of the engine, and of switches.
    pub(super) fn said(&self) -> &Said {
        self.said.get_or_init(|| engine::said(&self.cells, &self.beside))
    }

    /// The engine that keys name which begin with these words.
    pub(super) fn family(&self, words: &[String]) -> Option<Evidence> {
        self.families.get_or_init(|| engine::families(&self.cells)).get(words).copied()
    }

    /// Whether there are keys of another kind of pool.
    pub(super) fn is_foreign(&self) -> bool {
        let foreign = |cell: &Field<'_>| names::is_foreign(cell) || cell.text.starts_with("jdbc:");
        *self.foreign.get_or_init(|| self.cells.iter().any(foreign))
    }

    /// The Go connection strings in it, and those beside its pool.
    pub(super) fn dsns(&self) -> &[Dsn<'a>] {
        self.dsns.get_or_init(|| self.cells.iter().chain(&self.beside).filter_map(Dsn::of).collect())
    }

    /// The instances that it states.
    pub(super) fn instances(&self) -> Option<&Instances> {
        self.instances.get_or_init(|| stated_replicas::of_level(self.file, self)).as_ref()
    }
}

fn beside<'a>(file: &'a SourceFile, node: &'a Node, shared: bool) -> Vec<Field<'a>> {
    if !matches!(node.data, Data::Mapping(_)) {
        return Vec::new();
    }
    let mut beside = Vec::new();
    for entry in field::effective(node) {
        if entry.value.entries().is_some() && CONNECTION.contains(&entry.key.to_lowercase().as_str()) {
            let cells = field::of_node(file, &entry.value, shared || entry.merged);
            let has_own_pool = cells.iter().any(|cell| names::member(cell).is_some());
            beside.extend(cells.into_iter().filter(|_| !has_own_pool));
        }
    }
    beside
}

/// The sections in a section, with their names and whether they came by a merge key.
fn children(node: &Node) -> Vec<Child<'_>> {
    match &node.data {
        Data::Scalar(_) => Vec::new(),
        Data::Mapping(_) => field::effective(node)
            .into_iter()
            .filter(|entry| entry.value.scalar().is_none())
            .map(|entry| (entry.key.clone(), &*entry.value, entry.merged))
            .collect(),
        Data::Sequence(items) => {
            let sections = items.iter().enumerate().filter(|(_, item)| item.scalar().is_none());
            sections.map(|(number, item)| (item_name(item, number), &**item, false)).collect()
        }
    }
}

/// What an item of a list calls itself, else its number.
fn item_name(item: &Node, number: usize) -> String {
    let own = item.get("name").or_else(|| item.get("id")).and_then(|node| node.text());
    own.map_or_else(|| number.to_string(), str::to_owned)
}
