//! Text that is a template, with the template's tags masked by as many bytes: what stands around them can be read as the
//! form that it is, and every place stays true.
//!
//! A tag alone on its line (`{{- if … }}`, `{% endif %}`, `<% end %>`, comments) becomes blanks. A tag in a value becomes
//! letters that no form takes for its own, and the reader of the form gets the true text back by its place.

use std::borrow::Cow;

use crate::source::error::ConfigError;
use crate::text::place::Span;

/// What stands for each byte of a tag in a value: nothing to any form, and rare enough to be found again.
const FILLER: u8 = b'~';

/// A text with parts of it masked by as many bytes.
#[derive(Debug)]
pub(in crate::source) struct Mask<'a> {
    original: &'a str,
    text: Cow<'a, str>,
    /// The tags in values, in order.
    holes: Vec<Span>,
    /// The tags that became blanks, in order.
    blanks: Vec<Span>,
}

/// Where a tag in a value has to be a quoted text to be a value at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Values {
    Bare,
    Quoted,
}

impl<'a> Mask<'a> {
    /// Masks the tags of Go templates, Jinja, Liquid and ERB.
    pub(in crate::source) fn of_templates(original: &'a str) -> Self {
        Self::new(original, Values::Bare)
    }

    /// The same for a form that has no text without quotes.
    pub(in crate::source) fn with_quotes(original: &'a str) -> Self {
        Self::new(original, Values::Quoted)
    }

    fn new(original: &'a str, values: Values) -> Self {
        let mut mask = Self { original, text: Cow::Borrowed(original), holes: Vec::new(), blanks: Vec::new() };
        if !["{{", "{%", "{#", "<%"].iter().any(|open| original.contains(open)) {
            return mask;
        }
        let tags = tags(original);
        for run in tags.chunk_by(|one, next| blank_between(original, one.end, next.start)) {
            let alone = is_alone(original, run);
            if alone { &mut mask.blanks } else { &mut mask.holes }.extend(run);
        }
        // A mark of Jinja's comments begins a comment of YAML as well: only a line of its own is one of Jinja's.
        mask.holes.retain(|hole| !original.get(hole.start..).is_some_and(|rest| rest.starts_with("{#")));
        let mut bytes = original.as_bytes().to_vec();
        mask.blanks.iter().for_each(|span| blank(&mut bytes, *span));
        for hole in &mask.holes {
            fill(&mut bytes, *hole, FILLER);
            if values == Values::Quoted && is_value(original, hole.start) {
                fill(&mut bytes, Span { end: hole.start + 1, ..*hole }, b'"');
                fill(&mut bytes, Span { start: hole.end - 1, ..*hole }, b'"');
            }
        }
        mask.text = String::from_utf8(bytes).map_or(Cow::Borrowed(original), Cow::Owned);
        mask
    }

    /// Makes blanks of more of the text.
    pub(in crate::source) fn without(self, spans: &[Span]) -> Self {
        if spans.is_empty() {
            return self;
        }
        let mut bytes = self.text.as_bytes().to_vec();
        for span in spans {
            blank(&mut bytes, *span);
        }
        let text = String::from_utf8(bytes).map_or(self.text, Cow::Owned);
        Self { text, ..self }
    }

    /// The text to read.
    pub(in crate::source) fn text(&self) -> &str {
        &self.text
    }

