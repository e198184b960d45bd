//! A tree with the placeholders of its values followed.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use crate::source::node::{Data, Entry, Node, Scalar};
use crate::source::placeholders::{Expanded, Filled, Source, expand};
use crate::source::variables::Variables;
use crate::text::place::SourceFile;

/// Follows the placeholders of all values. A tree without any is handed back as it is.
pub fn resolve(file: &SourceFile, root: &Arc<Node>, variables: &Variables) -> Arc<Node> {
    if !may_hold_some(root) {
        return Arc::clone(root);
    }
    Resolver::new(file, root, variables).node(root).unwrap_or_else(|| Arc::clone(root))
}

/// Whether any value holds a character that placeholders begin with. It asks the tree and not the file, which may have as many
/// documents as lines.
fn may_hold_some(node: &Node) -> bool {
    match &node.data {
        Data::Scalar(scalar) => scalar.text.contains(['$', '%', '@']),
        Data::Sequence(items) => items.iter().any(|item| may_hold_some(item)),
        Data::Mapping(entries) => entries.iter().any(|entry| may_hold_some(&entry.value)),
    }
}

/// Keys that lead to keys; no configuration needs more, and each is a few calls deep.
const LONGEST_CHAIN: usize = 64;

/// Values of keys in circles that are followed and cannot be kept: where all have defaults, the ways through are countless.
const MOST_IN_CIRCLES: usize = 10_000;

/// Mappings of fewer entries are looked through, and others have an index.
const SMALL: usize = 16;

/// A key's value with where it stands.
type Value = Option<(String, Source)>;

struct Resolver<'a> {
    file: &'a SourceFile,
    root: &'a Node,
    variables: &'a Variables,
    /// The keys whose values are being followed, so that a circle ends.
    open: RefCell<Vec<String>>,
    /// The values of the keys that were followed, whatever led to them.
    known: RefCell<HashMap<String, Value>>,
    /// The entries of large mappings by their keys; a mapping is known by its place in memory.
    indexes: RefCell<HashMap<*const Node, HashMap<&'a str, &'a Arc<Node>>>>,
    /// The outermost open key that a value under way depends on: such a value is that of one way to it.
    depends_on: Cell<usize>,
    in_circles: Cell<usize>,
}

impl<'a> Resolver<'a> {
    fn new(file: &'a SourceFile, root: &'a Node, variables: &'a Variables) -> Self {
        Self {
            file,
            root,
            variables,
            open: RefCell::default(),
            known: RefCell::default(),
            indexes: RefCell::default(),
            depends_on: Cell::new(usize::MAX),
            in_circles: Cell::new(0),
        }
    }

    /// The node with its values filled; none where nothing changes.
    fn node(&self, node: &Arc<Node>) -> Option<Arc<Node>> {
        let data = match &node.data {
            Data::Scalar(scalar) => Data::Scalar(self.scalar(scalar)?),
            Data::Mapping(entries) => {
                let filled: Vec<_> = entries.iter().map(|entry| self.node(&entry.value)).collect();
                if filled.iter().all(Option::is_none) {
                    return None;
                }
                let with = |(entry, value): (&Entry, Option<Arc<Node>>)| match value {
                    Some(value) => Entry { value, ..entry.clone() },
                    None => entry.clone(),
                };
                Data::Mapping(entries.iter().zip(filled).map(with).collect())
            }
            Data::Sequence(items) => {
                let filled: Vec<_> = items.iter().map(|item| self.node(item)).collect();
                if filled.iter().all(Option::is_none) {
                    return None;
                }
                let with = |(item, filled): (&Arc<Node>, Option<Arc<Node>>)| filled.unwrap_or_else(|| Arc::clone(item));
                Data::Sequence(items.iter().zip(filled).map(with).collect())
            }
        };
        Some(Arc::new(Node { data, ..(**node).clone() }))
    }

    fn scalar(&self, scalar: &Scalar) -> Option<Scalar> {
        match expand(&scalar.text, &|name| self.lookup(name)) {
            Expanded::Filled(text, by) => {
                let written =
                    scalar.filled.as_ref().map_or_else(|| scalar.text.clone(), |filled| filled.written.clone());
                Some(Scalar { text, filled: Some(Box::new(Filled { written, by })), ..*scalar })
            }
            Expanded::Plain | Expanded::Unresolved(_) => None,
        }
    }

    fn lookup(&self, name: &str) -> Option<(String, Source)> {
        self.variables.get(name, self.file).or_else(|| self.key(name))
    }

