//! Ruby's templates, as `database.yml` has them: `<%= ENV.fetch("X") { 5 } %>`, `ENV.fetch("X", 5)`, `ENV["X"] || 5`.
//!
//! Nothing is evaluated: an expression that is more than a variable with a default stays unresolved.

use crate::source::placeholders::{By, Lookup, Source};

/// Follows the tags of a text.
///
/// # Errors
/// The first tag that is not resolved.
pub(super) fn substitute(text: &str, lookup: &Lookup<'_>, by: &mut Vec<By>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<%") {
        let Some((inside, tail)) = after.split_once("%>") else {
            return Err(rest.get(before.len()..).unwrap_or(rest).to_owned());
        };
        out.push_str(before);
        let tag = || format!("<%{inside}%>");
        let code = inside.trim_end_matches('-').strip_prefix(['=', '-']).ok_or_else(tag)?.trim();
        out.push_str(&value(code, lookup, by).ok_or_else(tag)?);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

fn value(code: &str, lookup: &Lookup<'_>, by: &mut Vec<By>) -> Option<String> {
    if let Some(literal) = literal(code) {
        return Some(literal.to_owned());
    }
    let (name, default) = variable(code)?;
    if let Some((text, from)) = lookup(name).filter(|(text, _)| !text.is_empty()) {
        by.push(By { name: name.to_owned(), from });
        return Some(text);
    }
    by.push(By { name: name.to_owned(), from: Source::Default });
    match literal(default?) {
        Some(literal) => Some(literal.to_owned()),
        None => value(default?, lookup, by),
    }
}

/// A number or a text in quotes.
fn literal(code: &str) -> Option<&str> {
    let code = code.trim();
    let number = !code.is_empty() && code.chars().all(|c| c.is_ascii_digit() || c == '_');
    let quoted = || ['"', '\''].into_iter().find_map(|quote| code.strip_prefix(quote)?.strip_suffix(quote));
    if number { Some(code) } else { quoted().filter(|text| !text.contains(['"', '\'', '#', '\\'])) }
}

/// The variable that an expression reads, and the code of its default.
fn variable(code: &str) -> Option<(&str, Option<&str>)> {
    let code = code.trim();
    if let Some(rest) = code.strip_prefix("ENV.fetch(") {
        let (arguments, tail) = rest.split_once(')')?;
        let tail = conversion(tail.trim_start());
        let (name, default) = match arguments.split_once(',') {
            Some((name, default)) => (name, Some(default.trim())),
            None => (arguments, None),
        };
        let block = tail.strip_prefix('{').map(str::trim_end);
        let (default, tail) = match block {
            Some(block) => {
                let (inside, after) = block.split_once('}')?;
                (Some(inside.trim()), conversion(after.trim_start()))
            }
            None => (default, tail),
        };
        return tail.is_empty().then_some((literal(name)?, default));
    }
    let (name, tail) = code.strip_prefix("ENV[")?.split_once(']')?;
    let tail = conversion(tail.trim_start());
    match tail.strip_prefix("||") {
        Some(default) => Some((literal(name)?, Some(default.trim()))),
        None => tail.is_empty().then_some((literal(name)?, None)),
    }
}

/// What stands after a conversion that changes no number: `.to_i`, `.presence`.
fn conversion(mut tail: &str) -> &str {
    while let Some(rest) =
        [".to_i", ".presence", ".to_s", ".strip"].into_iter().find_map(|call| tail.strip_prefix(call))
    {
        tail = rest.trim_start();
    }
    tail
}

#[cfg(test)]
mod tests {
    use crate::source::placeholders::{Expanded, expand};

    fn filled(text: &str) -> Option<String> {
        match expand(text, &|_| None) {
            Expanded::Filled(text, _) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn a_variable_s_default_is_taken_in_every_form() {
        for text in [
            r#"<%= ENV.fetch("X") { 5 } %>"#,
            r#"<%= ENV.fetch("X", 5) %>"#,
            r"<%= ENV.fetch('X', '5') %>",
            r#"<%= ENV["X"] || 5 %>"#,
            r#"<%= ENV['X'].presence || "5" %>"#,
            r#"<%= ENV.fetch("X") { 5 }.to_i %>"#,
            r#"<%= ENV.fetch("X", 5).to_i -%>"#,
            r#"<%= ENV["X"] || ENV.fetch("Y", 5) %>"#,
            r#"<%= ENV.fetch("X") { ENV.fetch("Y", 5) } %>"#,
        ] {
            assert_eq!(filled(text).as_deref(), Some("5"), "{text}");
        }
    }

    #[test]
    fn what_is_computed_stays_unresolved() {
        for text in [
            r#"<%= ENV.fetch("X", 5).to_i + 10 %>"#,
            r#"<%= ENV["X"] %>"#,
            r"<%= Rails.env %>",
            r#"<%= ENV.fetch("X") { compute } %>"#,
            r"<% if x %>",
            r"<%= open",
        ] {
            assert!(super::super::unresolved(text).is_some(), "{text}");
        }
    }
}
