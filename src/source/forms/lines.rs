//! The lines of a text with their bytes, for the readers that go line by line.

use crate::text::place::Span;

/// The lines of a text, without their ends.
pub(in crate::source) fn of(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let span = Span { start, end: start + line.trim_end_matches(['\n', '\r']).len() };
        start += line.len();
        span
    })
}

/// A span without the blanks around it; an empty one stands where the blanks began.
pub(in crate::source) fn trim(text: &str, span: Span) -> Span {
    let inside = text.get(span.start..span.end).unwrap_or_default();
    let end = span.start + inside.trim_end().len();
    let start = if end == span.start { end } else { span.end - inside.trim_start().len() };
    Span { start, end }
}
