//! TOML into trees with places. The only file that names the TOML parser.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::forms::look::Lines;
use crate::source::forms::nest::cover;
use crate::source::forms::template::{self, Mask};
use crate::source::limits::{DEEPEST, MOST_NODES, too_much};
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::text::place::{SourceFile, Span};

/// TOML.
pub(in crate::source) static FORM: Form = Form {
    name: "TOML",
    endings: &["toml"],
    opened: "*.toml",
    looks: looks_like_toml,
    comments: Comments::Marked(&["#"]),
    has_dotted_keys: true,
    read,
    ..Form::SETTINGS
};

/// Reads a TOML file.
///
/// # Errors
/// The text is not TOML, nests too deep, or holds more values than any configuration has.
fn read(file: &SourceFile) -> Result<Vec<Arc<Node>>, ConfigError> {
    let mask = Mask::with_quotes(file.text());
    if let Some(at) = too_deep(mask.text()) {
        return Err(deep(file, Span { start: at, end: at }));
    }
    let table = DeTable::parse(mask.text()).map_err(|error| template::advise(wrong(file, &error), &mask))?;
    let mut reader = Reader { file, mask: &mask, nodes: 0 };
    let root = reader.table(table.get_ref(), Span::default(), 1)?;
    let is_empty = root.entries().is_some_and(<[Entry]>::is_empty);
    Ok(if is_empty { Vec::new() } else { vec![Arc::new(root)] })
}

/// Whether a text without a name is TOML.
fn looks_like_toml(text: &str) -> bool {
    let lines = Lines::of(text);
    if !lines.are_keys() || lines.are_variables() {
        return false;
    }
    let mask = Mask::with_quotes(text);
    too_deep(mask.text()).is_none() && DeTable::parse(mask.text()).is_ok()
}

/// The byte where a text nests too deep, keys of several parts counted: the parser bounds brackets and parts, each for
/// itself, and their product is deeper than its stack.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut open, mut depth, mut dots) = (Vec::new(), 0, 0);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' => {
                at = quoted_end(text, at);
                continue;
            }
            b'#' => at += text.get(at..).and_then(|rest| rest.find('\n')).unwrap_or(text.len()),
            b'.' => dots += 1,
            b'{' | b'[' => {
                open.push(dots + 1);
                depth += dots + 1;
                dots = 0;
            }
            b'}' | b']' => {
                depth -= open.pop().unwrap_or(0);
                dots = 0;
            }
            b',' | b'\n' => dots = 0,
            _ => {}
        }
        if depth + dots > DEEPEST / 2 {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The byte after a text in quotes; one that nothing closes reaches to the end of its line, or of the file.
fn quoted_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let quote = rest.get(..1).unwrap_or_default();
    let (width, multi_line) = if rest.starts_with(&quote.repeat(3)) { (3, true) } else { (1, false) };
    let bytes = rest.as_bytes();
    let mut at = width;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\n' if !multi_line => return start + at,
            b'\\' if quote == "\"" => at += 1,
            _ if bytes.get(at..at + width).is_some_and(|here| here.iter().all(|byte| quote.as_bytes() == [*byte])) => {
                return start + at + width;
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

fn deep(file: &SourceFile, span: Span) -> ConfigError {
    ConfigError::at(&file.place(span), format!("this file nests deeper than {} levels", DEEPEST / 2))
}

fn wrong(file: &SourceFile, error: &toml::de::Error) -> ConfigError {
    let Range { start, end } = error.span().unwrap_or(0..0);
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let place = file.place(Span { start, end });
    let config = ConfigError::at(&place, format!("not valid TOML: {message}"));
    let line = file.line(place.start.line).unwrap_or_default();
    let value = line.split_once('=').map(|(_, value)| value.trim()).unwrap_or_default();
    match value.chars().next() {
        Some(first) if first.is_alphabetic() || "$/<".contains(first) => {
            config.help("a text stands in quotes in TOML: `key = \"value\"`")
        }
        None if line.contains(':') => config.help("TOML is written `key = value`; for YAML name the file `.yaml`"),
        _ => config,
    }
}

struct Reader<'a> {
    file: &'a SourceFile,
    mask: &'a Mask<'a>,
    nodes: usize,
}

impl Reader<'_> {
    /// The entries in the order of the text; the section reaches from its first key to its last value.
    fn table(&mut self, table: &DeTable<'_>, span: Span, depth: usize) -> Result<Node, ConfigError> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let key_span = of(&key.span());
            let value = Arc::new(self.value(value, depth + 1)?);
            let key = self.mask.restore(key_span, key.get_ref().as_ref().into());
            entries.push(Entry { key, key_span, value, merged: false });
        }
        entries.sort_by_key(|entry| entry.key_span.start);
        let whole = |span: Span, entry: &Entry| cover(cover(span, entry.key_span), entry.value.span);
        let first = entries.first().map(|entry| if span == Span::default() { entry.key_span } else { span });
        let span = entries.iter().fold(first.unwrap_or(span), whole);
        Ok(Node { data: Data::Mapping(entries), span, shared: false })
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<Node, ConfigError> {
        let span = of(&value.span());
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(too_much(self.file));
        }
        if depth > DEEPEST {
            return Err(deep(self.file, span));
        }
        let (text, quoted) = match value.get_ref() {
            DeValue::Table(table) => return self.table(table, span, depth),
            DeValue::Array(items) => {
                let items: Result<Vec<_>, _> =
                    items.iter().map(|item| self.value(item, depth + 1).map(Arc::new)).collect();
                let items = items?;
                let span = items.iter().fold(span, |span, item| cover(span, item.span));
                return Ok(Node { data: Data::Sequence(items), span, shared: false });
            }
            DeValue::String(text) => (self.mask.restore(span, text.as_ref().into()), !self.mask.is_tag(span)),
            // What the text says, so that an edit finds it: `1_000` and `0x10` are numbers to those who ask for one.
            _ => (self.mask.original(span).to_owned(), false),
        };
        Ok(Node { data: Data::Scalar(Scalar { text, quoted, filled: None }), span, shared: false })
    }
}

