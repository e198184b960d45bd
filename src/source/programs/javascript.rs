//! JavaScript and TypeScript: what a module exports, its constants, and calls that are given objects wherever they stand.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::node::Node;
use crate::source::programs::declarations::{declarations, declared_function};
use crate::source::programs::decode::{Code, Escapes, Style};
use crate::source::programs::expr::{Expr, Pair, PairKind, Shape};
use crate::source::programs::expression::Reader;
use crate::source::programs::language::{Language, Lines};
use crate::source::programs::lexer::Kind;
use crate::source::programs::scan;
use crate::source::programs::statement::Scope;
use crate::source::programs::types::{generics, skip_type, type_length};
use crate::text;
use crate::text::place::SourceFile;

/// JavaScript and TypeScript, as far as they are literals.
pub(in crate::source) static FORM: Form = Form {
    name: "JavaScript",
    endings: &["js", "cjs", "mjs", "ts", "cts", "mts"],
    opened: "knexfile.* ormconfig.* data-source.* database.js database.ts db.js db.ts db/*.js db/*.ts \
             database/*.js database/*.ts mysql.js mysql.ts config.js config.ts config/*.js config/*.ts \
             *.module.js *.module.ts ecosystem.config.* pm2.config.*",
    comments: Comments::Marked(&["//", "/*"]),
    language: Some(text::language::Language::Node),
    read: |file| Ok(vec![read(file)?]),
    ..Form::PROGRAM
};

/// Reads a JavaScript or TypeScript file, or JSON5: what it exports, its constants, and its calls that are given an object or
/// a connection string under the last name of what is called.
///
/// # Errors
/// It holds more values than any configuration has, or nests too deep.
pub(in crate::source) fn read(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    crate::source::programs::read(file, &JAVASCRIPT)
}

static JAVASCRIPT: Language = Language {
    line_comments: &["//", "#!"],
    block_comments: true,
    lines: Lines::Nowhere,
    tags: false,
    regular_expressions: true,
    sigils: "$",
    string,
    decode: |raw| {
        let code = if raw.starts_with('`') { Code::Dollar } else { Code::None };
        Style { opening: 1, closing: 1, escapes: Escapes::Dropped, code }
    },
    members: &[".", "?."],
    argument: None,
    keys: &[":"],
    bare_keys: true,
    spreads: &["..."],
    join: "+",
    words: &[("true", "true"), ("false", "false"), ("null", "null"), ("undefined", "null")],
    transparent_words: &["new", "await", "async"],
    opaque_words: &["typeof", "void", "delete", "yield"],
    modifiers: &[],
    // The last four are Strapi's: https://docs.strapi.io/cms/configurations/environment#environment-variables
    environment_calls: &["Deno.env.get", "env", "env.int", "env.float", "env.bool"],
    url_calls: &[],
    environments: &["process.env", "import.meta.env", "Bun.env"],
    transparent_calls: &[
        "Number",
        "String",
        "Boolean",
        "parseInt",
        "parseFloat",
        "BigInt",
        "trim",
        "toString",
        "freeze",
        "defineConfig",
        "registerAs",
    ],
    map_calls: &["assign"],
    exports: &["module.exports", "exports"],
    keeps_code: false,
    merges_maps: true,
    objects: false,
    records,
    operand,
    tail,
    entry,
    statement,
};

fn string(text: &str, at: usize) -> Option<(usize, bool)> {
    match text.as_bytes().get(at)? {
        b'"' | b'\'' => Some((scan::quoted(text, at, false), true)),
        b'`' => Some((scan::interpolated(text, at, "${"), true)),
        _ => None,
    }
}

fn records(_: &str, arguments: &[Pair]) -> bool {
    arguments.iter().any(|argument| match &argument.value.shape {
        Shape::Map(pairs) => !pairs.is_empty(),
        _ => argument.may_be_settings(),
    })
}

