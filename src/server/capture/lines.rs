//! A text's lines with their bytes.

use crate::text::place::Span;

/// One line without its line break.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// The text, without blanks around it and without the `>` of a quotation.
    pub text: &'a str,
    /// Its bytes in the file.
    pub span: Span,
}

/// Splits a text into lines; `\r\n` and `\n` both end one. Blank lines mean nothing in any form and are left out.
pub(super) fn split(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for whole in text.split('\n') {
        let trimmed = whole.strip_prefix("> ").unwrap_or(whole).trim();
        let begin = start + whole.find(trimmed).unwrap_or(0);
        if !trimmed.is_empty() {
            lines.push(Line { text: trimmed, span: Span { start: begin, end: begin + trimmed.len() } });
        }
        start += whole.len() + 1;
    }
    lines
}

/// `20 rows in set (0.00 sec)`, `Empty set`, `Query OK`: the end of a result.
pub(super) fn ends_result(line: &str) -> bool {
    let mut words = line.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(count), Some("row" | "rows"), Some("in")) => count.bytes().all(|b| b.is_ascii_digit()),
        (Some("Empty"), Some("set"), _) | (Some("Query"), Some("OK,"), _) => true,
        _ => false,
    }
}
