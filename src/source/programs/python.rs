//! Python: what a module and its classes assign, and calls with named arguments wherever they stand.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::node::Node;
use crate::source::programs::decode::{Code, Escapes, Style};
use crate::source::programs::expr::{Expr, Pair, PairKind};
use crate::source::programs::expression::Reader;
use crate::source::programs::language::{Language, Lines};
use crate::source::programs::lexer::Kind;
use crate::source::programs::scan;
use crate::source::programs::statement::Scope;
use crate::text;
use crate::text::place::SourceFile;

/// Python, as far as it is literals.
pub(in crate::source) static FORM: Form = Form {
    name: "Python",
    endings: &["py"],
    opened: "settings*.py *settings.py settings/*.py config*.py *_config.py config/*.py app.py *database*.py \
             db.py db_*.py *_db.py *mysql*.py connection.py extensions.py db/*.py database/*.py gunicorn*.py",
    comments: Comments::Marked(&["#"]),
    language: Some(text::language::Language::Python),
    read: |file| Ok(vec![read(file)?]),
    ..Form::PROGRAM
};

/// Reads a Python file: its assignments, those of its classes under the class's name, and its calls with named arguments under
/// the last name of what is called.
///
/// # Errors
/// It holds more values than any configuration has, or nests too deep.
pub(in crate::source) fn read(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    crate::source::programs::read(file, &PYTHON)
}

static PYTHON: Language = Language {
    line_comments: &["#"],
    block_comments: false,
    lines: Lines::OutsideBrackets,
    tags: false,
    regular_expressions: false,
    sigils: "",
    string,
    decode,
    members: &["."],
    argument: Some("="),
    keys: &[":"],
    bare_keys: false,
    spreads: &["**", "*"],
    join: "+",
    words: &[("True", "true"), ("False", "false"), ("None", "null")],
    transparent_words: &["await"],
    opaque_words: &["not", "yield"],
    modifiers: &[],
    environment_calls: &[
        "os.environ.get",
        "os.getenv",
        "environ.get",
        "getenv",
        "os.environ.setdefault",
        "env",
        "env.int",
        "env.str",
        "env.bool",
        "env.float",
        "env.get",
        "env.url",
        "config",
        "decouple.config",
    ],
    url_calls: &["env.db", "env.db_url", "env.dj_db_url"],
    environments: &["os.environ", "environ"],
    transparent_calls: &["int", "float", "str", "bool", "OrderedDict", "strip"],
    map_calls: &["dict"],
    exports: &[],
    keeps_code: true,
    merges_maps: false,
    objects: false,
    records: |_, arguments: &[Pair]| arguments.iter().any(|it| it.kind == PairKind::Keyed || it.may_be_settings()),
    operand,
    tail: |_, value| value,
    entry: |_| None,
    statement,
};

/// Letters before a quote, and the quote: one or three.
fn opening(text: &str) -> Option<(&str, &str)> {
    let letters = text.bytes().take(3).take_while(|byte| b"rRbBuUfF".contains(byte)).count();
    let (prefix, rest) = text.split_at_checked(letters)?;
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    quotes.into_iter().find(|quote| rest.starts_with(quote)).map(|quote| (prefix, quote))
}

fn string(text: &str, at: usize) -> Option<(usize, bool)> {
    let rest = text.get(at..)?;
    let (prefix, quote) = opening(rest)?;
    let start = at + prefix.len();
    if quote.len() == 1 {
        return Some((scan::quoted(text, start, false), true));
    }
    let mut from = start + quote.len();
    // A quote after a backslash does not close; nor does it in a raw string.
    loop {
        let Some(found) = text.get(from..).and_then(|rest| rest.find(['\\', '"', '\''])) else {
            return Some((text.len(), true));
        };
        let here = from + found;
        if text.get(here..)?.starts_with(quote) {
            return Some((here + quote.len(), true));
        }
        let next = text.get(here + 1..)?.chars().next().map_or(0, char::len_utf8);
        from = here + 1 + if text.get(here..)?.starts_with('\\') { next } else { 0 };
    }
}

fn decode(raw: &str) -> Style {
    let (prefix, quote) = opening(raw).unwrap_or(("", "\""));
    let has = |letter: char| prefix.to_ascii_lowercase().contains(letter);
    Style {
        opening: prefix.len() + quote.len(),
        closing: quote.len(),
        escapes: if has('r') { Escapes::None } else { Escapes::Kept },
        code: if has('f') { Code::Brace } else { Code::None },
    }
}

