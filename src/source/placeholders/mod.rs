//! Placeholders in values: `${X:-default}`, `${X:default}`, `${X}`, `${other.key}`, `$(X)`, `$X`, `%env(X)%`, ERB and other templates.
//!
//! They are followed once, over a whole tree, so that every reader sees the text that the application would see. What nothing resolves
//! stays as it is written, and [`unresolved`] knows it: a guess would be judged as if it were known.

mod erb;
mod tree;

pub use tree::resolve;

pub use crate::source::filled::{By, Filled, Source};

/// What a placeholder's name stands for.
pub(crate) type Lookup<'a> = dyn Fn(&str) -> Option<(String, Source)> + 'a;

/// A text with its placeholders followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expanded {
    /// It holds none.
    Plain,
    /// All of them are resolved.
    Filled(String, Vec<By>),
    /// This placeholder is not.
    Unresolved(String),
}

/// The first placeholder of a text that was left as it is.
pub fn unresolved(text: &str) -> Option<String> {
    match expand(text, &|_| None) {
        Expanded::Unresolved(name) => Some(name),
        Expanded::Plain | Expanded::Filled(..) => None,
    }
}

/// The variable that a whole text stands for, with the default beside it: `${X:-5}`, `$(X)`, `$X`.
pub fn variable(text: &str) -> Option<(&str, Option<&str>)> {
    let inside = text.strip_prefix('$')?;
    let (name, default) = match inside.strip_prefix('{') {
        Some(rest) => name_and_default(split_at_close(rest).filter(|(_, tail)| tail.is_empty())?.0),
        None => (inside.strip_prefix('(').and_then(|name| name.strip_suffix(')')).unwrap_or(inside), None),
    };
    is_name(name).then_some((name, default))
}

/// Placeholders inside a placeholder's default; nobody nests deeper.
const DEEPEST: usize = 8;

/// Bytes that placeholders may add to a text: keys that repeat each other double it with each of them.
const LONGEST: usize = 4096;

/// Follows the placeholders of a text.
pub(crate) fn expand(text: &str, lookup: &Lookup<'_>) -> Expanded {
    if !text.contains(['$', '<', '{', '%', '@']) {
        return Expanded::Plain;
    }
    let mut by = Vec::new();
    let expanded = erb::substitute(text, lookup, &mut by)
        .and_then(|text| symfony(&text, lookup, &mut by))
        .and_then(|text| whole(&text, lookup, &mut by))
        .and_then(|text| braces(&text, lookup, &mut by, 0));
    match expanded {
        Ok(_) if by.is_empty() => Expanded::Plain,
        Ok(text) => Expanded::Filled(text, by),
        Err(name) => Expanded::Unresolved(name),
    }
}

/// A template's, Kubernetes' or a bare shell variable, which has no default: `{{ x }}`, `$(X)`, `$X`, `#{x}`, `@x@`.
fn whole(text: &str, lookup: &Lookup<'_>, by: &mut Vec<By>) -> Result<String, String> {
    if let Some(start) = text.find("{{").or_else(|| text.find("{%")) {
        return Err(text.get(start..).unwrap_or(text).to_owned());
    }
    if text.starts_with("#{") && text.ends_with('}') {
        return Err(text.to_owned());
    }
    let in_dollar = || text.strip_prefix('$').filter(|name| is_name(name));
    let in_ats =
        || text.strip_prefix('@')?.strip_suffix('@').filter(|name| name.chars().all(|c| is_word(c) || c == '.'));
    if let Some(name) = in_dollar().or_else(|| in_ats().filter(|name| !name.is_empty())) {
        let (value, from) = lookup(name).ok_or_else(|| text.to_owned())?;
        by.push(By { name: name.to_owned(), from });
        return Ok(value);
    }
    let Some((before, after)) = text.split_once("$(") else { return Ok(text.to_owned()) };
    let Some((name, tail)) = after.split_once(')').filter(|(name, _)| is_name(name)) else {
        return Err(text.get(before.len()..).unwrap_or(text).to_owned());
    };
    let (value, from) = lookup(name).ok_or_else(|| format!("$({name})"))?;
    by.push(By { name: name.to_owned(), from });
    Ok(format!("{before}{value}{tail}"))
}

/// Symfony's `%env(int:DATABASE_POOL)%`.
fn symfony(text: &str, lookup: &Lookup<'_>, by: &mut Vec<By>) -> Result<String, String> {
    let Some((before, after)) = text.split_once("%env(") else { return Ok(text.to_owned()) };
    let Some((inside, tail)) = after.split_once(")%") else { return Ok(text.to_owned()) };
    let name = inside.rsplit(':').next().unwrap_or(inside);
    let (value, from) = lookup(name).ok_or_else(|| format!("%env({inside})%"))?;
    by.push(By { name: name.to_owned(), from });
    Ok(format!("{before}{value}{tail}"))
}

