//! Java properties into trees with places: the dots of the keys make the sections.

use std::borrow::Cow;
use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::forms::lines;
use crate::source::forms::look::Lines;
use crate::source::forms::nest::Nest;
use crate::source::forms::template::Mask;
use crate::source::limits::{MOST_NODES, too_much};
use crate::source::node::{Entry, Node};
use crate::text::place::{SourceFile, Span};

/// Parts of the longest key that becomes sections; a longer one is a key of its own.
const MOST_PARTS: usize = 32;

/// Java properties.
pub(in crate::source) static FORM: Form = Form {
    name: "properties",
    endings: &["properties"],
    opened: "*.properties",
    looks: |text| Lines::of(text).are_settings(),
    comments: Comments::Marked(&["#", "!"]),
    has_sections: false,
    read,
    ..Form::SETTINGS
};

/// Reads the documents of a properties file; `#---` and `!---` separate them.
///
/// # Errors
/// It holds more values than any configuration has.
fn read(file: &SourceFile) -> Result<Vec<Arc<Node>>, ConfigError> {
    let mask = Mask::of_templates(file.text());
    let text = mask.text();
    let mut documents = Vec::new();
    let mut nest: Option<Nest> = None;
    let mut nodes = 0;
    for line in logical_lines(text) {
        let written = text.get(line.start..line.end).unwrap_or_default();
        if matches!(written, "#---" | "!---") {
            documents.extend(nest.take().map(|nest| Arc::new(nest.finish())));
        }
        if written.starts_with(['#', '!']) {
            continue;
        }
        let (key_span, value_span) = split(text, line);
        let key = unescape(mask.original(key_span));
        let parts = parts(&key);
        let Some((last, sections)) = parts.split_last() else { continue };
        nodes += parts.len();
        if nodes > MOST_NODES {
            return Err(too_much(file));
        }
        let value = Node::plain(unescape(mask.original(value_span)).into_owned(), value_span);
        let entry = Entry { key: (*last).to_owned(), key_span, value: Arc::new(value), merged: false };
        nest.get_or_insert_default().put(sections, entry);
    }
    documents.extend(nest.map(|nest| Arc::new(nest.finish())));
    Ok(documents)
}

/// The lines that hold something, their continuations with them, without the blanks around.
fn logical_lines(text: &str) -> impl Iterator<Item = Span> {
    let mut physical = lines::of(text);
    std::iter::from_fn(move || {
        let mut last = physical.find(|line| lines::trim(text, *line) != Span { start: line.start, end: line.start })?;
        let mut whole = last;
        let is_comment = text.get(lines::trim(text, last).start..).is_some_and(|rest| rest.starts_with(['#', '!']));
        while !is_comment && continues(text.get(last.start..last.end).unwrap_or_default()) {
            let Some(next) = physical.next() else { break };
            last = next;
            whole.end = next.end;
        }
        Some(lines::trim(text, whole))
    })
}

/// Whether a line goes on in the next one: it ends in an odd number of backslashes.
fn continues(line: &str) -> bool {
    line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// The bytes of the key and of the value in a line.
fn split(text: &str, line: Span) -> (Span, Span) {
    let bytes = text.get(line.start..line.end).unwrap_or_default().as_bytes();
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\x0C');
    let mut key_end = 0;
    while let Some(byte) = bytes.get(key_end).filter(|byte| !blank(byte) && !matches!(byte, b'=' | b':')) {
        key_end += if *byte == b'\\' { 2 } else { 1 };
    }
    let key_end = key_end.min(bytes.len());
    let mut at = key_end;
    let mut separated = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'=' | b':' if !separated => separated = true,
            b'\\' if matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => {}
            b'\n' | b'\r' => {}
            byte if blank(byte) => {}
            _ => break,
        }
        at += 1;
    }
    let key = Span { start: line.start, end: line.start + key_end };
    (key, Span { start: line.start + at, end: line.end })
}

