//! PHP: what a file returns, assigns and defines; arrays of both forms.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::node::Node;
use crate::source::programs::decode::{Code, Escapes, Style};
use crate::source::programs::expr::{Expr, Name, Pair, Shape};
use crate::source::programs::expression::Reader;
use crate::source::programs::language::{Language, Lines};
use crate::source::programs::lexer::Kind;
use crate::source::programs::scan;
use crate::source::programs::statement::Scope;
use crate::text;
use crate::text::place::SourceFile;

/// PHP, as far as it is literals.
pub(in crate::source) static FORM: Form = Form {
    name: "PHP",
    endings: &["php"],
    opened: "horizon.php config/server.php wp-config.php database.php databases.php db.php app.php app_local.php *.local.php *.global.php autoload/*.php",
    begins: |text| text.trim_start().starts_with("<?php"),
    comments: Comments::Marked(&["//", "#", "/*"]),
    language: Some(text::language::Language::Php),
    read: |file| Ok(vec![read(file)?]),
    ..Form::PROGRAM
};

/// Reads a PHP file: the array that it returns, its variables, constants and class properties, its calls of PDO, and mysqli's persistent connections.
///
/// # Errors
/// It holds more values than any configuration has, or nests too deep.
pub(in crate::source) fn read(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    crate::source::programs::read(file, &PHP)
}

static PHP: Language = Language {
    line_comments: &["//", "#"],
    block_comments: true,
    lines: Lines::Nowhere,
    tags: true,
    regular_expressions: false,
    sigils: "$\\",
    string,
    decode,
    members: &["->", "?->", "::"],
    argument: Some(":"),
    keys: &["=>"],
    bare_keys: false,
    spreads: &["..."],
    join: ".",
    words: &[
        ("true", "true"),
        ("TRUE", "true"),
        ("True", "true"),
        ("false", "false"),
        ("FALSE", "false"),
        ("False", "false"),
        ("null", "null"),
        ("NULL", "null"),
        ("Null", "null"),
    ],
    transparent_words: &["new", "static", "yield"],
    opaque_words: &["clone", "print", "throw", "include", "require", "include_once", "require_once"],
    modifiers: &[],
    environment_calls: &["env", "getenv", "\\env", "\\getenv", "Env.get"],
    url_calls: &[],
    environments: &["$_ENV", "$_SERVER"],
    transparent_calls: &[
        "intval",
        "floatval",
        "boolval",
        "strval",
        "trim",
        "array_filter",
        "array_values",
        "toInt",
        "toArray",
    ],
    map_calls: &["array_merge", "array_replace", "array_replace_recursive", "array_merge_recursive"],
    exports: &[],
    keeps_code: true,
    merges_maps: true,
    objects: false,
    records,
    operand,
    tail: |_, value| value,
    entry: |_| None,
    statement,
};

fn string(text: &str, at: usize) -> Option<(usize, bool)> {
    match text.as_bytes().get(at)? {
        b'\'' => Some((scan::quoted(text, at, true), true)),
        b'"' => Some((scan::interpolated(text, at, "{$"), true)),
        b'`' => Some((scan::quoted(text, at, true), false)),
        b'<' if text.get(at..)?.starts_with("<<<") => scan::heredoc(text, at + 3).map(|end| (end, false)),
        _ => None,
    }
}

fn decode(raw: &str) -> Style {
    if raw.starts_with('\'') {
        Style { opening: 1, closing: 1, escapes: Escapes::Quotes, code: Code::None }
    } else {
        Style { opening: 1, closing: 1, escapes: Escapes::Kept, code: Code::Php }
    }
}

fn records(callee: &str, arguments: &[Pair]) -> bool {
    match callee {
        "PDO" | "getConnection" | "addConnection" => arguments.iter().any(|it| it.value.is_literal()),
        // Of mysqli's connections only those outlive a request whose host says so.
        "mysqli" | "mysqli_connect" => arguments.first().is_some_and(|host| is_persistent(&host.value)),
        _ => false,
    }
}

