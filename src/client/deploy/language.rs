//! Which program can hold the pools of which library: those of its own language.

use crate::client::deploy::unit::Program;
use crate::client::pool::library::Library;

impl Program {
    const fn language(self) -> &'static str {
        match self {
            Self::Puma | Self::Unicorn | Self::Sidekiq => "Ruby",
            Self::Gunicorn | Self::Uvicorn | Self::Uwsgi | Self::Celery => "Python",
            Self::PhpFpm => "PHP",
            Self::Pm2 => "Node",
        }
    }

    /// Whether it can hold a pool of this library. Hyperf is Swoole's, which starts workers of its own.
    pub fn runs(self, library: &Library) -> bool {
        let own = library.language == self.language() && library.name != "hyperf";
        own || library.language == "any"
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
