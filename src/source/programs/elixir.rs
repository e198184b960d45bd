//! Elixir, as far as its configuration goes: `config :app, Module, key: value` of `config/*.exs`.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::node::Node;
use crate::source::programs::decode::{Code, Escapes, Style};
use crate::source::programs::expression::Reader;
use crate::source::programs::language::{Language, Lines};
use crate::source::programs::lexer::Kind;
use crate::source::programs::{ruby, scan};
use crate::text;
use crate::text::place::SourceFile;

/// Elixir's configuration scripts.
pub(in crate::source) static FORM: Form = Form {
    name: "Elixir",
    endings: &["exs"],
    opened: "config/*.exs runtime.exs releases.exs",
    comments: Comments::Marked(&["#"]),
    language: Some(text::language::Language::Elixir),
    read: |file| Ok(vec![read(file)?]),
    ..Form::PROGRAM
};

/// Reads a configuration script: its calls of `config`, with what they are given by name.
///
/// # Errors
/// It holds more values than any configuration has, or nests too deep.
pub(in crate::source) fn read(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    crate::source::programs::read(file, &ELIXIR)
}

static ELIXIR: Language = Language {
    line_comments: &["#"],
    block_comments: false,
    lines: Lines::OutsideParentheses,
    tags: false,
    regular_expressions: false,
    sigils: "@!",
    string,
    decode: |_| Style { opening: 1, closing: 1, escapes: Escapes::Dropped, code: Code::Hash },
    members: &["."],
    argument: Some(":"),
    keys: &["=>", ":"],
    bare_keys: true,
    spreads: &[],
    join: "<>",
    words: &[("true", "true"), ("false", "false"), ("nil", "null")],
    transparent_words: &[],
    opaque_words: &["not"],
    modifiers: &[],
    environment_calls: &["System.get_env", "System.fetch_env!"],
    url_calls: &[],
    environments: &[],
    transparent_calls: &["to_integer", "to_float", "to_atom", "to_string"],
    map_calls: &[],
    exports: &[],
    keeps_code: false,
    merges_maps: true,
    objects: false,
    records: |_, _| false,
    operand: ruby::symbol,
    tail: |_, value| value,
    entry: |_| None,
    statement,
};

fn string(text: &str, at: usize) -> Option<(usize, bool)> {
    let rest = text.get(at..)?;
    if let Some(inside) = rest.strip_prefix("\"\"\"") {
        let length = inside.find("\"\"\"").map_or(inside.len(), |end| end + 3);
        return Some((at + 3 + length, false));
    }
    match rest.as_bytes().first()? {
        b'"' => Some((scan::interpolated(text, at, "#{"), true)),
        b'\'' => Some((scan::quoted(text, at, false), true)),
        _ => None,
    }
}

fn statement(reader: &mut Reader<'_>) -> bool {
    match reader.word(0) {
        "if" | "unless" | "else" | "end" | "do" | "case" | "cond" | "import" | "defmodule" | "fn" | "with" => {
            reader.at += 1;
            true
        }
        "config" if reader.kind(1) != Some(Kind::Mark) || reader.word(1) == ":" => ruby::command(reader),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{bytes, hold, show};
    use proptest::prelude::*;

    #[test]
    fn a_configuration_is_read_with_its_environment() {
        let text = "import Config\n\nif config_env() == :prod do\n  database_url =\n    System.get_env(\"DATABASE_URL\") ||\n      raise \"\"\"\n\
                    \x20     DATABASE_URL is missing: mysql://\n      \"\"\"\n\n  config :shop, Shop.Repo,\n    adapter: Ecto.Adapters.MyXQL,\n\
                    \x20   url: database_url,\n    pool_size: String.to_integer(System.get_env(\"POOL_SIZE\") || \"10\"),\n\
                    \x20   idle_interval: 5 * 1000\nend\n";
        assert_eq!(
            show(read, text),
            "{config: {0: \"shop\", adapter: ${Ecto.Adapters.MyXQL}, url: ${(database_url)}, pool_size: ${POOL_SIZE:-10}, idle_interval: 5000}}"
        );
        assert_eq!(bytes(read, "config :a, B, pool_size: 20\n", &["config", "pool_size"]), "20");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(text in crate::source::programs::testing::texts()) {
            hold(read, &text);
        }
    }
}
