//! `config/puma.rb` and `config/unicorn.rb`: workers and threads of a Ruby server (<https://puma.io/puma/Puma/DSL.html>).

use std::collections::HashMap;

use crate::client::deploy::lines::{count, lines, name, span_in, without_comment};
use crate::client::deploy::unit::{Program, Unit};
use crate::text::place::{SourceFile, Span};

/// The server whose file it is, by its path: `config/puma.rb`, `config/puma/production.rb`.
pub(super) fn is(path: &str) -> Option<Program> {
    let file = name(path);
    let folder = path.strip_suffix(file).map_or("", |folder| name(folder.trim_end_matches(['/', '\\'])));
    match (folder, file) {
        (_, "puma.rb") => Some(Program::Puma),
        (_, "unicorn.rb") => Some(Program::Unicorn),
        ("puma", file) if is_ruby(file) => Some(Program::Puma),
        ("unicorn", file) if is_ruby(file) => Some(Program::Unicorn),
        _ => None,
    }
}

fn is_ruby(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, extension)| extension == "rb")
}

/// The server's workers, and the most threads of one.
pub(super) fn read(file: &SourceFile, program: Program) -> Unit {
    let mut unit = Unit::new(program.title(), Some(program), file.place(Span::default()));
    let mut locals = HashMap::new();
    for (start, line) in lines(file.text(), &['#']) {
        let code = without_comment(line, &['#']).trim();
        if let Some((local, value)) = code.split_once('=').filter(|(local, _)| is_name(local.trim())) {
            locals.insert(local.trim(), unconditional(value));
            continue;
        }
        for directive in ["workers", "worker_processes", "threads"] {
            let Some(arguments) = arguments(code, directive) else { continue };
            // `threads min, max`
            let value = last_argument(unconditional(arguments));
            let span = span_in(start, line, value);
            let into = if directive == "threads" { &mut unit.threads } else { &mut unit.processes };
            *into = Some(count(file, value, span, &locals));
            unit.place = file.place(span);
        }
    }
    unit
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What a directive is given: `workers 2` and `workers(2)`.
fn arguments<'l>(code: &'l str, directive: &str) -> Option<&'l str> {
    let rest = code.strip_prefix(directive)?;
    match rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inside) => Some(inside.trim()),
        None => rest.starts_with([' ', '\t']).then(|| rest.trim()),
    }
}

/// A value without the condition after it: `workers count if count > 1`.
fn unconditional(value: &str) -> &str {
    [" if ", " unless "].into_iter().fold(value, |value, word| value.split(word).next().unwrap_or(value)).trim()
}

/// What follows the last comma that stands in no brackets.
fn last_argument(arguments: &str) -> &str {
    let mut depth = 0_i32;
    let mut last = 0;
    for (at, character) in arguments.char_indices() {
        match character {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            ',' if depth == 0 => last = at + 1,
            _ => {}
        }
    }
    arguments.get(last..).unwrap_or(arguments).trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::unit::Amount;

    fn of(text: &str) -> (Option<Amount>, Option<Amount>) {
        let unit = read(&SourceFile::new("config/puma.rb", text), Program::Puma);
        (unit.processes.map(|count| count.amount), unit.threads.map(|count| count.amount))
    }

    #[test]
    fn workers_and_the_most_threads_are_read() {
        let web = Amount::Variable { name: "WEB_CONCURRENCY".into(), default: Some(2) };
        let five = Amount::Variable { name: "RAILS_MAX_THREADS".into(), default: Some(5) };
        let text = "# workers 9\nworkers ENV.fetch(\"WEB_CONCURRENCY\") { 2 } # two\ncount = ENV.fetch('RAILS_MAX_THREADS', 5)\nthreads count, count\n";
        assert_eq!(of(text), (Some(web), Some(five)));
        assert_eq!(of("workers(3)\nthreads 1, 6\n"), (Some(Amount::Known(3)), Some(Amount::Known(6))));
        assert_eq!(of("workers :auto\nthreads_count = 3\n"), (Some(Amount::Unknown), None));
        assert_eq!(of("n = 4\nworkers n if n > 1\n").0, Some(Amount::Known(4)));
    }

    #[test]
    fn a_count_s_place_holds_it() {
        let file = SourceFile::new("config/unicorn.rb", "preload_app true\nworker_processes 8 # all\n");
        let count = read(&file, Program::Unicorn).processes.expect("stated");
        assert_eq!(count.place.to_string(), "config/unicorn.rb:2");
        assert_eq!(file.text().get(count.place.span.start..count.place.span.end), Some("8"));
    }

    #[test]
    fn the_file_is_known_by_its_path() {
        assert_eq!(is("app/config/puma.rb"), Some(Program::Puma));
        assert_eq!(is("config/puma/production.rb"), Some(Program::Puma));
        assert_eq!(is("config/unicorn.rb"), Some(Program::Unicorn));
        assert_eq!(is("config/routes.rb"), None);
    }
}
