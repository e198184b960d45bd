//! What runs the application's processes: a program with its workers and threads, as a command line or a file of its own
//! states them.

use crate::client::deploy::service::{Variable, value_of};
use crate::source::Form;
use crate::source::node::Node;
use crate::source::placeholders;
use crate::text::origin::{Origin, OriginKind, Stated};
use crate::text::place::{Place, SourceFile};
use crate::text::quantity;

/// A program that runs an application in several processes or threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// Ruby: workers are processes, threads share the process's pool.
    Puma,
    /// Ruby: worker_processes.
    Unicorn,
    /// Ruby: one process, its concurrency is threads.
    Sidekiq,
    /// Python: workers are forked processes.
    Gunicorn,
    /// Python: uvicorn, hypercorn, granian and `fastapi run` count workers alike.
    Uvicorn,
    /// Python: processes, also called workers.
    Uwsgi,
    /// Python: the concurrency of a prefork pool is processes.
    Celery,
    /// PHP: each child is a process, and a connection where there is no pool.
    PhpFpm,
    /// Node.js: instances are processes.
    Pm2,
    /// PHP: Laravel's server, whose workers and task workers stay.
    Octane,
    /// PHP: Laravel's queues, a process for each job at a time.
    Horizon,
    /// PHP: one worker of a queue, or another long-running command.
    Artisan,
    /// PHP: workers that stay, each with pools of its own.
    Webman,
    /// PHP inside of Apache: each of its processes serves one request.
    Apache,
    /// Ruby, Python or Node inside of nginx: processes that it starts as it needs them.
    Passenger,
    /// Python: OpenStack's services, which share a file.
    OpenStack,
}

/// A number of processes or threads, as far as its text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// A number.
    Known(u64),
    /// An environment variable, perhaps with a default.
    Variable {
        /// The variable's name.
        name: String,
        /// What is taken where it is not set.
        default: Option<u64>,
    },
    /// Something that only the machine or the application knows.
    Unknown,
}

/// An amount where it is written.
#[derive(Debug, Clone)]
pub struct Count {
    /// How many.
    pub amount: Amount,
    /// The text as written.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// One kind of process of an application.
#[derive(Debug, Clone)]
pub struct ProcessType {
    /// Its name in the file: `web` in a Procfile, an app of PM2, a pool of php-fpm.
    pub name: String,
    /// The program, where it is one that is known.
    pub runner: Option<Runner>,
    /// Where it stands.
    pub place: Place,
    /// Processes that the program starts.
    pub processes: Option<Count>,
    /// How often the program itself is started, such as supervisor's numprocs.
    pub copies: Option<Count>,
    /// Threads in a process.
    pub threads: Option<Count>,
    /// The program's own file, as its command line names it.
    pub settings: Option<String>,
    /// The environment that comes with it, as an image has one.
    pub environment: Vec<Variable>,
    /// It ends when its work is done.
    pub once: bool,
}

impl ProcessType {
    /// A process_type of which nothing else is known.
    pub fn new(name: impl Into<String>, runner: Option<Runner>, place: Place) -> Self {
        Self {
            name: name.into(),
            runner,
            place,
            processes: None,
            copies: None,
            threads: None,
            settings: None,
            environment: Vec::new(),
            once: false,
        }
    }
}

impl Runner {
    /// The name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Puma => "Puma",
            Self::Unicorn => "Unicorn",
            Self::Sidekiq => "Sidekiq",
            Self::Gunicorn => "Gunicorn",
            Self::Uvicorn => "Uvicorn",
            Self::Uwsgi => "uWSGI",
            Self::Celery => "Celery",
            Self::PhpFpm => "php-fpm",
            Self::Pm2 => "PM2",
            Self::Octane => "Octane",
            Self::Horizon => "Horizon",
            Self::Artisan => "artisan",
            Self::Webman => "webman",
            Self::Apache => "Apache",
            Self::Passenger => "Passenger",
            Self::OpenStack => "OpenStack",
        }
    }

    /// Whether `WEB_CONCURRENCY` is its number of workers where nothing else says one: gunicorn's settings, uvicorn's
    /// `--workers`, puma's cluster mode.
    pub const fn reads_web_concurrency(self) -> bool {
        matches!(self, Self::Puma | Self::Gunicorn | Self::Uvicorn)
    }

    /// Whether it works beside what serves the web, and adds to that.
    pub const fn is_beside_web(self) -> bool {
        matches!(self, Self::Horizon)
    }

    /// Its processes where nothing says another number; none where that depends on the machine or on a packaged file.
    pub const fn default_processes(self) -> Option<u64> {
        match self {
            // Celery's, Octane's and webman's defaults count the processors, php-fpm's stands in the www.conf of its package.
            Self::Celery | Self::PhpFpm | Self::Octane | Self::Webman | Self::Horizon => None,
            // https://www.phusionpassenger.com/docs/references/config_reference/nginx/#passenger_max_pool_size
            Self::Passenger => Some(6),
            _ => Some(1),
        }
    }
}

