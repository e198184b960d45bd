//! The parameters after the `?`, with the bytes at which their values stand.

use super::percent::{Plus, decode};
use super::secret::Secret;
use crate::text::place::Span;

/// One parameter of a connection string. Its `Debug` form does not show the value of one that is named as a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Param {
    /// The name as written.
    pub name: String,
    /// The value, percent-decoded.
    pub value: String,
    /// The value's bytes in the connection string, for places.
    pub span: Span,
}

impl Param {
    /// Whether the name says that the value is a secret: `password`, `trustStorePassword`, `sslpwd`.
    pub fn is_secret(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        // `allowCleartextPasswords` and its kin are switches.
        !name.starts_with("allow") && ["password", "passwd", "pwd", "secret", "token"].iter().any(|w| name.contains(w))
    }
}

impl std::fmt::Debug for Param {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = if self.is_secret() { "…" } else { &self.value };
        write!(f, "{}={value} at {}..{}", self.name, self.span.start, self.span.end)
    }
}

/// Splits a query that begins at byte `start` of the connection string. Pairs that are no
/// `name=value` are dropped: drivers ignore them, and one may be the rest of a password that is not escaped.
pub(super) fn split(query: &str, start: usize) -> Vec<Param> {
    let mut at = start;
    let mut params = Vec::new();
    for pair in query.split('&') {
        if let Some((name, value)) = pair.split_once('=').filter(|(name, _)| is_name(name)) {
            let begin = at + name.len() + 1;
            // A URL out of an XML file still has `&amp;` between its pairs.
            let name = name.strip_prefix("amp;").unwrap_or(name);
            params.push(Param {
                name: decode(name, Plus::Blank),
                value: decode(value, Plus::Blank),
                span: Span { start: begin, end: begin + value.len() },
            });
        }
        at += pair.len() + 1;
    }
    params
}

pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// Takes the value of a parameter out of the list, so that it stands in one place only.
pub(super) fn take(params: &mut Vec<Param>, name: &str) -> Option<String> {
    let found =
        params.iter().rev().find(|param| param.name.eq_ignore_ascii_case(name)).map(|param| param.value.clone());
    params.retain(|param| !param.name.eq_ignore_ascii_case(name));
    found
}

/// Takes `user` and `password` out of the parameters.
pub(super) fn take_login(params: &mut Vec<Param>) -> (Option<String>, Option<Secret>) {
    let user = take(params, "user");
    let password = take(params, "password").map(Secret::new);
    (user, password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_cover_the_value_as_written() {
        let text = "h/db?a=1&loc=Asia%2FShanghai&flag&amp;c=d";
        let start = text.find('?').unwrap() + 1;
        let params = split(&text[start..], start);
        let shown: Vec<_> =
            params.iter().map(|p| (p.name.as_str(), p.value.as_str(), &text[p.span.start..p.span.end])).collect();
        assert_eq!(shown, [("a", "1", "1"), ("loc", "Asia/Shanghai", "Asia%2FShanghai"), ("c", "d", "d")]);
    }

    #[test]
    fn debug_hides_what_is_named_as_a_secret() {
        let shown = format!("{:?}", split("trustStorePassword=hunter2&allowCleartextPasswords=true", 0));
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(shown.contains("allowCleartextPasswords=true"), "{shown}");
    }
}
