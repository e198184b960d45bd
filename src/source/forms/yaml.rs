//! YAML into trees with places. The only file that names the YAML event parser.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle};

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::forms::of_no_form;
use crate::source::forms::template::{self, Mask};
use crate::source::limits::{DEEPEST, MOST_NODES};
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::text::place::{SourceFile, Span};

/// YAML, and whatever cannot be told.
pub(in crate::source) static FORM: Form = Form {
    name: "YAML",
    endings: &["yaml", "yml"],
    opened: "*.yml *.yaml",
    comments: Comments::Told(|text| comments(Mask::of_templates(text).text())),
    has_dotted_keys: true,
    holds_files: true,
    read: |file| read_masked(file, &Mask::of_templates(file.text())).map_err(|error| of_no_form(file, error)),
    ..Form::SETTINGS
};

/// Reads all documents of a YAML file. Aliases and merge keys are followed; JSON is YAML.
///
/// # Errors
/// The text is not YAML, nests too deep, or its aliases expand to more nodes than any configuration has.
pub fn read(file: &SourceFile) -> Result<Vec<Arc<Node>>, ConfigError> {
    documents(file, file.text(), None)
}

/// Reads what a mask leaves of a file, or else the text as it stands; scalars hold what really stands there.
pub(super) fn read_masked(file: &SourceFile, mask: &Mask<'_>) -> Result<Vec<Arc<Node>>, ConfigError> {
    if !mask.hides() {
        return read(file);
    }
    documents(file, mask.text(), Some(mask)).or_else(|error| read(file).map_err(|_| template::advise(error, mask)))
}

fn documents(file: &SourceFile, text: &str, mask: Option<&Mask<'_>>) -> Result<Vec<Arc<Node>>, ConfigError> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let mut builder = Builder { file, mask, documents: Vec::new(), anchors: HashMap::new(), stack: Vec::new() };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| builder.scan_error(&error))?;
        let span = span.byte_range().map_or_else(Span::default, |range| Span { start: range.start, end: range.end });
        builder.take(event, span)?;
    }
    Ok(builder.documents)
}

/// The comments of a YAML text, `#` included, in order; none where the text is not YAML.
fn comments(text: &str) -> Option<Vec<Span>> {
    let options = granit_parser::options! {
        emit_comments: true,
        max_buffered_comment_events: MOST_NODES,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let mut comments = Vec::new();
    for event in Parser::new_from_str_with_options(text, options) {
        if let (Event::Comment(..), span) = event.ok()? {
            comments.extend(span.byte_range().map(|range| Span { start: range.start, end: range.end }));
        }
    }
    Some(comments)
}

struct Builder<'a> {
    file: &'a SourceFile,
    mask: Option<&'a Mask<'a>>,
    documents: Vec<Arc<Node>>,
    anchors: HashMap<usize, Built>,
    stack: Vec<Open>,
}

/// A finished node with what it costs to walk it.
#[derive(Clone)]
struct Built {
    node: Arc<Node>,
    nodes: usize,
    depth: usize,
}

/// A container whose end is still to come.
struct Open {
    anchor: usize,
    span: Span,
    parts: Parts,
    nodes: usize,
    depth: usize,
}

