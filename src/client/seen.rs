//! What files say of databases in which no pool was found: it tells people where to look.

use crate::client::libraries::engines::{self, Evidence};
use crate::text::place::{Place, SourceFile, Span};

/// A URL of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Where it stands.
    pub place: Place,
    /// Its scheme as it is written.
    pub scheme: String,
    /// Whether it is of MySQL or MariaDB.
    pub ours: bool,
}

/// Letters of a scheme that are looked at.
const LONGEST_SCHEME: usize = 40;

/// The first URL of a database in a file; one of ours before one of others.
pub(super) fn in_file(file: &SourceFile) -> Option<Seen> {
    let text = file.text();
    let mut other = None;
    for (at, _) in text.match_indices("://") {
        let is_of_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b':' | b'-' | b'_');
        let before = text.as_bytes().get(..at).unwrap_or_default();
        let length = before.iter().rev().take(LONGEST_SCHEME).take_while(|byte| is_of_scheme(byte)).count();
        let span = Span { start: at - length, end: at };
        // A key before it belongs to it in YAML's flow form: `url:mysql://`.
        let Some(scheme) = text.get(span.start..span.end) else { continue };
        let seen = |ours| Seen { place: file.place(span), scheme: scheme.to_owned(), ours };
        match engines::of_scheme(scheme) {
            Some(Evidence::Ours(_)) => return Some(seen(true)),
            Some(Evidence::Other) if other.is_none() => other = Some(seen(false)),
            _ => {}
        }
    }
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_goes_before_others() {
        let seen =
            |text: &str| in_file(&SourceFile::new("a.env", text)).map(|seen| (seen.scheme, seen.place.start.line));
        let both = "A=https://a.example\nB=postgres://h/d\nC=mysql+pymysql://h/d\n";
        assert_eq!(seen(both), Some(("mysql+pymysql".to_owned(), 3)));
        assert_eq!(seen("B=jdbc:postgresql://h/d\n"), Some(("jdbc:postgresql".to_owned(), 1)));
        assert_eq!(seen("A=https://a.example\n"), None);
    }
}
