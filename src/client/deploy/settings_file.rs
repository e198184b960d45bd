//! The files in which a program states its own processes and threads: `config/puma.rb` and `config/unicorn.rb`
//! (<https://puma.io/puma/Puma/DSL.html>), `gunicorn.conf.py` (<https://docs.gunicorn.org/en/stable/settings.html>), uWSGI's
//! ini (<https://uwsgi-docs.readthedocs.io/en/latest/Options.html>), php-fpm's `www.conf`
//! (<https://www.php.net/manual/en/install.fpm.configuration.php>) and Apache's `mpm_prefork.conf`, whose every child serves one
//! request at a time, nginx' directives for Passenger, webman's `config/server.php`, and the workers of OpenStack's services.

use crate::client::deploy::file_name;
use crate::client::deploy::process_type::{Count, ProcessType, Runner};
use crate::source::Form;
use crate::source::node::{Entry, Node};
use crate::text::place::{SourceFile, Span};

/// Keys that state processes, and those that state threads.
struct Keys {
    processes: &'static [&'static str],
    threads: &'static [&'static str],
}

const RUBY: Keys = Keys { processes: &["workers", "worker_processes"], threads: &["threads"] };
const GUNICORN: Keys = Keys { processes: &["workers"], threads: &["threads"] };
const UWSGI: Keys = Keys { processes: &["processes", "workers"], threads: &["threads"] };
const PHP_FPM: Keys = Keys { processes: &["pm.max_children"], threads: &[] };
const APACHE: Keys = Keys { processes: &["MaxRequestWorkers", "MaxClients"], threads: &[] };
const PASSENGER: Keys = Keys { processes: &["passenger_max_pool_size"], threads: &["passenger_thread_count"] };
const WEBMAN: Keys = Keys { processes: &["count"], threads: &[] };

/// The section of an ini that is uWSGI's.
const UWSGI_SECTION: &str = "uwsgi";

/// What a program's own file states, one for each pool of php-fpm; empty where the file is no program's own.
pub(super) fn read(file: &SourceFile, form: &Form, root: &Node) -> Vec<ProcessType> {
    match owner(file.name()) {
        Some((Runner::Webman, _)) if root.get("listen").is_none() => Vec::new(),
        Some((runner, keys)) => {
            vec![ProcessType::new(runner.title(), Some(runner), file.place(Span::default())).stating(file, root, keys)]
        }
        None if file_name(file.name()) == "horizon.php" => horizon(file, root),
        None if form.is_ini() => of_ini(file, root),
        None => of_directives(file, root),
    }
}

/// What web servers' directives say of the applications inside of them, at the top or in a block.
fn of_directives(file: &SourceFile, root: &Node) -> Vec<ProcessType> {
    let kinds = [(Runner::Passenger, &PASSENGER), (Runner::Apache, &APACHE)];
    let mut found = Vec::new();
    let mut blocks = vec![root];
    while let Some(block) = blocks.pop() {
        for (runner, keys) in kinds {
            if keys.processes.iter().any(|key| block.get(key).is_some()) {
                let kind = ProcessType::new(runner.title(), Some(runner), file.place(Span::default()));
                found.push(kind.stating(file, block, keys));
            }
        }
        let inner = block.entries().unwrap_or_default().iter().map(|entry| &*entry.value);
        blocks.extend(inner.filter(|node| node.entries().is_some()));
    }
    // Two of one server are one that stands twice.
    found.truncate(1);
    found
}

/// Horizon's supervisors in production: each runs up to `maxProcesses` (<https://laravel.com/docs/12.x/horizon#configuration>).
fn horizon(file: &SourceFile, root: &Node) -> Vec<ProcessType> {
    let of = |node: Option<&std::sync::Arc<Node>>, name: &str| node.and_then(|node| node.get(name).cloned());
    let defaults = root.get("defaults");
    let Some(production) = of(root.get("environments"), "production") else { return Vec::new() };
    let supervisor = |entry: &Entry| {
        let mut kind = ProcessType::new(&*entry.key, Some(Runner::Horizon), file.place(entry.key_span));
        let stated = entry.value.get("maxProcesses").cloned();
        let most = stated.or_else(|| of(of(defaults, &entry.key).as_ref(), "maxProcesses"));
        kind.processes = most.and_then(|most| Count::of(file, &most));
        kind
    };
    production.entries().unwrap_or_default().iter().map(supervisor).collect()
}

