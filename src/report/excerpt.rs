//! The line of a file that a finding speaks of, fit to be shown: no password, nor a word that may be one.
//!
//! Only lines that hold a judged value are ever shown. Where such a line may hold a secret too, everything on it but its
//! key and the value itself is left out.

use super::{Report, prose};
use crate::server::ServerState;
use crate::text::place::{Place, SourceFile};

/// The longest line that is shown, in bytes; a capture as JSON is a single line.
const LONGEST: usize = 300;

/// What stands for a part that is left out.
const LEFT_OUT: &str = "…";

/// Words of keys whose value is nobody's business.
const SECRETS: [&str; 8] = ["pass", "pwd", "secret", "token", "credential", "auth", "private", "apikey"];

/// A line that is fit to be shown, with the bytes of the value in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The line's number in the file.
    pub line: usize,
    /// The line's text, parts of it left out.
    pub text: String,
    /// The value's bytes in `text`.
    pub value: std::ops::Range<usize>,
}

/// The line of a place, where its file was read.
pub fn of(report: &Report<'_>, place: &Place) -> Option<Excerpt> {
    let captured = match report.server {
        ServerState::Known(server) => server.sources.as_slice(),
        _ => &[],
    };
    let captured = || captured.iter().find(|source| *source.name() == place.file);
    line(report.client.source(&place.file).or_else(captured)?, place)
}

fn line(source: &SourceFile, place: &Place) -> Option<Excerpt> {
    let whole = source.line(place.start.line)?;
    let begin = source.text().get(..place.span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let start = place.span.start.checked_sub(begin)?;
    let end = place.span.end.checked_sub(begin)?.min(whole.len());
    let (before, value, after) = (whole.get(..start)?, whole.get(start..end)?, whole.get(end..)?);
    let (before, value, after) = if is_delicate(whole) {
        (key_of(before), if is_delicate(value) { LEFT_OUT } else { value }.to_owned(), left_out(after))
    } else {
        (before.to_owned(), value.to_owned(), after.to_owned())
    };
    let (before, value, after) = (visible(&before), visible(&value), visible(&after));
    let range = before.len()..before.len() + value.len();
    let text = format!("{before}{value}{after}");
    (text.len() <= LONGEST).then_some(Excerpt { line: place.start.line, text, value: range })
}

/// One character for each, so that what stands under it is aligned: none of them moves a cursor.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c == '\t' || !prose::is_unfit(c) { c } else { '\u{fffd}' }).collect()
}

/// Whether a text may hold a secret: a login before an `@`, or a key that announces one.
fn is_delicate(text: &str) -> bool {
    let lower = text.to_lowercase().replace(['_', '-'], "");
    text.contains('@') || SECRETS.iter().any(|word| lower.contains(word))
}

/// The first key of a line, with its indentation; what follows it is left out.
fn key_of(before: &str) -> String {
    let key = before.find([':', '=']).and_then(|at| before.get(..=at)).filter(|key| !is_delicate(key));
    let rest = key.map_or(before.len(), |key| before.len() - key.len());
    let indent: String = before.chars().take_while(|c| c.is_whitespace()).collect();
    let key = key.map_or(indent, |key| format!("{key} "));
    if rest > 1 || before.trim().len() > key.trim().len() { format!("{key}{LEFT_OUT}") } else { key }
}

fn left_out(after: &str) -> String {
    if after.trim().is_empty() { String::new() } else { LEFT_OUT.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::place::Span;
    use proptest::prelude::*;

    fn shown(text: &str, value: &str) -> Option<(String, String)> {
        let source = SourceFile::new("a.yaml", text);
        let start = text.rfind(value)?;
        let excerpt = line(&source, &source.place(Span { start, end: start + value.len() }))?;
        let value = excerpt.text.get(excerpt.value.clone())?.to_owned();
        Some((excerpt.text, value))
    }

    #[test]
    fn a_plain_line_is_shown_as_it_is() {
        let expected = ("  max_open: 200 # för alla".to_owned(), "200".to_owned());
        assert_eq!(shown("pool:\n  max_open: 200 # för alla\n", "200"), Some(expected));
    }

    #[test]
    fn a_line_with_a_login_shows_its_key_and_the_value() {
        let expected = ("dsn: …5s…".to_owned(), "5s".to_owned());
        assert_eq!(shown("dsn: \"root:hunter2@tcp(db1)/?timeout=5s&x=y\"\n", "5s"), Some(expected));
        let expected = ("db: …5".to_owned(), "5".to_owned());
        assert_eq!(shown("db: {password: hunter2, max_open: 5\n", "5"), Some(expected));
    }

    #[test]
    fn a_long_line_is_not_shown() {
        assert_eq!(shown(&format!("a: 5 # {}", "x".repeat(400)), "5"), None);
    }

    proptest! {
        #[test]
        fn no_line_shows_a_password(before in "[a-z:{\" ]{0,12}", middle in "[@:/ \"&=]{0,4}", after in "[ ,&?a-z]{0,12}") {
            for text in [
                format!("{before}u:hunter{middle}two@tcp(db1)/x{after}max_open: 77{after}"),
                format!("{before}password: hunter{middle}two{after}max_open: 77{after}"),
                format!("max_open: 77{after}password: hunter{middle}two{after}"),
            ] {
                let (shown, value) = shown(&text, "77").expect("a line");
                prop_assert_eq!(value, "77");
                prop_assert!(!shown.contains("hunter") && !shown.contains("two"), "{}", shown);
            }
        }
    }
}
