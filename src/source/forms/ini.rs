//! INI files into trees with places, in whatever dialect: MySQL's option files, Python's configparser, oslo, PHP-FPM,
//! Grafana.
//!
//! The dialects disagree, so what one of them would refuse is read as most of them read it, and a line that none
//! understands is passed over. A dot in a key or in a section's name is a letter: PHP-FPM's `pm.max_children` and
//! Grafana's `[auth.google]` are names.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::forms::lines;
use crate::source::forms::look::Lines;
use crate::source::forms::nest::Nest;
use crate::source::forms::template::Mask;
use crate::source::limits::{MOST_NODES, nothing_in, too_much};
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::text::place::{SourceFile, Span};

/// INI in any of its dialects.
pub(in crate::source) static FORM: Form = Form {
    name: "INI",
    endings: &["ini", "cfg", "cnf", "conf", "service"],
    opened: "*.ini *.conf *.cfg *.cnf *.service",
    looks: |text| Lines::of(text).have_heads(),
    may_be: |text| Lines::of(text).may_be_ini(),
    comments: Comments::Marked(&["#", ";"]),
    read,
    ..Form::SETTINGS
};

/// Reads an INI file; sections of one name are one section, and keys before any section stand at the top.
///
/// # Errors
/// The text holds something, and neither a key nor a section; or more values than any configuration has.
fn read(file: &SourceFile) -> Result<Vec<Arc<Node>>, ConfigError> {
    let mask = Mask::of_templates(file.text());
    let mut reader = Reader { mask: &mask, root: Nest::default(), section: None, key: None, kept: 0, passed: 0 };
    for line in lines::of(mask.text()) {
        reader.line(line);
        if reader.kept > MOST_NODES {
            return Err(too_much(file));
        }
    }
    reader.finish_key();
    match (reader.kept, reader.passed) {
        (0, 0) => Ok(Vec::new()),
        (0, _) => Err(nothing_in(file, "an INI file")),
        _ => Ok(vec![Arc::new(reader.root.finish())]),
    }
}

struct Reader<'a> {
    mask: &'a Mask<'a>,
    root: Nest,
    /// The name of the section that is open, and its head.
    section: Option<(&'a str, Span)>,
    /// The key whose value may go on in the next line.
    key: Option<Key>,
    kept: usize,
    /// Lines that no dialect understands.
    passed: usize,
}

/// A key with the lines of its value so far; none where the key stands alone.
struct Key {
    span: Span,
    indent: usize,
    values: Vec<Value>,
}

/// One line of a value.
struct Value {
    /// Its bytes, quotes and all.
    span: Span,
    quoted: bool,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: Span) {
        let text: &'a str = self.mask.text();
        let whole = lines::trim(text, line);
        let written = text.get(whole.start..whole.end).unwrap_or_default();
        if written.is_empty() || written.starts_with(['#', ';']) {
            return;
        }
        let indent = whole.start - line.start;
        if let Some(key) = self.key.as_mut().filter(|key| indent > key.indent && key.goes_on(written)) {
            key.values.push(value(text, whole));
            return;
        }
        self.finish_key();
        if let Some(length) = header(written) {
            let name = Span { start: whole.start + 1, end: whole.start + length - 1 };
            let name = self.mask.original(lines::trim(text, name));
            let span = Span { start: whole.start, end: whole.start + length };
            self.section = Some((name, span));
            self.root.section(name, span);
            self.kept += 1;
            return;
        }
        let Some((span, values)) = assignment(text, whole, written) else {
            self.passed += 1;
            return;
        };
        self.key = Some(Key { span, indent, values });
        self.kept += 1;
    }

    /// Puts the key whose value is complete into its section.
    fn finish_key(&mut self) {
        let Some(Key { span: key_span, values, .. }) = self.key.take() else { return };
        let values: Vec<Value> = match values.len() {
            0 | 1 => values,
            _ => values.into_iter().filter(|value| value.span.end > value.span.start).collect(),
        };
        let quoted = values.len() == 1 && values.iter().all(|value| value.quoted);
        let texts: Vec<&str> = values.iter().map(|value| self.mask.original(value.inner())).collect();
        let at = Span { start: key_span.end, end: key_span.end };
        let first = values.first().map_or(at, |value| value.span);
        let span = Span { end: values.last().map_or(first.end, |value| value.span.end), ..first };
        let scalar = Scalar { text: texts.join("\n"), quoted, filled: None };
        let value = Arc::new(Node { data: Data::Scalar(scalar), span, shared: false });
        let entry = Entry { key: self.mask.original(key_span).to_owned(), key_span, value, merged: false };
        match self.section {
            None => self.root.add(entry),
            Some((name, span)) => {
                if let Some(section) = self.root.section(name, span) {
                    section.add(entry);
                }
            }
        }
    }
}

