//! Java, Kotlin and C#: what the objects of their pools are told.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::{Comments, Form};
use crate::source::node::Node;
use crate::source::programs::decode::{Code, Escapes, Style};
use crate::source::programs::language::{Language, Lines};
use crate::source::programs::{objects, scan};
use crate::text;
use crate::text::place::SourceFile;

/// Java's source.
pub(in crate::source) static JAVA_FORM: Form = Form {
    name: "Java",
    endings: &["java"],
    opened: "*.java",
    comments: Comments::Marked(&["//", "/*"]),
    language: Some(text::language::Language::Java),
    read: |file| Ok(vec![read_java(file)?]),
    ..Form::PROGRAM
};

/// Kotlin's source.
pub(in crate::source) static KOTLIN_FORM: Form = Form {
    name: "Kotlin",
    endings: &["kt"],
    opened: "*.kt",
    comments: Comments::Marked(&["//", "/*"]),
    language: Some(text::language::Language::Java),
    read: |file| Ok(vec![read_kotlin(file)?]),
    ..Form::PROGRAM
};

/// C#'s source.
pub(in crate::source) static CSHARP_FORM: Form = Form {
    name: "C#",
    endings: &["cs"],
    opened: "*.cs",
    comments: Comments::Marked(&["//", "/*"]),
    language: Some(text::language::Language::DotNet),
    read: |file| Ok(vec![read_csharp(file)?]),
    ..Form::PROGRAM
};

/// Reads a file: the objects that it makes, with what they are told.
///
/// # Errors
/// It holds more values than any configuration has, or nests too deep.
pub(in crate::source) fn read_java(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    crate::source::programs::read(file, &JAVA)
}

/// Reads a file as [`read_java`] does.
///
/// # Errors
/// It holds more values than any configuration has, or nests too deep.
pub(in crate::source) fn read_kotlin(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    crate::source::programs::read(file, &KOTLIN)
}

/// Reads a file as [`read_java`] does.
///
/// # Errors
/// It holds more values than any configuration has, or nests too deep.
pub(in crate::source) fn read_csharp(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    crate::source::programs::read(file, &CSHARP)
}

static JAVA: Language = BASE;

