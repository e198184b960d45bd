//! Ruby, as far as settings go: calls with named arguments, and the commands of puma.rb and unicorn.rb.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::node::Node;
use crate::source::programs::decode::{Code, Escapes, Style};
use crate::source::programs::expr::{Expr, Pair, PairKind, Shape};
use crate::source::programs::expression::Reader;
use crate::source::programs::found::Call;
use crate::source::programs::language::{Language, Lines};
use crate::source::programs::lexer::Kind;
use crate::source::programs::scan;
use crate::source::programs::statement::Scope;
use crate::text;
use crate::text::place::{SourceFile, Span};

/// Ruby, as far as it is literals.
pub(in crate::source) static FORM: Form = Form {
    name: "Ruby",
    endings: &["rb"],
    opened: "puma.rb unicorn.rb database.rb db.rb",
    comments: Comments::Marked(&["#"]),
    language: Some(text::language::Language::Ruby),
    read: |file| Ok(vec![read(file)?]),
    ..Form::PROGRAM
};

/// Reads a Ruby file: its constants, its calls with named arguments under the last name of what is called, and its commands
/// with what they are given: `workers 3`.
///
/// # Errors
/// It holds more values than any configuration has, or nests too deep.
pub(in crate::source) fn read(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    crate::source::programs::read(file, &RUBY)
}

static RUBY: Language = Language {
    line_comments: &["#"],
    block_comments: false,
    lines: Lines::OutsideParentheses,
    tags: false,
    regular_expressions: true,
    sigils: "$@",
    string,
    decode: |raw| {
        if raw.starts_with('\'') {
            Style { opening: 1, closing: 1, escapes: Escapes::Quotes, code: Code::None }
        } else {
            Style { opening: 1, closing: 1, escapes: Escapes::Dropped, code: Code::Hash }
        }
    },
    members: &[".", "&.", "::"],
    argument: Some(":"),
    keys: &["=>", ":"],
    bare_keys: true,
    spreads: &["**", "*"],
    join: "+",
    words: &[("true", "true"), ("false", "false"), ("nil", "null")],
    transparent_words: &[],
    opaque_words: &["not", "defined"],
    modifiers: &["if", "unless"],
    environment_calls: &["ENV.fetch"],
    url_calls: &[],
    environments: &["ENV"],
    transparent_calls: &[
        "Integer",
        "Float",
        "String",
        "to_i",
        "to_f",
        "to_s",
        "presence",
        "strip",
        "freeze",
        "symbolize_keys",
    ],
    map_calls: &[],
    exports: &[],
    keeps_code: false,
    merges_maps: true,
    objects: false,
    records,
    operand: symbol,
    tail,
    entry: |_| None,
    statement,
};

fn string(text: &str, at: usize) -> Option<(usize, bool)> {
    match text.as_bytes().get(at)? {
        b'\'' => Some((scan::quoted(text, at, true), true)),
        b'"' => Some((scan::interpolated(text, at, "#{"), true)),
        b'`' => Some((scan::interpolated(text, at, "#{"), false)),
        b'<' if text.get(at..)?.starts_with("<<~") || text.get(at..)?.starts_with("<<-") => {
            scan::heredoc(text, at + 3).map(|end| (end, false))
        }
        _ => None,
    }
}

fn records(_: &str, arguments: &[Pair]) -> bool {
    let is_map = |it: &Pair| it.kind == PairKind::Keyed || matches!(it.value.shape, Shape::Map(_));
    arguments.iter().any(|argument| is_map(argument) || argument.may_be_settings())
}

/// A symbol, which is its name: `:mysql2`.
pub(super) fn symbol(reader: &mut Reader<'_>) -> Option<Expr> {
    let start = reader.start();
    if reader.word(0) != ":" || !matches!(reader.kind(1), Some(Kind::Name | Kind::Text)) {
        return None;
    }
    reader.at += 1;
    if reader.kind(0) == Some(Kind::Text) {
        return None;
    }
    let text = reader.word(0).to_owned();
    reader.at += 1;
    Some(Expr { shape: Shape::Text(text), span: reader.since(start) })
}

