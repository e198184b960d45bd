//! `.env` files: `KEY=value` lines as shells, Docker and the dotenv libraries read them.

use std::borrow::Cow;
use std::sync::Arc;

use crate::source::form::{Comments, Form};
use crate::source::forms::lines;
use crate::source::forms::look::Lines;
use crate::source::forms::nest::cover;
use crate::source::forms::template::Mask;
use crate::source::limits::MOST_NODES;
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::text::place::{SourceFile, Span};

/// Shell-like `KEY=value` lines.
pub(in crate::source) static FORM: Form = Form {
    name: ".env",
    endings: &["env", "envrc"],
    stems: &[".env"],
    opened: "*.env .env .env.*",
    looks: |text| Lines::of(text).are_variables(),
    comments: Comments::Marked(&["#"]),
    has_sections: false,
    read: |file| Ok(read(file)),
    ..Form::SETTINGS
};

/// Reads the variables as one flat mapping; none where there is no variable.
fn read(file: &SourceFile) -> Vec<Arc<Node>> {
    let entries = pairs(file);
    let whole = |span: Span, entry: &Entry| cover(cover(span, entry.key_span), entry.value.span);
    let Some(first) = entries.first() else { return Vec::new() };
    let span = entries.iter().fold(first.key_span, whole);
    vec![Arc::new(Node { data: Data::Mapping(entries), span, shared: false })]
}

/// The variables in order, one that stands twice twice; lines that set none are passed over.
pub fn pairs(file: &SourceFile) -> Vec<Entry> {
    let mask = Mask::of_templates(file.text());
    let text = mask.text();
    let mut entries = Vec::new();
    // A quote that nothing closes is a letter.
    let mut open = Vec::new();
    let mut from = 0;
    for line in lines::of(text) {
        if line.start < from || entries.len() >= MOST_NODES {
            continue;
        }
        let Some((key_span, rest)) = key(text, line) else { continue };
        let quote = quote(text, rest).filter(|quote| !open.contains(quote));
        let value = match quote {
            None => plain(&mask, rest),
            Some(quote) => quoted(&mask, rest.start, quote).unwrap_or_else(|| {
                open.push(quote);
                plain(&mask, rest)
            }),
        };
        from = value.span.end;
        let key = mask.original(key_span).to_owned();
        entries.push(Entry { key, key_span, value: Arc::new(value), merged: false });
    }
    entries
}

/// The variable that a line sets, and the rest of the line from the value's first byte on.
fn key(text: &str, line: Span) -> Option<(Span, Span)> {
    let line = lines::trim(text, line);
    let written = text.get(line.start..line.end)?;
    let at = written.find('=')?;
    let mut key = lines::trim(text, Span { end: line.start + at, ..line });
    let exported = text.get(key.start..key.end)?.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t']));
    if let Some(name) = exported {
        key.start = key.end - name.trim_start().len();
    }
    let name = text.get(key.start..key.end)?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let after = written.get(at + 1..)?;
    let start = line.end - after.trim_start().len();
    (!name.is_empty() && name.chars().all(plain)).then_some((key, Span { start, end: line.end }))
}

fn quote(text: &str, rest: Span) -> Option<char> {
    text.get(rest.start..rest.end)?.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))
}

/// A value without quotes: up to a comment that stands after white space.
fn plain(mask: &Mask<'_>, rest: Span) -> Node {
    let written = mask.text().get(rest.start..rest.end).unwrap_or_default();
    let after_blank =
        |at: &usize| written.get(..*at).is_none_or(|before| before.is_empty() || before.ends_with([' ', '\t']));
    let comment = written.match_indices('#').map(|(at, _)| at).find(after_blank);
    let end = comment.map_or(rest.end, |at| rest.start + at);
    let span = lines::trim(mask.text(), Span { end, ..rest });
    Node::plain(mask.original(span).to_owned(), span)
}

/// A value in quotes, which may span lines; none where the quote is never closed.
fn quoted(mask: &Mask<'_>, start: usize, quote: char) -> Option<Node> {
    let inside = mask.text().get(start + 1..)?;
    let mut escaped = false;
    let length = inside.bytes().position(|byte| {
        let closes = char::from(byte) == quote && !escaped;
        escaped = byte == b'\\' && !escaped && quote == '"';
        closes
    })?;
    let span = Span { start, end: start + length + 2 };
    let written = mask.original(Span { start: start + 1, end: span.end - 1 });
    let text = if quote == '"' { unescape(written) } else { Cow::Borrowed(written) };
    let scalar = Scalar { text: text.into_owned(), quoted: true, filled: None };
    Some(Node { data: Data::Scalar(scalar), span, shared: false })
}

