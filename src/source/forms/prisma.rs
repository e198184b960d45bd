//! Prisma's schema, of which only the `datasource` blocks say anything about connections.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::source::programs::decode::{Code, Escapes, Part, Style, parts};
use crate::source::programs::scan;
use crate::text::place::{SourceFile, Span};

/// How a schema writes a string.
const STRING: Style = Style { opening: 1, closing: 1, escapes: Escapes::Kept, code: Code::None };

/// A schema of Prisma.
pub(in crate::source) static FORM: Form = Form {
    name: "Prisma",
    endings: &["prisma"],
    opened: "*.prisma",
    comments: Comments::Marked(&["//", "/*"]),
    read: |file| Ok(vec![read(file)?]),
    ..Form::SETTINGS
};

/// Reads a schema: `datasource` with the settings of each such block. Everything else is passed over.
///
/// # Errors
/// None: it has the form of the other readers, which may refuse a file.
#[allow(clippy::unnecessary_wraps)]
pub(in crate::source) fn read(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    let mut reader = Reader { text: file.text(), at: 0 };
    let mut entries = Vec::new();
    while reader.skip() {
        let key_span = reader.word();
        if reader.slice(key_span) != "datasource" {
            reader.pass(key_span);
            continue;
        }
        reader.skip();
        reader.word();
        reader.skip();
        let start = reader.at;
        if reader.take('{') {
            let data = Data::Mapping(reader.settings());
            let value = node(data, Span { start, end: reader.at });
            entries.push(Entry { key: "datasource".to_owned(), key_span, value, merged: false });
        }
    }
    Ok(node(Data::Mapping(entries), Span { start: 0, end: file.text().len() }))
}

fn node(data: Data, span: Span) -> Arc<Node> {
    Arc::new(Node { data, span, shared: false })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    fn take(&mut self, mark: char) -> bool {
        let is = self.rest().starts_with(mark);
        self.at += if is { mark.len_utf8() } else { 0 };
        is
    }

    /// Passes over blanks and comments; whether anything is left.
    fn skip(&mut self) -> bool {
        loop {
            let rest = self.rest();
            let blanks = rest.len() - rest.trim_start().len();
            self.at += blanks;
            let rest = self.rest();
            if !rest.starts_with("//") {
                return !rest.is_empty();
            }
            self.at += rest.find('\n').unwrap_or(rest.len());
        }
    }

    fn word(&mut self) -> Span {
        let start = self.at;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        self.at += self.rest().bytes().take_while(is_part).count();
        Span { start, end: self.at }
    }

    /// Passes over a string or a character, where no word was.
    fn pass(&mut self, word: Span) {
        if self.rest().starts_with('"') {
            self.at = scan::quoted(self.text, self.at, false);
        } else if word.start == word.end {
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        }
    }

    fn settings(&mut self) -> Vec<Entry> {
        let mut entries = Vec::new();
        while self.skip() && !self.take('}') {
            let key_span = self.word();
            self.skip();
            if key_span.start == key_span.end || !self.take('=') {
                self.pass(key_span);
                continue;
            }
            self.skip();
            let key = self.slice(key_span).to_owned();
            entries.extend(self.value().map(|value| Entry { key, key_span, value, merged: false }));
        }
        entries
    }

    /// A string, a word, or `env("NAME")`; none of a list.
    fn value(&mut self) -> Option<Arc<Node>> {
        let start = self.at;
        if self.rest().starts_with('"') {
            return Some(self.string());
        }
        let word = self.word();
        if self.slice(word) == "env" && self.take('(') {
            self.skip();
            let name = self.rest().starts_with('"').then(|| self.string())?;
            self.skip();
            self.take(')');
            let text = format!("${{{}}}", name.text().unwrap_or_default());
            return Some(scalar(text, false, Span { start, end: self.at }));
        }
        (word.start < word.end).then(|| scalar(self.slice(word).to_owned(), false, word))
    }

    fn string(&mut self) -> Arc<Node> {
        let span = Span { start: self.at, end: scan::quoted(self.text, self.at, false) };
        self.at = span.end;
        let texts = parts(self.slice(span), STRING).into_iter().filter_map(|part| match part {
            Part::Text(text) => Some(text),
            Part::Code(..) => None,
        });
        scalar(texts.collect(), true, span)
    }
}

fn scalar(text: String, quoted: bool, span: Span) -> Arc<Node> {
    node(Data::Scalar(Scalar { text, quoted, filled: None }), span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{bytes, show};
    use proptest::prelude::*;

    #[test]
    fn the_datasource_is_read_and_all_else_is_not() {
        let text = "// c\ngenerator client {\n  provider = \"prisma-client-js\"\n}\n\ndatasource db {\n  provider     = \"mysql\" // why\n  \
                    url = env(\"DATABASE_URL\")\n  relationMode = \"prisma\"\n  extensions = [a, b]\n}\n\nmodel datasources {\n  id Int @id @default(\"datasource x { y = 1 }\")\n}\n";
        let wanted = r#"{datasource: {provider: "mysql", url: ${DATABASE_URL}, relationMode: "prisma"}}"#;
        assert_eq!(show(read, text), wanted);
        assert_eq!(bytes(read, text, &["datasource", "url"]), "env(\"DATABASE_URL\")");
        let text = "datasource db { provider = \"mysql\"  url = \"mysql://u@h/d?connection_limit=5\" }";
        assert_eq!(bytes(read, text, &["datasource", "url"]), "\"mysql://u@h/d?connection_limit=5\"");
        assert_eq!(show(read, "model A {}"), "{}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_span_lies_inside(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["datasource ", "db", "{", "}", "=", "\"", "\\", "env(", ")", "//", "\n", " ", "ä", "url", "[", ","]),
                0..60,
            )
        ) {
            let text = pieces.concat();
            let root = read(&SourceFile::new("t", text.as_str())).expect("never refused");
            for block in root.entries().expect("a mapping") {
                for entry in block.value.entries().expect("a block") {
                    let span = entry.value.span;
                    prop_assert!(text.get(span.start..span.end).is_some());
                    prop_assert!(text.get(entry.key_span.start..entry.key_span.end) == Some(entry.key.as_str()));
                }
            }
        }
    }
}