fn is_persistent(host: &Expr) -> bool {
    match &host.shape {
        Shape::Text(text) => text.starts_with("p:"),
        Shape::Joined(parts) => parts.first().is_some_and(is_persistent),
        _ => false,
    }
}

fn operand(reader: &mut Reader<'_>) -> Option<Expr> {
    let start = reader.start();
    match reader.word(0) {
        "(" if is_cast(reader) => {
            while is_cast(reader) {
                reader.at += 3;
            }
            Some(reader.expression())
        }
        "array" | "Array" if reader.word(1) == "(" => {
            reader.at += 1;
            Some(reader.array(start))
        }
        "function" | "fn" if reader.word(1) != "=>" => Some(function(reader)),
        _ => None,
    }
}

fn is_cast(reader: &Reader<'_>) -> bool {
    let types = ["int", "integer", "float", "double", "string", "bool", "boolean", "array", "object"];
    reader.word(0) == "(" && types.contains(&reader.word(1)) && reader.word(2) == ")"
}

/// Reads a function: what its body returns.
fn function(reader: &mut Reader<'_>) -> Expr {
    let start = reader.start();
    let is_arrow = reader.word(0) == "fn";
    while !reader.ends() && !matches!(reader.word(0), "{" | "=>") {
        if reader.word(0) == "(" { reader.bind_group() } else { reader.at += 1 }
    }
    let value = if is_arrow && reader.take("=>") {
        Some(reader.expression()).filter(Expr::is_container)
    } else if reader.word(0) == "{" {
        reader.body(Scope::Function)
    } else {
        None
    };
    value.unwrap_or_else(|| Expr::code(reader.since(start)))
}

fn statement(reader: &mut Reader<'_>) -> bool {
    match reader.word(0) {
        "return" => reader.returns(),
        "define" if reader.word(1) == "(" => define(reader),
        "class" | "trait" | "enum" if reader.kind(1) == Some(Kind::Name) => reader.class(),
        "namespace" | "use" | "declare" | "if" | "elseif" | "foreach" | "for" | "while" | "switch" | "catch" => {
            reader.at += 1;
            if reader.word(0) == "(" {
                reader.jump();
            } else {
                while !reader.ends() && reader.word(0) != "{" {
                    reader.at += 1;
                }
            }
        }
        "else" | "try" | "finally" | "do" => reader.at += 1,
        "public" | "protected" | "private" | "static" | "readonly" | "const" | "var" | "final" => {
            reader.at += 1;
            // The type before the name.
            while reader.word(0) == "?" || (reader.kind(0) == Some(Kind::Name) && reader.kind(1) == Some(Kind::Name)) {
                if matches!(reader.word(0), "function" | "static" | "const" | "readonly") {
                    break;
                }
                reader.at += 1;
            }
        }
        _ => return false,
    }
    true
}

