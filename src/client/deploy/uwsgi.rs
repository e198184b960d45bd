//! uWSGI's ini: processes and threads (<https://uwsgi-docs.readthedocs.io/en/latest/Options.html>).

use std::collections::HashMap;

use crate::client::deploy::lines::{count, pairs};
use crate::client::deploy::unit::{Count, Program, Unit, amount};
use crate::text::place::SourceFile;

/// The server that a `[uwsgi]` section describes; none where the file has no such section.
pub(super) fn read(file: &SourceFile) -> Option<Unit> {
    let pairs = pairs(file, &['#', ';']);
    let mut own = pairs.iter().filter(|pair| pair.section == "uwsgi").peekable();
    let mut unit = Unit::new("uwsgi", Some(Program::Uwsgi), file.place(own.peek()?.section_span));
    for pair in own {
        let into = match pair.key {
            "processes" | "workers" => &mut unit.processes,
            "threads" => &mut unit.threads,
            _ => continue,
        };
        let plain = count(file, pair.value, pair.span, &HashMap::new());
        *into = Some(Count { amount: amount(pair.value), ..plain });
    }
    Some(unit)
}

/// Whether the file holds nothing but uWSGI's section.
pub(super) fn is_all(file: &SourceFile) -> bool {
    let pairs = pairs(file, &['#', ';']);
    !pairs.is_empty() && pairs.iter().all(|pair| pair.section == "uwsgi")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::unit::Amount;

    #[test]
    fn processes_and_threads_are_read() {
        let file = SourceFile::new("uwsgi.ini", "[uwsgi]\nmodule = a:app\nworkers = 6\nthreads = 2\n");
        let unit = read(&file).expect("a server");
        let amount = |count: Option<Count>| count.map(|count| count.amount);
        assert_eq!((amount(unit.processes), amount(unit.threads)), (Some(Amount::Known(6)), Some(Amount::Known(2))));
        assert!(is_all(&file));
        let mixed = SourceFile::new("a.ini", "[app:main]\nsqlalchemy.url = x\n[uwsgi]\nprocesses = 2\n");
        assert!(read(&mixed).is_some() && !is_all(&mixed));
        assert!(read(&SourceFile::new("a.ini", "[other]\nprocesses = 2\n")).is_none());
    }
}