enum Parts {
    Mapping { entries: Vec<Entry>, key: Option<(String, Span)> },
    Sequence(Vec<Arc<Node>>),
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), ConfigError> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let text = match self.mask {
                    Some(mask) if is_block => mask.restore_block(span, text),
                    Some(mask) => mask.restore(span, text),
                    None => text.into_owned(),
                };
                let scalar = Scalar { text, quoted: !matches!(style, ScalarStyle::Plain), filled: None };
                let node = Arc::new(Node { data: Data::Scalar(scalar), span, shared: anchor != 0 });
                self.finish(Built { node, nodes: 1, depth: 1 }, anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                let class = tag.as_deref().and_then(|tag| self.class(tag.suffix(), span));
                self.open(anchor, span, Parts::Mapping { entries: class.into_iter().collect(), key: None });
                Ok(())
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open(anchor, span, Parts::Sequence(Vec::new()));
                Ok(())
            }
            Event::MappingEnd | Event::SequenceEnd => self.close(span),
            Event::Alias(id) => {
                let Some(built) = self.anchors.get(&id).cloned() else {
                    return Err(self.error(span, "this alias stands inside the anchor that it refers to"));
                };
                let shared = Node { shared: true, ..(*built.node).clone() };
                self.add(Built { node: Arc::new(shared), ..built }, span)
            }
            _ => Ok(()),
        }
    }

    /// The class that a mapping's tag names, as an entry of it: `ds0: !!com.zaxxer.hikari.HikariDataSource`.
    fn class(&self, tag: &str, mapping: Span) -> Option<Entry> {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '$');
        if !tag.chars().all(is_letter) || tag.matches('.').count() < 2 {
            return None;
        }
        let start = self.file.text().get(..mapping.start)?.rfind(tag)?;
        let span = Span { start, end: start + tag.len() };
        let value = Arc::new(Node::plain(tag.to_owned(), span));
        Some(Entry { key: "class".to_owned(), key_span: span, value, merged: false })
    }

    fn open(&mut self, anchor: usize, span: Span, parts: Parts) {
        self.stack.push(Open { anchor, span, parts, nodes: 1, depth: 1 });
    }

    fn close(&mut self, end: Span) -> Result<(), ConfigError> {
        let Some(open) = self.stack.pop() else { return Ok(()) };
        let data = match open.parts {
            Parts::Mapping { entries, .. } => Data::Mapping(entries),
            Parts::Sequence(items) => Data::Sequence(items),
        };
        let span = Span { start: open.span.start, end: end.end.max(open.span.start) };
        let node = Arc::new(Node { data, span, shared: open.anchor != 0 });
        self.finish(Built { node, nodes: open.nodes, depth: open.depth }, open.anchor)
    }

    /// Names the node for later aliases and hands it to its parent.
    fn finish(&mut self, built: Built, anchor: usize) -> Result<(), ConfigError> {
        if anchor != 0 {
            self.anchors.insert(anchor, built.clone());
        }
        let span = built.node.span;
        self.add(built, span)
    }

    fn add(&mut self, built: Built, at: Span) -> Result<(), ConfigError> {
        let Some(open) = self.stack.last_mut() else {
            self.documents.push(built.node);
            return Ok(());
        };
        // A key is no value of its own: a file of 100,000 pools is large, not hostile.
        let is_key = matches!(open.parts, Parts::Mapping { key: None, .. });
        open.nodes = open.nodes.saturating_add(if is_key { 0 } else { built.nodes });
        open.depth = open.depth.max(built.depth + 1);
        let (nodes, depth) = (open.nodes, open.depth);
        match &mut open.parts {
            Parts::Sequence(items) => items.push(built.node),
            Parts::Mapping { entries, key } => match key.take() {
                None => {
                    let text = built.node.scalar().map(|scalar| scalar.text.clone()).unwrap_or_default();
                    *key = Some((text, at));
                }
                Some((name, _)) if name == "<<" => merge(entries, &built.node),
                Some((key, key_span)) => entries.push(Entry { key, key_span, value: built.node, merged: false }),
            },
        }
        if nodes > MOST_NODES {
            return Err(self
                .error(at, "this file holds more than a million values, its aliases followed")
                .help("no connection-pool configuration needs that; is this the right file?"));
        }
        if depth > DEEPEST {
            return Err(self.error(at, format!("this file nests deeper than {DEEPEST} levels")));
        }
        Ok(())
    }

    fn error(&self, span: Span, message: impl Into<String>) -> ConfigError {
        ConfigError::at(&self.file.place(span), message)
    }

    fn scan_error(&self, error: &granit_parser::ScanError) -> ConfigError {
        let start = error.marker().byte_offset().unwrap_or(0);
        let place = self.file.place(Span { start, end: start });
        let config = ConfigError::at(&place, format!("not valid YAML: {}", error.info()));
        let indent = self.file.line(place.start.line).unwrap_or_default();
        if indent.trim_start_matches(' ').starts_with('\t') {
            return config.help("YAML is indented with spaces, and this line begins with a tab");
        }
        config
    }
}