fn operand(reader: &mut Reader<'_>) -> Option<Expr> {
    if reader.word(0) != "lambda" {
        return None;
    }
    let start = reader.start();
    while reader.kind(0).is_some() && !matches!(reader.word(0), ":" | ")" | "]" | "}") {
        if reader.kind(0) == Some(Kind::Open) { reader.jump() } else { reader.at += 1 }
    }
    reader.take(":");
    reader.expression();
    Some(Expr::code(reader.since(start)))
}

fn statement(reader: &mut Reader<'_>) -> bool {
    leave_blocks(reader);
    match reader.word(0) {
        "class" if reader.kind(1) == Some(Kind::Name) => {
            let name = reader.token(1).map(|token| token.span()).unwrap_or_default();
            reader.at += 2;
            if reader.word(0) == "(" {
                reader.jump();
            }
            open_block(reader, Scope::Class(reader.slice(name).to_owned(), name));
        }
        "def" => {
            reader.at += 2;
            if reader.word(0) == "(" {
                reader.bind_group();
            }
            while !reader.ends() && reader.word(0) != ":" {
                reader.at += 1;
            }
            open_block(reader, Scope::Function);
        }
        "import" | "from" | "global" | "nonlocal" => reader.skip(),
        "if" | "elif" | "while" | "with" | "for" | "return" | "assert" | "raise" | "del" | "else" | "try"
        | "except" | "finally" | "async" | "pass" | "as" | "in" | "@" => reader.at += 1,
        name if reader.kind(0) == Some(Kind::Name) && reader.word(1) == ":" && !name.is_empty() => annotated(reader),
        _ => return false,
    }
    true
}

/// Reads `NAME: type = value`.
fn annotated(reader: &mut Reader<'_>) {
    let target = reader.name();
    reader.at += 1;
    reader.expression();
    if reader.word(0) == "=" {
        reader.assignment(target);
    }
}

/// Leaves the blocks that the line which begins here no longer belongs to. A tab counts one column.
fn leave_blocks(reader: &mut Reader<'_>) {
    if !reader.begins_line() {
        return;
    }
    let before = reader.text.get(..reader.start()).unwrap_or_default();
    reader.column = before.len() - before.trim_end_matches([' ', '\t']).len();
    while reader.blocks.last().is_some_and(|(inner, _)| reader.column <= *inner) {
        if let Some((_, outer)) = reader.blocks.pop() {
            reader.scope = outer;
        }
    }
}

