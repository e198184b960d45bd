//! libconfig, as ProxySQL is configured in it: `name = value;`, groups in braces, lists in brackets. ProxySQL's own files
//! leave the semicolons away, so a name after a value begins the next setting.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::source::programs::decode::{Code, Escapes, Part, Style, parts};
use crate::source::programs::{DEEPEST, number, scan};
use crate::text::place::{SourceFile, Span};

/// How libconfig writes a string.
const STRING: Style = Style { opening: 1, closing: 1, escapes: Escapes::Dropped, code: Code::None };

/// libconfig, as ProxySQL reads it.
pub(in crate::source) static FORM: Form = Form {
    name: "libconfig",
    endings: &["ini", "cfg", "cnf", "conf"],
    begins: is_libconfig,
    may_be: |_| false,
    comments: Comments::Marked(&["//", "#", "/*"]),
    read: |file| Ok(vec![read(file)?]),
    ..Form::SETTINGS
};

/// Whether a text is ProxySQL's configuration: nobody else's pools are written in libconfig.
pub(super) fn is_libconfig(text: &str) -> bool {
    let names = ["mysql_variables", "mysql_servers", "admin_variables"];
    names.iter().any(|name| text.contains(name)) && text.contains('{') && !text.trim_start().starts_with("<?php")
}

/// Reads a libconfig file into one mapping. What is no setting is passed over.
///
/// # Errors
/// It nests too deep.
pub(in crate::source) fn read(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    let mut reader = Reader { file, text: file.text(), at: 0 };
    let data = Data::Mapping(reader.settings(None, 0)?);
    Ok(Arc::new(Node { data, span: Span { start: 0, end: file.text().len() }, shared: false }))
}

