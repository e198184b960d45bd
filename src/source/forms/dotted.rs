//! Keys with dots in them, as sections: `spring.datasource: {url: …}` is `spring: {datasource: {url: …}}` to those who
//! read it.
//!
//! Not every dot means that: `grafana.ini: |` names a file, and `app.kubernetes.io/name` a label.

use std::sync::Arc;

use crate::source::forms::nest::Nest;
use crate::source::limits::{DEEPEST, MOST_NODES};
use crate::source::node::{Data, Entry, Node};

/// Last parts that make a key a file's or a host's name.
const NAMES: [&str; 22] = [
    "ini",
    "conf",
    "cnf",
    "cfg",
    "yml",
    "yaml",
    "properties",
    "json",
    "toml",
    "xml",
    "env",
    "php",
    "py",
    "js",
    "ts",
    "rb",
    "sql",
    "sh",
    "io",
    "com",
    "org",
    "net",
];

/// Parts of the longest key that is unfolded; the longest ones of Spring have eight.
const MOST_PARTS: usize = 16;

/// How deep a section of a dotted key may lie.
const DEEPEST_SECTION: usize = DEEPEST / 4;

/// The tree with its dotted keys as sections; the same tree where it has none.
pub(in crate::source) fn unfold(root: &Arc<Node>) -> Arc<Node> {
    let mut unfolding = Unfolding { sections: MOST_NODES };
    if has_dotted(root) { unfolding.node(root, 1).unwrap_or_else(|| Arc::clone(root)) } else { Arc::clone(root) }
}

fn has_dotted(node: &Node) -> bool {
    match &node.data {
        Data::Scalar(_) => false,
        Data::Mapping(entries) => entries.iter().any(|entry| parts(&entry.key).is_some() || has_dotted(&entry.value)),
        Data::Sequence(items) => items.iter().any(|item| has_dotted(item)),
    }
}

/// The parts of a key that stands for sections.
fn parts(key: &str) -> Option<Vec<&str>> {
    if !key.contains('.') {
        return None;
    }
    let word = |part: &&str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let parts: Vec<&str> = key.split('.').take(MOST_PARTS + 1).collect();
    let begins = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let last = parts.last()?.to_ascii_lowercase();
    let is_name = NAMES.contains(&last.as_str());
    (begins && !is_name && parts.len() <= MOST_PARTS && parts.iter().all(word)).then_some(parts)
}