fn unescape(written: &str) -> Cow<'_, str> {
    if !written.contains('\\') {
        return Cow::Borrowed(written);
    }
    let mut text = String::with_capacity(written.len());
    let mut characters = written.chars();
    while let Some(c) = characters.next() {
        let escaped = if c == '\\' { characters.next() } else { None };
        match escaped {
            None => text.push(c),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some(other @ ('"' | '\\' | '$' | '`' | '\'')) => text.push(other),
            Some(other) => text.extend(['\\', other]),
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<(String, String)> {
        let pair = |entry: Entry| (entry.key, entry.value.scalar().unwrap().text.clone());
        pairs(&SourceFile::new(".env", text)).into_iter().map(pair).collect()
    }

    fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn variables_are_read_as_shells_read_them() {
        let text = "# c\nDB_HOST=h\r\nexport DB_POOL = 5 # five\nDB_PASSWORD=p#x\nA=\nB= # none\nexport=1\n\
                    URL=mysql://h/d?a=b&c=d\nnot a variable\nD-E.f=1";
        let pairs = [("DB_HOST", "h"), ("DB_POOL", "5"), ("DB_PASSWORD", "p#x"), ("A", ""), ("B", ""), ("export", "1")];
        let more = [("URL", "mysql://h/d?a=b&c=d"), ("D-E.f", "1")];
        assert_eq!(texts(text), expected(&[&pairs[..], &more[..]].concat()));
    }

    #[test]
    fn quotes_keep_comments_and_lines() {
        let text = "A=\"x # \\\"y\\\"\\n\\d\" # c\nB='l\\n\nK=v\nm'\nC=`a\"b`\nD=\"open\nE='o\nF=\"\n";
        let pairs = [("A", "x # \"y\"\n\\d"), ("B", "l\\n\nK=v\nm"), ("C", "a\"b"), ("D", "open\nE='o\nF=")];
        assert_eq!(texts(text), expected(&pairs));
        assert_eq!(texts("A=\"open\nB='open\nC=1\n"), expected(&[("A", "\"open"), ("B", "'open"), ("C", "1")]));
    }

    #[test]
    fn a_value_knows_its_bytes() {
        let text = "A=\"x y\"\nB = 5 # c\n";
        let root = read(&SourceFile::new(".env", text)).remove(0);
        let written = |key: &str| root.get(key).and_then(|node| text.get(node.span.start..node.span.end));
        assert_eq!((written("A"), written("B")), (Some("\"x y\""), Some("5")));
        assert!(read(&SourceFile::new(".env", "# nothing\n")).is_empty());
    }

    #[test]
    fn tags_of_templates_are_values() {
        assert_eq!(texts("{{ if x }}\nA={{ a = \"b\" # c }}\n{{ end }}\n"), expected(&[("A", "{{ a = \"b\" # c }}")]));
    }

    #[test]
    fn many_bytes_of_trouble_take_no_time() {
        let start = std::time::Instant::now();
        for line in ["A=\"\n", "A='\nB=\"\nC=`\n", "A=\\\"\n", "A=\"\\\"\n", "A=#\n", "=", "A={{\n", " #"] {
            let _ = texts(&line.repeat(400_000 / line.len()));
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text(text in "[A-C= \\t\\n\\r\"'`#\\\\{}\u{e4}]{0,80}") {
            for entry in pairs(&SourceFile::new(".env", text.as_str())) {
                for span in [entry.key_span, entry.value.span] {
                    prop_assert!(text.get(span.start..span.end).is_some());
                }
            }
        }

        #[test]
        fn a_value_stands_in_its_place(key in "[A-Z]{1,5}", value in "[!$-&(-_a-z]{1,12}") {
            let text = format!("export {key}={value} # c\n");
            let entry = pairs(&SourceFile::new(".env", text.as_str())).remove(0);
            let span = entry.value.span;
            prop_assert_eq!(text.get(span.start..span.end), Some(value.as_str()));
            prop_assert_eq!(entry.key, key);
        }
    }
}
