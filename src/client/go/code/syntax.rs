//! Go text into a tree of its own: the only file that names tree-sitter. It knows no pool.
//!
//! The grammar recovers from mistakes, so a file with one is read as far as it stands. Work is bounded by the size of
//! the text, never by a clock, so that every run reads the same.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use tree_sitter::{Node, ParseOptions, ParseState, Parser, Tree};

use crate::client::go::code::lower::Lower;
use crate::client::go::code::tree::Source;
use crate::text::place::{SourceFile, Span};

/// Expressions and statements nested deeper than this are not looked into; the deepest seen in public have some 40.
const DEEPEST: usize = 200;

/// Reads a file. `local` is the number of its first local variable.
///
/// None where the text has no `package` clause, is no Go at all, or is larger than any that people write.
pub(super) fn read(file: &Arc<SourceFile>, local: usize) -> Option<(Source, usize)> {
    let tree = parse(file.text())?;
    Lower::new(file, local).file(Part::root(&tree, file.text()))
}

/// The largest text that is read, in bytes: what is larger is a table that a program wrote.
const LARGEST: usize = 1 << 20;

/// Hundreds of steps that the grammar may take after the first mistake: enough for the rest of any file that people
/// write, which takes one for some hundred bytes, while a text that is all mistakes would take minutes.
const REPAIRS: usize = 2000;

fn parse(text: &str) -> Option<Tree> {
    if text.len() > LARGEST {
        return None;
    }
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_go::LANGUAGE.into()).ok()?;
    let mut left = REPAIRS;
    let mut progress = |state: &ParseState| {
        left -= usize::from(state.has_error());
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let bytes = text.as_bytes();
    parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options))
}

/// One node of the grammar's tree.
#[derive(Clone, Copy)]
pub(super) struct Part<'t> {
    node: Node<'t>,
    text: &'t str,
    depth: usize,
}

impl<'t> Part<'t> {
    fn root(tree: &'t Tree, text: &'t str) -> Self {
        Self { node: tree.root_node(), text, depth: 0 }
    }

    /// The grammar's name for it.
    pub(super) fn kind(self) -> &'t str {
        self.node.kind()
    }

    /// Its bytes.
    pub(super) fn span(self) -> Span {
        let range = self.node.byte_range();
        Span { start: range.start, end: range.end }
    }

    /// Its text.
    pub(super) fn text(self) -> &'t str {
        self.text.get(self.node.byte_range()).unwrap_or_default()
    }

    /// The parts that have names, without comments; none of a part that is nested too deep.
    pub(super) fn parts(self) -> Vec<Self> {
        if self.depth >= DEEPEST {
            return Vec::new();
        }
        let mut cursor = self.node.walk();
        let nodes = self.node.named_children(&mut cursor).filter(|node| node.kind() != "comment");
        nodes.map(|node| self.below(node)).collect()
    }

    /// The part in a field.
    pub(super) fn field(self, name: &str) -> Option<Self> {
        if self.depth >= DEEPEST {
            return None;
        }
        self.node.child_by_field_name(name).map(|node| self.below(node))
    }

    /// The names in the field `name`: of `a, b int` both.
    pub(super) fn names(self) -> Vec<Self> {
        let mut cursor = self.node.walk();
        let nodes = self.node.children_by_field_name("name", &mut cursor).filter(Node::is_named);
        nodes.map(|node| self.below(node)).collect()
    }

    /// The text between two parts of this one.
    pub(super) fn between(self, left: Self, right: Self) -> &'t str {
        self.text.get(left.node.end_byte()..right.node.start_byte()).unwrap_or_default()
    }

    fn below(self, node: Node<'t>) -> Self {
        Self { node, depth: self.depth + 1, ..self }
    }

    /// Counts every name below.
    pub(super) fn mentions(self) -> HashMap<String, usize> {
        let mut mentions = HashMap::new();
        let mut cursor = self.node.walk();
        loop {
            let node = cursor.node();
            if matches!(node.kind(), "identifier" | "field_identifier") {
                let name = self.text.get(node.byte_range()).unwrap_or_default();
                *mentions.entry(name.to_owned()).or_insert(0) += 1;
            }
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return mentions;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::go::code::tree::{Action, Expr, Kind};
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn source(text: &str) -> Option<Source> {
        read(&Arc::new(SourceFile::new("main.go", text)), 0).map(|(source, _)| source)
    }

    /// Every expression's bytes lie in the text, and those of a plain literal hold it.
    fn check(source: &Source) {
        let text = source.file.text();
        let mut see = |expr: &Expr| {
            assert!(text.get(expr.span.start..expr.span.end).is_some());
            if let Kind::Text(value, Some(span)) = &expr.kind {
                assert_eq!(text.get(span.start..span.end), Some(value.as_str()));
            }
        };
        let steps = source.functions.iter().flat_map(|function| &function.steps);
        steps.flat_map(|step| step.action.expressions()).for_each(|expr| expr.walk(&mut see));
        source.constants.iter().filter_map(|declared| declared.value.as_ref()).for_each(|expr| expr.walk(&mut see));
    }

    #[test]
    fn a_mistake_leaves_the_rest_readable() {
        let text = "package main\n\nfunc broken( {\n\nfunc main() {\n\tdb.SetMaxOpenConns(5)\n}\n";
        let source = source(text).expect("a package");
        let calls = source.functions.iter().flat_map(|function| &function.steps).filter(|step| {
            matches!(&step.action, Action::Do(expr) if expr.method().is_some_and(|(_, name, _)| name == "SetMaxOpenConns"))
        });
        assert_eq!(calls.count(), 1);
    }

    #[test]
    fn what_is_no_go_is_left_alone() {
        for text in ["", "max_open: 5\n", "<html>", "\u{0}\u{1}"] {
            assert!(source(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn hostile_texts_end_soon() {
        let start = std::time::Instant::now();
        for unit in ["(", "{", "[]", "x.", "\"", "`", "func(", "a:=", "/*", "&", "if ", "<-", "é", "}\n", "(a,b)"] {
            let text = format!("package main\nfunc main() {{ x := {}", unit.repeat((1 << 16) / unit.len()));
            source(&text).iter().for_each(check);
        }
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }

    #[test]
    fn a_shadowed_name_is_another_variable() {
        let text =
            "package main\nfunc main() {\n\tdb := a()\n\tif ok {\n\t\tdb := b()\n\t\tuse(db)\n\t}\n\tuse(db)\n}\n";
        let source = source(text).expect("a package");
        let mut locals = HashSet::new();
        let steps = source.functions.iter().flat_map(|function| &function.steps);
        for expr in steps.flat_map(|step| step.action.expressions()) {
            expr.walk(&mut |expr| {
                if let Kind::Local(number, _) = &expr.kind {
                    locals.insert(*number);
                }
            });
        }
        assert_eq!(locals.len(), 2);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "package main\n", "func f(db *sql.DB) ", "{", "}", "(", ")", "\n", "db", ".", "SetMaxOpenConns", "5",
                    "\"é\\n\"", "`raw`", "const ", "var ", "a", " = ", " := ", ",", "if ", "for range ", "iota", "*", "&",
                    "import \"time\"\n", "time.Second", "mysql.Config", ":", "return ", "func() ", "[]", "switch ", "case ",
                ]),
                0..60,
            ),
        ) {
            let text = format!("package main\n{}", words.concat());
            source(&text).iter().for_each(check);
        }
    }
}
