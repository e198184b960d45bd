//! JSON: one object of names and values (`JSON_OBJECTAGG`), a list of rows, or both under `variables` and `status`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::rows::{Kind, Row};
use crate::text::place::Span;

/// One object's rows, with the kind that its key says.
#[derive(Debug)]
pub(super) struct Object {
    /// What the key over it says.
    pub kind: Option<Kind>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// Reads the JSON value that begins at byte `start`, and says where it ends; none where there is no JSON.
pub(super) fn read(text: &str, start: usize) -> Option<(Vec<Object>, usize)> {
    let rest = text.get(start..)?;
    let (node, length) = first_value(rest).or_else(|| {
        // `mysql -B` without `--raw` doubles the backslashes.
        let (line, _) = rest.split_once('\n').unwrap_or((rest, ""));
        line.contains("\\\\")
            .then(|| first_value(&line.replace("\\\\", "\\")))
            .flatten()
            .map(|(node, _)| (node, line.len()))
    })?;
    let mut cursor = Cursor { text: text.get(..start + length)?, at: start };
    let mut objects = Vec::new();
    collect(&node, None, &mut cursor, &mut objects);
    Some((objects, start + length))
}

fn first_value(text: &str) -> Option<(Node, usize)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Node>();
    let node = values.next()?.ok()?;
    Some((node, values.byte_offset()))
}

/// A JSON value that keeps the order of its keys, which is the order of their places.
enum Node {
    Text(String),
    Object(Vec<(String, Node)>),
    List(Vec<Node>),
}

/// Finds the places of names one after the other.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    /// The line from the next place of a quoted name to the line's end.
    fn place(&mut self, name: &str) -> Span {
        let quoted = format!("\"{name}\"");
        if let Some(found) = self.text.get(self.at..).and_then(|rest| rest.find(&quoted)) {
            self.at += found;
        }
        let span = Span { start: self.at, end: self.at + quoted.len() };
        self.at = span.end.min(self.text.len());
        span
    }
}

fn collect(node: &Node, kind: Option<Kind>, cursor: &mut Cursor<'_>, objects: &mut Vec<Object>) {
    match node {
        Node::Text(_) => {}
        Node::List(items) => {
            let rows: Vec<_> = items.iter().filter_map(|item| pair(item, cursor)).collect();
            if rows.is_empty() {
                for item in items {
                    collect(item, kind, cursor, objects);
                }
            } else {
                objects.push(Object { kind, rows });
            }
        }
        Node::Object(fields) => {
            let mut rows = Vec::new();
            for (name, value) in fields {
                match value {
                    Node::Text(value) => rows.push(Row::new(name, value, cursor.place(name))),
                    value => collect(value, Kind::of_file(name).or(kind), cursor, objects),
                }
            }
            if !rows.is_empty() {
                objects.push(Object { kind, rows });
            }
        }
    }
}

/// `{"Variable_name": "wait_timeout", "Value": "28800"}`
fn pair(node: &Node, cursor: &mut Cursor<'_>) -> Option<Row> {
    let Node::Object(fields) = node else { return None };
    let field = |wanted: [&str; 2]| {
        fields.iter().find_map(|(name, value)| match value {
            Node::Text(text) if wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)) => Some(text.as_str()),
            _ => None,
        })
    };
    let name = field(["variable_name", "variable_name"])?;
    let value = field(["value", "variable_value"])?;
    Some(Row::new(name, value, cursor.place(name)))
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Text(if value { "ON" } else { "OFF" }.to_owned()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Text(String::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = entries.next_entry()? {
            fields.push(field);
        }
        Ok(Node::Object(fields))
    }
}