/// Reads the block after a value: what stands in for a variable, or code.
fn tail(reader: &mut Reader<'_>, value: Expr) -> Expr {
    if reader.word(0) != "{" || reader.apart() {
        return value;
    }
    match value.shape {
        Shape::Environment(name, None) => {
            let after = reader.token(0).map_or(reader.at, |token| token.after());
            reader.at += 1;
            reader.skip_lines();
            let fallback = reader.expression();
            reader.skip_lines();
            let only = reader.at + 1 >= after && !fallback.is_empty();
            reader.at = after.max(reader.at);
            let fallback = Some(Box::new(fallback)).filter(|_| only);
            Expr { shape: Shape::Environment(name, fallback), span: value.span }
        }
        Shape::Code => {
            reader.jump();
            Expr::code(value.span)
        }
        shape => Expr { shape, span: value.span },
    }
}

fn statement(reader: &mut Reader<'_>) -> bool {
    match reader.word(0) {
        "if" | "unless" | "else" | "elsif" | "end" | "do" | "begin" | "rescue" | "ensure" | "case" | "when"
        | "then" | "return" | "while" | "until" | "and" | "or" | "in" | "module" | "class" | "require" | "private" => {
            reader.at += 1;
        }
        "def" => {
            reader.at += 1;
            while reader.kind(0) == Some(Kind::Name) || reader.word(0) == "." {
                reader.at += 1;
            }
            if reader.word(0) == "(" {
                reader.bind_group();
            }
        }
        _ => return command(reader),
    }
    true
}

/// Reads `workers 3`, `threads(1, 5)` and `establish_connection pool: 5`: a name with arguments that is a statement.
pub(super) fn command(reader: &mut Reader<'_>) -> bool {
    let mut ahead = 0;
    while reader.kind(ahead) == Some(Kind::Name) && matches!(reader.word(ahead + 1), "." | "::") {
        ahead += 2;
    }
    let in_parentheses = ahead == 0 && reader.begins_line() && is_called(reader);
    let is_command = in_parentheses || begins_argument(reader, ahead + 1);
    if reader.kind(ahead) != Some(Kind::Name) || !is_command || reader.scope != Scope::Module {
        return false;
    }
    let name_span = reader.token(ahead).map(|token| token.span()).unwrap_or_default();
    reader.at += ahead + 1;
    let arguments = if in_parentheses { reader.pairs() } else { reader.arguments() };
    record(reader, name_span, arguments);
    true
}

/// Whether the statement is `name(…)` and nothing else but when it is to be run.
fn is_called(reader: &Reader<'_>) -> bool {
    let Some(group) = reader.token(1).filter(|_| reader.word(1) == "(" && !is_spaced(reader, 1)) else { return false };
    let after = group.after().saturating_sub(reader.at);
    let ends = matches!(reader.kind(after), None | Some(Kind::Line | Kind::Close));
    ends || reader.word(after) == ";" || reader.language.modifiers.contains(&reader.word(after))
}

/// Whether the first argument of a command begins so far ahead. Ruby goes by the spaces: `f -1` and `f (1).to_i` pass an
/// argument, `f - 1` does not.
fn begins_argument(reader: &Reader<'_>, ahead: usize) -> bool {
    let word = reader.word(ahead);
    match reader.kind(ahead) {
        Some(Kind::Name) => !matches!(word, "if" | "unless" | "do" | "and" | "or" | "rescue" | "in" | "then"),
        Some(Kind::Number | Kind::Text) => true,
        Some(Kind::Open) => word == "(" && is_spaced(reader, ahead),
        Some(Kind::Mark) if word == ":" => reader.kind(ahead + 1) == Some(Kind::Name),
        Some(Kind::Mark) => {
            matches!(word, "-" | "*" | "::") && is_spaced(reader, ahead) && !is_spaced(reader, ahead + 1)
        }
        _ => false,
    }
}

/// Whether there is space before the token so far ahead.
fn is_spaced(reader: &Reader<'_>, ahead: usize) -> bool {
    let before = (reader.at + ahead).checked_sub(1).and_then(|at| reader.tokens.get(at));
    before.zip(reader.token(ahead)).is_some_and(|(before, token)| before.span().end < token.span().start)
}

