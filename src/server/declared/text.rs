//! A text as the forms look at it: what it says, and its trees where it is YAML or JSON.

use std::sync::Arc;

use super::Said;
use crate::source::node::Node;
use crate::source::placeholders;
use crate::source::variables::Variables;
use crate::source::{self, Form};
use crate::text::place::{Place, SourceFile, Span};

/// A larger text is no settings: it would cost memory for nothing.
const LARGEST: usize = 8 << 20;

/// A text with its trees.
pub(super) struct Text<'a> {
    /// The file.
    pub file: &'a Arc<SourceFile>,
    /// Its documents where it is YAML or JSON; placeholders with a default are filled.
    pub documents: Vec<Arc<Node>>,
}

impl<'a> Text<'a> {
    /// Reads a file's trees. A text that is neither YAML nor JSON, or has a mistake in it, has none.
    pub(super) fn of(file: &'a Arc<SourceFile>) -> Self {
        let is_tree = ["YAML", "JSON"].contains(&Form::of(file).name) && file.text().len() <= LARGEST;
        let documents = if is_tree { source::read(file).unwrap_or_default() } else { Vec::new() };
        let resolved =
            |document: source::Document| placeholders::resolve(file, &document.written, &Variables::default());
        // What is of another language may read as one long word of YAML.
        let is_tree = |root: &Arc<Node>| root.scalar().is_none();
        Self { file, documents: documents.into_iter().map(resolved).filter(is_tree).collect() }
    }

    /// The documents, and of one that is a list its items: what `jq -s` makes of several answers.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Arc<Node>> {
        self.documents.iter().flat_map(|document| match document.items() {
            Some(items) => items.iter().collect::<Vec<_>>(),
            None => vec![document],
        })
    }

    /// The place of a node.
    pub(super) fn place(&self, node: &Node) -> Place {
        self.file.place(node.span)
    }

    /// A variable whose value is a node's text; none where that is no text.
    pub(super) fn said(&self, name: &str, value: &Node) -> Option<Said> {
        Some(Said::new(name, value.text()?, self.place(value)))
    }

    /// The bytes of a node as they are written.
    pub(super) fn written(&self, span: Span) -> &str {
        self.file.text().get(span.start..span.end).unwrap_or_default()
    }
}

/// The node at the end of a path of keys.
pub(super) fn at<'n>(node: &'n Node, path: &[&str]) -> Option<&'n Arc<Node>> {
    let (last, before) = path.split_last()?;
    let mut here = node;
    for key in before {
        here = here.get(key)?;
    }
    here.get(last)
}

/// The text at the end of a path of keys.
pub(super) fn text_at<'n>(node: &'n Node, path: &[&str]) -> Option<&'n str> {
    at(node, path)?.text()
}

/// The items at the end of a path of keys; none where there is no list.
pub(super) fn items_at<'n>(node: &'n Node, path: &[&str]) -> &'n [Arc<Node>] {
    at(node, path).and_then(|node| node.items()).unwrap_or_default()
}
