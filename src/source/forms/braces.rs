//! Blocks in braces: HOCON (Play, Akka, Ktor, EMQX), HCL (Nomad), FreeRADIUS, nginx, and Apache's `<IfModule>`.
//!
//! They differ in what stands between a name and its value (`=`, `:`, a blank) and in what ends it (a line, a comma, a semicolon), and
//! a text of one is never taken for another's by it: so one reader takes them all. A word between a name and its brace is a section in
//! the section (`task "web" {`). HOCON's `${?X}` after a value stands for that value where `X` is not set.

use std::collections::HashMap;
use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::forms::nest::Nest;
use crate::source::limits::{DEEPEST, MOST_NODES, nothing_in, too_much};
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::source::programs::decode::{Code, Escapes, Part, Style, parts};
use crate::source::programs::scan;
use crate::text::place::{SourceFile, Span};

/// HOCON and its kin.
pub(in crate::source) static FORM: Form = Form {
    name: "HOCON",
    endings: &["hocon", "conf", "hcl", "nomad"],
    opened: "*.hocon *.nomad *.hcl mods-available/sql mods-enabled/sql",
    looks: |text| has_blocks(text) && !has_statements(text),
    may_be: has_blocks,
    comments: Comments::Marked(&["#", "//", "/*"]),
    read: |file| Ok(vec![read(file)?]),
    ..Form::SETTINGS
};

/// Lines that are looked at to tell the form.
const LOOKED_AT: usize = 2000;

/// Whether a line of a text opens a block.
fn has_blocks(text: &str) -> bool {
    let opens = |line: &str| {
        line.ends_with(['{', '[']) && line.starts_with(|c: char| c.is_alphanumeric() || "_\"-".contains(c))
    };
    let is_tag = |line: &str| line.starts_with('<') && line.ends_with('>') && !line.starts_with("<?");
    text.lines().take(LOOKED_AT).map(str::trim).any(|line| opens(line) || is_tag(line))
}

/// How lines of programs, scripts and YAML begin.
const STATEMENTS: [&str; 17] = [
    "function ",
    "import ",
    "package ",
    "use ",
    "const ",
    "let ",
    "var ",
    "class ",
    "struct ",
    "def ",
    "fn ",
    "func ",
    "public ",
    "impl ",
    "- ",
    "#!",
    "<",
];

/// Whether a line is one of a program, of a script or of YAML.
fn has_statements(text: &str) -> bool {
    let is_statement = |line: &str| {
        STATEMENTS.iter().any(|word| line.starts_with(word)) || line.ends_with(':') || line.ends_with(");")
    };
    text.lines().take(LOOKED_AT).map(str::trim).any(is_statement)
}

/// How texts in quotes are written.
const STRING: Style = Style { opening: 1, closing: 1, escapes: Escapes::Kept, code: Code::None };

/// Reads a file into one mapping. What is no setting is passed over.
///
/// # Errors
/// It nests too deep, holds more values than any configuration has, or none.
pub(in crate::source) fn read(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    let mut reader = Reader { file, text: file.text(), at: 0, path: Vec::new(), values: HashMap::new(), kept: 0 };
    let mut root = Nest::default();
    reader.body(&mut root, None, 0)?;
    if reader.kept == 0 && !file.text().trim().is_empty() {
        return Err(nothing_in(file, FORM.name));
    }
    Ok(Arc::new(root.finish()))
}

struct Reader<'a> {
    file: &'a SourceFile,
    text: &'a str,
    at: usize,
    /// The sections that are open.
    path: Vec<String>,
    /// The single values so far, by their whole path: what an optional placeholder after one stands for.
    values: HashMap<String, Value>,
    kept: usize,
}

/// A single value.
#[derive(Clone)]
struct Value {
    text: String,
    quoted: bool,
    span: Span,
}

