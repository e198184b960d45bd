//! The forms that are read: the record of each, and which of them a file is of, by its name or else by its text.
//!
//! A form is a file of its own, here or among the programs, with its record (`FORM`) and its reader; a `mod` line and a line in
//! [`FORMS`] are all that it needs besides.

mod braces;
pub(super) mod dotted;
pub mod env;
mod ini;
mod json;
pub(super) mod libconfig;
pub(super) mod lines;
mod look;
pub(super) mod nest;
pub(super) mod prisma;
mod properties;
mod template;
mod toml;
pub(super) mod xml;
pub mod yaml;

use crate::source::error::ConfigError;
use crate::source::form::Form;
use crate::source::programs::{elixir, java, javascript, php, python, ruby, rust};
use crate::text::language::Language;
use crate::text::place::{STDIN, SourceFile};

/// All forms. Of two that a text looks like, or that a name tells, the first counts.
pub(in crate::source) static FORMS: [&Form; 20] = [
    &yaml::FORM,
    &json::FORM,
    &toml::FORM,
    &ini::FORM,
    &properties::FORM,
    &env::FORM,
    &xml::FORM,
    &libconfig::FORM,
    &braces::FORM,
    &prisma::FORM,
    &php::FORM,
    &python::FORM,
    &javascript::FORM,
    &json::JSON5,
    &ruby::FORM,
    &elixir::FORM,
    &rust::FORM,
    &java::JAVA_FORM,
    &java::KOTLIN_FORM,
    &java::CSHARP_FORM,
];

/// The form of what cannot be told.
static ANY: &Form = &yaml::FORM;

/// Endings that say that a file is made into another one, whose name stands before.
const MADE_FROM: [&str; 12] =
    ["j2", "jinja", "jinja2", "erb", "tpl", "tmpl", "gotmpl", "template", "example", "sample", "dist", "default"];

/// Endings of files that no form is for, and that are read as [`ANY`] where somebody names them.
const OF_NO_FORM: [&str; 6] = [".conf", ".scala", ".groovy", ".lua", ".ex", ".tf"];

impl Form {
    /// All forms that are read.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        FORMS.iter().copied()
    }

    /// The form of a file.
    pub fn of(file: &SourceFile) -> &'static Self {
        let named = if &**file.name() == STDIN { Vec::new() } else { Self::named(file.name()) };
        let text = file.text();
        if named.is_empty() {
            let mut forms = FORMS.iter().filter(|form| (form.begins)(text));
            return forms.next().or_else(|| FORMS.iter().find(|form| (form.looks)(text))).copied().unwrap_or(ANY);
        }
        // `.conf` is whatever its program reads.
        let mut sure = named.iter().filter(|form| (form.begins)(text));
        sure.next().or_else(|| named.iter().find(|form| (form.may_be)(text))).copied().unwrap_or(ANY)
    }

    /// The forms that a file's name tells; none where it is of none that is read.
    pub(in crate::source) fn named(name: &str) -> Vec<&'static Self> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
        let mut name = name.as_str();
        while let Some((before, _)) = name.rsplit_once('.').filter(|(_, last)| MADE_FROM.contains(last)) {
            name = before;
        }
        let whole: Vec<_> = FORMS.iter().copied().filter(|form| form.is_stem_of(name)).collect();
        if whole.is_empty() { FORMS.iter().copied().filter(|form| form.ends(name)).collect() } else { whole }
    }

    /// Whether it is INI, of which several programs have a dialect of their own.
    pub fn is_ini(&self) -> bool {
        self.name == ini::FORM.name
    }

    /// The language of a program, by its name alone; none where programs of any language may read
    /// the file, as they read JSON5.
    pub fn language(file: &str) -> Option<Language> {
        Self::named(file).first()?.language
    }
}

/// The error of a file that was read as YAML because its name and its text tell no form, such as HOCON or Rust.
pub(crate) fn of_no_form(file: &SourceFile, error: ConfigError) -> ConfigError {
    let is_named = |ending: &&str| file.name().to_ascii_lowercase().ends_with(*ending);
    if !OF_NO_FORM.iter().any(is_named) {
        return error;
    }
    let message = format!("this is of no form that is read ({})", error.message);
    ConfigError { message, ..error }.help(what_is_read())
}