impl Key {
    /// Whether a line that is indented deeper belongs to the value. Python's reader says always; but many files only
    /// indent their keys as they like, so that a line that looks like a key is one where the value has begun already.
    fn goes_on(&self, line: &str) -> bool {
        let begun = self.values.iter().any(|value| value.span.end > value.span.start);
        let key = line.split_once('=').map(|(key, _)| key.trim_end());
        !self.values.is_empty() && !(begun && (key.is_some_and(is_word) || header(line).is_some()))
    }
}

impl Value {
    /// The bytes without the quotes.
    fn inner(&self) -> Span {
        let Span { start, end } = self.span;
        if self.quoted { Span { start: start + 1, end: end - 1 } } else { self.span }
    }
}

/// The length of a section's head, if the line is one.
fn header(line: &str) -> Option<usize> {
    let (name, after) = line.strip_prefix('[')?.rsplit_once(']')?;
    // `[a] # see [b]`
    let (name, after) = match name.split_once(']') {
        Some((before, rest)) if rest.trim_start().starts_with(['#', ';']) => (before, ""),
        _ => (name, after),
    };
    let comment = after.trim_start();
    let is_head = comment.is_empty() || comment.starts_with(['#', ';']);
    (is_head && !name.trim().is_empty()).then_some(name.len() + 2)
}

