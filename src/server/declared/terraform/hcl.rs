//! `.tf` files into the tree of a plan: what is literal as it stands, every other expression as a placeholder, since what it
//! comes to is decided when the plan is made.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};

use super::Resource;
use crate::server::capture::CaptureError;
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::text::place::Span;

/// A larger text is no hand-written file.
const LARGEST: usize = 1 << 20;
/// Expressions nest no deeper in files that people write.
const DEEPEST: usize = 64;

/// The resources and the modules of a `.tf` file; none where it is no such file.
pub(super) fn resources(text: &str) -> Result<Vec<Resource>, CaptureError> {
    let begins = ["resource \"", "module \""];
    if text.len() > LARGEST
        || !text.lines().any(|line| begins.iter().any(|word| line.trim_start().starts_with(word)))
        || nests_deep(text)
    {
        return Ok(Vec::new());
    }
    let body: Body = hcl_edit::parser::parse_body(text).map_err(|error| {
        CaptureError::Mistake(format!(
            "line {}: Terraform does not read it ({})",
            error.location().line(),
            error.message()
        ))
    })?;
    Ok(body.iter().filter_map(Structure::as_block).filter_map(|block| resource(text, block)).collect())
}

/// Whether brackets nest deeper than anybody writes, which the parser would follow one call deep each.
fn nests_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

fn resource(text: &str, block: &Block) -> Option<Resource> {
    let labels: Vec<_> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
    let (kind, address) = match (block.ident.as_str(), labels.as_slice()) {
        ("resource", [kind, name]) => ((*kind).to_owned(), format!("{kind}.{name}")),
        ("module", [name]) => ("module".to_owned(), format!("module.{name}")),
        _ => return None,
    };
    Some(Resource { kind, address, values: Arc::new(of_body(text, &block.body, span(block.span()))) })
}

/// A body as a plan has it: each kind of block is a list.
fn of_body(text: &str, body: &Body, whole: Span) -> Node {
    let mut entries: Vec<Entry> = Vec::new();
    let mut kinds: HashMap<&str, usize> = HashMap::new();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                let key = attribute.key.as_str().to_owned();
                entries.push(entry(key, span(attribute.key.span()), of_expression(text, &attribute.value)));
            }
            Structure::Block(block) => {
                let key = block.ident.as_str();
                let item = Arc::new(of_body(text, &block.body, span(block.span())));
                let known =
                    kinds.get(key).and_then(|at| entries.get_mut(*at)).map(|entry| Arc::make_mut(&mut entry.value));
                if let Some(Data::Sequence(items)) = known.map(|node| &mut node.data) {
                    items.push(item);
                } else {
                    kinds.insert(key, entries.len());
                    let list = Node { data: Data::Sequence(vec![item]), span: span(block.span()), shared: false };
                    entries.push(entry(key.to_owned(), span(block.ident.span()), list));
                }
            }
        }
    }
    Node { data: Data::Mapping(entries), span: whole, shared: false }
}

fn of_expression(text: &str, expression: &Expression) -> Node {
    let at = span(expression.span());
    let scalar = |text: String, quoted| Data::Scalar(Scalar { text, quoted, filled: None });
    let data = match expression {
        Expression::String(value) => scalar(value.value().clone(), true),
        Expression::Number(value) => scalar(value.value().to_string(), false),
        Expression::Bool(value) => scalar(value.value().to_string(), false),
        Expression::Null(_) => scalar(String::new(), false),
        Expression::Array(items) => {
            Data::Sequence(items.iter().map(|item| Arc::new(of_expression(text, item))).collect())
        }
        Expression::Object(object) => {
            let field = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                let key = match key {
                    ObjectKey::Ident(name) => name.as_str().to_owned(),
                    ObjectKey::Expression(name) => name.as_str()?.to_owned(),
                };
                Some(entry(key, at, of_expression(text, value.expr())))
            };
            Data::Mapping(object.iter().filter_map(field).collect())
        }
        _ => scalar(format!("${{{}}}", text.get(at.start..at.end).unwrap_or("…").trim().trim_matches('"')), true),
    };
    Node { data, span: at, shared: false }
}

fn entry(key: String, key_span: Span, value: Node) -> Entry {
    Entry { key, key_span, value: Arc::new(value), merged: false }
}

fn span(range: Option<Range<usize>>) -> Span {
    range.map_or_else(Span::default, |range| Span { start: range.start, end: range.end })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::server::declared::text::text_at;

    #[test]
    fn what_is_no_literal_is_left_open() {
        let text = "resource \"a\" \"b\" {\n  x = \"${var.x}-1\"\n  y = local.y\n  z = \"a\\\"b\"\n  n = 12\n  l = <<-E\n    k\n  E\n  c = var.a ? 1 : 2\n}\n";
        let found = resources(text).unwrap();
        let values = &found[0].values;
        for (key, expected) in
            [("x", "${${var.x}-1}"), ("y", "${local.y}"), ("z", "a\"b"), ("n", "12"), ("c", "${var.a ? 1 : 2}")]
        {
            assert_eq!(text_at(values, &[key]), Some(expected), "{key}");
        }
        assert_eq!(found[0].address, "a.b");
    }

    #[test]
    fn what_nests_deep_is_no_file() {
        let inside = |text: String| resources(&format!("resource \"a\" \"b\" {{\n  x = {text}\n}}\n"));
        for deep in ["[", "{", "(", "!", "-", "a ? b : ", "\"${", "a.", "1 + "] {
            let _ = inside(deep.repeat(100_000));
        }
    }

    proptest! {
        #[test]
        fn any_text_ends(text in "[a-z\"{}()\\[\\]=$%.<\\n ]{0,60}") {
            let _ = resources(&format!("resource \"a\" \"b\" {{\n{text}\n}}\n"));
        }
    }
}