/// What ends a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Close {
    Brace,
    Tag,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over one character.
    fn pass(&mut self) {
        self.at += self.rest().chars().next().map_or(1, char::len_utf8);
    }

    /// Passes over blanks of the line.
    fn blanks(&mut self) {
        self.at += self.rest().bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    }

    /// Passes over blanks, line breaks, separators and comments.
    fn between(&mut self) {
        loop {
            self.at += self
                .rest()
                .bytes()
                .take_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b';'))
                .count();
            if self.rest().starts_with("/*") {
                self.at += self.rest().get(2..).and_then(|rest| rest.find("*/")).map_or(self.rest().len(), |at| at + 4);
            } else if self.rest().starts_with('#') || self.rest().starts_with("//") {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else {
                return;
            }
        }
    }

    /// The settings to the end of a block, or of the file.
    fn body(&mut self, nest: &mut Nest, close: Option<Close>, level: usize) -> Result<(), ConfigError> {
        if level >= DEEPEST {
            let place = self.file.place(Span { start: self.at, end: self.at });
            return Err(ConfigError::at(&place, format!("this file nests deeper than {DEEPEST} levels")));
        }
        loop {
            self.between();
            let Some(byte) = self.peek() else { return Ok(()) };
            if self.kept > MOST_NODES {
                return Err(too_much(self.file));
            }
            match byte {
                b'}' => {
                    self.at += 1;
                    if close == Some(Close::Brace) {
                        return Ok(());
                    }
                }
                b'<' if self.rest().starts_with("</") => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                    if close == Some(Close::Tag) {
                        return Ok(());
                    }
                }
                b'<' => self.tag(nest, level)?,
                _ => self.setting(nest, level)?,
            }
        }
    }

    /// Reads `<IfModule mpm_prefork_module>` with what stands in it.
    fn tag(&mut self, nest: &mut Nest, level: usize) -> Result<(), ConfigError> {
        let start = self.at + 1;
        let length = self.rest().find(['>', '\n']).unwrap_or(self.rest().len());
        let end = (self.at + length).max(start);
        self.at = (end + 1).min(self.text.len());
        let span = Span { start, end };
        let names: Vec<_> = self.slice(span).split_whitespace().map(str::to_owned).collect();
        self.section(nest, names.into_iter().map(|name| (name, span)).collect(), Close::Tag, level)
    }

    /// Reads a name with its value, its words, or its block.
    fn setting(&mut self, nest: &mut Nest, level: usize) -> Result<(), ConfigError> {
        let before = self.at;
        let mut names = self.name();
        if names.is_empty() {
            self.at = before;
            self.pass();
            return Ok(());
        }
        let mut words: Vec<Value> = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                Some(b'{') => {
                    self.at += 1;
                    names.extend(words.into_iter().map(|word| (word.text, word.span)));
                    return self.section(nest, names, Close::Brace, level);
                }
                Some(b'=' | b':') if words.is_empty() => {
                    self.at += 1;
                    return self.assigned(nest, names, level);
                }
                Some(b'+') if words.is_empty() && self.rest().starts_with("+=") => {
                    self.at += 2;
                    return self.assigned(nest, names, level);
                }
                None | Some(b'\n' | b';' | b'}' | b',' | b'#') => break,
                Some(_) => {
                    let at = self.at;
                    words.extend(self.word());
                    if self.at == at {
                        self.pass();
                    }
                }
            }
        }
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            let span = Span { start: first.span.start, end: last.span.end };
            let texts: Vec<_> = words.iter().map(|word| word.text.as_str()).collect();
            let value = Value { text: texts.join(" "), quoted: words.iter().any(|word| word.quoted), span };
            self.put(nest, names, value);
        }
        Ok(())
    }

    /// Reads the block of a section that is open; its last name is the innermost.
    fn section(
        &mut self,
        nest: &mut Nest,
        names: Vec<(String, Span)>,
        close: Close,
        level: usize,
    ) -> Result<(), ConfigError> {
        let depth = self.path.len();
        let mut inner = nest;
        for (name, span) in names {
            let Some(below) = inner.section(&name, span) else { return Ok(()) };
            inner = below;
            self.path.push(name);
        }
        self.kept += 1;
        let read = if self.path.len() > DEEPEST {
            self.body(inner, Some(close), DEEPEST)
        } else {
            self.body(inner, Some(close), level + 1)
        };
        self.path.truncate(depth);
        read
    }

    /// Reads what stands behind `=` or `:`.
    fn assigned(&mut self, nest: &mut Nest, names: Vec<(String, Span)>, level: usize) -> Result<(), ConfigError> {
        self.blanks();
        if self.peek() == Some(b'\n') {
            let here = self.at;
            self.between();
            if !matches!(self.peek(), Some(b'{' | b'[' | b'"')) {
                self.at = here;
                return Ok(());
            }
        }
        match self.peek() {
            Some(b'{') => {
                self.at += 1;
                self.section(nest, names, Close::Brace, level)
            }
            Some(b'[') => {
                let start = self.at;
                let items = self.items(level + 1)?;
                let node = Node { data: Data::Sequence(items), span: Span { start, end: self.at }, shared: false };
                insert(nest, names, node);
                Ok(())
            }
            _ => {
                if let Some(value) = self.value() {
                    self.put(nest, names, value);
                }
                Ok(())
            }
        }
    }

    /// Puts a single value; one that is an optional placeholder stands for the one before where nothing sets it.
    fn put(&mut self, nest: &mut Nest, names: Vec<(String, Span)>, value: Value) {
        let mut path = self.path.clone();
        path.extend(names.iter().map(|(name, _)| name.clone()));
        let path = path.join("\n");
        let optional = value.text.strip_prefix("${?").and_then(|rest| rest.strip_suffix('}'));
        let value = match optional.map(|name| (name.to_owned(), self.values.get(&path))) {
            Some((name, Some(earlier))) if !earlier.text.contains(['{', '}']) => {
                Value { text: format!("${{{name}:-{}}}", earlier.text), ..earlier.clone() }
            }
            Some((name, _)) => Value { text: format!("${{{name}}}"), ..value },
            None => value,
        };
        self.kept += 1;
        self.values.insert(path, value.clone());
        insert(nest, names, leaf(value));
    }

    fn items(&mut self, level: usize) -> Result<Vec<Arc<Node>>, ConfigError> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.between();
            let before = self.at;
            match self.peek() {
                None => return Ok(items),
                Some(b']') => {
                    self.at += 1;
                    return Ok(items);
                }
                Some(b'{') => {
                    self.at += 1;
                    let mut nest = Nest::default();
                    self.body(&mut nest, Some(Close::Brace), level)?;
                    items.push(Arc::new(nest.finish()));
                }
                Some(b'[') if level < DEEPEST => {
                    let inner = self.items(level + 1)?;
                    let span = Span { start: before, end: self.at };
                    items.push(Arc::new(Node { data: Data::Sequence(inner), span, shared: false }));
                }
                Some(_) => items.extend(self.value().map(|value| Arc::new(leaf(value)))),
            }
            self.kept += 1;
            if self.at == before {
                self.pass();
            }
        }
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// A name: a text in quotes, or parts with dots between them.
    fn name(&mut self) -> Vec<(String, Span)> {
        if self.peek() == Some(b'"') {
            return self.quoted().into_iter().map(|value| (value.text, value.span)).collect();
        }
        let start = self.at;
        let ends = |byte: u8| byte.is_ascii_whitespace() || b"{}[]=:,;\"+#".contains(&byte);
        self.at += self.rest().bytes().take_while(|byte| !ends(*byte)).count();
        let mut from = start;
        let written = self.slice(Span { start, end: self.at });
        let mut parts = Vec::new();
        for part in written.split('.') {
            if !part.is_empty() {
                parts.push((part.to_owned(), Span { start: from, end: from + part.len() }));
            }
            from += part.len() + 1;
        }
        parts
    }

    /// A word between a name and its block, or behind a directive's name.
    fn word(&mut self) -> Option<Value> {
        if matches!(self.peek(), Some(b'"' | b'\'')) {
            return self.quoted();
        }
        let start = self.at;
        self.at +=
            self.rest().bytes().take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'{' | b';')).count();
        let span = Span { start, end: self.at };
        let text = self.slice(span).to_owned();
        (!text.is_empty()).then_some(Value { text, quoted: false, span })
    }

    fn quoted(&mut self) -> Option<Value> {
        let start = self.at;
        if self.rest().starts_with("\"\"\"") {
            let inside = self.rest().get(3..)?;
            let length = inside.find("\"\"\"").unwrap_or(inside.len());
            let text = inside.get(..length)?.to_owned();
            self.at = (start + length + 6).min(self.text.len());
            return Some(Value { text, quoted: true, span: Span { start, end: self.at } });
        }
        self.at = scan::quoted(self.text, start, false).max(start + 1);
        let span = Span { start, end: self.at };
        let text = parts(self.slice(span), STRING).into_iter().filter_map(|part| match part {
            Part::Text(text) => Some(text),
            Part::Code(..) => None,
        });
        Some(Value { text: text.collect(), quoted: true, span })
    }

    /// A single value to the end of its line or item, of texts and placeholders in a row; what parentheses hold belongs to it.
    fn value(&mut self) -> Option<Value> {
        let start = self.at;
        let (mut text, mut quoted, mut depth) = (String::new(), false, 0_usize);
        // Where the value ends so far, in the file and in its text: blanks behind it are not its own.
        let (mut end, mut length) = (start, 0);
        while let Some(byte) = self.peek() {
            let after_blank = end < self.at || end == start;
            match byte {
                b'\n' | b',' | b'}' | b']' if depth == 0 => break,
                b';' if depth == 0 && self.ends_line() => break,
                b'#' if after_blank => break,
                b'/' if after_blank && self.rest().starts_with("//") => break,
                b'"' => {
                    text.push_str(&self.quoted()?.text);
                    quoted = true;
                    (end, length) = (self.at, text.len());
                    continue;
                }
                b'$' if self.rest().starts_with("${") => {
                    let whole = self.rest().find(['}', '\n']).map_or(2, |at| at + 1);
                    text.push_str(self.slice(Span { start: self.at, end: self.at + whole }).trim_end());
                    self.at += whole;
                    (end, length) = (self.at, text.len());
                    continue;
                }
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let character = self.rest().chars().next().map_or(1, char::len_utf8);
            text.push_str(self.slice(Span { start: self.at, end: self.at + character }));
            self.at += character;
            if !byte.is_ascii_whitespace() {
                (end, length) = (self.at, text.len());
            }
        }
        text.truncate(length);
        (end > start).then_some(Value { text, quoted, span: Span { start, end } })
    }

    /// Whether nothing but blanks and a comment stand behind the character that comes.
    fn ends_line(&self) -> bool {
        let rest = self.rest().get(1..).unwrap_or_default().trim_start_matches([' ', '\t', '\r']);
        rest.is_empty() || rest.starts_with(['\n', '#', '}'])
    }
}

