//! A Dockerfile: what an image starts where nobody names another command, and the environment that it has
//! (<https://docs.docker.com/reference/dockerfile/>). Only its last stage counts.

use crate::client::deploy::process_type::ProcessType;
use crate::client::deploy::service::Variable;
use crate::client::deploy::{command, command_words};
use crate::text::place::{SourceFile, Span};

/// Whether it is a Dockerfile, by its name.
pub(super) fn is(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_stem = |stem: &str| name == stem || name.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.'));
    is_stem("dockerfile") || is_stem("containerfile") || name.ends_with(".dockerfile")
}

/// The program that the image starts, where it is one that is known.
pub(super) fn read(file: &SourceFile) -> Option<ProcessType> {
    let (mut environment, mut entrypoint, mut cmd) = (Vec::new(), Vec::new(), Vec::new());
    for (name, arguments) in instructions(file.text()) {
        let words = || command_words::of_text(&plain(file.text(), arguments), arguments.start);
        match name.to_ascii_uppercase().as_str() {
            "FROM" => (environment, entrypoint, cmd) = (Vec::new(), Vec::new(), Vec::new()),
            "ENV" => environment.extend(variables(file, arguments)),
            // A new entrypoint takes the command of the image below away.
            "ENTRYPOINT" => (entrypoint, cmd) = (words(), Vec::new()),
            "CMD" => cmd = words(),
            _ => {}
        }
    }
    entrypoint.append(&mut cmd);
    let kind = command::started(file, "image", &entrypoint)?;
    Some(ProcessType { environment, ..kind })
}

/// The instructions with the bytes of their arguments; a line that ends with a backslash goes on in the next.
fn instructions(text: &str) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut goes_on = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !goes_on {
            start = at;
        }
        at += line.len();
        // A comment between the lines of an instruction is none of it.
        goes_on = (goes_on && trimmed.starts_with('#')) || trimmed.ends_with('\\');
        if !goes_on {
            found.extend(instruction(text, Span { start, end: at }));
        }
    }
    found
}

fn instruction(text: &str, whole: Span) -> Option<(&str, Span)> {
    let written = text.get(whole.start..whole.end)?;
    let inside = written.trim_start();
    let length = inside.find(char::is_whitespace)?;
    let name = inside.get(..length)?;
    let start = whole.start + written.len() - inside.len() + length;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_name.then_some((name, Span { start, end: whole.end }))
}

/// Arguments as a line of words: the brackets and commas of `["gunicorn", "-w", "4"]` are blanks, and so are line ends.
fn plain(text: &str, span: Span) -> String {
    let written = text.get(span.start..span.end).unwrap_or_default();
    let is_list = written.trim_start().starts_with('[');
    let is_blank = |c: char| c == '\\' || c == '\n' || (is_list && matches!(c, '[' | ']' | ','));
    written.chars().map(|c| if is_blank(c) { ' ' } else { c }).collect()
}

/// The variables of `ENV A=1 B=2`, and of the old `ENV A 1`.
fn variables(file: &SourceFile, span: Span) -> Vec<Variable> {
    let words = command_words::of_text(&plain(file.text(), span), span.start);
    let pair = |text: &str, value: Option<&str>, span: Span| Variable {
        name: text.to_owned(),
        value: value.map(str::to_owned),
        place: file.place(span),
    };
    if let [name, value] = words.as_slice()
        && !name.text.contains('=')
    {
        return vec![pair(&name.text, Some(&value.text), value.span)];
    }
    let split = |word: &command_words::Word| {
        let (name, value) = word.text.split_once('=')?;
        Some(pair(name, Some(value), word.span))
    };
    words.iter().filter_map(split).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::process_type::Amount;

    fn of(text: &str) -> Option<(Option<Amount>, Vec<String>)> {
        let kind = read(&SourceFile::new("Dockerfile", text))?;
        let names = kind.environment.iter().map(|variable| variable.name.clone()).collect();
        Some((kind.processes.map(|count| count.amount), names))
    }

    #[test]
    fn the_last_stage_says_what_is_started() {
        let text = "FROM node AS build\nCMD [\"pm2\", \"-i\", \"9\"]\nFROM python:3\nENV WEB_CONCURRENCY=3 A=b\nENV C d\n\
                    CMD [\"gunicorn\", \"-w\", \"4\", \\\n  # why\n  \"shop.wsgi\"]\n";
        let wanted = ["WEB_CONCURRENCY", "A", "C"].map(str::to_owned).to_vec();
        assert_eq!(of(text), Some((Some(Amount::Known(4)), wanted)));
        assert_eq!(of("FROM a\nENTRYPOINT puma\nCMD -w 2\n"), Some((Some(Amount::Known(2)), Vec::new())));
        assert_eq!(of("FROM a\nCMD java -jar a.jar\n"), None);
    }

    #[test]
    fn a_count_stands_where_it_is_written() {
        let text = "FROM a\nCMD [\"gunicorn\", \"-w\", \"4\"]\n";
        let place = read(&SourceFile::new("Dockerfile", text)).and_then(|kind| kind.processes).expect("a count").place;
        assert_eq!(place.start.line, 2);
        assert!(text.get(place.span.start..place.span.end).is_some_and(|written| written.contains('4')));
    }

    #[test]
    fn names_are_told_from_others() {
        assert!(is("Dockerfile") && is("Dockerfile.prod") && is("web.dockerfile") && !is("docker-compose.yml"));
    }
}
