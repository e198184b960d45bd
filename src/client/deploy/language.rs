//! Which program can hold the pools of which library: those of its own language.

use crate::client::deploy::process_type::Runner;
use crate::client::pool::library::Library;

impl Runner {
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
        let runs = |runner: Runner, name| runner.runs(libraries::named(name).expect("a library"));
        assert!(runs(Runner::Puma, "rails") && !runs(Runner::Puma, "go"));
        assert!(runs(Runner::Gunicorn, "sqlalchemy") && !runs(Runner::Gunicorn, "bb8-rust"));
        assert!(runs(Runner::PhpFpm, "laravel") && !runs(Runner::PhpFpm, "hyperf"));
        assert!(runs(Runner::Pm2, "generic") && runs(Runner::Pm2, "mysqljs-node"));
    }
}
