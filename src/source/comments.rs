//! The comments of a file, whatever its form, and what they stand at: for notes to poolcheck inside a configuration.

use std::collections::HashMap;

use crate::source::document::read;
use crate::source::form::{Comments, Form};
use crate::source::forms::FORMS;
use crate::source::node::{Data, Entry, Node};
use crate::text::place::{Place, SourceFile, Span};

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its text without the mark that begins it.
    pub text: String,
    /// Where it stands, its mark included.
    pub place: Place,
}

/// The marks that begin a comment in the files of any form.
fn marks() -> impl Iterator<Item = &'static str> {
    FORMS.iter().flat_map(|form| form.marks().iter().copied())
}

/// The comments that hold `word`, in order. Of a file that cannot be read those are found by the mark before the word.
fn holding(file: &SourceFile, word: &str) -> Vec<Comment> {
    if !file.text().contains(word) {
        return Vec::new();
    }
    let spans = spans(file).unwrap_or_else(|| marked(file.text(), word));
    let comments = spans.into_iter().filter_map(|span| {
        let text = file.text().get(span.start..span.end)?;
        let text = marks().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text);
        let text = text.strip_suffix("*/").unwrap_or(text);
        Some(Comment { text: text.trim().to_owned(), place: file.place(span) })
    });
    comments.filter(|comment| comment.text.contains(word)).collect()
}

/// The comments of a file, if its form tells what is none.
fn spans(file: &SourceFile) -> Option<Vec<Span>> {
    let marks = match Form::of(file).comments {
        Comments::Unknown => return None,
        Comments::Told(comments) => return comments(file.text()),
        Comments::Marked(marks) => marks,
    };
    let documents = read(file).ok()?;
    let mut values = Vec::new();
    for document in &documents {
        collect(&document.written, &mut values);
    }
    values.sort_unstable();
    Some(between(file.text(), marks, &values))
}

/// The places of all keys and single values.
fn collect(node: &Node, spans: &mut Vec<Span>) {
    match &node.data {
        Data::Scalar(_) => spans.push(node.span),
        Data::Sequence(items) => items.iter().for_each(|item| collect(item, spans)),
        Data::Mapping(entries) => entries.iter().for_each(|entry| {
            spans.push(entry.key_span);
            collect(&entry.value, spans);
        }),
    }
}

/// What begins with a mark outside of the values, to the end of its line.
fn between(text: &str, marks: &[&str], values: &[Span]) -> Vec<Span> {
    let mut comments = Vec::new();
    let mut values = values.iter().peekable();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let next = values.peek().map_or(text.len(), |value| value.start.max(at));
        let gap = text.get(at..next).unwrap_or_default();
        let Some((from, mark)) = marks.iter().filter_map(|mark| Some((gap.find(mark)?, *mark))).min() else {
            at = values.next().map_or(text.len(), |value| value.end.max(next));
            continue;
        };
        let comment = rest.get(from..).unwrap_or_default();
        let close = if mark == "/*" { comment.find("*/").map(|at| at + 2) } else { comment.find('\n') };
        let whole = comment.get(..close.unwrap_or(comment.len())).unwrap_or_default();
        let start = at + from;
        comments.push(Span { start, end: start + whole.trim_end().len() });
        at = start + whole.len();
        while values.next_if(|value| value.end <= at).is_some() {}
    }
    comments
}

/// From the last mark before each `word` to the end of its line; a word that no mark precedes is none.
fn marked(text: &str, word: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((before, _)) = line.split_once(word) {
            let before = before.trim_end();
            let mark = marks().find(|mark| before.ends_with(mark));
            let at = mark.map(|mark| start + before.len() - mark.len());
            spans.extend(at.map(|at| Span { start: at, end: start + line.trim_end().len() }));
        }
        start += line.len();
    }
    spans
}

/// The comments that hold `word`, in order, each with the lines that it speaks of, first and last: its own line, or the next
/// one that holds a value where it stands alone; and where a section begins on that line, the whole section. None below the
/// last value.
pub fn noted(file: &SourceFile, word: &str) -> Vec<(Comment, Option<(usize, usize)>)> {
    let comments = holding(file, word);
    if comments.is_empty() {
        return Vec::new();
    }
    let (values, ends) = (lines_with_values(file), section_ends(file));
    let lines = |comment: &Comment| {
        let line = line_of(file, comment, &values)?;
        Some((line, ends.get(&line).copied().unwrap_or(line).max(line)))
    };
    comments.into_iter().map(|comment| (lines(&comment), comment)).map(|(lines, comment)| (comment, lines)).collect()
}

/// The line that a comment speaks of.
fn line_of(file: &SourceFile, comment: &Comment, values: &[usize]) -> Option<usize> {
    let own = comment.place.start.line;
    let mut before = file.line(own)?.chars().take(comment.place.start.column - 1);
    if before.all(char::is_whitespace) {
        values.get(values.partition_point(|line| *line <= own)).copied()
    } else {
        Some(own)
    }
}

/// The lines that hold more than comments and a template's tags, in order.
fn lines_with_values(file: &SourceFile) -> Vec<usize> {
    let comment = |text: &str| marks().any(|mark| text.starts_with(mark));
    let tag = |text: &str| ["{{", "{%", "<%"].iter().any(|open| text.starts_with(open)) && text.ends_with(['}', '>']);
    let holds_value = |text: &str| !text.is_empty() && !comment(text) && !tag(text) && text != "---";
    let lines = file.text().split('\n').enumerate();
    lines.filter(|(_, text)| holds_value(text.trim())).map(|(at, _)| at + 1).collect()
}