impl Count {
    /// The count that a value states; none where it is nothing. Of a program the text is its code.
    pub fn of(file: &SourceFile, value: &Node) -> Option<Self> {
        let written = file.text().get(value.span.start..value.span.end).unwrap_or_default();
        let is_code = Form::language(file.name()).is_some();
        let count = || Self {
            amount: value.text().map_or(Amount::Unknown, amount),
            text: if is_code { written } else { written.trim_matches(['"', '\'']) }.to_owned(),
            place: file.place(value.span),
        };
        (!value.is_null()).then(count)
    }

    /// The number with its origin, in an environment; one where nothing resolves it, and the origin says so.
    pub fn settle(&self, environment: &[Variable]) -> Stated<u64> {
        let file = || Origin::file(self.place.clone());
        match &self.amount {
            // Puma's and PM2's zero is no cluster: the one process that there always is.
            Amount::Known(count) => Stated::new((*count).max(1), file()),
            Amount::Variable { name, default } => match (value_of(environment, name), default) {
                (Some(found), _) => found,
                (None, Some(count)) => Stated::new((*count).max(1), file().with_note(format!("the default of {name}"))),
                (None, None) => self.unresolved(),
            },
            Amount::Unknown => self.unresolved(),
        }
    }

    fn unresolved(&self) -> Stated<u64> {
        let words: Vec<_> = self.text.split_whitespace().collect();
        Stated::new(1, unresolved(&self.place, &format!("`{}` is not resolved", words.join(" "))))
    }
}

/// An origin of a number that nobody knows, and that is taken to be one.
pub fn unresolved(place: &Place, why: &str) -> Origin {
    Origin { kind: OriginKind::Unresolved, ..Origin::file(place.clone()).with_note(format!("{why}; one is assumed")) }
}

/// Reads an amount as command lines and configuration files write it, or a placeholder that their readers made of code: `4`,
/// `$N`, `${N:-4}`, `$(N)`.
pub fn amount(text: &str) -> Amount {
    let known = |text: &str| quantity::count(text.trim()).ok();
    let variable = || placeholders::variable(text.trim());
    match (known(text), variable()) {
        (Some(count), _) => Amount::Known(count),
        (None, Some((name, default))) => Amount::Variable { name: name.to_owned(), default: default.and_then(known) },
        (None, None) => Amount::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, default: Option<u64>) -> Amount {
        Amount::Variable { name: name.to_owned(), default }
    }

    #[test]
    fn numbers_and_variables_are_told_apart() {
        assert_eq!(amount("4"), Amount::Known(4));
        assert_eq!(amount("$WORKERS"), variable("WORKERS", None));
        assert_eq!(amount("${WORKERS:-3}"), variable("WORKERS", Some(3)));
        assert_eq!(amount("$(WORKERS)"), variable("WORKERS", None));
        for text in ["max", "auto", "$((2 * 3))", "$(nproc --all)", "", "-1", "$"] {
            assert_eq!(amount(text), Amount::Unknown, "{text}");
        }
    }
}