/// Adds the entries of a merge key's mapping, or of its list of mappings. The mapping's own keys win, whatever the order.
fn merge(entries: &mut Vec<Entry>, node: &Arc<Node>) {
    match &node.data {
        Data::Mapping(merged) => {
            // What it has of its own hides what it merged in itself, as it does where it stands.
            let own: HashSet<&str> =
                merged.iter().filter(|entry| !entry.merged).map(|entry| entry.key.as_str()).collect();
            let counts = |entry: &&Entry| !entry.merged || !own.contains(entry.key.as_str());
            entries.extend(merged.iter().filter(counts).map(|entry| Entry {
                merged: true,
                value: Arc::new(Node { shared: true, ..(*entry.value).clone() }),
                ..entry.clone()
            }));
        }
        Data::Sequence(items) => {
            for item in items {
                merge(entries, item);
            }
        }
        Data::Scalar(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_text(text: &str) -> Result<Vec<Arc<Node>>, ConfigError> {
        read(&SourceFile::new("t.yaml", text))
    }

    fn one(text: &str) -> Arc<Node> {
        read_text(text).expect("valid").remove(0)
    }

    #[test]
    fn a_tag_that_is_a_class_is_an_entry() {
        let text = "a: !!com.example.Pool\n  url: x\nb: !Sub\n  c: 1\nd: !!map {e: 1}\n";
        let root = one(text);
        let class = root.get("a").and_then(|a| a.get("class")).expect("class");
        assert_eq!(class.text(), Some("com.example.Pool"));
        assert_eq!(text.get(class.span.start..class.span.end), Some("com.example.Pool"));
        for other in ["b", "d"] {
            assert_eq!(root.get(other).and_then(|node| node.entries()).map(<[Entry]>::len), Some(1), "{other}");
        }
    }

    #[test]
    fn values_know_their_bytes() {
        let text = "pool:\n  max_open: 200 # why\n  dsn: \"a:b@tcp(c)/d\"\n";
        let pool = Arc::clone(one(text).get("pool").expect("pool"));
        let open = pool.get("max_open").expect("max_open");
        assert_eq!(text.get(open.span.start..open.span.end), Some("200"));
        let dsn = pool.get("dsn").expect("dsn");
        assert_eq!(dsn.text(), Some("a:b@tcp(c)/d"));
        assert_eq!(text.get(dsn.span.start..dsn.span.end), Some("\"a:b@tcp(c)/d\""));
    }

    #[test]
    fn merge_keys_and_aliases_are_followed_and_marked() {
        let root = one("base: &b\n  max_open: 5\n  max_idle: 1\nprod:\n  <<: *b\n  max_open: 9\n");
        let prod = root.get("prod").expect("prod");
        assert_eq!(prod.get("max_open").and_then(|n| n.text()), Some("9"));
        let idle = prod.get("max_idle").expect("merged");
        assert_eq!((idle.text(), idle.shared), (Some("1"), true));
    }

    #[test]
    fn what_is_merged_twice_is_what_it_is_where_it_stands() {
        let root = one("d: &d {pool: 3, user: a}\np: &p {<<: *d, pool: 7}\nq: &q {<<: *p, user: b}\nr: {<<: *q}\n");
        let first = |section: &str, key: &str| {
            let section = root.get(section).expect("a section");
            let entry = section.entries().expect("entries").iter().find(|entry| entry.key == key).expect("a key");
            entry.value.text().map(str::to_owned)
        };
        assert_eq!((first("r", "pool"), first("r", "user")), (Some("7".to_owned()), Some("b".to_owned())));
    }

    #[test]
    fn a_tab_is_named() {
        let error = read_text("pool:\n\tmax_open: 5\n").unwrap_err().to_string();
        assert!(error.starts_with("t.yaml:2:"), "{error}");
        assert!(error.contains("tab"), "{error}");
    }

    #[test]
    fn a_billion_laughs_is_refused_quickly() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let item = format!("*a{}", level - 1);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", vec![item; 10].join(", ")));
        }
        let error = read_text(&text).unwrap_err();
        assert!(error.message.contains("a million"), "{error}");
    }

    #[test]
    fn a_chain_of_aliases_is_as_deep_as_its_nesting() {
        let mut text = String::from("a0: &a0 [x]\n");
        for level in 1..1000 {
            text.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
        }
        assert!(read_text(&text).unwrap_err().message.contains("deeper"));
    }

    #[test]
    fn deep_brackets_are_refused() {
        assert!(read_text(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn several_documents_and_an_empty_file_are_read() {
        assert_eq!(read_text("a: 1\n---\nb: 2\n").map(|d| d.len()), Ok(2));
        assert!(read_text("").is_ok());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[ -~\\n\\t\u{e4}]{0,200}") {
            let _ = read_text(&text);
        }
    }
}