const BASE: Language = Language {
    line_comments: &["//"],
    block_comments: true,
    lines: Lines::Nowhere,
    tags: false,
    regular_expressions: false,
    sigils: "$",
    string,
    decode: |raw| decoded(raw, Code::None),
    members: &[".", "::"],
    argument: None,
    keys: &[],
    bare_keys: false,
    spreads: &[],
    join: "+",
    words: &WORDS,
    transparent_words: &["new", "final"],
    opaque_words: &[],
    modifiers: &[],
    environment_calls: &[
        "System.getenv",
        "System.getenv.get",
        "System.getenv.getOrDefault",
        "System.getProperty",
        "env.getProperty",
        "environment.getProperty",
    ],
    url_calls: &[],
    environments: &[],
    transparent_calls: &TRANSPARENT,
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

static KOTLIN: Language = Language {
    lines: Lines::OutsideParentheses,
    sigils: "",
    decode: |raw| decoded(raw, Code::Dollar),
    members: &[".", "?.", "::"],
    argument: Some("="),
    ..BASE
};

static CSHARP: Language = Language {
    sigils: "",
    decode: |raw| decoded(raw, if raw.contains("$\"") || raw.starts_with('$') { Code::Brace } else { Code::None }),
    members: &[".", "?.", "::"],
    argument: Some(":"),
    environment_calls: &["Environment.GetEnvironmentVariable"],
    ..BASE
};

const WORDS: [(&str, &str); 3] = [("true", "true"), ("false", "false"), ("null", "null")];

/// What gives its argument back, or the value that it is called on, as far as a setting goes.
const TRANSPARENT: [&str; 30] = [
    "parseInt",
    "parseLong",
    "parseBoolean",
    "valueOf",
    "ofNullable",
    "toInt",
    "toLong",
    "toIntOrNull",
    "toLongOrNull",
    "toBoolean",
    "toMillis",
    "toSeconds",
    "getSeconds",
    "toNanos",
    "intValue",
    "longValue",
    "trim",
    "toString",
    "requireNonNull",
    "requireNotNull",
    "checkNotNull",
    "inWholeMilliseconds",
    "int.Parse",
    "uint.Parse",
    "Convert.ToInt32",
    "Convert.ToUInt32",
    "TotalSeconds",
    "TotalMilliseconds",
    "ToString",
    "Trim",
];

/// A string of any of the three: `"…"`, `"""…"""`, `$"…"`, `@"…"`.
fn string(text: &str, at: usize) -> Option<(usize, bool)> {
    let rest = text.get(at..)?;
    // No string has more marks before it, and a row of them is none.
    let marks = rest.bytes().take(4).take_while(|byte| matches!(byte, b'$' | b'@')).count();
    let bare = rest.get(marks..)?;
    let start = at + marks;
    if let Some(inside) = bare.strip_prefix("\"\"\"") {
        let length = inside.find("\"\"\"").map_or(inside.len(), |end| end + 3);
        return Some((start + 3 + length, true));
    }
    match bare.as_bytes().first()? {
        b'"' if rest.len() - bare.len() <= 2 && rest.get(..start - at)?.contains('@') => verbatim(text, start),
        b'"' => Some((scan::quoted(text, start, false), true)),
        b'\'' if start == at => {
            let end = scan::quoted(text, start, false);
            Some((end, false))
        }
        _ => None,
    }
}

/// The end of a string in which a backslash is one, and two quotes are one.
fn verbatim(text: &str, start: usize) -> Option<(usize, bool)> {
    let mut at = start + 1;
    loop {
        let end = text.get(at..)?.find('"').map_or(text.len(), |end| at + end);
        if text.get(end + 1..).is_some_and(|rest| rest.starts_with('"')) {
            at = end + 2;
        } else {
            return Some(((end + 1).min(text.len()), true));
        }
    }
}

fn decoded(raw: &str, code: Code) -> Style {
    let bare = raw.trim_start_matches(['$', '@']);
    let before = raw.len() - bare.len();
    let quotes = if bare.starts_with("\"\"\"") { 3 } else { 1 };
    let is_raw = quotes == 3 || raw.get(..before).is_some_and(|marks| marks.contains('@'));
    let escapes = if is_raw { Escapes::None } else { Escapes::Dropped };
    Style { opening: before + quotes, closing: quotes, escapes, code }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{hold, show};
    use proptest::prelude::*;

    #[test]
    fn java_s_setters_are_entries() {
        let text = "package shop;\nimport com.zaxxer.hikari.*;\n@Configuration\npublic class Db {\n  private static final int MAX = 30;\n  @Bean(name = \"ds\")\n\
            \x20 public DataSource dataSource() {\n    HikariConfig config = new HikariConfig();\n    config.setJdbcUrl(\"jdbc:mysql://db/shop\");\n\
            \x20   config.setMaximumPoolSize(MAX);\n    config.setMinimumIdle(Integer.parseInt(System.getenv().getOrDefault(\"MIN\", \"3\")));\n\
            \x20   config.setMaxLifetime(TimeUnit.MINUTES.toMillis(10));\n    config.setIdleTimeout(60_000L);\n\
            \x20   config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());\n    config.addDataSourceProperty(\"socketTimeout\", \"5000\");\n\
            \x20   return new HikariDataSource(config);\n  }\n}\n";
        assert_eq!(
            show(read_java, text),
            "{HikariConfig: {jdbcUrl: \"jdbc:mysql://db/shop\", maximumPoolSize: 30*, minimumIdle: ${MIN:-3}, maxLifetime: \"10m\", \
             idleTimeout: 60000, keepaliveTime: \"2m\", dataSourceProperties: {socketTimeout: \"5000\"}}}"
        );
        let text = "class A { DataSource d = DataSourceBuilder.create().type(HikariDataSource.class).url(\"jdbc:mysql://h/d\").build(); \
            Pool p = cond ? null : ConnectionPoolConfiguration.builder(factory).maxSize(5).maxIdleTime(Duration.ofSeconds(30)).build(); }";
        assert_eq!(
            show(read_java, text),
            "{DataSourceBuilder: {type: ${HikariDataSource.class}, url: \"jdbc:mysql://h/d\"}, ConnectionPoolConfiguration: {maxSize: 5, maxIdleTime: \"30s\"}}"
        );
    }

    #[test]
    fn kotlin_s_properties_are_entries() {
        let text = "fun pool(): HikariDataSource {\n  val config = HikariConfig().apply {\n    jdbcUrl = \"jdbc:mysql://db/shop\"\n\
            \x20   maximumPoolSize = System.getenv(\"POOL\")?.toInt() ?: 12\n    addDataSourceProperty(\"socketTimeout\", 5000)\n  }\n\
            \x20 config.minimumIdle = 2\n  return HikariDataSource(config)\n}\nval b = ConnectionPoolConfiguration.builder(f)\n    .maxSize(8)\n    .build()\n";
        assert_eq!(
            show(read_kotlin, text),
            "{HikariConfig: {jdbcUrl: \"jdbc:mysql://db/shop\", maximumPoolSize: ${POOL:-12}, dataSourceProperties: {socketTimeout: 5000}, minimumIdle: 2}, \
             ConnectionPoolConfiguration: {maxSize: 8}}"
        );
    }

    #[test]
    fn c_sharp_s_properties_and_strings_are_entries() {
        let text = "var builder = WebApplication.CreateBuilder(args);\nvar s = new MySqlConnectionStringBuilder { Server = \"db\", MaximumPoolSize = 40, \
            ConnectionLifeTime = 300 };\ns.MinimumPoolSize = 4;\nbuilder.Services.AddDbContextPool<Shop>(o => o.UseMySql(\"Server=db;Max Pool Size=50\", v));\n";
        assert_eq!(
            show(read_csharp, text),
            "{MySqlConnectionStringBuilder: {server: \"db\", maximumPoolSize: 40, connectionLifeTime: 300, minimumPoolSize: 4}, \
             UseMySql: {0: \"Server=db;Max Pool Size=50\"}}"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(text in crate::source::programs::testing::texts()) {
            hold(read_java, &text);
            hold(read_kotlin, &text);
            hold(read_csharp, &text);
        }
    }
}