fn open_block(reader: &mut Reader<'_>, scope: Scope) {
    let outer = std::mem::replace(&mut reader.scope, scope);
    reader.blocks.push((reader.column, outer));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{bytes, hold, show};
    use proptest::prelude::*;

    #[test]
    fn a_module_gives_its_constants() {
        let text = "# c\nimport os\nDATABASES = {\n    'default': {\n        'ENGINE': 'django.db.backends.mysql',\n        'CONN_MAX_AGE': 60,  # why\n        \
            'OPTIONS': {'connect_timeout': 10},\n    }\n}\nDATABASES['default']['CONN_HEALTH_CHECKS'] = True\nPOOL: int = 5\nT = (1, None)\n";
        let wanted = r#"{DATABASES: {default: {ENGINE: "django.db.backends.mysql", CONN_MAX_AGE: 60, OPTIONS: {connect_timeout: 10}, CONN_HEALTH_CHECKS: true}}, POOL: 5, T: [1, null]}"#;
        assert_eq!(show(read, text), wanted);
        assert_eq!(bytes(read, text, &["DATABASES", "default", "CONN_MAX_AGE"]), "60");
    }

    #[test]
    fn classes_keep_their_values_under_their_name() {
        let text = "class Config:\n    A = 1\n\n    def f(self):\n        B = 2\n        return B\n\n    C = 3\n\nclass ProductionConfig(Config):\n    A = 5\nD = 4\n";
        assert_eq!(show(read, text), "{Config: {A: 1, C: 3}, ProductionConfig: {A: 5}, D: 4}");
    }

    #[test]
    fn the_environment_is_a_placeholder_with_its_default() {
        let text = "A = os.environ.get('A', 5)\nB = os.getenv(\"B\", \"5\")\nC = int(os.environ.get('C', '7'))\nD = env.int('D', default=5)\n\
            E = env('E', default=5)\nF = config('F', default=5, cast=int)\nG = os.environ['G']\nH = int(os.environ.get('H') or 9)\nI = os.getenv('I')\nJ = config('J', cast=int)\n";
        let wanted = "{A: ${A:-5}, B: ${B:-5}, C: ${C:-7}, D: ${D:-5}, E: ${E:-5}, F: ${F:-5}, G: ${G}, H: ${H:-9}, I: ${I}, J: ${J}}";
        assert_eq!(show(read, text), wanted);
        assert_eq!(bytes(read, text, &["C"]), "int(os.environ.get('C', '7'))");
    }

    #[test]
    fn calls_with_named_arguments_are_entries_wherever_they_stand() {
        let text = "POOL = 5\nasync def main(app):\n    app.pool = await aiomysql.create_pool(host='h', minsize=1, maxsize=POOL, loop=loop)\n    \
            return create_engine('mysql+pymysql://u@h/d', pool_size=60*2, pool_recycle=-1, **kwargs)\n\
            def f(POOL2):\n    x = PooledDB(creator=pymysql, maxconnections=POOL2)\nprint('x')\n";
        let wanted = r#"{POOL: 5, create_pool: {host: "h", minsize: 1, maxsize: 5*, loop: ${(loop)}}, create_engine: {0: "mysql+pymysql://u@h/d", pool_size: 120, pool_recycle: -1}, PooledDB: {creator: ${(pymysql)}, maxconnections: ${(POOL2)}}}"#;
        assert_eq!(show(read, text), wanted);
        assert_eq!(bytes(read, text, &["create_pool", "maxsize"]), "POOL");
    }

    #[test]
    fn a_sum_of_names_is_no_variable_with_a_default() {
        let text = "A = CPUS-1\nB = 2 * 4\nD = os.getenv('D', B)\nE = env('E', int, 5)\nF = env('F', int)\n";
        assert_eq!(show(read, text), "{A: ${(CPUS-1)}, B: 8, D: ${D:-8}, E: ${E:-5}, F: ${F}}");
    }

    #[test]
    fn a_name_with_two_values_is_not_followed() {
        let text = "POOL = 5\nif DEBUG:\n    POOL = 1\ne = create_engine(url, pool_size=POOL)\n";
        assert_eq!(
            show(read, text),
            "{POOL: 5, POOL: 1, e: ${create_engine(url, pool_size=POOL)}, create_engine: {pool_size: ${(POOL)}}}"
        );
    }

    #[test]
    fn settings_of_an_application_are_entries_in_functions_too() {
        let text = "def create_app():\n    app.config['SQLALCHEMY_ENGINE_OPTIONS'] = dict(pool_size=10, pool_pre_ping=True)\n    \
            app.config.update(SQLALCHEMY_POOL_SIZE=3)\n    local = 5\n";
        let wanted = "{config: {SQLALCHEMY_ENGINE_OPTIONS: {pool_size: 10, pool_pre_ping: true}}, update: {SQLALCHEMY_POOL_SIZE: 3}}";
        assert_eq!(show(read, text), wanted);
    }

    #[test]
    fn strings_of_every_kind_are_texts() {
        let text = "HOST = 'h'\nA = r'\\d'\nB = f\"mysql://{user}:{quote('p')}@{HOST}/d\"\nC = ('a'\n  'b')\nD = 'mysql://%s:%(p)s@h/' % (u, p)\n\
            E = 'mysql://{}:{p}@h'.format(u, p=1)\nF = \"\"\"x\ny\"\"\"\nG = 'x' + HOST\nH = [x for x in y]\nI = 1 if a else 2\nJ = lambda x, y: {'a': 1}\n";
        let wanted = r#"{HOST: "h", A: "\\d", B: "mysql://${(user)}:${quote(…}@h/d", C: "ab", D: "mysql://${()}:${(p)}@h/", E: "mysql://${()}:${(p)}@h", F: "x\ny", G: "xh", H: [${x for x in y}], I: ${1 if a else 2}, J: ${lambda x, y…}}"#;
        assert_eq!(show(read, text), wanted);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(text in crate::source::programs::testing::texts()) {
            hold(read, &text);
        }
    }
}