    /// What really stands at a place.
    pub(in crate::source) fn original(&self, span: Span) -> &'a str {
        self.original.get(span.start..span.end).unwrap_or_default()
    }

    /// Whether anything is masked.
    pub(in crate::source) const fn hides(&self) -> bool {
        matches!(self.text, Cow::Owned(_))
    }

    /// Whether a tag of a template is masked.
    pub(in crate::source) const fn is_template(&self) -> bool {
        !self.holes.is_empty() || !self.blanks.is_empty()
    }

    /// Whether these bytes are one tag, and nothing else.
    pub(in crate::source) fn is_tag(&self, span: Span) -> bool {
        within(&self.holes, span) == [span]
    }

    /// The true text of a scalar that was read from the masked text.
    pub(in crate::source) fn restore(&self, span: Span, text: Cow<'_, str>) -> String {
        let holes = within(&self.holes, span);
        if holes.is_empty() {
            return text.into_owned();
        }
        if self.is_tag(span) {
            return self.original(span).to_owned();
        }
        let inner = Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1) };
        let verbatim = [span, inner].into_iter().find(|span| self.text.get(span.start..span.end) == Some(&text));
        verbatim.map_or_else(|| self.refill(holes, &text), |span| self.original(span).to_owned())
    }

    /// The same of a block scalar, in which lines of tags are lines of the text.
    pub(in crate::source) fn restore_block(&self, span: Span, text: Cow<'_, str>) -> String {
        if within(&self.blanks, span).is_empty() { self.restore(span, text) } else { block(self.original(span)) }
    }

    /// Puts the tags back into a text whose escapes or line breaks were followed, one after the other.
    fn refill(&self, holes: &[Span], text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        for hole in holes {
            let length = hole.end - hole.start;
            let (before, after) = rest.split_at(run_of(rest, length).unwrap_or(rest.len()));
            let Some(after) = after.get(length..) else { break };
            out.push_str(before);
            out.push_str(self.original(*hole));
            rest = after;
        }
        out + rest
    }
}

/// Adds what to do to an error in a text that is a template.
pub(in crate::source) fn advise(error: ConfigError, mask: &Mask<'_>) -> ConfigError {
    if mask.is_template() && error.help.is_none() {
        return error.help("this is a template that cannot be read as it stands: give what it renders to");
    }
    error
}

/// Where so many bytes of the filler begin.
fn run_of(text: &str, length: usize) -> Option<usize> {
    let mut run = 0;
    let end = text.bytes().position(|byte| {
        run = if byte == FILLER { run + 1 } else { 0 };
        run == length
    })?;
    Some(end + 1 - length)
}

/// The spans that lie in another one, of spans in order.
fn within(spans: &[Span], outer: Span) -> &[Span] {
    let from = spans.partition_point(|span| span.start < outer.start);
    let to = spans.partition_point(|span| span.end <= outer.end).max(from);
    spans.get(from..to).unwrap_or_default()
}

/// A block scalar's text as it stands, without the indentation that its lines share; the first line has none.
fn block(written: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let later = || written.lines().skip(1).filter(|line| !line.trim().is_empty());
    let shared = later().map(indent).min().unwrap_or(0);
    let line = |line: &str| line.get(shared.min(indent(line))..).unwrap_or_default().to_owned() + "\n";
    written.lines().map(line).collect()
}

/// The marks that open a tag, with those that close it.
const MARKS: [(&str, &str); 5] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>"), ("{{/*", "*/")];

/// All tags, in order.
fn tags(text: &str) -> Vec<Span> {
    // A mark that nothing closes must not be looked for again from each of a million openings.
    let last: Vec<Option<usize>> = MARKS.iter().map(|(_, close)| text.rfind(close)).collect();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['{', '<'])) {
        let start = at + found;
        match tag_end(text, start, &last) {
            Some(end) => {
                tags.push(Span { start, end });
                at = end;
            }
            None => at = start + 1,
        }
    }
    tags
}

fn tag_end(text: &str, start: usize, last: &[Option<usize>]) -> Option<usize> {
    let rest = text.get(start..)?;
    let number = MARKS.iter().position(|(open, _)| rest.starts_with(open))?;
    let closing = |from: usize, number: usize| {
        let (_, close) = MARKS.get(number)?;
        last.get(number).copied().flatten().filter(|last| from <= *last)?;
        Some(from + text.get(from..)?.find(close)? + close.len())
    };
    let inside = start + 2;
    // A Go template's comment may hold what closes other tags.
    let comment = text.get(inside..)?.trim_start_matches(['-', ' ']).starts_with("/*");
    let inside = if number == 0 && comment { closing(inside + 2, 4)? } else { inside };
    let end = closing(inside, number)?;
    let quotes = text.get(inside..end)?.bytes().filter(|byte| *byte == b'"').count();
    if number != 0 || comment || quotes % 2 == 0 {
        return Some(end);
    }
    // `{{ "}}" }}`: what closes stands in a text.
    let again = closing(end, number).filter(|again| text.get(end..*again).is_some_and(|more| !more.contains('\n')));
    Some(again.unwrap_or(end))
}

fn blank_between(text: &str, start: usize, end: usize) -> bool {
    text.get(start..end).is_some_and(|between| between.bytes().all(|byte| byte == b' ' || byte == b'\t'))
}