/// The text of a key or a value: escapes followed, continuations joined.
fn unescape(written: &str) -> Cow<'_, str> {
    if !written.contains('\\') {
        return Cow::Borrowed(written);
    }
    let mut text = String::with_capacity(written.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        let (before, after) = (rest.get(..at).unwrap_or_default(), rest.get(at + 1..).unwrap_or_default());
        let unit = after.strip_prefix('u').and_then(|digits| u16::from_str_radix(digits.get(..4)?, 16).ok());
        if !before.is_empty() || unit.is_none() {
            flush(&mut text, &mut units);
        }
        text.push_str(before);
        let mut following = after.chars();
        match (unit, following.next()) {
            (Some(unit), _) => {
                units.push(unit);
                following = after.get(5..).unwrap_or_default().chars();
            }
            (None, Some('t')) => text.push('\t'),
            (None, Some('n')) => text.push('\n'),
            (None, Some('r')) => text.push('\r'),
            (None, Some('f')) => text.push('\x0C'),
            (None, Some('\n' | '\r')) => following = after.trim_start().chars(),
            (None, other) => text.extend(other),
        }
        rest = following.as_str();
    }
    flush(&mut text, &mut units);
    text.push_str(rest);
    Cow::Owned(text)
}

/// Writes out the `\u` escapes that stand together: a pair of them may be one character.
fn flush(text: &mut String, units: &mut Vec<u16>) {
    text.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

/// The sections that a key names, and its own name as the last one: `a.b[0]."c.d"[e.f]` has `a`, `b`, `0`, `c.d`, `e.f`. A
/// key that is put together in another way is one part, and an empty one none.
fn parts(key: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = key;
    while parts.len() < MOST_PARTS {
        let (part, after) = match rest.chars().next() {
            Some('"') => closed(rest, '"'),
            Some('[') => closed(rest, ']'),
            _ => rest.find(['.', '[']).map_or(Some((rest, "")), |at| rest.split_at_checked(at)),
        }
        .unwrap_or_default();
        if part.is_empty() {
            break;
        }
        parts.push(part);
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None if after.is_empty() => return parts,
            None if after.starts_with('[') => rest = after,
            None => break,
        }
    }
    if key.is_empty() { Vec::new() } else { vec![key] }
}