fn of(range: &Range<usize>) -> Span {
    Span { start: range.start, end: range.end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_text(text: &str) -> Result<Vec<Arc<Node>>, ConfigError> {
        read(&SourceFile::new("a.toml", text))
    }

    fn one(text: &str) -> Arc<Node> {
        read_text(text).expect("TOML").remove(0)
    }

    fn at<'a>(root: &'a Arc<Node>, path: &[&str]) -> &'a Arc<Node> {
        path.iter().fold(root, |node, key| node.get(key).unwrap_or_else(|| panic!("{key}")))
    }

    fn written<'t>(text: &'t str, node: &Node) -> &'t str {
        &text[node.span.start..node.span.end]
    }

    #[test]
    fn tables_keys_and_texts_of_all_kinds_are_read_with_their_places() {
        let text = "title = 'x'\n[database.pool] # why\nmax_size = 1_0\nurl = \"mysql://h/d\"\nraw = '''\nab'''\n\
                    conn.timeout = \"5s\"\n[database]\nname = \"d\"\ninline = { on = true, list = [1, \"b\"] }\n";
        let root = one(text);
        let pool = at(&root, &["database", "pool"]);
        let keys: Vec<_> = pool.entries().unwrap().iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["max_size", "url", "raw", "conn"]);
        let size = at(pool, &["max_size"]).scalar().unwrap();
        assert_eq!((size.text.as_str(), size.quoted), ("1_0", false));
        assert_eq!(written(text, at(pool, &["url"])), "\"mysql://h/d\"");
        assert_eq!((at(pool, &["raw"]).text(), written(text, at(pool, &["raw"]))), (Some("ab"), "'''\nab'''"));
        assert_eq!(at(pool, &["conn", "timeout"]).text(), Some("5s"));
        let list = at(&root, &["database", "inline", "list"]).items().unwrap();
        assert_eq!((list[0].text(), list[1].text()), (Some("1"), Some("b")));
        assert!(at(pool, &["url"]).scalar().unwrap().quoted);
    }

    #[test]
    fn tables_in_a_list_are_its_items() {
        let text = "[[pools]]\nname = \"a\"\n\n[[pools]]\nname = \"b\"\n[pools.limits]\nmax = 5\n";
        let root = one(text);
        let pools = root.get("pools").unwrap().items().unwrap();
        assert_eq!((pools.len(), at(&pools[1], &["limits", "max"]).text()), (2, Some("5")));
        assert_eq!(written(text, &pools[0]), "[[pools]]\nname = \"a\"");
    }

    #[test]
    fn an_error_names_its_place_and_the_way_out() {
        let error = read_text("[pool]\nurl = mysql://h/d\n").unwrap_err().to_string();
        assert!(error.starts_with("a.toml:2:7: not valid TOML: ") && error.contains("in quotes"), "{error}");
        let error = read_text("pool:\n  max: 5\n").unwrap_err().to_string();
        assert!(error.starts_with("a.toml:1:") && error.contains("`key = value`"), "{error}");
        assert!(read_text("a = 1\na = 2\n").unwrap_err().to_string().contains("a.toml:2:1"));
    }

    #[test]
    fn tags_of_templates_are_values_and_lines() {
        let text = "{{- if .x }}\n[db]\nmax = {{ .Values.max }}\nurl = \"mysql://{{ .host | default \"h\" }}/d\"\n{{- end }}\n";
        let root = one(text);
        let max = at(&root, &["db", "max"]);
        assert_eq!((max.text(), written(text, max)), (Some("{{ .Values.max }}"), "{{ .Values.max }}"));
        assert_eq!(at(&root, &["db", "url"]).text(), Some("mysql://{{ .host | default \"h\" }}/d"));
    }

    #[test]
    fn nothing_is_no_document() {
        assert_eq!(read_text("# a\n").map(|documents| documents.len()), Ok(0));
    }

    #[test]
    fn deep_and_large_texts_are_refused_or_read_in_no_time() {
        let start = std::time::Instant::now();
        assert!(read_text(&format!("a = {}", "[".repeat(1_000_000))).is_err());
        assert!(read_text(&format!("a = {}", "{a=".repeat(1_000_000))).is_err());
        assert!(read_text(&format!("[{}]", vec!["a"; 1_000_000].join("."))).is_err());
        let chain = vec!["a"; 70].join(".");
        let _ = read_text(&format!("[{chain}]\n{chain} = {}", format!("{{{chain}=").repeat(70)));
        let nested = format!("{}1{}", format!("{{{chain}=").repeat(70), "}".repeat(70));
        assert!(read_text(&format!("[{chain}]\n{chain} = {nested}")).is_err());
        for line in ["[[a]]\n", "= \n", "a = \"\n", "'''", "[a.b]\n", "\"", "{{", "x={{\n"] {
            let _ = read_text(&line.repeat(400_000 / line.len()));
        }
        let many: Vec<_> = (0..40_000).map(|number| format!("k{number}=1\n")).collect();
        assert!(read_text(&many.concat()).is_ok());
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[a-c.= \\[\\]{}\"'\\n\\\\#0-9\u{e4}%,]{0,60}") {
            if let Ok(documents) = read_text(&text) {
                for root in documents {
                    prop_assert!(text.get(root.span.start..root.span.end).is_some());
                }
            }
        }

        #[test]
        fn a_value_stands_in_its_place(key in "[a-z]{1,5}", value in "[ -!#-Z^-~]{0,12}") {
            prop_assume!(!value.contains(['{', '<']));
            let text = format!("[t]\n{key} = \"{value}\"\n");
            let node = Arc::clone(at(&one(&text), &["t", &key]));
            prop_assert_eq!(&node.scalar().unwrap().text, &value);
            prop_assert_eq!(written(&text, &node), format!("\"{value}\""));
        }
    }
}
