//! The words of a command line, each with its bytes.

use crate::source::node::Node;
use crate::text::place::{SourceFile, Span};

/// One word of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its text without quotes.
    pub(super) text: String,
    /// Its bytes in the file.
    pub(super) span: Span,
}

/// The words of a text that begins at byte `at` of its file.
pub(super) fn of_text(text: &str, at: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut quote: Option<char> = None;
    let mut open: Option<(usize, String)> = None;
    for (place, character) in text.char_indices() {
        match (quote, character) {
            (Some(mark), _) if mark == character => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                open.get_or_insert((place, String::new()));
            }
            (None, c) if c.is_whitespace() => words.extend(open.take().map(|word| finish(word, place, at))),
            _ => open.get_or_insert((place, String::new())).1.push(character),
        }
    }
    words.extend(open.take().map(|word| finish(word, text.len(), at)));
    words
}

fn finish((start, text): (usize, String), end: usize, at: usize) -> Word {
    Word { text, span: Span { start: at + start, end: at + end } }
}

/// The words of a value: a text, or a list of words that may hold more of them (`["sh", "-c", "gunicorn -w 4 app"]`).
pub(super) fn of_node(file: &SourceFile, node: &Node) -> Vec<Word> {
    if let Some(items) = node.items() {
        return items.iter().flat_map(|item| of_node(file, item)).collect();
    }
    let Some(text) = node.text() else { return Vec::new() };
    let written = |span: Span| file.text().get(span.start..span.end);
    let inner = Span { start: node.span.start + 1, end: node.span.end.saturating_sub(1).max(node.span.start + 1) };
    match [node.span, inner].into_iter().find(|span| written(*span) == Some(text)) {
        Some(span) => of_text(text, span.start),
        // A text with escapes, or in a block: its words have no bytes of their own.
        None => of_text(text, 0).into_iter().map(|word| Word { span: node.span, ..word }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<String> {
        of_text(text, 0).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn quotes_hold_a_word_together() {
        assert_eq!(texts("sh -c 'a b'  \"c d\"e"), ["sh", "-c", "a b", "c de"]);
        assert!(texts("  ").is_empty());
    }

    proptest! {
        #[test]
        fn every_word_lies_where_it_says(text in "[a-z0-9ä\"' =-]{0,40}") {
            for word in of_text(&text, 0) {
                let written = text.get(word.span.start..word.span.end).expect("inside");
                prop_assert_eq!(written.replace(['"', '\''], ""), word.text.replace(['"', '\''], ""));
            }
        }
    }
}