/// What stands between the first character and its closing one, and what follows.
fn closed(text: &str, close: char) -> Option<(&str, &str)> {
    text.get(1..)?.split_once(close)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::node::Data;
    use proptest::prelude::*;

    fn read_text(text: &str) -> Vec<Arc<Node>> {
        read(&SourceFile::new("a.properties", text)).expect("properties")
    }

    fn at<'a>(root: &'a Arc<Node>, path: &[&str]) -> &'a Arc<Node> {
        path.iter().fold(root, |node, key| node.get(key).unwrap_or_else(|| panic!("{key}")))
    }

    #[test]
    fn dots_make_sections_in_the_order_of_the_file() {
        let text = "# pool\nspring.datasource.url=jdbc:mysql://h:3306/d?a=b\nspring.datasource.hikari.maximum-pool-size : 20  \n\
                    server.port 8080\nspring.datasource.username=app";
        let root = read_text(text).remove(0);
        assert_eq!(at(&root, &["spring", "datasource", "url"]).text(), Some("jdbc:mysql://h:3306/d?a=b"));
        let size = at(&root, &["spring", "datasource", "hikari", "maximum-pool-size"]);
        assert_eq!((size.text(), text.get(size.span.start..size.span.end)), (Some("20"), Some("20")));
        assert_eq!(at(&root, &["server", "port"]).text(), Some("8080"));
        let keys = |node: &Node| node.entries().unwrap().iter().map(|entry| entry.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&root), ["spring", "server"]);
        assert_eq!(keys(at(&root, &["spring", "datasource"])), ["url", "hikari", "username"]);
        let hikari = at(&root, &["spring", "datasource", "hikari"]).entries().unwrap()[0].key_span;
        assert_eq!(text.get(hikari.start..hikari.end), Some("spring.datasource.hikari.maximum-pool-size"));
    }

    #[test]
    fn continuations_and_escapes_are_followed() {
        let text = "url = jdbc:mysql://h/d\\\n      ?a=b\\\r\n  &c=d\r\na\\:b\\=c=\\u00e4\\ud83d\\ude00\\t\\q\\\nend=\\\n\nx=1\\";
        let root = read_text(text).remove(0);
        let url = at(&root, &["url"]);
        assert_eq!(url.text(), Some("jdbc:mysql://h/d?a=b&c=d"));
        assert_eq!(text.get(url.span.start..url.span.end), Some("jdbc:mysql://h/d\\\n      ?a=b\\\r\n  &c=d"));
        assert_eq!(at(&root, &["a:b=c"]).text(), Some("\u{e4}\u{1f600}\tqend="));
        assert_eq!(at(&root, &["x"]).text(), Some("1"));
    }

    #[test]
    fn a_value_after_a_continuation_begins_where_it_stands() {
        let text = "hosts = \\\n    a,\\\n    b\n";
        let hosts = Arc::clone(at(&read_text(text)[0], &["hosts"]));
        assert_eq!((hosts.text(), text.get(hosts.span.start..hosts.span.end)), (Some("a,b"), Some("a,\\\n    b")));
    }

    #[test]
    fn lists_and_quoted_parts_are_sections_too() {
        let root = read_text("a[0].b=1\na[1].b=2\nl[0]=x\nm[k.v]=y\nq.\"d.s\".max=5\nodd..key=1\n[x=2\n=3\n").remove(0);
        assert_eq!(at(&root, &["a", "1", "b"]).text(), Some("2"));
        assert_eq!(at(&root, &["l", "0"]).text(), Some("x"));
        assert_eq!(at(&root, &["m", "k.v"]).text(), Some("y"));
        assert_eq!(at(&root, &["q", "d.s", "max"]).text(), Some("5"));
        assert_eq!(at(&root, &["odd..key"]).text(), Some("1"));
        assert_eq!(at(&root, &["[x"]).text(), Some("2"));
    }

    #[test]
    fn a_key_that_is_a_value_and_a_section_is_both() {
        let root = read_text("pool=on\npool.max=5\n").remove(0);
        let entries = root.entries().unwrap();
        assert_eq!(entries.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(), ["pool", "pool"]);
        assert_eq!((entries[0].value.text(), at(&root, &["pool", "max"]).text()), (Some("on"), Some("5")));
    }

    #[test]
    fn separators_make_documents_and_comments_none() {
        assert_eq!(read_text("a=1\n#---\n! c\nb=2\n!---\n\n#---\nc=3\n").len(), 3);
        assert!(read_text("# a=1\n  ! b\\\n\n").is_empty());
        assert_eq!(read_text("# c \\\na=1\n").len(), 1);
    }

    #[test]
    fn lines_of_a_template_are_no_keys_and_its_values_are_kept() {
        let text = "{% if x %}\na={{ a = b\n # c }}/d\n{% endif %}\nb=<%= c: 1 %>\n";
        let root = read_text(text).remove(0);
        assert_eq!(root.entries().unwrap().len(), 2);
        assert_eq!(at(&root, &["a"]).text(), Some("{{ a = b\n # c }}/d"));
        assert_eq!(at(&root, &["b"]).text(), Some("<%= c: 1 %>"));
    }

    #[test]
    fn a_key_of_many_parts_makes_no_deep_tree() {
        let root = read_text(&format!("{}=1\n", vec!["a"; 1_000_000].join("."))).remove(0);
        assert!(root.entries().unwrap()[0].value.scalar().is_some());
    }

    #[test]
    fn many_bytes_of_trouble_take_no_time() {
        let start = std::time::Instant::now();
        for line in ["a.b.c=\\\n", "\\", "=", "a[", "\\\n", "\\u00", "k.k\n", "{{", "x={{\n", " "] {
            let _ = read(&SourceFile::new("a.properties", line.repeat(400_000 / line.len())));
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    fn inside(node: &Node, text: &str) -> bool {
        let here = node.span.start <= node.span.end && text.get(node.span.start..node.span.end).is_some();
        here && match &node.data {
            Data::Mapping(entries) => entries.iter().all(|entry| {
                text.get(entry.key_span.start..entry.key_span.end).is_some() && inside(&entry.value, text)
            }),
            _ => true,
        }
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text(text in "[a-c.=: \\\\\\n\\r\\t#!u0\u{e4}{}%\\[\\]\"]{0,80}") {
            prop_assert!(read_text(&text).iter().all(|root| inside(root, &text)));
        }

        #[test]
        fn a_plain_value_stands_in_its_place(key in "[a-z]{1,5}", value in "[!-Z^-~]([ -Z^-~]{0,12}[!-Z^-~])?") {
            prop_assume!(!value.starts_with(['=', ':']) && !value.contains('{'));
            let text = format!("{key} = {value} \n");
            let node = Arc::clone(at(&read_text(&text)[0], &[&key]));
            prop_assert_eq!(node.scalar().map(|scalar| scalar.text.as_str()), Some(value.as_str()));
            prop_assert_eq!(text.get(node.span.start..node.span.end), Some(value.as_str()));
        }
    }
}
