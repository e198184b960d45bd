//! .NET's connection strings: `Server=db1;Port=3306;Uid=app;Pwd=…;Maximum Pool Size=50`.
//!
//! Keys are one in any case and with or without blanks; values may be quoted
//! (<https://mysqlconnector.net/connection-options/>).

use crate::text::names::normal;
use crate::text::place::Span;

/// One `key=value`, with the bytes of the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The key in the normal spelling.
    pub name: String,
    /// The bytes of the value in the connection string, without blanks and quotes around it.
    pub value: Span,
    /// The value, unless the key is a password's.
    text: String,
}

/// Takes a connection string apart; nothing for a text that is none.
pub fn pairs(text: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut rest = text;
    let mut at = 0;
    while let Some((key, after)) = rest.split_once('=') {
        if key.len() > 60 || key.contains(['/', '?', '{', '(', '"']) {
            return Vec::new();
        }
        let start = at + key.len() + 1;
        let blanks = after.len() - after.trim_start_matches(' ').len();
        let body = after.get(blanks..).unwrap_or_default();
        let (inner, end) = value(body);
        let span = Span { start: start + blanks + inner.start, end: start + blanks + inner.end };
        let name = normal(key.trim().trim_start_matches(';').trim());
        let secret = ["password", "pwd"].contains(&name.as_str());
        let shown = text.get(span.start..span.end).filter(|_| !secret).unwrap_or_default();
        pairs.push(Pair { name, value: span, text: shown.to_owned() });
        at = start + blanks + end;
        rest = text.get(at..).unwrap_or_default();
        if let Some(next) = rest.strip_prefix(';') {
            at += 1;
            rest = next;
        }
    }
    pairs
}

/// The bytes of the value that a text begins with, and where the pair ends.
fn value(body: &str) -> (Span, usize) {
    for quote in ['"', '\''] {
        if let Some(inside) = body.strip_prefix(quote)
            && let Some(close) = inside.find(quote)
        {
            let end = inside.get(close + 1..).and_then(|tail| tail.find(';')).map_or(body.len(), |at| close + 2 + at);
            return (Span { start: 1, end: close + 1 }, end);
        }
    }
    let end = body.find(';').unwrap_or(body.len());
    let trimmed = body.get(..end).unwrap_or_default().trim_end().len();
    (Span { start: 0, end: trimmed }, end)
}

fn find<'p>(pairs: &'p [Pair], names: &[&str]) -> Option<&'p Pair> {
    pairs.iter().find(|pair| names.contains(&pair.name.as_str()))
}

/// Whether a server and an account or a database are named, as every connection string does.
pub fn has_server(pairs: &[Pair]) -> bool {
    let server = find(pairs, &["server", "host", "datasource", "address", "addr", "networkaddress"]);
    let login = ["uid", "userid", "user", "username", "database", "initialcatalog", "pwd", "password"];
    server.is_some() && find(pairs, &login).is_some()
}

/// Whether the string is of MySQL, as far as its own keys say: by the port, or by a key that no other provider has.
pub fn engine(pairs: &[Pair]) -> Option<bool> {
    let others = [
        "integratedsecurity",
        "trustedconnection",
        "multipleactiveresultsets",
        "encrypt",
        "applicationintent",
        "searchpath",
        "trustservercertificate",
        "attachdbfilename",
        "failoverpartner",
        "networklibrary",
    ];
    if find(pairs, &others).is_some() {
        return Some(false);
    }
    match find(pairs, &["port"]).map(|pair| pair.text.as_str()) {
        Some("3306" | "3307" | "4000" | "6033") => return Some(true),
        Some("5432" | "1433" | "1521" | "26257") => return Some(false),
        _ => {}
    }
    let ours = [
        "allowuservariables",
        "allowpublickeyretrieval",
        "convertzerodatetime",
        "allowzerodatetime",
        "treattinyasboolean",
        "guidformat",
        "useaffectedrows",
        "defaultcommandtimeout",
        "allowloadlocalinfile",
        "serverrsapublickeyfile",
        "useusageadvisor",
        "oldguids",
        "treatblobsasutf8",
        "respectbinaryflags",
        "charset",
        "characterset",
    ];
    find(pairs, &ours).map(|_| true)
}

/// Whether pooling is switched off.
pub fn is_off(pairs: &[Pair]) -> bool {
    find(pairs, &["pooling"])
        .is_some_and(|pair| matches!(pair.text.to_ascii_lowercase().as_str(), "false" | "no" | "0"))
}

/// Whether the client says that a person sits at it, so that the server's `interactive_timeout` holds.
pub fn is_interactive(pairs: &[Pair]) -> bool {
    find(pairs, &["interactivesession", "interactive"])
        .is_some_and(|pair| matches!(pair.text.to_ascii_lowercase().as_str(), "true" | "yes" | "1"))
}

/// The account.
pub fn user(pairs: &[Pair]) -> Option<&str> {
    let user = find(pairs, &["uid", "userid", "user", "username"])?;
    Some(user.text.as_str()).filter(|user| !user.is_empty() && !user.contains(['$', '{', '%']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_one_in_every_spelling_and_values_have_bytes() {
        let text = "Server=db1;Uid=app;Pwd='a;b';Maximum Pool Size = 50 ;ConnectionReset=false";
        let pairs = pairs(text);
        let shown: Vec<_> = pairs.iter().map(|p| (p.name.as_str(), &text[p.value.start..p.value.end])).collect();
        assert_eq!(
            shown,
            [
                ("server", "db1"),
                ("uid", "app"),
                ("pwd", "a;b"),
                ("maximumpoolsize", "50"),
                ("connectionreset", "false")
            ]
        );
        assert!(has_server(&pairs) && !format!("{pairs:?}").contains("a;b"));
    }

    #[test]
    fn other_providers_are_told_by_their_keys() {
        assert_eq!(engine(&pairs("Server=.;Database=x;Trusted_Connection=True")), Some(false));
        assert_eq!(engine(&pairs("Host=h;Port=5432;Username=u")), Some(false));
        assert_eq!(engine(&pairs("Server=h;Port=3306;Uid=u")), Some(true));
        assert_eq!(engine(&pairs("Server=h;Uid=u;Database=d")), None);
    }

    proptest! {
        #[test]
        fn spans_lie_in_the_text(text in "[a-zA-Z =;'\"0-9ä]{0,60}") {
            for pair in pairs(&text) {
                prop_assert!(text.get(pair.value.start..pair.value.end).is_some());
            }
        }
    }
}
