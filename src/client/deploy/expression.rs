//! Amounts as the small expressions of Ruby, Python and JavaScript files write them: `2`, `ENV.fetch("N") { 2 }`,
//! `os.getenv("N", 2)`, `process.env.N || 2`, or a name that an earlier line gives a value.

use std::collections::HashMap;

use crate::client::deploy::unit::Amount;
use crate::text::quantity;

/// What stands before the name of an environment variable.
const LOOKUPS: [&str; 6] = ["ENV.fetch(", "ENV[", "os.getenv(", "os.environ.get(", "os.environ[", "process.env."];

/// What turns a text into a number around it.
const CONVERSIONS: [&str; 5] = ["Integer(", "int(", "parseInt(", "Number(", "("];

/// Names that name names; nobody goes on for longer.
const DEEPEST: usize = 4;

/// Reads an expression; `locals` are the names that earlier lines gave a value.
pub(super) fn amount(text: &str, locals: &HashMap<&str, &str>) -> Amount {
    at_depth(text, locals, 0)
}

fn at_depth(text: &str, locals: &HashMap<&str, &str>, depth: usize) -> Amount {
    let text = bare(text);
    if let Ok(count) = quantity::count(text) {
        return Amount::Known(count);
    }
    if let Some(value) = locals.get(text).filter(|_| depth < DEEPEST) {
        return at_depth(value, locals, depth + 1);
    }
    variable(text, locals, depth).unwrap_or(Amount::Unknown)
}

/// Without quotes, `.to_i`, and the conversions around the whole.
fn bare(text: &str) -> &str {
    let mut text = text.trim().trim_end_matches([',', ';']).trim();
    text = text.strip_suffix(".to_i").unwrap_or(text);
    for conversion in CONVERSIONS {
        if let Some(inside) = text.strip_prefix(conversion).and_then(|rest| rest.strip_suffix(')')) {
            text = inside.trim();
        }
    }
    text.trim_matches(['"', '\''])
}

fn variable(text: &str, locals: &HashMap<&str, &str>, depth: usize) -> Option<Amount> {
    let rest = LOOKUPS.into_iter().find_map(|lookup| text.strip_prefix(lookup))?;
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    // A product of it is another number than the variable's.
    if name.is_empty() || rest.contains(['*', '+', '/', '-']) {
        return None;
    }
    let default = rest.replace("||", " ").replace("??", " ").replace(" or ", " ").replace(".to_i", " ");
    let default: String = default.chars().map(|c| if "\"'(){}[],".contains(c) { ' ' } else { c }).collect();
    let default = match at_depth(&default, locals, depth + 1) {
        Amount::Known(count) if depth < DEEPEST => Some(count),
        _ => None,
    };
    Some(Amount::Variable { name: name.to_owned(), default })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Amount {
        amount(text, &HashMap::from([("count", "ENV.fetch('N', 3)"), ("loop", "loop"), ("five", "5")]))
    }

    fn variable(default: Option<u64>) -> Amount {
        Amount::Variable { name: "N".to_owned(), default }
    }

    #[test]
    fn every_language_s_lookup_is_read() {
        for text in [
            "ENV.fetch(\"N\") { 2 }",
            "ENV.fetch('N', 2).to_i",
            "Integer(ENV['N'] || 2)",
            "int(os.getenv('N', '2'))",
            "int(os.environ.get(\"N\", 2))",
            "process.env.N || 2",
            "process.env.N ?? '2',",
        ] {
            assert_eq!(of(text), variable(Some(2)), "{text}");
        }
        assert_eq!(of("ENV['N']"), variable(None));
        assert_eq!(of("ENV.fetch(\"N\") { Concurrent.physical_processor_count }"), variable(None));
        assert_eq!(of("ENV.fetch(\"N\") { five }"), variable(Some(5)));
        assert_eq!(of("count"), variable(Some(3)));
    }

    #[test]
    fn what_the_machine_decides_is_unknown() {
        for text in ["multiprocessing.cpu_count() * 2 + 1", "int(os.getenv('N', 2)) * 2", "auto", ":auto", "loop", ""] {
            assert_eq!(of(text), Amount::Unknown, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(ENV.fetch\\(|os.getenv\\(|process.env.|int\\()?[\"'A-Z0-9(){} ä|]{0,20}") {
            let _ = of(&text);
        }
    }
}