/// Whether a file from which these were read holds nothing else: uWSGI's section may stand beside an application's.
pub(super) fn is_all(types: &[ProcessType], root: &Node) -> bool {
    let is_own = |entry: &Entry| entry.key == UWSGI_SECTION;
    let is_of = |runner: Runner| types.iter().any(|kind| kind.runner == Some(runner));
    // OpenStack's workers stand beside the pool that they hold.
    !types.is_empty()
        && !is_of(Runner::OpenStack)
        && (!is_of(Runner::Uwsgi) || root.entries().unwrap_or_default().iter().all(is_own))
}

/// The program whose file it is, by its path: `config/puma.rb`, `config/puma/production.rb`, `gunicorn_config.py`.
fn owner(path: &str) -> Option<(Runner, &'static Keys)> {
    let file = file_name(path);
    let folder = path.strip_suffix(file).map_or("", |folder| file_name(folder.trim_end_matches(['/', '\\'])));
    let (stem, ending) = file.rsplit_once('.')?;
    match (folder, stem, ending) {
        (_, "puma", "rb") | ("puma", _, "rb") => Some((Runner::Puma, &RUBY)),
        (_, "unicorn", "rb") | ("unicorn", _, "rb") => Some((Runner::Unicorn, &RUBY)),
        (_, stem, "py") if stem.starts_with("gunicorn") => Some((Runner::Gunicorn, &GUNICORN)),
        ("config", "server", "php") => Some((Runner::Webman, &WEBMAN)),
        _ => None,
    }
}

fn of_ini(file: &SourceFile, root: &Node) -> Vec<ProcessType> {
    let sections = root.entries().unwrap_or_default().iter().filter(|entry| entry.value.entries().is_some());
    let named = sections.map(|entry| (entry.key.as_str(), entry.key_span, &*entry.value));
    // A file that a pool's section includes has no head of its own.
    let whole = std::iter::once(("", Span::default(), root));
    let kind = |(name, span, section): (&str, Span, &Node)| {
        let (runner, keys) = match name {
            UWSGI_SECTION => (Runner::Uwsgi, &UWSGI),
            _ if section.get("pm.max_children").is_some() => (Runner::PhpFpm, &PHP_FPM),
            _ => return None,
        };
        Some(ProcessType::new(name, Some(runner), file.place(span)).stating(file, section, keys))
    };
    let mut kinds: Vec<_> = whole.chain(named).filter_map(kind).collect();
    kinds.extend(of_openstack(file, root));
    kinds
}

/// The sections of OpenStack's files that are services of their own, with `workers` in them.
const OPENSTACK: [&str; 6] = ["conductor", "scheduler", "api", "workers", "worker", "notification"];

/// The workers of services that share one file, as `nova.conf` has them: `osapi_compute_workers`, and `workers` under `[conductor]`.
fn of_openstack(file: &SourceFile, root: &Node) -> Vec<ProcessType> {
    let connects = |name: &str| root.get(name).is_some_and(|section| section.get("connection").is_some());
    if !connects("database") && !connects("api_database") {
        return Vec::new();
    }
    let sections = root.entries().unwrap_or_default().iter().filter(|entry| entry.value.entries().is_some());
    let mut kinds = Vec::new();
    for section in sections {
        for entry in section.value.entries().unwrap_or_default() {
            let named = entry.key.ends_with("_workers")
                || (entry.key == "workers" && OPENSTACK.contains(&section.key.as_str()));
            if let Some(count) = Count::of(file, &entry.value).filter(|_| named) {
                let name = if entry.key == "workers" { &section.key } else { &entry.key };
                let mut kind = ProcessType::new(&**name, Some(Runner::OpenStack), file.place(entry.key_span));
                kind.processes = Some(count);
                kinds.push(kind);
            }
        }
    }
    kinds
}