/// Whether a run of tags has its lines for itself, a comment after it apart.
fn is_alone(text: &str, run: &[Span]) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    let before = text.get(..first.start).unwrap_or_default().trim_end_matches([' ', '\t']);
    let after = text.get(last.end..).unwrap_or_default().trim_start_matches([' ', '\t']);
    (before.is_empty() || before.ends_with('\n'))
        && (after.is_empty() || after.starts_with(['\n', '\r']) || after.starts_with('#'))
}

/// Whether a value begins here: after a separator, and not inside a text.
fn is_value(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t', '\n']);
    before.ends_with(['=', '[', ','])
}

fn blank(bytes: &mut [u8], span: Span) {
    for byte in bytes.get_mut(span.start..span.end).unwrap_or_default() {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

fn fill(bytes: &mut [u8], span: Span, filler: u8) {
    bytes.get_mut(span.start..span.end).unwrap_or_default().fill(filler);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::node::{Data, Node};
    use crate::source::{Document, read};
    use crate::text::place::SourceFile;
    use proptest::prelude::*;

    fn documents(text: &str) -> Vec<Document> {
        read(&SourceFile::new("a.yaml", text)).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The text of a value and the bytes that it has in the file.
    fn at<'t>(text: &'t str, path: &[&str]) -> (String, &'t str) {
        let root = Arc::clone(&documents(text)[0].root);
        let node = path.iter().fold(&root, |node, key| node.get(key).unwrap_or_else(|| panic!("{key}")));
        (node.scalar().map(|scalar| scalar.text.clone()).unwrap_or_default(), &text[node.span.start..node.span.end])
    }

    fn same(text: &str) -> (String, &str) {
        (text.to_owned(), text)
    }

    #[test]
    fn lines_of_tags_are_blank_and_values_keep_theirs() {
        let text = "{{- /* a }} b:\n  c */ -}}\n{{- if .Values.db }}\npool:\n  {{- toYaml .Values.x | nindent 2 }}\n\
                    \x20 max: {{ .Values.max | default \"a: b # c\" }} # why\n  {{- range $i, $e := .x }}\n\
                    \x20 url: jdbc:mysql://{{ .Values.host }}:3306/db?a={{ .b }}\n  {{- end }}\n  last: 1\n{{- end }}\n";
        assert_eq!(at(text, &["pool", "max"]), same("{{ .Values.max | default \"a: b # c\" }}"));
        assert_eq!(at(text, &["pool", "url"]), same("jdbc:mysql://{{ .Values.host }}:3306/db?a={{ .b }}"));
        assert_eq!(at(text, &["pool", "last"]), same("1"));
    }

    #[test]
    fn erb_with_blocks_and_hashes_is_one_scalar() {
        let text = "<% if x %>\nproduction:\n  pool: <%= ENV.fetch(\"RAILS_MAX_THREADS\") { 5 } %>\n\
                    \x20 url: <%= ENV['URL'] || \"a: #{b}\" %>\n  <%- x -%>\n  name: app_<%= Rails.env %>\n<% end %>\n";
        assert_eq!(at(text, &["production", "pool"]), same("<%= ENV.fetch(\"RAILS_MAX_THREADS\") { 5 } %>"));
        assert_eq!(at(text, &["production", "url"]), same("<%= ENV['URL'] || \"a: #{b}\" %>"));
        assert_eq!(at(text, &["production", "name"]), same("app_<%= Rails.env %>"));
    }

    #[test]
    fn tags_in_quotes_keys_lists_and_other_lines_are_kept() {
        let text = "{# jinja: a: b\n #}\na: \"x {{ b | default(\"c\") }}\"\nb: '{{ \"}}\" }}'\n{{ key }}: v\nc: [{{ x }}, {{ y }}]\n\
                    d: {{ f(1,\n  2) }}\n{% for x in y %}{% if z %}\n\"e\": \"l\\n{{ z }}\"\n{% endif %}{% endfor %}\n";
        assert_eq!(at(text, &["a"]).0, "x {{ b | default(\"c\") }}");
        assert_eq!(at(text, &["b"]).0, "{{ \"}}\" }}");
        assert_eq!(at(text, &["{{ key }}"]), same("v"));
        assert_eq!(at(text, &["d"]), same("{{ f(1,\n  2) }}"));
        assert_eq!(at(text, &["e"]).0, "l\n{{ z }}");
        let root = Arc::clone(&documents(text)[0].root);
        let items =
            root.get("c").and_then(|node| node.items()).map(|items| items.iter().filter_map(|item| item.text()));
        assert_eq!(items.map(Iterator::collect::<Vec<_>>), Some(vec!["{{ x }}", "{{ y }}"]));
    }

    #[test]
    fn a_block_keeps_the_lines_of_its_tags() {
        let text = "a: |\n  x: 1\n  {{- if y }}\n  z: {{ 2 }}\n  {{- end }}\nb: |\n  x {{ y }}\n";
        assert_eq!(at(text, &["a"]).0, "x: 1\n{{- if y }}\nz: {{ 2 }}\n{{- end }}\n");
        assert_eq!(at(text, &["b"]).0, "x {{ y }}\n");
    }

    #[test]
    fn what_is_no_tag_is_read_as_it_stands() {
        for text in ["a: '{{ x'\nb: 1\n", "a: <b>\nb: 1\n", "a: 50%}\nb: 1\n", "a: \"%}{%\"\nb: 1\n"] {
            assert_eq!(at(text, &["b"]), same("1"), "{text}");
        }
        assert!(!Mask::of_templates("a: b").hides());
    }

    #[test]
    fn an_error_in_a_template_says_what_to_give() {
        let error = read(&SourceFile::new("a.yaml", "{{ if x }}\na: [\n")).unwrap_err().to_string();
        assert!(error.starts_with("a.yaml:") && error.contains("what it renders to"), "{error}");
    }

    #[test]
    fn many_bytes_of_trouble_take_no_time() {
        let start = std::time::Instant::now();
        for line in
            ["{{", "{{\"", "{{/*", "<%", "a: {{ x }}\n", "{{ x }}", " {{ x }}\n", "{{ \"}}", "{%", "{# ", "\\\"{{"]
        {
            let many = line.repeat(400_000 / line.len());
            let _ = Mask::of_templates(&many);
            let _ = Mask::with_quotes(&many);
            let _ = read(&SourceFile::new("a.yaml", format!("a: \"{many}\"")));
            let _ = read(&SourceFile::new("a.yaml", format!("{many}}}}}\nb: 1\n")));
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    fn inside(node: &Node, text: &str) -> bool {
        let here = text.get(node.span.start..node.span.end).is_some();
        here && match &node.data {
            Data::Scalar(_) => true,
            Data::Mapping(entries) => entries.iter().all(|entry| inside(&entry.value, text)),
            Data::Sequence(items) => items.iter().all(|item| inside(item, text)),
        }
    }

    proptest! {
        #[test]
        fn a_mask_is_as_long_as_its_text(text in "[{}%<>#/*\"\\n a-c\u{e4}=]{0,60}") {
            for mask in [Mask::of_templates(&text), Mask::with_quotes(&text)] {
                prop_assert_eq!(mask.text().len(), text.len());
            }
        }

        #[test]
        fn places_lie_in_the_text(text in "([a-c]: ?|\\{\\{ [a-c\"]\\}\\}|<%= [a-c\u{e4}] %>|\n| |- |\"|'|\\||\\{% x %\\}){0,20}") {
            if let Ok(documents) = read(&SourceFile::new("a.yaml", text.as_str())) {
                prop_assert!(documents.iter().all(|document| inside(&document.root, &text)));
            }
        }

        #[test]
        fn a_tag_in_a_value_comes_back(before in "[a-z/]{0,4}", tag in "[ -;=?-z|]{0,12}", after in "[a-z/]{0,4}") {
            let text = format!("k:\n  - a: {before}{{{{{tag}}}}}{after}\n    b: 1\n");
            prop_assume!(!tag.contains(['{', '%']) && tag.matches('"').count() % 2 == 0 && !tag.trim().starts_with("/*") && !tag.trim().starts_with('-'));
            let root = Arc::clone(&documents(&text)[0].root);
            let a = root.get("k").and_then(|node| node.items()).and_then(|items| items[0].get("a"));
            let expected = format!("{before}{{{{{tag}}}}}{after}");
            prop_assert_eq!(a.and_then(|node| node.text()), Some(expected.as_str()));
        }
    }
}