/// Whether a text may name a variable of the environment.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_word) && !name.starts_with(|c: char| c.is_ascii_digit())
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn braces(text: &str, lookup: &Lookup<'_>, by: &mut Vec<By>, depth: usize) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((inside, tail)) = split_at_close(after) else {
            out.push_str("${");
            rest = after;
            continue;
        };
        out.push_str(&one(inside, lookup, by, depth)?);
        if out.len() > text.len() + LONGEST {
            return Err(format!("${{{inside}}}"));
        }
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

/// What stands between the braces.
fn one(inside: &str, lookup: &Lookup<'_>, by: &mut Vec<By>, depth: usize) -> Result<String, String> {
    let (name, default) = name_and_default(inside);
    if let Some((text, from)) = lookup(name).filter(|(text, _)| !text.is_empty() || default.is_none()) {
        by.push(By { name: name.to_owned(), from });
        return Ok(text);
    }
    let default = default.filter(|_| depth < DEEPEST).ok_or_else(|| format!("${{{inside}}}"))?;
    // Micronaut wraps a default that holds colons.
    let default = default.strip_prefix('`').and_then(|text| text.strip_suffix('`')).unwrap_or(default);
    by.push(By { name: name.to_owned(), from: Source::Default });
    braces(default, lookup, by, depth + 1)
}

/// `X:-5`, `X:5`, `X:=5`, and the shell's `X-5`; `X:?message` and `X:+other` are the shell's ways to say that there is none.
fn name_and_default(inside: &str) -> (&str, Option<&str>) {
    if let Some((name, default)) = inside.split_once(':') {
        let default = default.strip_prefix(['-', '=']).unwrap_or(default);
        return (name, Some(default).filter(|default| !default.starts_with(['?', '+'])));
    }
    let shell = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    match inside.split_once(['-', '?']) {
        Some((name, _)) if name.is_empty() || !name.chars().all(shell) => (inside, None),
        Some((name, default)) => (name, Some(default).filter(|_| inside.as_bytes().get(name.len()) == Some(&b'-'))),
        None => (inside, None),
    }
}

/// Splits at the brace that closes a placeholder whose `${` has been read; nested ones are skipped.
fn split_at_close(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some((text.get(..at)?, text.get(at + 1..)?)),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filled(text: &str) -> Option<String> {
        let known = |name: &str| (name == "KNOWN").then(|| ("7".to_owned(), Source::Environment));
        match expand(text, &known) {
            Expanded::Filled(text, _) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn a_default_is_taken_in_every_form() {
        for (text, wanted) in [
            ("${MAX:-10}", "10"),
            ("${MAX:10}", "10"),
            ("${MAX-10}", "10"),
            ("${LIFETIME:-10}m", "10m"),
            ("${URL:`jdbc:h2:mem:x`}", "jdbc:h2:mem:x"),
            ("${URL:`}", "`"),
            ("${A:-${B:-5}}", "5"),
            ("jdbc:${DB_SCHEME:-mysql}://${H:db}:3306/x", "jdbc:mysql://db:3306/x"),
        ] {
            assert_eq!(filled(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn a_known_variable_goes_before_the_default() {
        for text in ["${KNOWN:-10}", "${KNOWN:10}", "${KNOWN}", "$KNOWN", "$(KNOWN)", "@KNOWN@", "%env(int:KNOWN)%"] {
            assert_eq!(filled(text).as_deref(), Some("7"), "{text}");
        }
    }

    #[test]
    fn what_has_no_default_stays_unresolved() {
        assert_eq!(unresolved("${MAX}"), Some("${MAX}".into()));
        assert_eq!(unresolved("${A:-${B}}"), Some("${B}".into()));
        for text in [
            "{{ .Values.pool }}",
            "$(MAX)",
            "$MAX",
            "<%= max %>",
            "${X:?set it}",
            "${X?}",
            "#{pool}",
            "@pool.size@",
            "%env(X)%",
        ] {
            assert!(unresolved(text).is_some(), "{text}");
        }
    }

    #[test]
    fn other_texts_are_plain() {
        for text in ["10", "a$b", "$", "$5", "${open", "100%", "user@host", "%d", "a@b@c"] {
            assert_eq!(expand(text, &|_| None), Expanded::Plain, "{text}");
        }
    }

    #[test]
    fn a_whole_text_may_be_one_variable() {
        for (text, wanted) in [
            ("${A:-5}", Some(("A", Some("5")))),
            ("${A-5}", Some(("A", Some("5")))),
            ("${A:-${B:-5}}", Some(("A", Some("${B:-5}")))),
            ("$(A)", Some(("A", None))),
            ("$A", Some(("A", None))),
            ("${A}0", None),
            ("$((2 * 3))", None),
            ("${(max)}", None),
            ("$", None),
            ("5", None),
        ] {
            assert_eq!(variable(text), wanted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[${}:a<%=>()@#-]{0,40}|\\PC{0,20}") {
            let _ = variable(&text);
            let _ = expand(&text, &|_| None);
        }
    }
}