/// Whether a key is the name of an environment variable: what stands beside it is a flat list of names.
fn is_variable(key: &str) -> bool {
    key.contains('_') && key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

struct Unfolding {
    /// Sections that may still be made: a short text must not become a large tree.
    sections: usize,
}

impl Unfolding {
    /// The node with its keys unfolded; none where nothing changes. `depth` is its own after the unfolding.
    fn node(&mut self, node: &Arc<Node>, depth: usize) -> Option<Arc<Node>> {
        let data = match &node.data {
            Data::Scalar(_) => return None,
            Data::Sequence(items) => {
                let changed: Vec<_> = items.iter().map(|item| self.node(item, depth + 1)).collect();
                if changed.iter().all(Option::is_none) {
                    return None;
                }
                let item = |(item, changed): (&Arc<Node>, Option<_>)| changed.unwrap_or_else(|| Arc::clone(item));
                Data::Sequence(items.iter().zip(changed).map(item).collect())
            }
            Data::Mapping(entries) => return self.mapping(node, entries, depth),
        };
        Some(Arc::new(Node { data, ..**node }))
    }

    fn mapping(&mut self, node: &Node, entries: &[Entry], depth: usize) -> Option<Arc<Node>> {
        let mut changed = false;
        let mut inner = Vec::with_capacity(entries.len());
        let flat = entries.iter().any(|entry| is_variable(&entry.key));
        for entry in entries {
            let parts = if flat { None } else { self.affordable(&entry.key, depth) }.unwrap_or_default();
            let value = self.node(&entry.value, depth + parts.len().max(1));
            changed |= value.is_some() || !parts.is_empty();
            inner.push((parts, value));
        }
        if !changed {
            return None;
        }
        let mut nest = Nest::default();
        for (entry, (parts, value)) in entries.iter().zip(inner) {
            let mut entry = Entry { value: value.unwrap_or_else(|| Arc::clone(&entry.value)), ..entry.clone() };
            let Some((last, sections)) = parts.split_last() else {
                nest.add(entry);
                continue;
            };
            (*last).clone_into(&mut entry.key);
            nest.put(sections, entry);
        }
        Some(Arc::new(Node { span: node.span, shared: node.shared, ..nest.finish() }))
    }

    /// The parts of a dotted key, unless they would nest too deep or be too many.
    fn affordable<'k>(&mut self, key: &'k str, depth: usize) -> Option<Vec<&'k str>> {
        let parts = parts(key)?;
        self.sections = self.sections.checked_sub(parts.len()).filter(|_| depth + parts.len() <= DEEPEST_SECTION)?;
        Some(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forms::yaml;
    use crate::text::place::SourceFile;
    use proptest::prelude::*;

    fn yaml(text: &str) -> Arc<Node> {
        yaml::read(&SourceFile::new("a.yaml", text)).expect("YAML").remove(0)
    }

    /// The tree in one line, merged and shared ones marked.
    fn shown(node: &Node) -> String {
        let mark = if node.shared { "&" } else { "" };
        match &node.data {
            Data::Scalar(scalar) => format!("{mark}{}", scalar.text),
            Data::Sequence(items) => {
                format!("{mark}[{}]", items.iter().map(|item| shown(item)).collect::<Vec<_>>().join(", "))
            }
            Data::Mapping(entries) => {
                let entry = |entry: &Entry| {
                    format!("{}{}: {}", if entry.merged { "<" } else { "" }, entry.key, shown(&entry.value))
                };
                format!("{mark}{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn unfolded(text: &str) -> String {
        shown(&unfold(&yaml(text)))
    }

    #[test]
    fn a_dotted_key_is_a_section_and_joins_one_that_is_there() {
        assert_eq!(
            unfolded("spring.datasource: {url: x}\nspring:\n  datasource.hikari: {max: 5}\n"),
            "{spring: {datasource: {url: x, hikari: {max: 5}}}}"
        );
        assert_eq!(unfolded("a: {b: 1}\na.c: 2\n"), "{a: {b: 1, c: 2}}");
        assert_eq!(unfolded("a.b: {c: {d: 1}}\na: {b: {c: {e: 2}}}\n"), "{a: {b: {c: {d: 1, e: 2}}}}");
        assert_eq!(unfolded("a: {b: {c: 1}}\na.b: {d: 2}\n"), "{a: {b: {c: 1, d: 2}}}");
        assert_eq!(
            unfolded("l:\n- dataSource.user: x\n  dataSource.url: y\n"),
            "{l: [{dataSource: {user: x, url: y}}]}"
        );
    }

    #[test]
    fn a_value_and_a_section_of_one_name_both_stay() {
        assert_eq!(unfolded("a: 1\na.b: 2\n"), "{a: 1, a: {b: 2}}");
        assert_eq!(unfolded("a.b: 2\na: 1\n"), "{a: {b: 2}, a: 1}");
    }

    #[test]
    fn a_key_that_stands_twice_still_stands_twice() {
        assert_eq!(unfolded("a: {b: 1}\na: {c: 2}\na.d: 3\n"), "{a: {b: 1}, a: {c: 2, d: 3}}");
    }

    #[test]
    fn names_of_files_and_hosts_and_odd_keys_stay() {
        let text =
            "grafana.ini: x\napp.kubernetes.io/name: x\n\"[a.b]\": x\na..b: x\n.env: x\n1.2: x\nexample.com: x\n";
        let root = yaml(text);
        assert!(Arc::ptr_eq(&unfold(&root), &root));
    }

    #[test]
    fn names_beside_environment_variables_stay() {
        assert_eq!(
            unfolded("c:\n  mysql.max: 5\n  MYSQL_USER: u\n  x: {a.b: 1}\n"),
            "{c: {mysql.max: 5, MYSQL_USER: u, x: {a: {b: 1}}}}"
        );
    }

    #[test]
    fn merged_and_shared_values_say_so_still() {
        assert_eq!(
            unfolded("base: &b\n  db.max: 5\nprod:\n  <<: *b\n  db.idle: 3\n"),
            "{base: &{db: {max: 5}}, prod: {db: {<max: &5, idle: 3}}}"
        );
        assert_eq!(unfolded("x: &x {b: 1}\na.c: 2\na: *x\n"), "{x: &{b: 1}, a: &{c: 2, b: 1}}");
    }

    #[test]
    fn a_section_reaches_from_its_key_to_its_last_value() {
        let text = "x: 1\na.b: 22\na.c: 33\ny: 4\n";
        let root = unfold(&yaml(text));
        let span = root.get("a").expect("a").span;
        assert_eq!(text.get(span.start..span.end), Some("a.b: 22\na.c: 33"));
    }

    fn depth(node: &Node) -> usize {
        let entries = node.entries().unwrap_or_default();
        1 + entries.iter().map(|entry| depth(&entry.value)).max().unwrap_or(0)
    }

    #[test]
    fn a_short_text_never_becomes_a_deep_or_a_huge_tree() {
        let chain = vec!["a"; MOST_PARTS].join(".");
        let mut text = String::new();
        for level in 0..100 {
            text.push_str(&format!("{}{chain}:\n", " ".repeat(level)));
        }
        assert!(depth(&unfold(&yaml(&text))) <= DEEPEST + DEEPEST_SECTION);
    }

    proptest! {
        #[test]
        fn no_value_is_lost(text in "([a-c](\\.[a-c]){0,3}: ([0-9]|\\{[a-c](\\.[a-c])?: [0-9]\\})\n){0,8}") {
            fn values(node: &Node) -> usize {
                match &node.data {
                    Data::Scalar(_) => 1,
                    Data::Mapping(entries) => entries.iter().map(|entry| values(&entry.value)).sum(),
                    Data::Sequence(items) => items.iter().map(|item| values(item)).sum(),
                }
            }
            if let Some(root) = yaml::read(&SourceFile::new("a.yaml", text)).expect("YAML").first() {
                prop_assert_eq!(values(root), values(&unfold(root)));
            }
        }
    }
}