fn leaf(value: Value) -> Node {
    let Value { text, quoted, span } = value;
    Node { data: Data::Scalar(Scalar { text, quoted, filled: None }), span, shared: false }
}

fn insert(nest: &mut Nest, mut names: Vec<(String, Span)>, node: Node) {
    let Some((key, key_span)) = names.pop() else { return };
    let sections: Vec<_> = names.iter().map(|(name, _)| name.as_str()).collect();
    nest.put(&sections, Entry { key, key_span, value: Arc::new(node), merged: false });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{bytes, hold_bare, show};
    use proptest::prelude::*;

    #[test]
    fn hocon_is_read_as_its_users_see_it() {
        let text = "a.b { # why\n  url = \"jdbc:mysql://\"${HOST}\"/d\" // x\n  size = 60\n  size = ${?SIZE}\n  age = 9 hours\n}\n\
                    a.b.c : [1, {d: 2}, \"e\"]\nplay { on = true, off = false }\nn = ${?N}\n";
        assert_eq!(
            show(read, text),
            r#"{a: {b: {url: "jdbc:mysql://${HOST}/d", size: 60, size: ${SIZE:-60}, age: 9 hours, c: [1, {d: 2}, "e"]}}, play: {on: true, off: false}, n: ${N}}"#
        );
        assert_eq!(bytes(read, text, &["a", "b", "size"]), "60");
        assert_eq!(bytes(read, text, &["a", "b", "age"]), "9 hours");
    }

    #[test]
    fn words_before_a_brace_are_sections() {
        let text = "job \"shop\" {\n  group \"web\" {\n    count = 3\n    env { A = \"1\" }\n  }\n}\n";
        assert_eq!(show(read, text), r#"{job: {shop: {group: {web: {count: 3, env: {A: "1"}}}}}}"#);
    }

    #[test]
    fn directives_end_with_a_semicolon() {
        let text = "worker_processes auto;\nhttp {\n  server { listen 127.0.0.1:80; }\n  passenger_max_pool_size 16; # why\n}\n";
        assert_eq!(
            show(read, text),
            "{worker_processes: auto, http: {server: {listen: 127.0.0.1:80}, passenger_max_pool_size: 16}}"
        );
        let apache = "<IfModule mpm_prefork_module>\n  MaxRequestWorkers 150\n</IfModule>\nKeepAlive On\n";
        assert_eq!(show(read, apache), "{IfModule: {mpm_prefork_module: {MaxRequestWorkers: 150}}, KeepAlive: On}");
    }

    #[test]
    fn sections_of_freeradius_have_tabs_and_no_end() {
        let text = "sql {\n\tdriver = \"rlm_sql_${dialect}\"\n\tpool {\n\t\tstart = ${thread[pool].start_servers}\n\t\tmax = 20\n\t}\n}\n";
        assert_eq!(
            show(read, text),
            r#"{sql: {driver: "rlm_sql_${dialect}", pool: {start: ${thread[pool].start_servers}, max: 20}}}"#
        );
    }

    #[test]
    fn a_file_that_nests_too_deep_is_refused() {
        let error = read(&SourceFile::new("a.conf", "a {".repeat(10_000))).expect_err("refused");
        assert!(error.message.contains("deeper than 200"), "{error}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["a", "b.c", "=", ":", "{", "}", "(", ")", "[", "]", "\"", "\"\"\"", "\\", "1", ";", ",", "#", "//", "/*", "*/", "\n", " ", "${?A}", "${", "ä", "<a b>", "</a>", "<"]),
                0..60,
            )
        ) {
            hold_bare(read, &pieces.concat());
        }
    }
}