fn operand(reader: &mut Reader<'_>) -> Option<Expr> {
    match (reader.kind(0)?, reader.word(0)) {
        (Kind::Open, "(") if is_arrow(reader) => Some(function(reader)),
        (Kind::Name, "function") if reader.word(1) != ":" => {
            reader.at += 1;
            reader.take("*");
            if reader.kind(0) == Some(Kind::Name) {
                reader.at += 1;
            }
            Some(function(reader))
        }
        (Kind::Name, "class") if reader.word(1) != ":" => {
            let start = reader.start();
            reader.class();
            Some(Expr::code(reader.since(start)))
        }
        (Kind::Name, name) if reader.word(1) == "=>" => {
            reader.found.bind(name);
            reader.at += 1;
            Some(function(reader))
        }
        // An element or a type assertion.
        (Kind::Mark, "<") => {
            let start = reader.start();
            reader.at += generics(reader, 0)?;
            reader.expression();
            Some(Expr::code(reader.since(start)))
        }
        _ => None,
    }
}

/// Whether the parentheses that come are an arrow function's.
fn is_arrow(reader: &Reader<'_>) -> bool {
    let Some(after) = reader.token(0).map(|token| token.after()) else { return false };
    let ahead = after.saturating_sub(reader.at);
    match reader.word(ahead) {
        "=>" => true,
        ":" => reader.word(ahead + 1 + type_length(reader, ahead + 1)) == "=>",
        _ => false,
    }
}

/// Reads a function from its parameters on: the literal that it gives, or code.
pub(super) fn function(reader: &mut Reader<'_>) -> Expr {
    let start = reader.start();
    reader.at += generics(reader, 0).unwrap_or(0);
    if reader.word(0) == "(" {
        reader.bind_group();
    }
    if reader.take(":") {
        skip_type(reader);
    }
    let is_arrow = reader.take("=>");
    let value = if reader.word(0) == "{" {
        reader.body(Scope::Function)
    } else if is_arrow {
        let outer = std::mem::replace(&mut reader.scope, Scope::Function);
        let value = reader.expression();
        reader.scope = outer;
        Some(value).filter(Expr::is_container)
    } else {
        None
    };
    value.unwrap_or_else(|| Expr::code(reader.since(start)))
}

/// Reads what TypeScript adds after a value: `as const`, `satisfies Options`, `!`, `<Options>` before a call.
fn tail(reader: &mut Reader<'_>, value: Expr) -> Expr {
    match reader.word(0) {
        "as" | "satisfies" if !reader.apart() => {
            reader.at += 1;
            skip_type(reader);
        }
        "!" if !reader.apart() => reader.at += 1,
        "<" if matches!(value.shape, Shape::Name(_)) => {
            let length = generics(reader, 0).filter(|length| reader.word(*length) == "(");
            reader.at += length.unwrap_or(0);
        }
        _ => {}
    }
    value
}

/// Reads a method or a shorthand of an object.
fn entry(reader: &mut Reader<'_>) -> Option<Pair> {
    while (matches!(reader.word(0), "async" | "get" | "set" | "static") && reader.kind(1) == Some(Kind::Name))
        || reader.word(0) == "*"
    {
        reader.at += 1;
    }
    let token = reader.token(0).filter(|token| matches!(token.kind, Kind::Name | Kind::Text))?;
    let key_span = token.span();
    let key = reader.slice(key_span).trim_matches(['"', '\'']).to_owned();
    let is_shorthand = token.kind == Kind::Name && (matches!(reader.word(1), "," | "}") || reader.kind(1).is_none());
    let value = match reader.word(1) {
        "(" => {
            reader.at += 1;
            function(reader)
        }
        _ if is_shorthand => reader.name(),
        _ => return None,
    };
    Some(Pair { kind: PairKind::Keyed, key, key_span, value })
}

