//! The comments of a file, whatever its form, and what they stand at: for notes to poolcheck inside a configuration.

use super::node::{Data, Node};
use super::yaml;
use crate::text::place::{Place, SourceFile, Span};

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its text without the mark that begins it.
    pub text: String,
    /// Where it stands, its mark included.
    pub place: Place,
}

/// The marks that begin a comment in the files that are no YAML: properties, TOML, JSON with comments, `.ini`, `go.mod`.
const MARKS: [&str; 4] = ["//", "#", ";", "!"];

/// The comments that hold `word`, in order. Of a file that is no YAML those are found by the mark before the word.
pub fn holding(file: &SourceFile, word: &str) -> Vec<Comment> {
    if !file.text().contains(word) {
        return Vec::new();
    }
    let spans = yaml::comments(file).unwrap_or_else(|| marked(file.text(), word));
    let comments = spans.into_iter().filter_map(|span| {
        let text = file.text().get(span.start..span.end)?;
        let text = MARKS.iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text);
        Some(Comment { text: text.trim().to_owned(), place: file.place(span) })
    });
    comments.filter(|comment| comment.text.contains(word)).collect()
}

/// From the last mark before each `word` to the end of its line; a word that no mark precedes is none.
fn marked(text: &str, word: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((before, _)) = line.split_once(word) {
            let before = before.trim_end();
            let mark = MARKS.iter().find(|mark| before.ends_with(*mark));
            let at = mark.map(|mark| start + before.len() - mark.len());
            spans.extend(at.map(|at| Span { start: at, end: start + line.trim_end().len() }));
        }
        start += line.len();
    }
    spans
}

/// The lines that a comment speaks of, first and last: its own line, or the next one that holds a value where it stands
/// alone; and where a section begins on that line, the whole section. None below the last value.
pub fn lines_of(file: &SourceFile, comment: &Comment) -> Option<(usize, usize)> {
    let own = comment.place.start.line;
    let before = file.line(own)?.chars().take(comment.place.start.column - 1);
    let line = if before.into_iter().all(char::is_whitespace) { next_with_value(file, own + 1)? } else { own };
    let documents = yaml::read(file).unwrap_or_default();
    let last = documents.iter().find_map(|root| section_end(file, root, line));
    Some((line, last.unwrap_or(line).max(line)))
}

fn next_with_value(file: &SourceFile, from: usize) -> Option<usize> {
    let comment = |text: &str| MARKS.iter().any(|mark| text.starts_with(mark));
    let mut line = from;
    loop {
        let text = file.line(line)?.trim();
        if !text.is_empty() && !comment(text) && text != "---" {
            return Some(line);
        }
        line += 1;
    }
}

/// The last line of the outermost section whose key stands on `line`.
fn section_end(file: &SourceFile, node: &Node, line: usize) -> Option<usize> {
    match &node.data {
        Data::Scalar(_) => None,
        Data::Sequence(items) => items.iter().find_map(|item| section_end(file, item, line)),
        Data::Mapping(entries) => entries.iter().filter(|entry| !entry.merged).find_map(|entry| {
            let here = file.position(entry.key_span.start).line == line;
            if here && entry.value.scalar().is_none() {
                return Some(file.position(end(&entry.value).max(entry.key_span.end)).line);
            }
            section_end(file, &entry.value, line)
        }),
    }
}

/// The end of a node's last value: a block's own span runs on to the next key. What came by an alias stands before.
fn end(node: &Node) -> usize {
    match &node.data {
        Data::Scalar(_) => node.span.end,
        Data::Mapping(entries) => {
            entries.iter().map(|entry| end(&entry.value).max(entry.key_span.end)).max().unwrap_or(node.span.end)
        }
        Data::Sequence(items) => items.iter().map(|item| end(item)).max().unwrap_or(node.span.end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Option<(usize, usize)>> {
        let file = SourceFile::new("a.yaml", text);
        holding(&file, "note:").iter().map(|comment| lines_of(&file, comment)).collect()
    }

    #[test]
    fn a_comment_speaks_of_its_line_of_the_next_or_of_a_section() {
        assert_eq!(lines("a: 1\nb: 2 # note: x\nc: 3\n"), [Some((2, 2))]);
        assert_eq!(lines("a: 1\n# note: x\n\n# more\nb: 2\n"), [Some((5, 5))]);
        assert_eq!(lines("pools:\n  a: # note: x\n    b: 1\n    c:\n      d: 2\n\n  e:\n    f: 3\n"), [Some((2, 5))]);
        assert_eq!(lines("# note: x\npools:\n  a: {b: 1}\n  c: {d: 1}\n"), [Some((2, 4))]);
        assert_eq!(lines("a: 1\n# note: x\n"), [None]);
    }

    #[test]
    fn a_hash_inside_a_text_is_no_comment() {
        assert_eq!(lines("a: \"# note: x\"\nb: |\n  # note: x\n"), []);
    }

    #[test]
    fn other_forms_are_found_by_their_mark() {
        let file = SourceFile::new("a.toml", "[pool]\na = [1] # note: x\n// note: y\nb = 'note: z'\n");
        let texts: Vec<_> = holding(&file, "note:").into_iter().map(|comment| comment.text).collect();
        assert_eq!(texts, ["note: x", "note: y"]);
    }

    #[test]
    fn many_comments_are_all_seen() {
        let text = format!("{}- a\n", "# note: x\n".repeat(500));
        assert_eq!(lines(&text).len(), 500);
    }
}
