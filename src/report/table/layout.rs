//! Columns without borders and paragraphs, wrapped to the page. Colour stays out of both: it would be counted as width.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use textwrap::{Options, WordSeparator, WordSplitter};

/// A table without borders whose last column takes what is left of `width`, each line behind `indent` blanks.
///
/// `right` names the columns that are aligned to the right.
pub(super) fn columns(rows: Vec<Vec<String>>, right: &[usize], indent: usize, width: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width.saturating_sub(indent)).unwrap_or(u16::MAX));
    table.add_rows(rows);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if right.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let margin = " ".repeat(indent);
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(format!("{margin}{line}").trim_end());
        text.push('\n');
    }
    text
}

/// A paragraph behind its label, broken at blanks only: what stands without one is a name or a path.
pub(super) fn wrap(text: &str, label: &str, hang: &str, width: usize) -> String {
    let options = Options::new(width)
        .initial_indent(label)
        .subsequent_indent(hang)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    // A number stays beside its sign.
    let wrapped = textwrap::fill(&text.trim_end().replace(" %", "\u{a0}%"), options).replace('\u{a0}', " ");
    wrapped.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// How many columns a text takes.
pub(super) fn columns_of(text: &str) -> usize {
    textwrap::core::display_width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_column_wraps_at_the_page() {
        let text = columns(vec![vec!["fix".into(), "one two three four five six".into()]], &[], 2, 22);
        assert!(text.lines().all(|line| line.chars().count() <= 22), "{text}");
        assert!(text.starts_with("  fix  one two"), "{text}");
    }

    #[test]
    fn a_path_and_a_number_with_its_sign_are_never_broken() {
        let text = wrap("fixtures/a-b/c-d.yaml:5 is at 110 % of it", "x  ", "   ", 16);
        assert_eq!(text, "x  fixtures/a-b/c-d.yaml:5\n   is at 110 %\n   of it\n");
    }
}