fn statement(reader: &mut Reader<'_>) -> bool {
    let next = reader.word(1);
    match reader.word(0) {
        _ if matches!(next, ":" | "." | "=") && reader.kind(0) == Some(Kind::Name) => return member(reader),
        "export" if next == "default" => {
            reader.at += 2;
            export(reader);
        }
        "export" if next == "=" => {
            reader.at += 2;
            export(reader);
        }
        "const" | "let" | "var" => declarations(reader),
        "function" if reader.kind(1) == Some(Kind::Name) => declared_function(reader),
        "import" if next != "(" => {
            reader.at += 1;
            while !reader.ends() && reader.kind(0) != Some(Kind::Text) {
                if reader.kind(0) == Some(Kind::Open) { reader.jump() } else { reader.at += 1 }
            }
        }
        "interface" | "enum" | "namespace" if reader.kind(1) == Some(Kind::Name) => {
            while !reader.ends() && reader.word(0) != "{" {
                reader.at += 1;
            }
            if reader.word(0) == "{" {
                reader.jump();
            }
        }
        "type" if reader.kind(1) == Some(Kind::Name) => {
            reader.at += 2;
            reader.at += generics(reader, 0).unwrap_or(0);
            reader.take("=");
            skip_type(reader);
        }
        "if" | "for" | "while" | "switch" | "catch" | "with" if next == "(" => {
            reader.at += 1;
            reader.jump();
        }
        "return" => reader.returns(),
        "export" | "else" | "try" | "do" | "finally" | "case" | "default" | "throw" | "declare" | "abstract"
        | "public" | "private" | "protected" | "readonly" | "static" | "override" | "for" => reader.at += 1,
        _ => return member(reader),
    }
    true
}

/// Reads the value of `export default …`.
fn export(reader: &mut Reader<'_>) {
    let value = reader.expression();
    reader.found.exported.push(value);
}