/// Reads `define('NAME', value)`.
fn define(reader: &mut Reader<'_>) {
    reader.at += 1;
    let mut arguments = reader.pairs().into_iter();
    if let (Some(name), Some(value)) = (arguments.next(), arguments.next())
        && let Shape::Text(path) = name.value.shape
    {
        reader.found.bind(&path);
        reader.assign(&Name { path, last: name.value.span, keys: Vec::new() }, value.value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{bytes, hold, show};
    use proptest::prelude::*;

    #[test]
    fn a_file_gives_what_it_returns() {
        let text = "<?php\nreturn [\n  'default' => 'mysql', // why\n  \"pool\" => array('min' => 1, 'max' => 512, 'wait' => 3.0, 'beat' => -1,),\n];\n";
        assert_eq!(show(read, text), r#"{default: "mysql", pool: {min: 1, max: 512, wait: 3.0, beat: -1}}"#);
        assert_eq!(bytes(read, text, &["pool", "max"]), "512");
        assert_eq!(bytes(read, text, &["pool", "beat"]), "-1");
        assert_eq!(bytes(read, text, &["default"]), "'mysql'");
        assert_eq!(show(read, "return ['a' => TRUE, 'b' => null, 'c' => [1, 2]];"), "{a: true, b: null, c: [1, 2]}");
    }

    #[test]
    fn the_environment_is_a_placeholder_with_its_default() {
        let text = "<?php return ['a' => env('DB_POOL', 10), 'b' => (int) env('B', 60), 'c' => getenv('C') ?: 5, 'd' => $_ENV['D'] ?? 7, \
            'e' => env('E'), 'f' => (float)env('F', 1.5), 'g' => env('G', null), 'h' => (int) ($_SERVER['H'] ?? 9), 'i' => env('I', '')];";
        let wanted = "{a: ${DB_POOL:-10}, b: ${B:-60}, c: ${C:-5}, d: ${D:-7}, e: ${E}, f: ${F:-1.5}, g: ${G}, h: ${H:-9}, i: ${I:-}}";
        assert_eq!(show(read, text), wanted);
        assert_eq!(bytes(read, text, &["b"]), "(int) env('B', 60)");
        assert_eq!(bytes(read, text, &["d"]), "$_ENV['D'] ?? 7");
    }

    #[test]
    fn variables_constants_and_properties_are_entries() {
        let text = "<?php\n$db['main']['host'] = 'h';\n$db['main']['pconnect'] = TRUE;\n$databases['default']['default'] = array('driver' => 'mysql');\n\
            define('DB_HOST', 'x');\nclass Database extends Config {\n  public array $default = ['pConnect' => false];\n  \
            public function f(): array { $x = ['no' => 1]; return ['no' => 2]; }\n}\n";
        let wanted = r#"{db: {main: {host: "h", pconnect: true}}, databases: {default: {default: {driver: "mysql"}}}, DB_HOST: "x", Database: {default: {pConnect: false}}}"#;
        assert_eq!(show(read, text), wanted);
    }

    #[test]
    fn class_constants_are_keys_and_nested_calls_give_their_literal() {
        let text = "<?php return ['options' => extension_loaded('pdo_mysql') ? array_filter([\n  PDO::ATTR_PERSISTENT => true,\n  \
            PDO::MYSQL_ATTR_SSL_CA => env('CA'),\n]) : [], 'm' => array_merge(['a' => 1], ['b' => 2])];";
        assert_eq!(
            show(read, text),
            "{options: {PDO::ATTR_PERSISTENT: true, PDO::MYSQL_ATTR_SSL_CA: ${CA}}, m: {a: 1, b: 2}}"
        );
    }

    #[test]
    fn arithmetic_of_numbers_is_done_and_code_stays_unknown() {
        let text = "<?php return ['a' => 60 * 60 * 1000, 'b' => swoole_cpu_num() * 2, 'c' => 'x' . Y::Z . '/d', 'd' => \"p$q\", \
            'e' => $cond ? 1 : 2, 'f' => X::y('s3cret'), 'g' => <<<EOT\n'\nEOT, 'h' => 5, 'i' => (2 + 3) * 4];";
        let wanted = r#"{a: 3600000, b: ${swoole_cpu_num() * 2}, c: "x${Y…}/d", d: "p${$q}", e: ${$cond ? 1…}, f: ${X…}, g: ${<<<EOT…}, h: 5, i: 20}"#;
        assert_eq!(show(read, text), wanted);
        assert_eq!(bytes(read, text, &["a"]), "60 * 60 * 1000");
    }

    #[test]
    fn constants_of_the_file_are_followed() {
        let text = "<?php\n$max = 20;\n$pool = ['max' => $max, 'min' => $min];\nreturn ['pool' => $pool];\n";
        assert_eq!(show(read, text), "{max: 20, pool: {max: 20*, min: ${$min}}*}");
        assert_eq!(bytes(read, text, &["pool", "max"]), "$max");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(text in crate::source::programs::testing::texts()) {
            hold(read, &text);
        }
    }
}
