//! `gunicorn.conf.py`: workers and threads (<https://docs.gunicorn.org/en/stable/settings.html>).

use std::collections::HashMap;

use crate::client::deploy::lines::{count, pairs};
use crate::client::deploy::unit::{Program, Unit};
use crate::text::place::{SourceFile, Span};

/// Whether it is gunicorn's file, by its name: `gunicorn.conf.py`, `gunicorn_config.py`.
pub(super) fn is(name: &str) -> bool {
    name.starts_with("gunicorn") && name.rsplit_once('.').is_some_and(|(_, extension)| extension == "py")
}

/// The server's workers and threads.
pub(super) fn read(file: &SourceFile) -> Unit {
    let mut unit = Unit::new("gunicorn", Some(Program::Gunicorn), file.place(Span::default()));
    let mut locals = HashMap::new();
    for pair in pairs(file, &['#']) {
        let into = match pair.key {
            "workers" => &mut unit.processes,
            "threads" => &mut unit.threads,
            key => {
                locals.insert(key, pair.value);
                continue;
            }
        };
        *into = Some(count(file, pair.value, pair.span, &locals));
        locals.insert(pair.key, pair.value);
    }
    unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::unit::Amount;

    fn of(text: &str) -> (Option<Amount>, Option<Amount>) {
        let unit = read(&SourceFile::new("gunicorn.conf.py", text));
        (unit.processes.map(|count| count.amount), unit.threads.map(|count| count.amount))
    }

    #[test]
    fn a_number_is_read_and_an_arithmetic_of_the_machine_is_not() {
        assert_eq!(
            of("bind = '0.0.0.0'\nworkers = 4  # four\nthreads = 2\n"),
            (Some(Amount::Known(4)), Some(Amount::Known(2)))
        );
        assert_eq!(
            of("import multiprocessing\nworkers = multiprocessing.cpu_count() * 2 + 1\n").0,
            Some(Amount::Unknown)
        );
        let web = Amount::Variable { name: "WEB_CONCURRENCY".into(), default: Some(3) };
        assert_eq!(of("n = int(os.environ.get('WEB_CONCURRENCY', '3'))\nworkers = n\n").0, Some(web));
    }
}
