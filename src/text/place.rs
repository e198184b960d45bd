//! Byte spans, and what people call them: file, line and column.

use std::sync::Arc;

/// A half-open range of bytes in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A stretch of text in a named file. `end` is the position after the last character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's name as the user gave it; `<stdin>` for standard input.
    pub file: Arc<str>,
    /// The bytes, for edits.
    pub span: Span,
    /// Where it begins.
    pub start: Position,
    /// Where it ends (exclusive).
    pub end: Position,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.start.line)
    }
}

/// A file that was read: its name, its text, and the starts of its lines.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: Arc<str>,
    text: String,
    line_starts: Vec<usize>,
}

impl SourceFile {
    /// Indexes `text`, which was read from `name`.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { name: name.into(), text, line_starts }
    }

    /// The file's name as the user gave it.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and column of a byte; a byte past the end is the end.
    pub fn position(&self, byte: usize) -> Position {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start <= byte).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let column = self.text.get(start..byte).map_or(0, |before| before.chars().count()) + 1;
        Position { line, column }
    }

    /// The place of a span in this file.
    pub fn place(&self, span: Span) -> Place {
        Place { file: Arc::clone(&self.name), span, start: self.position(span.start), end: self.position(span.end) }
    }

    /// One line's text without its line break; lines count from 1.
    pub fn line(&self, line: usize) -> Option<&str> {
        let start = *self.line_starts.get(line.checked_sub(1)?)?;
        let end = self.line_starts.get(line).copied().unwrap_or(self.text.len());
        self.text.get(start..end).map(|text| text.trim_end_matches(['\n', '\r']))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let file = SourceFile::new("a.yaml", "pool:\n  näme: 1h\n");
        let start = file.text().find("1h").expect("planted");
        let place = file.place(Span { start, end: start + 2 });
        assert_eq!((place.start.line, place.start.column), (2, 9));
        assert_eq!((place.end.line, place.end.column), (2, 11));
        assert_eq!(place.to_string(), "a.yaml:2");
        assert_eq!(file.line(2), Some("  näme: 1h"));
        assert_eq!(file.line(4), None);
    }

    #[test]
    fn a_byte_past_the_end_is_the_end() {
        let file = SourceFile::new("a.yaml", "ab");
        assert_eq!(file.position(99), Position { line: 1, column: 3 });
    }
}
