//! Placeholders in values: `${X:-default}`, `${X:default}`, `${X}`, `$(X)`, `$X` and `{{ … }}`.
//!
//! A default is taken and said; what has none stays unresolved, because a guess would be judged as if it were known.

/// A text with its placeholders followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expanded {
    /// It holds none.
    Plain,
    /// All of them have a default: the text that results, and the names.
    Defaulted {
        /// The text with the defaults in place.
        text: String,
        /// The variables, for a note.
        names: Vec<String>,
    },
    /// This placeholder has no default.
    Unresolved(String),
}

/// Placeholders inside a placeholder's default; nobody nests deeper.
const DEEPEST: usize = 8;

/// Follows the placeholders of a text.
pub fn expand(text: &str) -> Expanded {
    if let Some(name) = foreign(text) {
        return Expanded::Unresolved(name);
    }
    let mut names = Vec::new();
    match substitute(text, &mut names, 0) {
        Ok(_) if names.is_empty() => Expanded::Plain,
        Ok(text) => Expanded::Defaulted { text, names },
        Err(name) => Expanded::Unresolved(name),
    }
}

/// A placeholder of a form that can have no default: a template's, Kubernetes' or a bare shell variable.
fn foreign(text: &str) -> Option<String> {
    if let Some(start) = text.find("{{").or_else(|| text.find("<%")).or_else(|| text.find("$(")) {
        return text.get(start..).map(str::to_owned);
    }
    let name =
        text.strip_prefix('$').filter(|name| !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()))?;
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_').then(|| text.to_owned())
}

fn substitute(text: &str, names: &mut Vec<String>, depth: usize) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((inside, tail)) = split_at_close(after) else {
            out.push_str("${");
            rest = after;
            continue;
        };
        // `${X:?message}` is the shell's way to say that there is no default.
        let default = inside.split_once(':').filter(|(_, default)| depth < DEEPEST && !default.starts_with('?'));
        let Some((name, default)) = default else {
            return Err(format!("${{{inside}}}"));
        };
        names.push(name.to_owned());
        out.push_str(&substitute(default.strip_prefix(['-', '=']).unwrap_or(default), names, depth + 1)?);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
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

    fn defaulted(text: &str) -> Option<String> {
        match expand(text) {
            Expanded::Defaulted { text, .. } => Some(text),
            _ => None,
        }
    }

    #[test]
    fn a_default_is_taken_in_either_form() {
        assert_eq!(defaulted("${MAX:-10}").as_deref(), Some("10"));
        assert_eq!(defaulted("${MAX:10}").as_deref(), Some("10"));
        assert_eq!(defaulted("${LIFETIME:-10}m").as_deref(), Some("10m"));
        assert_eq!(defaulted("${A:-${B:-5}}").as_deref(), Some("5"));
    }

    #[test]
    fn what_has_no_default_stays_unresolved() {
        assert_eq!(expand("${MAX}"), Expanded::Unresolved("${MAX}".into()));
        assert_eq!(expand("${A:-${B}}"), Expanded::Unresolved("${B}".into()));
        for text in ["{{ .Values.pool }}", "$(MAX)", "$MAX", "<%= max %>"] {
            assert!(matches!(expand(text), Expanded::Unresolved(_)), "{text}");
        }
    }

    #[test]
    fn other_texts_are_plain() {
        for text in ["10", "a$b", "$", "$5", "${open", "100%"] {
            assert_eq!(expand(text), Expanded::Plain, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[${}:a-]{0,40}|\\PC{0,20}") {
            let _ = expand(&text);
        }
    }
}
