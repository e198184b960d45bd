//! The form of a file: by its name, or else by its text.

pub(super) mod dotted;
pub mod env;
pub(super) mod ini;
pub(super) mod json;
pub mod libconfig;
pub(super) mod lines;
pub(super) mod nest;
pub mod prisma;
pub(super) mod properties;
pub(super) mod template;
pub(super) mod toml;
pub mod xml;
pub mod yaml;

use crate::source::files::open::STDIN;
use crate::text::language::Language;
use crate::text::place::SourceFile;

/// A form that settings are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// YAML, and whatever cannot be told.
    Yaml,
    /// JSON, with comments or without.
    Json,
    /// Java properties.
    Properties,
    /// TOML.
    Toml,
    /// INI in any of its dialects: MySQL's option files, Python's configparser, oslo, PHP-FPM, Grafana.
    Ini,
    /// Shell-like `KEY=value` lines.
    Env,
    /// PHP, as far as it is literals.
    Php,
    /// Python, as far as it is literals.
    Python,
    /// JavaScript, TypeScript and JSON5, as far as they are literals.
    JavaScript,
    /// Ruby, as far as it is literals.
    Ruby,
    /// libconfig, as ProxySQL reads it.
    Libconfig,
    /// XML.
    Xml,
    /// A schema of Prisma.
    Prisma,
}

/// Endings that say that a file is made into another one, whose name stands before.
const MADE_FROM: [&str; 12] =
    ["j2", "jinja", "jinja2", "erb", "tpl", "tmpl", "gotmpl", "template", "example", "sample", "dist", "default"];

impl Form {
    /// The form of a file.
    pub fn of(file: &SourceFile) -> Self {
        let named = if &**file.name() == STDIN { None } else { Self::by_name(file.name()) };
        match named {
            // `.conf` is whatever its program reads.
            Some(Self::Ini) if is_libconfig(file.text()) => Self::Libconfig,
            Some(Self::Ini) if !Lines::of(file.text()).may_be_ini() => Self::Yaml,
            Some(form) => form,
            None => by_text(file.text()),
        }
    }

    /// The form that a file's name tells, if it is one of those that are read.
    pub fn by_name(name: &str) -> Option<Self> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
        let mut name = name.as_str();
        while let Some((before, _)) = name.rsplit_once('.').filter(|(_, last)| MADE_FROM.contains(last)) {
            name = before;
        }
        if name == ".env" || name.starts_with(".env.") {
            return Some(Self::Env);
        }
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending {
            "yaml" | "yml" => Self::Yaml,
            "json" | "jsonc" => Self::Json,
            "json5" | "js" | "cjs" | "mjs" | "ts" | "cts" | "mts" => Self::JavaScript,
            "php" => Self::Php,
            "py" => Self::Python,
            "rb" => Self::Ruby,
            "xml" => Self::Xml,
            "prisma" => Self::Prisma,
            "properties" => Self::Properties,
            "toml" => Self::Toml,
            "ini" | "cfg" | "cnf" | "conf" => Self::Ini,
            "env" | "envrc" => Self::Env,
            _ => return None,
        })
    }

    /// Whether it is a program, of which the literals are read.
    pub const fn is_program(self) -> bool {
        matches!(self, Self::Php | Self::Python | Self::JavaScript | Self::Ruby)
    }

    /// The language of a program, by its name alone; none where programs of any language may read
    /// the file, as they read JSON5.
    pub fn language(file: &str) -> Option<Language> {
        match Self::by_name(file)? {
            Self::Php => Some(Language::Php),
            Self::Python => Some(Language::Python),
            Self::JavaScript if !file.to_ascii_lowercase().contains(".json5") => Some(Language::Node),
            Self::Ruby => Some(Language::Ruby),
            _ => None,
        }
    }

    /// Whether `a.b: 1` means `a: {b: 1}` to those who read the form, and the reader has not done it already.
    pub(in crate::source) const fn has_dotted_keys(self) -> bool {
        matches!(self, Self::Yaml | Self::Json | Self::Toml)
    }

    /// The marks that begin a comment, where the form is one whose values' places show what is none.
    pub(in crate::source) const fn marks(self) -> &'static [&'static str] {
        match self {
            Self::Yaml | Self::Xml => &[],
            Self::Json | Self::JavaScript | Self::Prisma => &["//", "/*"],
            Self::Php | Self::Libconfig => &["//", "#", "/*"],
            Self::Properties => &["#", "!"],
            Self::Toml | Self::Env | Self::Python | Self::Ruby => &["#"],
            Self::Ini => &["#", ";"],
        }
    }
}

