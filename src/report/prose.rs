//! A finding in plain sentences, for formats that show a text and no layout; and texts made safe for one line.

use crate::audit::finding::{Fact, Finding, Remedy};
use crate::audit::suppress::Suppressed;
use crate::text::origin::{Origin, OriginKind};

/// Whether a character is none that a text shows: it moves a cursor, begins a command, turns the direction of what follows,
/// or is no character of XML (<https://www.w3.org/TR/xml/#charsets>).
pub fn is_unfit(c: char) -> bool {
    c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text on one line: line breaks become blanks, and nothing is left that is no text.
pub fn one_line(text: &str) -> String {
    text.split(is_unfit).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What was found, with the pool before it where there is one.
pub fn message(finding: &Finding) -> String {
    match &finding.pool {
        Some(pool) => one_line(&format!("{pool}: {}", finding.message)),
        None => one_line(&finding.message),
    }
}

/// The facts, the consequence and the ways out, a line each.
pub fn details(finding: &Finding) -> Vec<String> {
    let facts = finding.facts.iter().map(fact);
    let then = (!finding.consequence.is_empty()).then(|| format!("then: {}", finding.consequence));
    let fixes = finding.remedies.iter().map(|remedy| format!("fix: {}", fix(remedy)));
    facts.chain(then).chain(fixes).map(|line| one_line(&line)).collect()
}

/// A fact with where it stands: `server wait_timeout = 600 (db1.yaml:3)`.
pub fn fact(fact: &Fact) -> String {
    format!("{} {} = {} ({})", fact.side.name(), fact.name, fact.value, origin(&fact.origin))
}

/// Where a value stands, and what a reader should know of it.
pub fn origin(origin: &Origin) -> String {
    match (&origin.note, origin.kind) {
        (Some(note), OriginKind::File | OriginKind::Server | OriginKind::Unresolved) if origin.place.is_some() => {
            format!("{origin}, {note}")
        }
        (Some(note), OriginKind::Server | OriginKind::Inferred | OriginKind::Env) => note.to_string(),
        _ => origin.to_string(),
    }
}

/// A way out with its side and its statement.
pub fn fix(remedy: &Remedy) -> String {
    match &remedy.sql {
        Some(sql) => format!("{}: {}: {sql}", remedy.side.name(), remedy.text),
        None => format!("{}: {}", remedy.side.name(), remedy.text),
    }
}

/// Why a finding is hidden: `a small job (until 2026-12-31, app.yaml:3)`.
pub fn why_hidden(suppressed: &Suppressed) -> String {
    let until = suppressed.until.map_or(String::new(), |until| format!("until {until}, "));
    one_line(&format!("{} ({until}{})", suppressed.reason, suppressed.place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_words_is_left_on_the_line() {
        assert_eq!(one_line("a\n::error::b\r\n\u{1b}[31mc\u{7f}\u{fffe}\u{202e}"), "a ::error::b [31mc");
    }
}