/// Reads a field or method of a class, where the statement is one.
fn member(reader: &mut Reader<'_>) -> bool {
    if !matches!(reader.scope, Scope::Class(..)) || reader.kind(0) != Some(Kind::Name) {
        return false;
    }
    match reader.word(1) {
        "(" | "<" => {
            reader.at += 1;
            function(reader);
        }
        ":" | "?" | "!" | "?:" | "=" => {
            let target = reader.name();
            while matches!(reader.word(0), ":" | "?" | "!" | "?:") {
                reader.at += 1;
            }
            skip_type(reader);
            if reader.word(0) == "=" {
                reader.assignment(target);
            }
        }
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{bytes, hold, show};
    use proptest::prelude::*;

    #[test]
    fn a_module_gives_what_it_exports() {
        let text = "// c\nmodule.exports = {\n  client: 'mysql2',\n  pool: { min: 0, max: 10, },\n  'acquireConnectionTimeout': 60 * 1000,\n};\n";
        assert_eq!(show(read, text), r#"{client: "mysql2", pool: {min: 0, max: 10}, acquireConnectionTimeout: 60000}"#);
        assert_eq!(bytes(read, text, &["pool", "max"]), "10");
        for text in [
            "export default { a: 1 }",
            "{ /* JSON5 */ a: 1, }",
            "module.exports = () => ({ a: 1 })",
            "module.exports = function (env) { const b = 2; return { a: 1 }; };",
            "export default defineConfig({ a: 1 })",
            "export default registerAs('db', (): Options => ({ a: 1 }));",
            "exports.a = 1",
            "const config: Config = { a: 1 } as const;\nexport default config;",
            "const config = { a: 1 } satisfies Config\nmodule.exports = config",
            "export default ({ env }) => ({ a: 1 });",
            "function config() { return { a: 1 } }\nmodule.exports = config",
        ] {
            let shown = show(read, text).replace('*', "");
            assert_eq!(shown, "{a: 1}", "{text}");
        }
    }

    #[test]
    fn the_environment_is_a_placeholder_with_its_default() {
        let text = "export default { a: process.env.A || 5, b: process.env.B ?? '5', c: Number(process.env.C) || 5, d: parseInt(process.env.D || '5', 10),\n\
            e: +process.env.E, f: process.env.F, g: process.env['G'] || process.env.H || 7, h: process.env.I ? parseInt(process.env.I, 10) : 3,\n\
            i: Number(process.env.J ?? 4), j: process.env.K! , k: `mysql://${process.env.U}:${pw}@h/d` }";
        let wanted = r#"{a: ${A:-5}, b: ${B:-5}, c: ${C:-5}, d: ${D:-5}, e: ${E}, f: ${F}, g: ${G:-${H:-7}}, h: ${I:-3}, i: ${J:-4}, j: ${K}, k: "mysql://${U}:${(pw)}@h/d"}"#;
        assert_eq!(show(read, text), wanted);
        assert_eq!(bytes(read, text, &["d"]), "parseInt(process.env.D || '5', 10)");
    }

    #[test]
    fn calls_with_objects_are_entries_wherever_they_stand() {
        let text = "const mysql = require('mysql2/promise')\nconst MAX = 7\nconst base = { host: 'h' }\nconst pool = mysql.createPool({ ...base, connectionLimit: MAX, queueLimit: limit })\n\
            function f() { return mysql.createPool('mysql://u@h/d') }\nconst s = new Sequelize('db', 'user', pw, { pool: { max: 5 } });\n\
            @Module({ imports: [TypeOrmModule.forRoot({ type: 'mysql', poolSize: 3 })] })\nexport class A { constructor(private x: B) {} }\n";
        let wanted = r#"{MAX: 7, createPool: {host: "h"*, connectionLimit: 7*, queueLimit: ${(limit)}}, createPool: {0: "mysql://u@h/d"}, Sequelize: {0: "db", 1: "user", pool: {max: 5}}, Module: {imports: [${TypeOrmModule.forRoot(…}]}, forRoot: {type: "mysql", poolSize: 3}}"#;
        let shown = show(read, text);
        assert_eq!(shown, wanted);
        assert_eq!(bytes(read, text, &["createPool", "0"]), "'mysql://u@h/d'");
    }

    #[test]
    fn types_and_regular_expressions_do_not_confuse() {
        let text = "import type { A } from 'b'\ninterface X { max: number }\ntype Y = { max: number } | 'a';\n\
            const a: Record<string, { b: number }> = { re: /['\"{]/g, n: 1, m(x) { return x / 2 / 3 }, get q() { return 1 }, async f() {} }\n\
            const b = <T,>(x: T): x is T => true\nlet c = x / 2; const d = { e: 1 as number, f: (y as any)!.z, g: <any>5, h: cb<Foo>({ i: 2 }) }\nconst e = 5 / 2\n";
        let wanted = "{a: {re: ${/[…}, n: 1, m: ${(x)…}, q: ${()…}, f: ${()…}}, d: {e: 1, f: ${(y as any)!.z}, g: ${<any>5}, h: ${cb<Foo>(…}}, cb: {i: 2}, e: 2.5}";
        assert_eq!(show(read, text), wanted);
    }

    #[test]
    fn shorthand_and_constants_are_followed_and_a_parameter_is_not() {
        let text = "const pool = { max: 5 };\nmodule.exports = { pool, host };\n";
        assert_eq!(show(read, text), "{pool: {max: 5}*, host: ${(host)}}");
        let text = "const max = 5;\nfunction f(max) { knex({ pool: { max } }) }\n";
        assert_eq!(show(read, text), "{max: 5, knex: {pool: {max: ${(max)}}}}");
    }

    #[test]
    fn constants_that_multiply_or_go_round_are_refused_or_unknown() {
        assert_eq!(show(read, "const a = [b]; const b = [a];"), "{}");
        let mut text = String::from("const a0 = [1,1,1,1,1,1,1,1,1,1];\n");
        for level in 1..12 {
            text.push_str(&format!("const a{level} = [{}];\n", vec![format!("a{}", level - 1); 10].join(",")));
        }
        let error = read(&SourceFile::new("t.js", text)).expect_err("refused");
        assert!(error.message.contains("a million"), "{error}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(text in crate::source::programs::testing::texts()) {
            hold(read, &text);
        }
    }
}
