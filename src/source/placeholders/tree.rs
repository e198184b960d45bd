//! A tree with the placeholders of its values followed.

use std::cell::RefCell;
use std::sync::Arc;

use crate::source::form::Form;
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::source::placeholders::{Expanded, Filled, Source, expand};
use crate::source::variables::Variables;
use crate::text::place::SourceFile;

/// Follows the placeholders of all values. A tree without any is handed back as it is.
pub fn resolve(file: &SourceFile, root: &Arc<Node>, variables: &Variables) -> Arc<Node> {
    // A program's placeholders are made of its calls, whatever characters it holds.
    if !file.text().contains(['$', '%', '@']) && !Form::of(file).is_program() {
        return Arc::clone(root);
    }
    let resolver = Resolver { file, root, variables, open: RefCell::new(Vec::new()) };
    resolver.node(root).unwrap_or_else(|| Arc::clone(root))
}

struct Resolver<'a> {
    file: &'a SourceFile,
    root: &'a Node,
    variables: &'a Variables,
    /// The keys whose values are being followed, so that a circle ends.
    open: RefCell<Vec<String>>,
}

impl Resolver<'_> {
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
        self.variables.get(name).or_else(|| self.key(name))
    }

    /// The value of another key of the file, as Spring follows `${other.key}`.
    fn key(&self, name: &str) -> Option<(String, Source)> {
        if self.open.borrow().iter().any(|open| open == name) {
            return None;
        }
        let mut node = self.root;
        for part in name.split('.') {
            node = node.get(part)?;
        }
        let text = node.text()?;
        self.open.borrow_mut().push(name.to_owned());
        let expanded = expand(text, &|name| self.lookup(name));
        self.open.borrow_mut().pop();
        let text = match expanded {
            Expanded::Plain => text.to_owned(),
            Expanded::Filled(text, _) => text,
            Expanded::Unresolved(_) => return None,
        };
        Some((text, Source::Key(self.file.position(node.span.start).line)))
    }
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
    fn what_has_no_placeholder_is_not_copied() {
        let file = SourceFile::new("a.yaml", "a: 5\n");
        let root = yaml::read(&file).expect("valid").remove(0);
        assert!(Arc::ptr_eq(&root, &resolve(&file, &root, &Variables::default())));
    }
}