/// The last line of each section by the line of its key. Only a key that is written for a section of its own begins one: in
/// properties, each key names all the sections that it is in.
fn section_ends(file: &SourceFile) -> HashMap<usize, usize> {
    let mut ends = HashMap::new();
    for document in read(file).unwrap_or_default().iter().filter(|document| document.form.has_sections) {
        sections(file, &document.written, &mut ends);
    }
    ends
}

/// Notes the outermost section of each line on which one begins.
fn sections(file: &SourceFile, node: &Node, ends: &mut HashMap<usize, usize>) {
    match &node.data {
        Data::Scalar(_) => {}
        Data::Sequence(items) => items.iter().for_each(|item| {
            let head = file.text().get(item.span.start..).is_some_and(|text| text.starts_with("[["));
            if head {
                let line = file.position(item.span.start).line;
                ends.entry(line).or_insert_with(|| file.position(end(item)).line);
            }
            sections(file, item, ends);
        }),
        Data::Mapping(entries) => entries.iter().filter(|entry| !entry.merged).for_each(|entry| {
            section(file, entry, ends);
            sections(file, &entry.value, ends);
        }),
    }
}

/// Notes the section that a key begins, where no other begins on its line.
fn section(file: &SourceFile, entry: &Entry, ends: &mut HashMap<usize, usize>) {
    let line = file.position(entry.key_span.start).line;
    if entry.value.scalar().is_some() || ends.contains_key(&line) {
        return;
    }
    let entry = innermost(file, entry);
    // A list of tables has a head for each.
    if !(matches!(entry.value.data, Data::Sequence(_)) && is_list_head(file, line)) {
        ends.insert(line, file.position(end(&entry.value).max(entry.key_span.end)).line);
    }
}

/// The section that a head of several parts begins: of TOML's `[a.b]` it is `b`.
fn innermost<'a>(file: &SourceFile, entry: &'a Entry) -> &'a Entry {
    let joined = |inner: &&Entry| {
        let between = file.text().get(entry.key_span.end..inner.key_span.start);
        between.is_some_and(|between| between.trim() == ".")
    };
    let inner = entry.value.entries().and_then(|entries| entries.iter().find(joined));
    inner.map_or(entry, |inner| innermost(file, inner))
}

/// Whether a line is the head of a table in TOML's lists of tables.
fn is_list_head(file: &SourceFile, line: usize) -> bool {
    file.line(line).is_some_and(|text| text.trim_start().starts_with("[["))
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
        noted(&file, "note:").into_iter().map(|(_, lines)| lines).collect()
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

    fn of(name: &str, text: &str) -> Vec<(String, Option<(usize, usize)>)> {
        let file = SourceFile::new(name, text);
        noted(&file, "note:").into_iter().map(|(comment, lines)| (comment.text, lines)).collect()
    }

    fn texts_and_lines(expected: &[(&str, (usize, usize))]) -> Vec<(String, Option<(usize, usize)>)> {
        expected.iter().map(|(text, lines)| ((*text).to_owned(), Some(*lines))).collect()
    }

    #[test]
    fn properties_have_lines_and_no_sections() {
        let text = "# note: a\nspring.datasource.url=x # note: b\n! note: c\nspring.datasource.max=5\nother=1\n";
        assert_eq!(of("a.properties", text), texts_and_lines(&[("note: a", (2, 2)), ("note: c", (4, 4))]));
    }

    #[test]
    fn heads_of_ini_and_toml_stand_for_their_sections() {
        let text = "# note: a\n[db]\nmax = 5 ; note: b\nurl = x#note: no\n\n[other]\n; note: c\nmin = 1\n";
        let expected = [("note: a", (2, 4)), ("note: b", (3, 3)), ("note: c", (8, 8))];
        assert_eq!(of("a.ini", text), texts_and_lines(&expected));
        let text = "# note: a\n[db.pool]\nmax = 5 # note: b\nurl = '# note: no'\n[db.other]\nmin = 1\n\
                    # note: c\n[[l]]\na = 1\n# note: d\n[[l]]\na = 2\nb = 3\n";
        let expected = [("note: a", (2, 4)), ("note: b", (3, 3)), ("note: c", (8, 9)), ("note: d", (11, 13))];
        assert_eq!(of("a.toml", text), texts_and_lines(&expected));
    }

    #[test]
    fn comments_in_json_and_env_are_seen() {
        let text =
            "{\n  // note: a\n  \"db\": {\n    \"url\": \"http://note: no\", /* note: b */\n    \"max\": 5\n  }\n}\n";
        assert_eq!(of("a.json", text), texts_and_lines(&[("note: a", (3, 5)), ("note: b", (4, 4))]));
        let text = "# note: a\nDB_POOL=5 # note: b\nX='# note: no'\n";
        assert_eq!(of(".env", text), texts_and_lines(&[("note: a", (2, 2)), ("note: b", (2, 2))]));
    }

    #[test]
    fn comments_in_a_template_and_above_a_dotted_key_are_seen() {
        let text = "# note: a\n{{- if .x }}\ndb.pool:\n  max: {{ .x }} # note: b\n{{- end }}\ndb.other:\n  min: 1\n";
        assert_eq!(of("a.yaml", text), texts_and_lines(&[("note: a", (3, 4)), ("note: b", (4, 4))]));
    }

    #[test]
    fn many_comments_are_all_seen() {
        let text = format!("{}- a\n", "# note: x\n".repeat(500));
        assert_eq!(lines(&text).len(), 500);
    }
}
