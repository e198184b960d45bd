//! Which program a command line starts, with how many processes and threads.

use crate::client::deploy::command_words::{self, Word};
use crate::client::deploy::process_type::{Amount, Count, ProcessType, Runner, amount};
use crate::text::place::{Place, SourceFile};

/// How one program's command line says its numbers.
struct Options {
    runner: Runner,
    /// Names under which it is started.
    names: &'static [&'static str],
    processes: &'static [&'static str],
    /// Options that start more processes beside those.
    also: &'static [&'static str],
    threads: &'static [&'static str],
    /// Options that name the program's own file.
    settings: &'static [&'static str],
}

/// From the programs' own help: gunicorn(1), uvicorn(1), puma(1), unicorn(1), uwsgi(1), celery-worker(1), sidekiq(1), pm2(1),
/// and `php artisan octane:start --help`.
const PROGRAMS: [Options; 11] = [
    Options {
        runner: Runner::Gunicorn,
        names: &["gunicorn"],
        processes: &["-w", "--workers"],
        also: &[],
        threads: &["--threads"],
        settings: &["-c", "--config"],
    },
    Options {
        runner: Runner::Uvicorn,
        names: &["uvicorn", "hypercorn", "granian", "fastapi"],
        processes: &["-w", "--workers"],
        also: &[],
        threads: &[],
        settings: &[],
    },
    Options {
        runner: Runner::Puma,
        names: &["puma"],
        processes: &["-w", "--workers"],
        also: &[],
        threads: &["-t", "--threads"],
        settings: &["-C", "--config"],
    },
    Options {
        runner: Runner::Unicorn,
        names: &["unicorn", "unicorn_rails"],
        processes: &[],
        also: &[],
        threads: &[],
        settings: &["-c", "--config-file"],
    },
    Options {
        runner: Runner::Uwsgi,
        names: &["uwsgi"],
        processes: &["-p", "--processes", "--workers"],
        also: &[],
        threads: &["--threads"],
        settings: &["--ini"],
    },
    Options {
        runner: Runner::Celery,
        names: &["celery"],
        processes: &["-c", "--concurrency"],
        also: &[],
        threads: &[],
        settings: &[],
    },
    Options {
        runner: Runner::Sidekiq,
        names: &["sidekiq"],
        processes: &[],
        also: &[],
        threads: &["-c", "--concurrency"],
        settings: &[],
    },
    Options {
        runner: Runner::Pm2,
        names: &["pm2", "pm2-runtime", "pm2-docker"],
        processes: &["-i", "--instances"],
        also: &[],
        threads: &[],
        settings: &[],
    },
    Options {
        runner: Runner::PhpFpm,
        names: &["php-fpm"],
        processes: &[],
        also: &[],
        threads: &[],
        settings: &["-y", "--fpm-config"],
    },
    Options {
        runner: Runner::Octane,
        names: &["octane:start"],
        processes: &["--workers"],
        also: &["--task-workers"],
        threads: &[],
        settings: &[],
    },
    Options {
        runner: Runner::Artisan,
        names: &["queue:work", "queue:listen", "schedule:work", "reverb:start"],
        processes: &[],
        also: &[],
        threads: &[],
        settings: &[],
    },
];

/// The program that a command line starts; none where it is not one that is known.
pub(super) fn started(file: &SourceFile, name: &str, words: &[Word]) -> Option<ProcessType> {
    let (at, options) = words.iter().enumerate().find_map(|(at, word)| Some((at, runner(word, words.get(at + 1))?)))?;
    let start = words.get(at)?;
    let own: Vec<&Word> = words.iter().skip(at + 1).take_while(|word| !is_separator(&word.text)).collect();
    let mut kind = ProcessType::new(name, Some(options.runner), file.place(start.span));
    kind.processes = with_more(number(file, &own, options.processes), number(file, &own, options.also));
    kind.threads = number(file, &own, options.threads);
    kind.settings = option(&own, options.settings).map(|(_, text)| text);
    if options.runner == Runner::Celery && !forks(&own) {
        let place = kind.place.clone();
        kind.processes = Some(Count { amount: Amount::Known(1), text: "1".to_owned(), place });
    }
    Some(kind)
}

/// The program of a word, by its last part; php-fpm's carry a version, and `rails server` is puma.
fn runner(word: &Word, next: Option<&Word>) -> Option<&'static Options> {
    let name = word.text.rsplit('/').next()?;
    let server = name == "rails" && next.is_some_and(|next| matches!(next.text.as_str(), "server" | "s"));
    let name = if server { "puma" } else { name };
    let unversioned = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    PROGRAMS.iter().find(|options| options.names.contains(&name) || options.names.contains(&unversioned))
}

fn is_separator(word: &str) -> bool {
    matches!(word, "&&" | "||" | ";" | "|" | "&")
}

/// Whether celery starts a worker with a pool of processes: its beat and its other pools are one.
fn forks(own: &[&Word]) -> bool {
    let worker = own.iter().any(|word| word.text == "worker");
    let pool = option(own, &["-P", "--pool"]);
    worker && pool.is_none_or(|(_, pool)| pool == "prefork" || pool == "processes")
}

/// A number of processes with those that are started beside them. Nothing is made of a part that is not a number.
fn with_more(count: Option<Count>, more: Option<Count>) -> Option<Count> {
    let count = count?;
    match (&count.amount, more.map(|more| (more.amount, more.text))) {
        (Amount::Known(own), Some((Amount::Known(more), text))) => Some(Count {
            amount: Amount::Known(own.saturating_add(more)),
            text: format!("{} + {text}", count.text),
            ..count
        }),
        _ => Some(count),
    }
}

