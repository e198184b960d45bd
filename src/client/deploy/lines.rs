//! Files of one thing a line: `key = value`, with sections or without.

use std::collections::HashMap;

use crate::client::deploy::expression;
use crate::client::deploy::unit::Count;
use crate::text::place::{SourceFile, Span};

/// One line's `key = value`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'f> {
    /// The section above it; empty at the top.
    pub(super) section: &'f str,
    /// The section's bytes, or those of the key where there is none.
    pub(super) section_span: Span,
    /// The key.
    pub(super) key: &'f str,
    /// The value without a comment after it.
    pub(super) value: &'f str,
    /// The value's bytes.
    pub(super) span: Span,
}

/// A line with its first byte, without what is a comment as a whole.
pub(super) fn lines<'f>(text: &'f str, comments: &'static [char]) -> impl Iterator<Item = (usize, &'f str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        (!line.trim_start().starts_with(comments)).then(|| (start, line.trim_end_matches(['\n', '\r'])))
    })
}

/// The bytes of a part of a line that begins at byte `start`.
pub(super) fn span_in(start: usize, line: &str, part: &str) -> Span {
    let offset = (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize).min(line.len());
    Span { start: start + offset, end: start + offset + part.len() }
}

/// The pairs of a file, in order.
pub(super) fn pairs<'f>(file: &'f SourceFile, comments: &'static [char]) -> Vec<Pair<'f>> {
    let mut section: Option<(&str, Span)> = None;
    let mut pairs = Vec::new();
    for (start, line) in lines(file.text(), comments) {
        if let Some(name) = line.trim().strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            section = Some((name.trim(), span_in(start, line, name.trim())));
            continue;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let value = without_comment(value, comments).trim();
        let key = key.trim();
        let (section, section_span) = section.unwrap_or(("", span_in(start, line, key)));
        pairs.push(Pair { section, section_span, key, value, span: span_in(start, line, value) });
    }
    pairs
}

/// A value before the comment that follows it after a space.
pub(super) fn without_comment<'v>(value: &'v str, comments: &[char]) -> &'v str {
    let begins = |(at, c): (usize, char)| {
        let spaced = value.get(..at).is_some_and(|before| before.ends_with([' ', '\t']));
        (comments.contains(&c) && spaced).then_some(at)
    };
    value.char_indices().find_map(begins).and_then(|at| value.get(..at)).unwrap_or(value)
}

/// An expression's amount where it stands.
pub(super) fn count(file: &SourceFile, value: &str, span: Span, locals: &HashMap<&str, &str>) -> Count {
    Count { amount: expression::amount(value, locals), text: value.to_owned(), place: file.place(span) }
}

/// A file's name without its folders.
pub(super) fn name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pair_knows_its_section_and_its_bytes() {
        let file = SourceFile::new("www.conf", "top = 1\n[www]\n; pm = a\npm.max_children = 50 ; fifty\n");
        let pairs = pairs(&file, &[';']);
        let last = pairs.last().expect("a pair");
        assert_eq!((last.section, last.key, last.value), ("www", "pm.max_children", "50"));
        assert_eq!(file.text().get(last.span.start..last.span.end), Some("50"));
        assert_eq!(pairs.len(), 2);
    }

    proptest! {
        #[test]
        fn a_value_lies_where_it_says(text in "[a-z=;#\\[\\] ä\\n\\r]{0,60}") {
            let file = SourceFile::new("a.ini", text.as_str());
            for pair in pairs(&file, &['#', ';']) {
                prop_assert_eq!(text.get(pair.span.start..pair.span.end), Some(pair.value));
            }
        }
    }
}