    /// The value of another key of the file, as Spring follows `${other.key}`.
    fn key(&self, name: &str) -> Value {
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let node = self.at(name)?;
        let text = node.text()?;
        let depth = self.open.borrow().len();
        if let Some(open) = self.open.borrow().iter().position(|open| open == name) {
            self.depends_on.set(self.depends_on.get().min(open));
            return None;
        }
        if depth >= LONGEST_CHAIN || self.in_circles.get() >= MOST_IN_CIRCLES {
            return None;
        }
        let before = self.depends_on.replace(usize::MAX);
        let value = self.follow(name, text).map(|text| (text, Source::Key(self.file.position(node.span.start).line)));
        let outermost = self.depends_on.get();
        if outermost == usize::MAX {
            self.known.borrow_mut().insert(name.to_owned(), value.clone());
        } else {
            // A key of a circle has another value where the way to it begins elsewhere in the circle.
            self.in_circles.set(self.in_circles.get() + 1);
        }
        // What leads into a circle from outside does not depend on it: nothing of the circle can be open then.
        self.depends_on.set(if outermost < depth { outermost.min(before) } else { before });
        value
    }

    /// The text of a key with its placeholders followed.
    fn follow(&self, name: &str, text: &str) -> Option<String> {
        self.open.borrow_mut().push(name.to_owned());
        let expanded = expand(text, &|name| self.lookup(name));
        self.open.borrow_mut().pop();
        match expanded {
            Expanded::Plain => Some(text.to_owned()),
            Expanded::Filled(text, _) => Some(text),
            Expanded::Unresolved(_) => None,
        }
    }

    /// The node at a path of keys with dots between them.
    fn at(&self, path: &str) -> Option<&'a Arc<Node>> {
        let mut parts = path.split('.');
        let first = self.entry(self.root, parts.next()?)?;
        parts.try_fold(first, |node, part| self.entry(node, part))
    }

    fn entry(&self, node: &'a Node, key: &str) -> Option<&'a Arc<Node>> {
        let entries = node.entries()?;
        if entries.len() < SMALL {
            return node.get(key);
        }
        let mut indexes = self.indexes.borrow_mut();
        indexes.entry(std::ptr::from_ref(node)).or_insert_with(|| index(entries)).get(key).copied()
    }
}

/// The entries by their keys; see [`Node::get`].
fn index(entries: &[Entry]) -> HashMap<&str, &Arc<Node>> {
    let mut index = HashMap::new();
    for entry in entries {
        if entry.merged {
            index.entry(entry.key.as_str()).or_insert(&entry.value);
        } else {
            index.insert(entry.key.as_str(), &entry.value);
        }
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forms::yaml;

    fn resolved(text: &str) -> Arc<Node> {
        let file = SourceFile::new("a.yaml", text);
        let root = yaml::read(&file).expect("valid").remove(0);
        resolve(&file, &root, &Variables::default())
    }

    #[test]
    fn a_key_of_the_same_file_is_followed() {
        let root = resolved("db: {host: h, port: '${db.alt:3307}'}\nurl: jdbc:mysql://${db.host}:${db.port}/x\n");
        assert_eq!(root.get("url").and_then(|url| url.text()), Some("jdbc:mysql://h:3307/x"));
    }

    #[test]
    fn a_circle_and_an_unknown_key_stay_as_written() {
        let root = resolved("a: ${b}\nb: ${a}\nc: ${nowhere.to.be}\n");
        assert_eq!(root.get("a").and_then(|node| node.text()), Some("${b}"));
        assert_eq!(root.get("c").and_then(|node| node.text()), Some("${nowhere.to.be}"));
    }

    #[test]
    fn a_key_of_a_circle_is_what_each_way_to_it_makes_of_it() {
        let root = resolved("a: '${b:1}'\nb: '${a:2}'\nc: '${a} ${b}'\n");
        let texts =
            ["a", "b", "c"].map(|key| root.get(key).and_then(|node| node.text()).unwrap_or_default().to_owned());
        assert_eq!(texts, ["1", "2", "2 1"]);
    }

    #[test]
    fn chains_and_circles_of_many_keys_end() {
        let chain =
            |way: fn(usize) -> usize| -> String { (0..5000).map(|at| format!("k{at}: ${{k{}}}\n", way(at))).collect() };
        let root = resolved(&format!("{}k5000: 7\n", chain(|at| at + 1)));
        let near = |key: &str| root.get(key).and_then(|node| node.text()).map(str::to_owned);
        assert_eq!(near("k4995").as_deref(), Some("7"));
        assert_eq!(near("k0").as_deref(), Some("${k1}"));
        resolved(&chain(|at| at.saturating_sub(1)));
        let circles: String = (0..30)
            .map(|at| {
                let all: String = (0..30).map(|other| format!("${{k{other}:x}}")).collect();
                format!("k{at}: \"{all}\"\n")
            })
            .collect();
        resolved(&circles);
    }

    #[test]
    fn what_has_no_placeholder_is_not_copied() {
        let file = SourceFile::new("a.yaml", "a: 5\n");
        let root = yaml::read(&file).expect("valid").remove(0);
        assert!(Arc::ptr_eq(&root, &resolve(&file, &root, &Variables::default())));
    }
}