/// What options in a variable of the environment say, as `GUNICORN_CMD_ARGS` does: processes and threads.
pub(super) fn in_variable(runner: Runner, text: &str, place: &Place) -> (Option<Count>, Option<Count>) {
    let words = command_words::of_text(text, 0);
    let own: Vec<&Word> = words.iter().collect();
    let Some(options) = PROGRAMS.iter().find(|options| options.runner == runner) else { return (None, None) };
    let file = SourceFile::new("", text);
    let number = |names| number(&file, &own, names).map(|count| Count { place: place.clone(), ..count });
    (number(options.processes), number(options.threads))
}

fn number(file: &SourceFile, own: &[&Word], names: &[&str]) -> Option<Count> {
    let (word, text) = option(own, names)?;
    // Puma's threads are `min:max`.
    let most = text.rsplit_once(':').filter(|(min, _)| min.bytes().all(|b| b.is_ascii_digit()));
    let amount = amount(most.map_or(text.as_str(), |(_, max)| max));
    // PM2's 0 is all processors; nobody else's workers are none.
    let amount = if amount == Amount::Known(0) && names.contains(&"-i") { Amount::Unknown } else { amount };
    Some(Count { amount, text, place: file.place(word.span) })
}

/// The last value of an option in any of its forms: `--workers 4`, `--workers=4`, `-w 4`, `-w4`.
fn option<'w>(own: &[&'w Word], names: &[&str]) -> Option<(&'w Word, String)> {
    let mut found = None;
    for (at, word) in own.iter().enumerate() {
        for name in names {
            let Some(rest) = word.text.strip_prefix(name) else { continue };
            let short = name.len() == 2;
            if rest.is_empty() {
                found = own.get(at + 1).map(|value| (*value, value.text.clone())).or(found);
            } else if let Some(value) = rest.strip_prefix('=') {
                found = Some((*word, value.to_owned()));
            } else if short && rest.starts_with(|c: char| c.is_ascii_digit() || c == '$') {
                found = Some((*word, rest.to_owned()));
            }
        }
    }
    found
}

/// Words of a command that changes the schema and ends.
const MIGRATIONS: [&str; 9] =
    ["migrate", "migration", "migrations", "migrator", "alembic", "flyway", "liquibase", "goose", "seed"];

/// Whether a name or a command line is that of a migration.
pub(super) fn is_migration<'t>(texts: impl IntoIterator<Item = &'t str>) -> bool {
    let mut words = texts.into_iter().flat_map(crate::text::names::words);
    words.any(|word| MIGRATIONS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::command_words::of_text;

    fn of(text: &str) -> Option<ProcessType> {
        started(&SourceFile::new("Procfile", text), "web", &of_text(text, 0))
    }

    fn amounts(text: &str) -> (Option<Amount>, Option<Amount>) {
        let kind = of(text).expect(text);
        (kind.processes.map(|count| count.amount), kind.threads.map(|count| count.amount))
    }

    #[test]
    fn an_option_is_read_in_every_form() {
        let known = |count| Some(Amount::Known(count));
        for text in
            ["gunicorn a:app --workers 4", "gunicorn --workers=4 a:app", "gunicorn -w4 a:app", "gunicorn -w 4 a"]
        {
            assert_eq!(amounts(text).0, known(4), "{text}");
        }
        assert_eq!(amounts("bundle exec puma -w 2 -t 1:5 -p $PORT"), (known(2), known(5)));
        assert_eq!(amounts("bundle exec sidekiq -c 10"), (None, known(10)));
        assert_eq!(amounts("/usr/bin/python -m uvicorn a:app --workers 3"), (known(3), None));
        assert_eq!(amounts("uwsgi --http :8000 --processes 4 --threads 2"), (known(4), known(2)));
        assert_eq!(amounts("pm2-runtime start app.js -i max").0, Some(Amount::Unknown));
        assert_eq!(amounts("pm2 start app.js -i 0").0, Some(Amount::Unknown));
        assert_eq!(amounts("php artisan octane:start --workers=10 --task-workers=6").0, known(16));
        assert_eq!(amounts("php artisan octane:start --workers=auto").0, Some(Amount::Unknown));
        assert_eq!(amounts("bin/rails server -b 0.0.0.0"), (None, None));
    }

    #[test]
    fn celery_forks_only_in_a_worker_of_processes() {
        assert_eq!(amounts("celery -A app worker --concurrency 8").0, Some(Amount::Known(8)));
        assert_eq!(amounts("celery -A app worker -P gevent -c 500").0, Some(Amount::Known(1)));
        assert_eq!(amounts("celery -A app beat").0, Some(Amount::Known(1)));
        assert_eq!(amounts("celery -A app worker").0, None);
    }

    #[test]
    fn options_of_the_next_command_are_not_taken() {
        assert_eq!(amounts("gunicorn a:app && other -w 9").0, None);
        assert_eq!(of("./server --workers 4").map(|kind| kind.name), None);
        assert_eq!(of("php-fpm8.2 -F").and_then(|kind| kind.runner), Some(Runner::PhpFpm));
    }

    #[test]
    fn a_count_stands_where_it_is_written() {
        let place = of("gunicorn -w 4 a").and_then(|kind| kind.processes).expect("stated").place;
        assert_eq!((place.span.start, place.span.end), (12, 13));
    }

    #[test]
    fn a_migration_is_known_by_its_words() {
        assert!(is_migration(["bundle", "exec", "rake", "db:migrate"]));
        assert!(is_migration(["hydra-migrate"]));
        assert!(!is_migration(["immigrate-api", "serve"]));
    }
}