/// Whether a text is ProxySQL's configuration: nobody else's pools are written in libconfig.
fn is_libconfig(text: &str) -> bool {
    ["mysql_variables", "mysql_servers", "admin_variables"].iter().any(|name| text.contains(name)) && text.contains('{')
}

fn by_text(text: &str) -> Form {
    let start = text.trim_start();
    if start.starts_with("<?php") {
        return Form::Php;
    }
    if ["<?xml", "<!DOCTYPE", "<configuration", "<connectionStrings"].iter().any(|tag| start.starts_with(tag)) {
        return Form::Xml;
    }
    if is_libconfig(text) {
        return Form::Libconfig;
    }
    if text.trim_start().starts_with('{') && !text.trim_start().starts_with("{{") {
        return Form::Json;
    }
    let lines = Lines::of(text);
    match lines {
        _ if !lines.are_keys() => Form::Yaml,
        Lines { heads: 0, equals, variables, .. } if equals == variables => Form::Env,
        _ if crate::source::forms::toml::is_toml(text) => Form::Toml,
        Lines { heads: 0, .. } => Form::Properties,
        _ => Form::Ini,
    }
}

/// What the lines of a text look like. Those of a template tell nothing.
#[derive(Default)]
struct Lines {
    /// `[section]`
    heads: usize,
    /// `key = value`
    equals: usize,
    /// Those of them whose key is the name of an environment variable.
    variables: usize,
    /// `key: value`, and what is neither.
    others: usize,
    /// Lines that only other forms have.
    foreign: usize,
}

/// Lines that are looked at to tell a text's form.
const LOOKED_AT: usize = 2000;

impl Lines {
    fn of(text: &str) -> Self {
        let mut lines = Self::default();
        let meaningful = |line: &&str| !line.is_empty() && !line.starts_with(['#', ';', '!']) && !template_line(line);
        for line in text.lines().map(str::trim).filter(meaningful).take(LOOKED_AT) {
            if line.ends_with('{') || line.starts_with("- ") || line == "---" || line.starts_with("<?") {
                lines.foreign += 1;
            } else if is_head(line) {
                lines.heads += 1;
            } else if let Some(key) = key_of(line) {
                lines.equals += 1;
                lines.variables += usize::from(is_variable(key));
            } else {
                lines.others += 1;
            }
        }
        lines
    }

    /// Whether they are `key = value` lines for sure.
    const fn are_keys(&self) -> bool {
        self.foreign == 0 && (self.heads > 0 || self.equals > self.others)
    }

    /// Whether a file whose name says so is an INI file.
    const fn may_be_ini(&self) -> bool {
        self.heads > 0 || self.foreign == 0 && (self.equals > 0 || self.others == 0)
    }
}

fn template_line(trimmed: &str) -> bool {
    ["{{", "{%", "{#", "<%"].iter().any(|mark| trimmed.starts_with(mark))
}

