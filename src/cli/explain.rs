//! `poolcheck explain RULE`: a rule's page in the terminal.

use anyhow::bail;
use colored::Colorize;

use super::args::ExplainArgs;
use super::exit::Exit;
use super::{output, terminal};
use crate::audit::rules::{self, RULES};
use crate::text::names;

/// Prints the page.
pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let Some(rule) = rules::named(&args.rule) else {
        match names::nearest(&args.rule, RULES.iter().map(|rule| rule.name)) {
            Some(near) => bail!("there is no rule `{}`; did you mean `{near}`?", args.rule),
            None => bail!("there is no rule `{}`; `poolcheck rules` lists them all", args.rule),
        }
    };
    output::print(&page(rule.docs, terminal::width(false)))?;
    Ok(Exit::Clean)
}

/// A page of Markdown for the terminal: headings in bold, paragraphs and lists wrapped, code and tables as they are.
fn page(docs: &str, width: usize) -> String {
    let mut page = Page { width, text: String::new(), paragraph: String::new() };
    let mut fenced = false;
    for line in docs.lines() {
        if line.starts_with("```") {
            page.flush();
            fenced = !fenced;
        } else if fenced {
            page.verbatim(&format!("    {line}"));
        } else {
            page.prose(line);
        }
    }
    page.flush();
    page.text
}

/// The page so far, and the paragraph that is not yet wrapped.
struct Page {
    width: usize,
    text: String,
    paragraph: String,
}

impl Page {
    fn prose(&mut self, line: &str) {
        let heading = line.trim_start_matches('#');
        if heading.len() < line.len() {
            self.flush();
            self.verbatim(&heading.trim().bold().to_string());
        } else if line.is_empty() || line.starts_with('|') || line.starts_with("    ") {
            self.flush();
            self.verbatim(line);
        } else {
            if item(line).is_some() {
                self.flush();
            }
            let glue = if self.paragraph.is_empty() { "" } else { " " };
            self.paragraph.push_str(glue);
            self.paragraph.push_str(line.trim());
        }
    }

    fn verbatim(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn flush(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.is_empty() {
            return;
        }
        let hang = " ".repeat(item(&paragraph).unwrap_or(0));
        let options = textwrap::Options::new(self.width).subsequent_indent(&hang).break_words(false);
        let wrapped = textwrap::fill(&paragraph, options);
        self.verbatim(&wrapped);
    }
}

/// The width of a list item's mark: `- ` or `1. `.
fn item(line: &str) -> Option<usize> {
    let line = line.trim_start();
    if line.starts_with("- ") {
        return Some(2);
    }
    let digits = line.find(|c: char| !c.is_ascii_digit())?;
    (digits > 0 && line.get(digits..)?.starts_with(". ")).then_some(digits + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_wrapped_and_its_code_is_not() {
        colored::control::set_override(false);
        let docs = "# a-rule\n\none two three\nfour five\n\n- six seven eight nine\n\n```yaml\npool: {max_open: 500, max_idle: 10}\n```\n";
        let expected = "a-rule\n\none two three\nfour five\n\n- six seven\n  eight nine\n\n    pool: {max_open: 500, max_idle: 10}\n";
        assert_eq!(page(docs, 14), expected);
    }
}
