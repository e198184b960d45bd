//! JSON with comments, as .NET and editors write it. The rest of JSON is YAML.

use crate::source::form::{Comments, Form};
use crate::source::forms::libconfig::is_libconfig;
use crate::source::forms::template::Mask;
use crate::source::forms::yaml;
use crate::source::programs::javascript;
use crate::text::place::Span;

/// JSON, with comments or without.
pub(in crate::source) static FORM: Form = Form {
    name: "JSON",
    endings: &["json", "jsonc"],
    opened: "*.json",
    begins: is_object,
    comments: Comments::Marked(&["//", "/*"]),
    has_dotted_keys: true,
    read: |file| yaml::read_masked(file, &without_comments(Mask::of_templates(file.text()))),
    ..Form::SETTINGS
};

/// JSON5, which is JavaScript that programs of any language read.
pub(in crate::source) static JSON5: Form = Form {
    name: "JSON5",
    endings: &["json5"],
    comments: Comments::Marked(&["//", "/*"]),
    read: javascript::FORM.read,
    ..Form::PROGRAM
};

/// Whether a text is an object: no template that begins with a tag, and no group of libconfig.
fn is_object(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with('{') && !start.starts_with("{{") && !is_libconfig(text)
}

/// Makes blanks of the comments.
fn without_comments(mask: Mask<'_>) -> Mask<'_> {
    let comments = comments(mask.text());
    mask.without(&comments)
}

/// The `//` and `/* */` comments outside of texts, in order.
fn comments(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut comments = Vec::new();
    let mut at = 0;
    let mut before = b' ';
    while let Some(byte) = bytes.get(at) {
        let end = match (byte, bytes.get(at + 1)) {
            (b'"', _) => quoted_end(bytes, at),
            // What is no JSON, but YAML in braces, may hold a URL without quotes.
            (b'/', Some(b'/')) if may_precede(before) && before != b':' => {
                comment_end(text, at, "\n").unwrap_or(text.len())
            }
            (b'/', Some(b'*')) if may_precede(before) => match comment_end(text, at + 2, "*/") {
                Some(end) => end,
                None => return comments,
            },
            _ => at + 1,
        };
        if *byte == b'/' && end > at + 1 {
            let written = text.get(at..end).unwrap_or_default().trim_end();
            comments.push(Span { start: at, end: at + written.len() });
        }
        before = bytes.get(end - 1).copied().unwrap_or(b' ');
        at = end;
    }
    comments
}

fn may_precede(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"' | b'/')
}

/// The byte after a text in quotes; a text that does not end reaches to the end of the file.
fn quoted_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn comment_end(text: &str, from: usize, close: &str) -> Option<usize> {
    Some(from + text.get(from..)?.find(close)? + close.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read;
    use crate::text::place::SourceFile;
    use proptest::prelude::*;

    #[test]
    fn comments_and_trailing_commas_are_no_matter() {
        let text = "// app\n{\n  /* a\n   b */ \"ConnectionStrings\": { // c \"d\"\n    \"Default\": \"Server=h;Url=http://x/*y*/\",\n\
                    \x20   // \"Off\": \"Server=z\",\n  },\n  \"list\": [1, 2,], \"esc\": \"a\\\"// b\",\n}\n";
        let file = SourceFile::new("appsettings.json", text);
        let documents = read(&file).expect("JSON");
        let root = &documents[0].root;
        let default = root.get("ConnectionStrings").and_then(|node| node.get("Default")).expect("Default");
        assert_eq!(default.text(), Some("Server=h;Url=http://x/*y*/"));
        assert_eq!(&text[default.span.start..default.span.end], "\"Server=h;Url=http://x/*y*/\"");
        assert_eq!(root.get("ConnectionStrings").and_then(|node| node.entries()).map(<[_]>::len), Some(1));
        assert_eq!(root.get("list").and_then(|node| node.items()).map(<[_]>::len), Some(2));
        assert_eq!(root.get("esc").and_then(|node| node.text()), Some("a\"// b"));
        assert_eq!(documents[0].form, &FORM);
    }

    #[test]
    fn a_url_without_quotes_in_braces_is_no_comment() {
        assert!(comments("{url: mysql://h/d, path: a/*}").is_empty());
        assert_eq!(comments("{\"a\": 1 /* open").len(), 0);
    }

    #[test]
    fn many_bytes_of_trouble_take_no_time() {
        let start = std::time::Instant::now();
        for part in ["/*", "//", "\"", " /*", "\\\"", "/* */", "\"//\"\n"] {
            let text = format!("{{{}", part.repeat(400_000 / part.len()));
            let _ = read(&SourceFile::new("a.json", text));
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn comments_lie_in_the_text(text in "[/*\"\\\\\n a:,{}\u{e4}]{0,60}") {
            for span in comments(&text) {
                prop_assert!(text.get(span.start..span.end).is_some_and(|comment| comment.starts_with('/')));
            }
        }
    }
}