struct Reader<'a> {
    file: &'a SourceFile,
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over one character of what means nothing.
    fn pass(&mut self) {
        self.at += self.rest().chars().next().map_or(1, char::len_utf8);
    }

    /// Passes over blanks, comments, separators and directives.
    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            let to_line_end = byte == b'#' || byte == b'@' || self.rest().starts_with("//");
            if to_line_end {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if self.rest().starts_with("/*") {
                self.at += self.rest().get(2..).and_then(|rest| rest.find("*/")).map_or(self.rest().len(), |at| at + 4);
            } else if byte.is_ascii_whitespace() || matches!(byte, b';' | b',') {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn word(&mut self) -> Span {
        let start = self.at;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'*' | b'.' | b'+');
        self.at += self.rest().bytes().take_while(|byte| is_part(byte)).count();
        Span { start, end: self.at }
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The settings to the closing brace, or to the end of the file.
    fn settings(&mut self, close: Option<u8>, level: usize) -> Result<Vec<Entry>, ConfigError> {
        let mut entries = Vec::new();
        loop {
            self.skip();
            let Some(byte) = self.peek() else { return Ok(entries) };
            if Some(byte) == close {
                self.at += 1;
                return Ok(entries);
            }
            let key_span = self.word();
            if key_span.start == key_span.end {
                self.pass();
                continue;
            }
            self.skip();
            if !matches!(self.peek(), Some(b'=' | b':')) {
                continue;
            }
            self.at += 1;
            self.skip();
            if let Some(value) = self.value(level)? {
                let key = self.slice(key_span).to_owned();
                entries.push(Entry { key, key_span, value, merged: false });
            }
        }
    }

    fn value(&mut self, level: usize) -> Result<Option<Arc<Node>>, ConfigError> {
        let start = self.at;
        if level >= DEEPEST {
            let place = self.file.place(Span { start, end: start });
            return Err(ConfigError::at(&place, format!("this file nests deeper than {DEEPEST} levels")));
        }
        let data = match self.peek() {
            Some(b'{') => {
                self.at += 1;
                Data::Mapping(self.settings(Some(b'}'), level + 1)?)
            }
            Some(open @ (b'(' | b'[')) => {
                self.at += 1;
                Data::Sequence(self.items(if open == b'(' { b')' } else { b']' }, level + 1)?)
            }
            Some(b'"') => return Ok(Some(self.strings())),
            _ => {
                let span = self.word();
                return Ok(scalar(self.slice(span)).map(|scalar| leaf(scalar, span)));
            }
        };
        Ok(Some(Arc::new(Node { data, span: Span { start, end: self.at }, shared: false })))
    }

    fn items(&mut self, close: u8, level: usize) -> Result<Vec<Arc<Node>>, ConfigError> {
        let mut items = Vec::new();
        loop {
            self.skip();
            let Some(byte) = self.peek() else { return Ok(items) };
            if byte == close {
                self.at += 1;
                return Ok(items);
            }
            let before = self.at;
            items.extend(self.value(level)?);
            if self.at == before {
                self.pass();
            }
        }
    }

    /// Strings that stand side by side are one.
    fn strings(&mut self) -> Arc<Node> {
        let start = self.at;
        let (mut text, mut end) = (String::new(), start);
        while self.peek() == Some(b'"') {
            let close = scan::quoted(self.text, self.at, true);
            for part in parts(self.slice(Span { start: self.at, end: close }), STRING) {
                if let Part::Text(part) = part {
                    text.push_str(&part);
                }
            }
            (self.at, end) = (close, close);
            self.skip_to_string();
        }
        self.at = end;
        leaf(Scalar { text, quoted: true, filled: None }, Span { start, end })
    }

    /// Passes over blanks, where a string comes after them.
    fn skip_to_string(&mut self) {
        self.at += self.rest().bytes().take_while(u8::is_ascii_whitespace).count();
    }
}

fn leaf(scalar: Scalar, span: Span) -> Arc<Node> {
    Arc::new(Node { data: Data::Scalar(scalar), span, shared: false })
}

/// A number or a switch; a bare word, which libconfig would refuse, is no value that anybody knows.
fn scalar(written: &str) -> Option<Scalar> {
    let switch = ["true", "false"].into_iter().find(|switch| written.eq_ignore_ascii_case(switch));
    // A number with a leading zero is decimal here.
    let digits = written.trim_end_matches('L');
    let decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let text = if decimal { Some(digits.to_owned()) } else { number::text(written.trim_start_matches('+')) };
    let text = switch.map(str::to_owned).or(text).unwrap_or_else(|| format!("${{({written})}}"));
    (!written.is_empty()).then_some(Scalar { text, quoted: false, filled: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{bytes, hold, show};
    use proptest::prelude::*;

    #[test]
    fn groups_lists_and_scalars_are_read_with_or_without_semicolons() {
        let text = "datadir=\"/var/lib/p\"\n# c\nmysql_variables=\n{\n\tthreads=4\n\tmax_connections=2048 // why\n\thave_compress=true\n#\tdebug=1\n\t\
                    monitor_username=\"mo\" \"ni\"\n}\nmysql_servers :\n(\n\t{ address=\"h\"; port=3306, hostgroup=0 },\n\t{ address=\"i\" }\n)\n\
                    x = [ 0x1F, 10L, 1.5, TRUE, -1 ]; /* c */\n";
        let wanted = r#"{datadir: "/var/lib/p", mysql_variables: {threads: 4, max_connections: 2048, have_compress: true, monitor_username: "moni"}, mysql_servers: [{address: "h", port: 3306, hostgroup: 0}, {address: "i"}], x: [31, 10, 1.5, true, -1]}"#;
        assert_eq!(show(read, text), wanted);
        assert_eq!(bytes(read, text, &["mysql_variables", "max_connections"]), "2048");
        assert_eq!(bytes(read, text, &["datadir"]), "\"/var/lib/p\"");
    }

    #[test]
    fn a_file_that_nests_too_deep_is_refused_and_one_without_settings_is_empty() {
        let error = read(&SourceFile::new("p.cnf", format!("a = {}", "(".repeat(100_000)))).expect_err("refused");
        assert!(error.message.contains("deeper than 200"), "{error}");
        assert_eq!(show(read, "no settings } here = "), "{}");
    }

    #[test]
    fn a_list_that_never_closes_is_held_like_any_text() {
        hold(read, "1=(a");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["a", "=", ":", "{", "}", "(", ")", "[", "]", "\"", "\\", "1", "0x1", "L", ";", ",", "#", "//", "/*", "*/", "\n", " ", "@", "ä", "-", "true"]),
                0..60,
            )
        ) {
            hold(read, &pieces.concat());
        }
    }
}
