//! A rule's page in the terminal: headings in bold, paragraphs and lists wrapped, code and tables as they are.
//!
//! The page's examples are the rule's tests, each a configuration with a server's values; a reader gets what they are about.

use colored::Colorize;

/// The sections of examples, and what they are to a reader.
const EXAMPLES: [(&str, &str); 2] = [("Fires", "What it finds, for example"), ("Silent", "What it does not find")];

/// The page.
pub(super) fn page(docs: &str, width: usize) -> String {
    let mut page = Page { width, text: String::new(), paragraph: String::new() };
    let (mut fenced, mut examples) = (false, false);
    for line in docs.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            let told = EXAMPLES.iter().find(|(name, _)| *name == title);
            if examples {
                page.prose("");
            }
            examples = told.is_some();
            page.prose(&told.map_or_else(|| line.to_owned(), |(_, told)| format!("## {told}")));
            if examples {
                page.prose("");
            }
        } else if line.starts_with("```") {
            page.flush();
            fenced = !fenced;
        } else if examples {
            if let Some(title) = line.strip_prefix("### ").filter(|_| !fenced) {
                page.prose(&format!("- {}", example(title)));
            }
        } else if fenced {
            page.verbatim(&format!("    {line}"));
        } else {
            page.prose(line);
        }
    }
    page.flush();
    page.text
}

/// What an example is about: its title, with the severity behind it where there is one.
fn example(title: &str) -> String {
    match title.split_once(": ") {
        Some((severity @ ("error" | "warning" | "info"), about)) => format!("{about} ({severity})"),
        Some(("skipped", about)) => format!("{about} (it is not judged)"),
        _ => title.to_owned(),
    }
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
        self.verbatim(&wrapped(&paragraph, self.width));
    }
}

/// A paragraph, or an item of a list, whose lines begin below its first word.
pub(super) fn wrapped(paragraph: &str, width: usize) -> String {
    let hang = " ".repeat(item(paragraph).unwrap_or(0));
    textwrap::fill(paragraph, textwrap::Options::new(width).subsequent_indent(&hang).break_words(false))
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

    #[test]
    fn examples_are_told_and_not_shown() {
        colored::control::set_override(false);
        let docs = "# a\n\n## Fires\n\n### error: one above\n\n```yaml\npool: {max_open: 5}\n```\n\n### two\n\n## Sources\n\n- x\n";
        let expected = "a\n\nWhat it finds, for example\n\n- one above (error)\n- two\n\nSources\n\n- x\n";
        assert_eq!(page(docs, 60), expected);
    }
}