/// The key of a line with its value; no value where the key stands alone.
fn assignment(text: &str, line: Span, written: &str) -> Option<(Span, Vec<Value>)> {
    let Some(at) = written.find(['=', ':']) else {
        return is_word(written).then_some((line, Vec::new()));
    };
    let key = lines::trim(text, Span { end: line.start + at, ..line });
    (key.end > key.start).then(|| (key, vec![value(text, Span { start: line.start + at + 1, ..line })]))
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// The value in a line: up to a comment that stands after white space, or in quotes.
fn value(text: &str, line: Span) -> Value {
    let whole = lines::trim(text, line);
    let written = text.get(whole.start..whole.end).unwrap_or_default();
    if let Some(length) = quoted(written) {
        return Value { span: Span { end: whole.start + length, ..whole }, quoted: true };
    }
    let from = text.get(line.start..line.end).unwrap_or_default();
    let is_comment = |at: &usize| from.get(..*at).is_some_and(|before| before.ends_with([' ', '\t']));
    let comment = from.match_indices(['#', ';']).map(|(at, _)| at).find(is_comment);
    let end = comment.map_or(line.end, |at| line.start + at);
    Value { span: lines::trim(text, Span { end, ..line }), quoted: false }
}

/// The length of a value in quotes, if nothing but a comment follows it.
fn quoted(value: &str) -> Option<usize> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let length = value.get(1..)?.find(quote)? + 2;
    let after = value.get(length..)?;
    let comment = after.trim_start();
    (comment.is_empty() || (comment.len() < after.len() && comment.starts_with(['#', ';']))).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_text(text: &str) -> Result<Vec<Arc<Node>>, ConfigError> {
        read(&SourceFile::new("a.ini", text))
    }

    fn one(text: &str) -> Arc<Node> {
        read_text(text).expect("INI").remove(0)
    }

    fn get<'a>(root: &'a Node, section: &str, key: &str) -> &'a str {
        let value = root.get(section).and_then(|section| section.get(key));
        value.and_then(|value| value.scalar()).map_or("(none)", |scalar| scalar.text.as_str())
    }

    #[test]
    fn sections_keys_and_values_are_read_with_their_places() {
        let text = "app_mode = prod\r\n[database] ; main [one]\r\ntype: mysql\n;max = 1\nmax_open_conn = 20 ; why\n\
                    name=\"a ; b\" # c\nempty =\n[ server ]\nport=1\n[database]\nmax_idle_conn=2";
        let root = one(text);
        assert_eq!(root.get("app_mode").and_then(|value| value.text()), Some("prod"));
        assert_eq!((get(&root, "database", "type"), get(&root, "database", "max_open_conn")), ("mysql", "20"));
        assert_eq!((get(&root, "database", "name"), get(&root, "database", "max_idle_conn")), ("a ; b", "2"));
        assert_eq!((get(&root, "server", "port"), get(&root, "database", "empty")), ("1", ""));
        let name = Arc::clone(root.get("database").and_then(|section| section.get("name")).unwrap());
        assert_eq!(text.get(name.span.start..name.span.end), Some("\"a ; b\""));
        assert!(name.scalar().unwrap().quoted);
        let head = root.entries().unwrap()[1].key_span;
        assert_eq!(text.get(head.start..head.end), Some("[database]"));
        assert_eq!(root.entries().unwrap().len(), 3);
    }

    #[test]
    fn a_hash_in_a_password_is_no_comment() {
        let root = one("[database]\nconnection = mysql+pymysql://u:p#x@h/d?a=b;c\nother = x # y\nnone = # z\n");
        assert_eq!(get(&root, "database", "connection"), "mysql+pymysql://u:p#x@h/d?a=b;c");
        assert_eq!((get(&root, "database", "other"), get(&root, "database", "none")), ("x", ""));
    }

    #[test]
    fn keys_may_stand_alone_and_keep_their_dots() {
        let root = one("[mysqld]\nskip-name-resolve\nwait_timeout=60\n!include x.cnf\n[www]\npm.max_children = 5\n\
                        php_admin_value[error_log] = /x\n[auth.google]\nenabled = true\n");
        assert_eq!((get(&root, "mysqld", "skip-name-resolve"), get(&root, "mysqld", "wait_timeout")), ("", "60"));
        assert_eq!((get(&root, "www", "pm.max_children"), get(&root, "auth.google", "enabled")), ("5", "true"));
        assert_eq!(get(&root, "www", "php_admin_value[error_log]"), "/x");
    }

    #[test]
    fn indented_lines_go_on_or_are_keys() {
        let text = "[a]\nlist =\n  x = 1\n  # c\n\n  y\nplain = a\n   b # c\n  indented = 5\n[git]\n\tone = 1\n\ttwo = 2\n  [b]\nk=v\n";
        let root = one(text);
        assert_eq!((get(&root, "a", "list"), get(&root, "a", "plain")), ("x = 1\ny", "a\nb"));
        assert_eq!((get(&root, "a", "indented"), get(&root, "git", "two"), get(&root, "b", "k")), ("5", "2", "v"));
        let list = root.get("a").and_then(|section| section.get("list")).unwrap().span;
        assert_eq!(text.get(list.start..list.end), Some("x = 1\n  # c\n\n  y"));
    }

    #[test]
    fn tags_of_templates_are_values_and_lines() {
        let text = "{% if x %}\n[database]\n{% endif %}\nconnection = mysql://{{ u }}:{{ p ; q # r }}@h/{{ '?a' if b == c }}\n\
                    size = {{ (a +\n   b = c) }} + 2\n{{ ansible_managed | comment }}\n# {{ x }}\nlast = 1\n";
        let root = one(text);
        assert_eq!(get(&root, "database", "connection"), "mysql://{{ u }}:{{ p ; q # r }}@h/{{ '?a' if b == c }}");
        assert_eq!(get(&root, "database", "size"), "{{ (a +\n   b = c) }} + 2");
        assert_eq!(root.get("database").and_then(|section| section.entries()).map(<[Entry]>::len), Some(3));
    }

    #[test]
    fn what_is_no_ini_is_passed_over_unless_it_is_all() {
        let root = one("some words here\n= x\n[]\n[open\nkey = 1\n");
        assert_eq!(root.entries().map(<[Entry]>::len), Some(1));
        assert!(read_text("some words here\n").unwrap_err().to_string().starts_with("a.ini: "));
        assert_eq!(read_text("# nothing\n\n").map(|documents| documents.len()), Ok(0));
    }

    #[test]
    fn many_bytes_of_trouble_take_no_time() {
        let start = std::time::Instant::now();
        for line in
            ["[a]\nb=c\n", "a=\n b\n c\n", "a={{", "a={{\n", "[", "]", "a=\"", "# ", " ;", "=", "a=#;", "[a] #]"]
        {
            let _ = read_text(&line.repeat(400_000 / line.len()));
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    fn inside(node: &Node, text: &str) -> bool {
        let here = text.get(node.span.start..node.span.end).is_some();
        let entry =
            |entry: &Entry| text.get(entry.key_span.start..entry.key_span.end).is_some() && inside(&entry.value, text);
        here && node.entries().unwrap_or_default().iter().all(entry)
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text(text in "[a-c=:;# \\t\\n\\r\"'\\[\\]{}%\u{e4}]{0,80}") {
            if let Ok(documents) = read_text(&text) {
                prop_assert!(documents.iter().all(|root| inside(root, &text)));
            }
        }

        #[test]
        fn a_value_stands_in_its_place(key in "[a-z]{1,5}", value in "[!$-&(-:<-z]{1,12}") {
            let text = format!("[s]\n{key} = {value} ; c\n");
            let root = one(&text);
            let node = root.get("s").and_then(|section| section.get(&key)).unwrap();
            prop_assert_eq!(node.scalar().map(|scalar| scalar.text.as_str()), Some(value.as_str()));
            prop_assert_eq!(text.get(node.span.start..node.span.end), Some(value.as_str()));
        }
    }
}
