//! Lines that may hold a password, so that nothing shows them.

/// Words of keys whose value is nobody's business.
const WORDS: [&str; 8] = ["pass", "pwd", "secret", "token", "credential", "auth", "private", "apikey"];

/// For each line of a text whether it may hold a secret: a login before an `@`, a key that announces one, or what stands
/// indented below such a key. A placeholder is no secret: it only names one.
pub fn lines(text: &str) -> Vec<bool> {
    let mut below: Option<usize> = None;
    text.split_inclusive('\n')
        .map(|line| {
            let bare = without_placeholders(line);
            let indent = bare.len() - bare.trim_start().len();
            let inside = below.is_some_and(|key| indent > key || bare.trim().is_empty());
            let announced = announces(&bare);
            if !inside {
                below = announced.then_some(indent);
            }
            inside || (announced && says_something(&bare)) || has_login(&bare)
        })
        .collect()
}

fn announces(line: &str) -> bool {
    let lower = line.to_lowercase().replace(['_', '-'], "");
    WORDS.iter().any(|word| lower.contains(word))
}

/// Whether anything stands after the key.
fn says_something(line: &str) -> bool {
    let value = line.split_once([':', '=']).map_or(line, |(_, value)| value);
    !value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',')).is_empty()
}

/// A login with a password before an `@`: none where a placeholder stood for it.
fn has_login(line: &str) -> bool {
    line.match_indices('@').any(|(at, _)| !line.get(..at).is_some_and(|before| before.ends_with(':')))
}

fn without_placeholders(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((inside, tail)) = after.split_once('}') else { break };
        out.push_str(before);
        // A default is a value like any other.
        out.push_str(inside.split_once(':').map_or("", |(_, default)| default));
        rest = tail;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_a_key_and_what_stands_below_it_are_secret() {
        for (text, expected) in [
            ("max_open: 5\n", vec![false]),
            ("dsn: app:hunter2@tcp(db)/x\nmax_open: 5\n", vec![true, false]),
            ("password: hunter2\nmax_open: 5", vec![true, false]),
            ("db:\n  password: |\n    hunter2\n    more\n  max_open: 5\n", vec![false, true, true, true, false]),
            ("db:\n  password:\n    hunter2\n  max_open: 5\n", vec![false, false, true, false]),
            ("dsn: app:${PASSWORD}@tcp(db)/x\n", vec![false]),
            ("dsn: app:${PW:-hunter2}@tcp(db)/x\n", vec![true]),
            ("password: ${PW}\n", vec![false]),
            ("password: \"${PW:-hunter2}\"\n", vec![true]),
        ] {
            assert_eq!(lines(text), expected, "{text}");
        }
    }
}