fn what_is_read() -> String {
    let settings: Vec<_> = FORMS.iter().filter(|form| !form.is_program).map(|form| form.name).collect();
    let programs: Vec<_> = FORMS.iter().filter(|form| form.language.is_some()).map(|form| form.name).collect();
    let (last, settings) = settings.split_last().unwrap_or((&"", &[]));
    format!(
        "{} and {last} are read, and of {} and Go what is literal; write a poolcheck.yaml that says what this file says",
        settings.join(", "),
        programs.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(name: &str, text: &str) -> &'static str {
        Form::of(&SourceFile::new(name, text)).name
    }

    fn named(name: &str) -> Vec<&'static str> {
        Form::named(name).into_iter().map(|form| form.name).collect()
    }

    #[test]
    fn a_name_tells_the_form() {
        for (name, form) in [
            ("src/main/resources/application.properties", "properties"),
            ("C:\\app\\Application.YML", "YAML"),
            ("appsettings.Production.json", "JSON"),
            ("tsconfig.jsonc", "JSON"),
            ("Rocket.toml", "TOML"),
            ("keystone.conf.j2", "INI"),
            ("my.cnf", "INI"),
            ("alembic.ini", "INI"),
            (".env", ".env"),
            (".env.production", ".env"),
            (".env.example", ".env"),
            ("deploy/prod.env", ".env"),
            ("database.yml.erb", "YAML"),
            ("app.toml.tmpl.dist", "TOML"),
        ] {
            assert_eq!(named(name).first(), Some(&form), "{name}");
        }
        for name in ["README", "main.go", "environment", "yaml", ".template"] {
            assert!(named(name).is_empty(), "{name}");
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
            ("pool:\n  max_open: 5\n", "YAML"),
            ("- a\n- b=c\n", "YAML"),
            ("", "YAML"),
            ("just words", "YAML"),
            ("<?php\nreturn [\n  'max' => 5,\n];\n", "PHP"),
            ("<?xml version=\"1.0\"?>\n<Context/>\n", "XML"),
            ("package main\n\nvar x = 1\n\nfunc main() {\n  y = 2\n}\n", "YAML"),
            ("{{- if .Values.x }}\npool: {a: 1}\n{{- end }}\n", "YAML"),
            ("<configuration>\n</configuration>\n", "XML"),
            ("url: mysql://u:p@h/d?a=b&c=d\n", "YAML"),
            ("\n {\"pool\": {\"max\": 5}}", "JSON"),
            ("# c\nspring.datasource.url=jdbc:mysql://h/d\n", "properties"),
            ("[database]\nmax_connections = 5\nurl = \"mysql://h/d\"\n", "TOML"),
            ("[[pools]]\nname = 'a'\n", "TOML"),
            ("[database]\nconnection = mysql+pymysql://u:p@h/d\n", "INI"),
            ("[mysqld]\nskip-name-resolve\n", "INI"),
            ("DB_HOST=h\nexport DB_POOL=5\n", ".env"),
        ] {
            assert_eq!(of("<stdin>", text), form, "{text}");
            assert_eq!(of("settings", text), form, "{text}");
        }
    }

    #[test]
    fn a_conf_that_is_no_ini_is_not_read_as_one() {
        assert_eq!(of("mongod.conf", "net:\n  port: 27017\n"), "YAML");
        assert_eq!(of("application.conf", "db {\n  pool {\n    max = 5\n  }\n}\n"), "HOCON");
        assert_eq!(of("nginx.conf", "http {\n    passenger_max_pool_size 16;\n}\n"), "HOCON");
        assert_eq!(of("sql", "sql {\n\tpool {\n\t\tmax = 5\n\t}\n}\n"), "HOCON");
        assert_eq!(of("build", "function build() {\n  x = 5\n}\n"), "YAML");
        assert_eq!(of("proxy.cnf", "a=1\nmysql_variables=\n{\n  max=5\n}\n"), "libconfig");
        assert_eq!(of("a.ini", "k = v\n  more\n  and more\n"), "INI");
        assert_eq!(of("my.cnf", "# nothing yet\n"), "INI");
        assert_eq!(of("keycloak.conf", "db=mysql\ndb-pool-max-size=50\n"), "INI");
    }

    #[test]
    fn each_form_has_a_name_of_its_own_and_says_how_its_files_are_called() {
        for (at, form) in FORMS.iter().enumerate() {
            let others = FORMS.iter().skip(at + 1).filter(|other| other.name == form.name);
            assert_eq!((form.name.is_empty(), others.count()), (false, 0), "{form:?}");
            assert!(!form.endings.is_empty(), "{form:?}");
        }
    }

    #[test]
    fn what_is_read_is_what_there_is() {
        let read = "YAML, JSON, TOML, INI, properties, .env, XML, libconfig, HOCON and Prisma are read, and of PHP, Python, JavaScript, \
                    Ruby, Elixir, Rust, Java, Kotlin, C# and Go what is literal; write a poolcheck.yaml that says what this file says";
        assert_eq!(what_is_read(), read);
    }

    proptest! {
        #[test]
        fn any_text_has_a_form(name in "\\PC{0,12}", text in "[ -~\\n\u{e4}]{0,120}") {
            let _ = of(&name, &text);
        }
    }
}
