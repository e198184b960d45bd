//! Which language a pool library is of, so that a program runs only pools that it can.

use super::unit::Program;

/// A language, as far as programs differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Ruby,
    Python,
    Php,
    Node,
    /// One process holds all: Go, the JVM, Rust, .NET, and servers between.
    Threads,
}

/// Libraries by language; what is in none of them may run under anything.
const LANGUAGES: [(Language, &[&str]); 5] = [
    (Language::Ruby, &["rails", "sequel", "trilogy", "mysql2-ruby"]),
    (
        Language::Python,
        &[
            "sqlalchemy",
            "django",
            "peewee",
            "aiomysql",
            "asyncmy",
            "mysql-connector",
            "mysql-connector-python",
            "tortoise",
        ],
    ),
    (Language::Php, &["laravel", "doctrine", "pdo", "mysqli", "php", "php-fpm", "symfony"]),
    (Language::Node, &["mysql2-node", "mysqljs", "mariadb-node", "knex", "sequelize", "typeorm", "prisma"]),
    (
        Language::Threads,
        &[
            "go",
            "hikaricp",
            "tomcat-jdbc",
            "dbcp2",
            "druid",
            "c3p0",
            "agroal",
            "vertx",
            "ebean",
            "sqlx-rust",
            "mysql-rust",
            "deadpool",
            "r2d2",
            "bb8",
            "mysqlconnector-net",
            "mysql-data-net",
            "hyperf",
            "swoole",
            "proxysql",
            "maxscale",
            "vitess",
        ],
    ),
];

impl Program {
    const fn language(self) -> Language {
        match self {
            Self::Puma | Self::Unicorn | Self::Sidekiq => Language::Ruby,
            Self::Gunicorn | Self::Uvicorn | Self::Uwsgi | Self::Celery => Language::Python,
            Self::PhpFpm => Language::Php,
            Self::Pm2 => Language::Node,
        }
    }

    /// Whether it can hold a pool of this library.
    pub fn runs(self, library: &str) -> bool {
        let language = LANGUAGES.iter().find(|(_, names)| names.contains(&library)).map(|(language, _)| *language);
        language.is_none_or(|language| language == self.language())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_runs_the_pools_of_its_language() {
        assert!(Program::Puma.runs("rails") && !Program::Puma.runs("go"));
        assert!(Program::Gunicorn.runs("sqlalchemy") && !Program::Gunicorn.runs("rails"));
        // Hyperf is Swoole's, which starts workers of its own.
        assert!(Program::PhpFpm.runs("laravel") && !Program::PhpFpm.runs("hyperf"));
        assert!(Program::Pm2.runs("generic"));
    }

    #[test]
    fn no_library_is_of_two_languages() {
        let mut names: Vec<_> = LANGUAGES.iter().flat_map(|(_, names)| names.iter()).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
