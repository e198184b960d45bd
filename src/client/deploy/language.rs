//! Which program can hold the pools of which library: those of its own language.

use crate::client::deploy::unit::Program;
use crate::client::pool::library::Library;
use crate::text::language::Language;

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
    pub fn runs(self, library: &Library) -> bool {
        let own = library.language == self.language() && !library.starts_workers;
        own || library.language == Language::Any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries;

    #[test]
    fn a_program_runs_the_pools_of_its_language() {
        let runs = |program: Program, name| program.runs(libraries::named(name).expect("a library"));
        assert!(runs(Program::Puma, "rails") && !runs(Program::Puma, "go"));
        assert!(runs(Program::Gunicorn, "sqlalchemy") && !runs(Program::Gunicorn, "bb8-rust"));
        assert!(runs(Program::PhpFpm, "laravel") && !runs(Program::PhpFpm, "hyperf"));
        assert!(runs(Program::Pm2, "generic") && runs(Program::Pm2, "mysqljs-node"));
    }
}