/// Notes a command: its only argument, the list of several, or a call where they have names or tell an address.
fn record(reader: &mut Reader<'_>, name_span: Span, arguments: Vec<Pair>) {
    let name = reader.slice(name_span);
    let is_address = |it: &Pair| matches!(it.value.shape, Shape::Joined(_)) || it.value.plain().is_some_and(is_url);
    let is_map = |it: &Pair| it.kind == PairKind::Keyed || matches!(it.value.shape, Shape::Map(_));
    if arguments.iter().any(is_map) || (arguments.len() > 1 && arguments.iter().any(is_address)) {
        let span = reader.since(name_span.start);
        return reader.found.calls.push(Call { name: name.to_owned(), name_span, arguments, span, moved: false });
    }
    let mut values: Vec<_> = arguments.into_iter().map(|argument| argument.value).collect();
    let value = match values.pop() {
        Some(only) if values.is_empty() => only,
        Some(last) => {
            let start = values.first().map_or(last.span.start, |first| first.span.start);
            let span = Span { start, end: last.span.end };
            values.push(last);
            Expr { shape: Shape::List(values), span }
        }
        None => return,
    };
    reader.found.named.add(name, name_span, value);
}

fn is_url(text: &str) -> bool {
    text.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{bytes, hold, show};
    use proptest::prelude::*;

    #[test]
    fn calls_with_named_arguments_are_entries() {
        let text = "DB = Sequel.connect('mysql2://u@h/d', max_connections: 10, pool_timeout: 5)\nDB2 = Sequel.connect(adapter: 'mysql2', :max_connections => 3)\n\
            ActiveRecord::Base.establish_connection(pool: ENV.fetch('POOL', 5), 'host' => \"h\")\n";
        let wanted = r#"{connect: {0: "mysql2://u@h/d", max_connections: 10, pool_timeout: 5}, connect: {adapter: "mysql2", max_connections: 3}, establish_connection: {pool: ${POOL:-5}, host: "h"}}"#;
        assert_eq!(show(read, text), wanted);
    }

    #[test]
    fn commands_are_entries_with_their_arguments() {
        let text = "# c\nworkers ENV.fetch(\"WEB_CONCURRENCY\") { 2 }\nthreads_count = ENV.fetch(\"RAILS_MAX_THREADS\", 5).to_i\nthreads threads_count, threads_count\n\
            worker_processes 4\ntimeout Integer(ENV['T'] || 5)\npreload_app!\nbefore_fork do |server, worker|\n  x.y\nend\n";
        let shown = show(read, text);
        assert_eq!(bytes(read, text, &["workers"]), "ENV.fetch(\"WEB_CONCURRENCY\") { 2 }");
        for wanted in [
            "workers: ${WEB_CONCURRENCY:-2}",
            "threads: [${RAILS_MAX_THREADS:-5}*, ${RAILS_MAX_THREADS:-5}*]",
            "worker_processes: 4",
            "timeout: ${T:-5}",
        ] {
            assert!(shown.contains(wanted), "{wanted}: {shown}");
        }
        assert_eq!(show(read, "threads 1, 5\nworkers 3 if x\n"), "{threads: [1, 5], workers: 3}");
    }

    #[test]
    fn a_command_may_have_parentheses_conditions_and_a_name_that_is_a_variable_too() {
        for (text, wanted) in [
            ("workers(3)\nthreads(1, 6) if x\n", "{workers: 3, threads: [1, 6]}"),
            ("workers 2 * 4\nx -1\nx - 1\n", "{workers: 8, x: -1}"),
            ("workers (ENV['N'] || 2).to_i\n", "{workers: ${N:-2}}"),
            ("n = 4 if x\nworkers n unless y\n", "{n: 4, workers: 4*}"),
            ("threads = 5\nthreads threads, threads\n", "{threads: 5, threads: [5*, 5*]}"),
            ("workers ENV.fetch('N', MOST)\nMOST = 7\n", "{workers: ${N:-7}, MOST: 7}"),
            ("expect(page).to eq(1)\ndescribe('x') { y }\n", "{}"),
        ] {
            assert_eq!(show(read, text), wanted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(text in crate::source::programs::testing::texts()) {
            hold(read, &text);
        }
    }
}