fn is_head(line: &str) -> bool {
    let inside = line.split([';', '#']).next().unwrap_or_default().trim_end();
    let inside = inside.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inside = inside.map(|inside| inside.trim_matches(['[', ']', ' ']));
    inside.is_some_and(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_') && !name.contains(','))
}

/// The key of a `key = value` line.
fn key_of(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim_end();
    let plain = |c: char| c.is_alphanumeric() || "_.-[]\"'%/ ".contains(c);
    (!key.is_empty() && key.chars().all(plain) && !value.starts_with(['>', '='])).then_some(key)
}

fn is_variable(key: &str) -> bool {
    let name = key.strip_prefix("export ").unwrap_or(key).trim();
    name.contains(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(name: &str, text: &str) -> Form {
        Form::of(&SourceFile::new(name, text))
    }

    #[test]
    fn a_name_tells_the_form() {
        for (name, form) in [
            ("src/main/resources/application.properties", Form::Properties),
            ("C:\\app\\Application.YML", Form::Yaml),
            ("appsettings.Production.json", Form::Json),
            ("tsconfig.jsonc", Form::Json),
            ("Rocket.toml", Form::Toml),
            ("keystone.conf.j2", Form::Ini),
            ("my.cnf", Form::Ini),
            ("alembic.ini", Form::Ini),
            (".env", Form::Env),
            (".env.production", Form::Env),
            (".env.example", Form::Env),
            ("deploy/prod.env", Form::Env),
            ("database.yml.erb", Form::Yaml),
            ("app.toml.tmpl.dist", Form::Toml),
        ] {
            assert_eq!(Form::by_name(name), Some(form), "{name}");
        }
        for name in ["README", "main.go", "environment", "yaml", ".template"] {
            assert_eq!(Form::by_name(name), None, "{name}");
        }
    }

    #[test]
    fn a_program_has_a_language_and_settings_have_none() {
        for (name, language) in [
            ("config/database.php", Some(Language::Php)),
            ("app/settings.py", Some(Language::Python)),
            ("src/db.ts", Some(Language::Node)),
            ("db.rb", Some(Language::Ruby)),
            ("config.json5", None),
            ("application.yml", None),
            ("main.go", None),
        ] {
            assert_eq!(Form::language(name), language, "{name}");
        }
    }

    #[test]
    fn a_text_without_a_name_tells_its_form() {
        for (text, form) in [
            ("pool:\n  max_open: 5\n", Form::Yaml),
            ("- a\n- b=c\n", Form::Yaml),
            ("", Form::Yaml),
            ("just words", Form::Yaml),
            ("<?php\nreturn [\n  'max' => 5,\n];\n", Form::Php),
            ("<?xml version=\"1.0\"?>\n<Context/>\n", Form::Xml),
            ("package main\n\nvar x = 1\n\nfunc main() {\n  y = 2\n}\n", Form::Yaml),
            ("{{- if .Values.x }}\npool: {a: 1}\n{{- end }}\n", Form::Yaml),
            ("<configuration>\n</configuration>\n", Form::Xml),
            ("url: mysql://u:p@h/d?a=b&c=d\n", Form::Yaml),
            ("\n {\"pool\": {\"max\": 5}}", Form::Json),
            ("# c\nspring.datasource.url=jdbc:mysql://h/d\n", Form::Properties),
            ("[database]\nmax_connections = 5\nurl = \"mysql://h/d\"\n", Form::Toml),
            ("[[pools]]\nname = 'a'\n", Form::Toml),
            ("[database]\nconnection = mysql+pymysql://u:p@h/d\n", Form::Ini),
            ("[mysqld]\nskip-name-resolve\n", Form::Ini),
            ("DB_HOST=h\nexport DB_POOL=5\n", Form::Env),
        ] {
            assert_eq!(of("<stdin>", text), form, "{text}");
            assert_eq!(of("settings", text), form, "{text}");
        }
    }

    #[test]
    fn a_conf_that_is_no_ini_is_not_read_as_one() {
        assert_eq!(of("mongod.conf", "net:\n  port: 27017\n"), Form::Yaml);
        assert_eq!(of("application.conf", "db {\n  pool {\n    max = 5\n  }\n}\n"), Form::Yaml);
        assert_eq!(of("proxy.cnf", "a=1\nmysql_variables=\n{\n  max=5\n}\n"), Form::Libconfig);
        assert_eq!(of("a.ini", "k = v\n  more\n  and more\n"), Form::Ini);
        assert_eq!(of("my.cnf", "# nothing yet\n"), Form::Ini);
        assert_eq!(of("keycloak.conf", "db=mysql\ndb-pool-max-size=50\n"), Form::Ini);
    }

    proptest! {
        #[test]
        fn any_text_has_a_form(name in "\\PC{0,12}", text in "[ -~\\n\u{e4}]{0,120}") {
            let _ = of(&name, &text);
        }
    }
}
