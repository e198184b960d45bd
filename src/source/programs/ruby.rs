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
use crate::text::place::SourceFile;

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
/// with their first argument: `workers 3`.
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
    environment_calls: &["ENV.fetch"],
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
    records,
    operand,
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

fn operand(reader: &mut Reader<'_>) -> Option<Expr> {
    // A symbol is its name.
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

/// Reads `workers 3`, and `establish_connection pool: 5`: a name with arguments and no parentheses.
fn command(reader: &mut Reader<'_>) -> bool {
    let mut ahead = 0;
    while reader.kind(ahead) == Some(Kind::Name) && matches!(reader.word(ahead + 1), "." | "::") {
        ahead += 2;
    }
    let argument = match reader.kind(ahead + 1) {
        Some(Kind::Name) => {
            !matches!(reader.word(ahead + 1), "if" | "unless" | "do" | "and" | "or" | "rescue" | "in" | "then")
        }
        Some(Kind::Number | Kind::Text) => true,
        Some(Kind::Mark) => reader.word(ahead + 1) == ":" && reader.kind(ahead + 2) == Some(Kind::Name),
        _ => false,
    };
    if reader.kind(ahead) != Some(Kind::Name) || !argument || reader.scope != Scope::Module {
        return false;
    }
    let name_span = reader.token(ahead).map(|token| token.span()).unwrap_or_default();
    let name = reader.slice(name_span).to_owned();
    reader.at += ahead + 1;
    let arguments = reader.arguments();
    if arguments.iter().any(|argument| argument.kind == PairKind::Keyed) {
        let span = reader.since(name_span.start);
        reader.found.calls.push(Call { name, name_span, arguments, span });
    } else if let Some(first) = arguments.into_iter().next() {
        reader.found.named.put(&[(name, name_span)], first.value);
    }
    true
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
    fn commands_are_entries_with_their_first_argument() {
        let text = "# c\nworkers ENV.fetch(\"WEB_CONCURRENCY\") { 2 }\nthreads_count = ENV.fetch(\"RAILS_MAX_THREADS\", 5).to_i\nthreads threads_count, threads_count\n\
            worker_processes 4\ntimeout Integer(ENV['T'] || 5)\npreload_app!\nbefore_fork do |server, worker|\n  x.y\nend\n";
        let shown = show(read, text);
        assert_eq!(bytes(read, text, &["workers"]), "ENV.fetch(\"WEB_CONCURRENCY\") { 2 }");
        for wanted in [
            "workers: ${WEB_CONCURRENCY:-2}",
            "threads: ${RAILS_MAX_THREADS:-5}*",
            "worker_processes: 4",
            "timeout: ${T:-5}",
        ] {
            assert!(shown.contains(wanted), "{wanted}: {shown}");
        }
        assert_eq!(show(read, "threads 1, 5\nworkers 3 if x\n"), "{threads: 1, workers: 3}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(text in crate::source::programs::testing::texts()) {
            hold(read, &text);
        }
    }
}
