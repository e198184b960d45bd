//! Which program can hold the pools of which library: those of its own language.

use crate::client::deploy::process_type::Runner;
use crate::client::pool::library::Library;
use crate::text::language::Language;

impl Runner {
    const fn languages(self) -> &'static [Language] {
        match self {
            Self::Puma | Self::Unicorn | Self::Sidekiq => &[Language::Ruby],
            Self::Gunicorn | Self::Uvicorn | Self::Uwsgi | Self::Celery | Self::OpenStack => &[Language::Python],
            Self::PhpFpm | Self::Octane | Self::Horizon | Self::Artisan | Self::Webman | Self::Apache => {
                &[Language::Php]
            }
            Self::Pm2 => &[Language::Node],
            Self::Passenger => &[Language::Ruby, Language::Python, Language::Node],
        }
    }

    /// Whether it can hold a pool of this library.
    pub fn runs(self, library: &Library) -> bool {
        let own = self.languages().contains(&library.language) && !library.starts_workers;
        own || library.language == Language::Any
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
