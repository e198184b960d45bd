//! Rust: what the builders of its pools are told.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::node::Node;
use crate::source::programs::decode::{Code, Escapes, Style};
use crate::source::programs::language::{Language, Lines};
use crate::source::programs::{objects, scan};
use crate::text;
use crate::text::place::SourceFile;

/// Rust's source.
pub(in crate::source) static FORM: Form = Form {
    name: "Rust",
    endings: &["rs"],
    opened: "*.rs",
    comments: Comments::Marked(&["//", "/*"]),
    language: Some(text::language::Language::Rust),
    read: |file| Ok(vec![read(file)?]),
    ..Form::PROGRAM
};

/// Reads a file: the objects that it makes, with what they are told.
///
/// # Errors
/// It holds more values than any configuration has, or nests too deep.
pub(in crate::source) fn read(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    crate::source::programs::read(file, &RUST)
}

static RUST: Language = Language {
    line_comments: &["//"],
    block_comments: true,
    lines: Lines::Nowhere,
    tags: false,
    regular_expressions: false,
    sigils: "",
    string,
    decode: |raw| {
        let opening = raw.find('"').map_or(0, |at| at + 1);
        let escapes = if raw.starts_with('r') { Escapes::None } else { Escapes::Dropped };
        let closing = opening - usize::from(raw.starts_with(['r', 'b']) && opening > 0);
        Style { opening, closing, escapes, code: Code::None }
    },
    members: &["::", ".", "?."],
    argument: None,
    keys: &[],
    bare_keys: false,
    spreads: &[],
    join: "+",
    words: &[("true", "true"), ("false", "false"), ("None", "null")],
    transparent_words: &["mut", "await", "move", "async"],
    opaque_words: &["ref", "dyn"],
    modifiers: &[],
    environment_calls: &["env.var", "std.env.var", "dotenvy.var", "dotenv.var"],
    url_calls: &[],
    environments: &[],
    transparent_calls: &[
        "Some",
        "Ok",
        "to_string",
        "to_owned",
        "into",
        "String.from",
        "as_str",
        "NonZeroU32.new",
        "from_str",
    ],
    map_calls: &[],
    exports: &[],
    keeps_code: false,
    merges_maps: false,
    objects: true,
    records: objects::records,
    operand: objects::operand,
    tail: objects::tail,
    entry: |_| None,
    statement: objects::statement,
};

fn string(text: &str, at: usize) -> Option<(usize, bool)> {
    let rest = text.get(at..)?;
    let bare = rest.strip_prefix('b').unwrap_or(rest);
    if let Some(raw) = bare.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if let Some(inside) = raw.get(hashes..)?.strip_prefix('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let length = inside.find(&close).map_or(inside.len(), |end| end + close.len());
            return Some((at + (rest.len() - inside.len()) + length, true));
        }
    }
    let start = at + (rest.len() - bare.len());
    match bare.as_bytes().first()? {
        b'"' => Some((scan::quoted(text, start, true), true)),
        // A character; a lifetime has no second quote.
        b'\'' => {
            let end = scan::quoted(text, start, false);
            let inside = text.get(start + 1..end)?.strip_suffix('\'')?;
            (inside.starts_with('\\') || inside.chars().count() == 1).then_some((end, false))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{bytes, hold, show};
    use proptest::prelude::*;

    #[test]
    fn builders_are_sections() {
        let text = "use sqlx::mysql::MySqlPoolOptions;\nconst LARGEST: u32 = 24;\n#[tokio::main]\nasync fn main() -> anyhow::Result<()> {\n\
            \x20   let url = std::env::var(\"DATABASE_URL\")?;\n    let pool = MySqlPoolOptions::new()\n        .max_connections(LARGEST)\n\
            \x20       .min_connections(env::var(\"MIN\").ok().and_then(|v| v.parse().ok()).unwrap_or(2))\n\
            \x20       .acquire_timeout(Duration::from_secs(5))\n        .idle_timeout(Some(std::time::Duration::from_secs(60)))\n\
            \x20       .max_lifetime(None)\n        .test_before_acquire(cfg.test)\n        .connect(&url).await?;\n    Ok(())\n}\n";
        assert_eq!(
            show(read, text),
            "{MySqlPoolOptions: {max_connections: 24*, min_connections: ${MIN:-2}, acquire_timeout: \"5s\", idle_timeout: \"60s\", \
             max_lifetime: null, test_before_acquire: ${cfg.test}, connect: ${DATABASE_URL}*}}"
        );
        assert_eq!(bytes(read, text, &["MySqlPoolOptions", "max_connections"]), "LARGEST");
    }

    #[test]
    fn objects_hold_one_another_and_variables_are_followed() {
        let text = "fn a() { let mut opt = ConnectOptions::new(\"mysql://h/d\"); opt.max_connections(7).sqlx_logging(false); opt.min_connections(1); \
            Database::connect(opt).await }\nfn b(manager: M) { let m = ConnectionManager::<MysqlConnection>::new(url()); \
            r2d2::Pool::builder().max_size(15).build(m).expect(\"a pool\") }\n#[cfg(test)]\nmod tests { fn c() { Pool::builder().max_size(1); } }\n";
        assert_eq!(
            show(read, text),
            "{ConnectOptions: {0: \"mysql://h/d\", max_connections: 7, sqlx_logging: false, min_connections: 1}, \
             Pool: {max_size: 15, type: \"MysqlConnection\", build: {type: \"MysqlConnection\"}, expect: \"a pool\"}}"
        );
        let text = "let c = PoolConfig { max_size: 9, timeouts: t(), ..Default::default() }; let x: &'static str = 'a'; let y = r#\"q\"z\"#;";
        assert_eq!(show(read, text), "{PoolConfig: {max_size: 9, timeouts: ${t()}}}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(text in crate::source::programs::testing::texts()) {
            hold(read, &text);
        }
    }
}
