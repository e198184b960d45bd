//! PM2's ecosystem file, as JavaScript, JSON or YAML: instances of each app
//! (<https://pm2.keymetrics.io/docs/usage/application-declaration/>).
//!
//! `instances` starts so many processes in cluster mode and in fork mode alike; `max`, 0 and -1 count the processors.

use std::collections::HashMap;

use crate::client::deploy::lines::{count, name};
use crate::client::deploy::unit::{Amount, Count, Program, Unit};
use crate::source::node::Node;
use crate::text::place::{SourceFile, Span};

/// Whether it is PM2's JavaScript file, by its name.
pub(super) fn is_script(path: &str) -> bool {
    let name = name(path);
    let script = [".js", ".cjs", ".mjs"].iter().any(|extension| name.ends_with(extension));
    script && (name.starts_with("ecosystem") || name.starts_with("pm2"))
}

/// The apps of a file that was read as a tree; empty where it is not PM2's.
pub(super) fn read(file: &SourceFile, root: &Node) -> Vec<Unit> {
    let apps = root.get("apps").and_then(|apps| apps.items()).unwrap_or_default();
    let apps = apps.iter().filter(|app| app.get("script").is_some());
    apps.map(|app| {
        let text = |key: &str| app.get(key).and_then(|node| Some((node.text()?, node.span)));
        unit(file, text("name"), text("instances"), app.span)
    })
    .collect()
}

fn unit(file: &SourceFile, name: Option<(&str, Span)>, instances: Option<(&str, Span)>, app: Span) -> Unit {
    let (name, span) = name.unwrap_or(("app", Span { end: app.start, ..app }));
    let mut unit = Unit::new(name, Some(Program::Pm2), file.place(span));
    unit.processes = instances.map(|(text, span)| {
        let count = count(file, text, span, &HashMap::new());
        // Zero is all processors.
        if count.amount == Amount::Known(0) { Count { amount: Amount::Unknown, ..count } } else { count }
    });
    unit
}

/// One object of the script: the values of the keys that matter, with their bytes.
#[derive(Default)]
struct Object<'f> {
    start: usize,
    values: HashMap<&'static str, (&'f str, Span)>,
}

const KEYS: [&str; 3] = ["name", "instances", "script"];

/// The apps of a JavaScript file: objects with a `script`, or with `instances`.
pub(super) fn read_script(file: &SourceFile) -> Vec<Unit> {
    let text = file.text();
    let mut open: Vec<Object<'_>> = Vec::new();
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        let step = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '{' => {
                open.push(Object { start: at, ..Object::default() });
                1
            }
            '}' => {
                units.extend(open.pop().and_then(|object| app(file, &object)));
                1
            }
            c if c.is_ascii_alphabetic() || matches!(c, '_' | '"' | '\'' | '`') => {
                let word = word(rest);
                let key = KEYS.into_iter().find(|key| word.trim_matches(['"', '\'']) == *key);
                let after = rest.get(word.len()..).unwrap_or_default();
                match (key, after.trim_start().strip_prefix(':'), open.last_mut()) {
                    (Some(key), Some(value), Some(object)) => {
                        let skipped = rest.len() - value.len();
                        let value = expression(value);
                        let trimmed = value.trim();
                        let start = at + skipped + (value.len() - value.trim_start().len());
                        let span = Span { start, end: start + trimmed.len() };
                        object.values.insert(key, (trimmed, span));
                        skipped + value.len()
                    }
                    _ => word.len(),
                }
            }
            c => c.len_utf8(),
        };
        at += step.max(1);
    }
    units.sort_by_key(|unit| unit.place.span.start);
    units
}

fn app(file: &SourceFile, object: &Object<'_>) -> Option<Unit> {
    let of = |key: &str| object.values.get(key).copied();
    of("script").or_else(|| of("instances"))?;
    let name = of("name").map(|(text, span)| (text.trim_matches(['"', '\'', '`']), span));
    Some(unit(file, name, of("instances"), Span { start: object.start, end: object.start }))
}

/// A name, or a text with its quotes.
fn word(rest: &str) -> &str {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    let end = match quote {
        Some(quote) => rest.get(1..).and_then(|inside| inside.find(quote)).map_or(rest.len(), |end| end + 2),
        None => rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len()),
    };
    rest.get(..end).unwrap_or(rest)
}

/// A value up to the comma, the bracket or the line's end that closes it.
fn expression(value: &str) -> &str {
    let mut depth = 0_i32;
    let mut quote: Option<char> = None;
    for (at, character) in value.char_indices() {
        match (quote, character) {
            (Some(mark), c) => quote = quote.filter(|_| mark != c),
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') if depth > 0 => depth -= 1,
            (None, ',' | '}' | ']' | '\n') if depth == 0 => return value.get(..at).unwrap_or(value),
            _ => {}
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Vec<(String, Option<Amount>)> {
        let units = read_script(&SourceFile::new("ecosystem.config.js", text));
        units.into_iter().map(|unit| (unit.name, unit.processes.map(|count| count.amount))).collect()
    }

    #[test]
    fn each_app_of_a_script_is_read() {
        let text = "// instances: 9\nmodule.exports = {\n  apps: [\n    { name: 'api', script: './api.js', instances: 4, exec_mode: 'cluster', env: { name: 'x' } },\n    {\n      name: \"jobs\",\n      script: 'jobs.js',\n      instances: process.env.JOBS || 2,\n    },\n    { script: 'all.js', instances: 'max' },\n  ],\n};\n";
        let jobs = Amount::Variable { name: "JOBS".into(), default: Some(2) };
        assert_eq!(
            of(text),
            [
                ("api".to_owned(), Some(Amount::Known(4))),
                ("jobs".to_owned(), Some(jobs)),
                ("app".to_owned(), Some(Amount::Unknown))
            ]
        );
    }

    #[test]
    fn zero_and_less_count_the_processors() {
        for instances in ["0", "-1", "'max'"] {
            let text = format!("module.exports = {{apps: [{{script: 'a.js', instances: {instances}}}]}}");
            assert_eq!(of(&text), [("app".to_owned(), Some(Amount::Unknown))], "{instances}");
        }
    }

    proptest! {
        #[test]
        fn a_count_lies_where_it_says(text in "(name|instances|script|[{}:,'\"/ ä0-9\\n\\[\\]*]){0,40}") {
            let file = SourceFile::new("ecosystem.config.js", text.as_str());
            for count in read_script(&file).into_iter().filter_map(|unit| unit.processes) {
                prop_assert_eq!(text.get(count.place.span.start..count.place.span.end), Some(count.text.as_str()));
            }
        }
    }
}
