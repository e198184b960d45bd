//! Byte spans, and what people call them: file, line and column.

use std::sync::Arc;

/// What standard input is called as a file.
pub const STDIN: &str = "<stdin>";

/// A half-open range of bytes in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
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

/// Bytes between two known character counts. A file of one long line is asked for many columns.
const BLOCK: usize = 1024;

/// A file that was read: its name, its text, and the starts of its lines.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: Arc<str>,
    text: String,
    line_starts: Vec<usize>,
    /// Characters that begin before each block of [`BLOCK`] bytes.
    blocks: Vec<usize>,
    /// Nobody named it.
    found: bool,
}

impl SourceFile {
    /// Indexes `text`, which was read from `name`.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let blocks = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let here = *before;
            *before += begun(block);
            Some(here)
        });
        let blocks = blocks.collect();
        Self { name: name.into(), text, line_starts, blocks, found: false }
    }

    /// The same file as one that nobody named: it may be of any kind, and what cannot be understood of it is no mistake.
    #[must_use]
    pub fn found(self) -> Self {
        Self { found: true, ..self }
    }

    /// Whether nobody named it.
    pub fn is_found(&self) -> bool {
        self.found
    }

    /// The same file with another text.
    #[must_use]
    pub fn with_text(&self, text: impl Into<String>) -> Self {
        Self { found: self.found, ..Self::new(Arc::clone(&self.name), text) }
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
        Position { line, column: self.characters_between(start, byte) + 1 }
    }

    /// Characters between two bytes; those of a long line are counted by its blocks.
    fn characters_between(&self, start: usize, end: usize) -> usize {
        if end - start > BLOCK {
            return self.characters_before(end) - self.characters_before(start);
        }
        begun(self.text.as_bytes().get(start..end).unwrap_or_default())
    }

    fn characters_before(&self, byte: usize) -> usize {
        let block = (byte / BLOCK).min(self.blocks.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(block * BLOCK..byte).unwrap_or_default();
        self.blocks.get(block).copied().unwrap_or(0) + begun(rest)
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

/// Characters that begin in these bytes of UTF-8.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count()
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
    fn columns_of_a_long_line_count_characters() {
        let text = format!("{}\n{}x", "ä".repeat(700), "äb".repeat(2000));
        let file = SourceFile::new("a.yaml", text.as_str());
        assert_eq!(file.position(text.len() - 1), Position { line: 2, column: 4001 });
        assert_eq!(file.position(1400), Position { line: 1, column: 701 });
    }

    #[test]
    fn a_byte_past_the_end_is_the_end() {
        let file = SourceFile::new("a.yaml", "ab");
        assert_eq!(file.position(99), Position { line: 1, column: 3 });
    }
}