impl ProcessType {
    /// With the counts that a section states; what stands last counts.
    fn stating(mut self, file: &SourceFile, section: &Node, keys: &Keys) -> Self {
        for Entry { key, value, .. } in section.entries().unwrap_or_default() {
            let into = match key.as_str() {
                key if keys.processes.contains(&key) => &mut self.processes,
                key if keys.threads.contains(&key) => &mut self.threads,
                _ => continue,
            };
            // Puma's `threads 1, 5`: at least and at most.
            let most = value.items().and_then(<[_]>::last).unwrap_or(value);
            *into = Count::of(file, most).or_else(|| into.take());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::process_type::Amount;
    use crate::source;
    use proptest::prelude::*;

    fn types(name: &str, text: &str) -> Vec<ProcessType> {
        let file = SourceFile::new(name, text);
        let documents = source::read(&file).unwrap_or_default();
        documents.iter().flat_map(|document| read(&file, document.form, &document.written)).collect()
    }

    /// The processes and threads of the only kind.
    fn of(name: &str, text: &str) -> (Option<Amount>, Option<Amount>) {
        let [kind] = types(name, text).try_into().expect("one kind");
        let ProcessType { processes, threads, .. } = kind;
        (processes.map(|count| count.amount), threads.map(|count| count.amount))
    }

    fn known(count: u64) -> Amount {
        Amount::Known(count)
    }

    fn variable(name: &str, default: Option<u64>) -> Amount {
        Amount::Variable { name: name.into(), default }
    }

    const PUMA: &str = "config/puma.rb";
    const PYTHON: &str = "gunicorn.conf.py";

    #[test]
    fn workers_and_the_most_threads_of_puma_are_read() {
        let text = "# workers 9\nworkers ENV.fetch(\"WEB_CONCURRENCY\") { 2 } # two\ncount = ENV.fetch('RAILS_MAX_THREADS', 5)\nthreads count, count\n";
        assert_eq!(
            of(PUMA, text),
            (Some(variable("WEB_CONCURRENCY", Some(2))), Some(variable("RAILS_MAX_THREADS", Some(5))))
        );
        assert_eq!(of(PUMA, "workers(3)\nthreads 1, 6\n"), (Some(known(3)), Some(known(6))));
        assert_eq!(of(PUMA, "workers :auto\nthreads_count = 3\n"), (Some(Amount::Unknown), None));
        assert_eq!(of(PUMA, "n = 4\nworkers n if n > 1\n").0, Some(known(4)));
        assert_eq!(
            of(PUMA, "workers (ENV['N'] || 2).to_i\nthreads(1, most)\n"),
            (Some(variable("N", Some(2))), Some(Amount::Unknown))
        );
        assert_eq!(of("config/unicorn.rb", "worker_processes 2 * 4\n").0, Some(known(8)));
    }

    #[test]
    fn a_number_of_gunicorn_is_read_and_an_arithmetic_of_the_machine_is_not() {
        assert_eq!(
            of(PYTHON, "bind = '0.0.0.0'\nworkers = 4  # four\nthreads = 2\n"),
            (Some(known(4)), Some(known(2)))
        );
        assert_eq!(of(PYTHON, "workers = 2 * 4\n").0, Some(known(8)));
        let text = "import multiprocessing\nworkers = multiprocessing.cpu_count() * 2 + 1\n";
        assert_eq!(of(PYTHON, text).0, Some(Amount::Unknown));
        let text = "n = int(os.environ.get('WEB_CONCURRENCY', '3'))\nworkers = n\n";
        assert_eq!(of(PYTHON, text).0, Some(variable("WEB_CONCURRENCY", Some(3))));
    }

    #[test]
    fn every_language_s_lookup_is_read() {
        for value in
            ["ENV.fetch(\"N\") { 2 }", "ENV.fetch('N', 2).to_i", "Integer(ENV['N'] || 2)", "ENV.fetch('N') { two }"]
        {
            assert_eq!(of(PUMA, &format!("two = 2\nworkers {value}\n")).0, Some(variable("N", Some(2))), "{value}");
        }
        for value in ["int(os.getenv('N', '2'))", "int(os.environ.get(\"N\", 2))", "os.getenv('N', TWO)"] {
            assert_eq!(of(PYTHON, &format!("TWO = 2\nworkers = {value}\n")).0, Some(variable("N", Some(2))), "{value}");
        }
        for value in ["ENV['N']", "ENV.fetch(\"N\") { Concurrent.physical_processor_count }"] {
            assert_eq!(of(PUMA, &format!("workers {value}\n")).0, Some(variable("N", None)), "{value}");
        }
        for value in ["int(os.getenv('N', 2)) * 2", "workers", "'auto'", "[1, x]"] {
            assert_eq!(of(PYTHON, &format!("workers = {value}\n")).0, Some(Amount::Unknown), "{value}");
        }
    }

    #[test]
    fn processes_and_threads_of_uwsgi_are_read() {
        let text = "[uwsgi]\nmodule = a:app\nworkers = 6\nthreads = 2\n";
        assert_eq!(of("uwsgi.ini", text), (Some(known(6)), Some(known(2))));
        let is_all = |text: &str| {
            let file = SourceFile::new("a.ini", text);
            let documents = source::read(&file).expect("INI");
            is_all(&of_ini(&file, &documents[0].written), &documents[0].written)
        };
        let mixed = "[app:main]\nsqlalchemy.url = x\n[uwsgi]\nprocesses = 2\n";
        assert!(is_all(text) && !is_all(mixed) && types("a.ini", mixed).len() == 1);
        assert!(types("a.ini", "[other]\nprocesses = 2\n").is_empty());
    }

    #[test]
    fn children_are_read_of_each_pool_of_php_fpm() {
        let text = "[www]\npm = dynamic\npm.max_children = 50\n;pm.max_children = 5\n\n[admin]\npm = static\npm.max_children = ${CHILDREN}\n";
        let [www, admin] = types("www.conf", text).try_into().expect("two pools");
        let children = www.processes.expect("stated");
        assert_eq!(
            (www.name.as_str(), children.amount, children.place.to_string()),
            ("www", Amount::Known(50), "www.conf:3".into())
        );
        assert_eq!(admin.processes.map(|count| count.amount), Some(variable("CHILDREN", None)));
        assert_eq!(of("pool.conf", "pm = static\npm.max_children = 5\n").0, Some(known(5)));
        assert!(types("my.conf", "[mysqld]\nmax_connections = 5\n").is_empty());
    }

    #[test]
    fn a_count_s_place_holds_it() {
        let text = "preload_app true\nworker_processes 8 # all\n";
        let count = types("config/unicorn.rb", text).remove(0).processes.expect("stated");
        assert_eq!(count.place.to_string(), "config/unicorn.rb:2");
        assert_eq!(text.get(count.place.span.start..count.place.span.end), Some("8"));
    }

    #[test]
    fn the_file_is_known_by_its_path() {
        let runner = |path: &str| owner(path).map(|(runner, _)| runner);
        assert_eq!(runner("app/config/puma.rb"), Some(Runner::Puma));
        assert_eq!(runner("config/puma/production.rb"), Some(Runner::Puma));
        assert_eq!(runner("config/unicorn.rb"), Some(Runner::Unicorn));
        assert_eq!(runner("app/gunicorn_config.py"), Some(Runner::Gunicorn));
        assert_eq!(runner("config/routes.rb"), None);
    }

    proptest! {
        #[test]
        fn a_count_lies_where_it_says(
            name in "config/puma.rb|gunicorn.conf.py|uwsgi.ini|www.conf",
            text in "(workers|threads|pm.max_children|\\[uwsgi\\]|\\[www\\]|ENV.fetch\\(|os.getenv\\(|int\\(|[\"'A-Z0-9(){}= ä|,;#\\n]){0,30}",
        ) {
            for kind in types(&name, &text) {
                for count in [kind.processes, kind.threads].into_iter().flatten() {
                    let written = text.get(count.place.span.start..count.place.span.end);
                    prop_assert!(written.is_some_and(|written| written.contains(&count.text)), "{count:?}");
                }
            }
        }
    }
}
