//! `${NAME}` and `${NAME:-default}` in what is said of a server, from the environment that is handed in.

/// Where variables come from.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Follows the variables of a text; the name of the one that is not set, or is empty, and has no default.
///
/// A dollar sign that begins none stays: a password may hold one.
pub(super) fn follow(text: &str, lookup: Lookup<'_>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let inside = after.split_once('}').filter(|(inside, _)| is_name(name_of(inside)));
        let Some((inside, tail)) = inside else {
            out.push_str("${");
            rest = after;
            continue;
        };
        let name = name_of(inside);
        let default = inside.get(name.len()..).and_then(|rest| rest.strip_prefix(":-"));
        match (lookup(name).filter(|value| !value.is_empty()), default) {
            (Some(value), _) => out.push_str(&value),
            (None, Some(default)) => out.push_str(default),
            (None, None) => return Err(name.to_owned()),
        }
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

fn name_of(inside: &str) -> &str {
    inside.split(':').next().unwrap_or(inside)
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn followed(text: &str) -> Result<String, String> {
        follow(text, &|name| match name {
            "A" => Some("one".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        })
    }

    #[test]
    fn what_is_set_is_put_in_place() {
        assert_eq!(followed("mysql://u:${A}@db/${B:-shop}"), Ok("mysql://u:one@db/shop".to_owned()));
        assert_eq!(followed("u:pa$$w$A${1}{}@tcp(db)/"), Ok("u:pa$$w$A${1}{}@tcp(db)/".to_owned()));
    }

    #[test]
    fn what_is_not_set_or_empty_is_named() {
        assert_eq!(followed("${A}${B}"), Err("B".to_owned()));
        assert_eq!(followed("${EMPTY}"), Err("EMPTY".to_owned()));
        assert_eq!(followed("${EMPTY:-x}"), Ok("x".to_owned()));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[${}:A-C-]{0,20}") {
            let _ = followed(&text);
        }

        #[test]
        fn a_text_without_variables_stays(text in "[^$]{0,20}") {
            prop_assert_eq!(followed(&text), Ok(text));
        }
    }
}
