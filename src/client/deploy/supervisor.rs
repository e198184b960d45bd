//! Supervisor's programs: a command, started `numprocs` times (<https://supervisord.org/configuration.html>).

use crate::client::deploy::process_type::{Count, ProcessType};
use crate::client::deploy::{command, command_words};
use crate::source::Form;
use crate::source::node::{Entry, Node};
use crate::text::place::SourceFile;

/// The programs, in order; empty where the file has none.
pub(super) fn read(file: &SourceFile, form: &Form, root: &Node) -> Vec<ProcessType> {
    let sections = root.entries().filter(|_| form.is_ini()).unwrap_or_default().iter();
    sections.filter_map(|entry| Some(program(file, entry.key.strip_prefix("program:")?, entry))).collect()
}

fn program(file: &SourceFile, name: &str, section: &Entry) -> ProcessType {
    let words = section.value.get("command").map(|command| command_words::of_node(file, command)).unwrap_or_default();
    let unknown = || ProcessType::new(name, None, file.place(section.key_span));
    let copies = section.value.get("numprocs").and_then(|copies| Count::of(file, copies));
    ProcessType { copies, ..command::started(file, name, &words).unwrap_or_else(unknown) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::process_type::{Amount, Runner};
    use crate::source;

    #[test]
    fn a_program_has_its_command_and_its_copies() {
        let text = "[supervisord]\nnodaemon=true\n[program:queue]\nnumprocs=8\ncommand=php artisan queue:work\n[program:web]\ncommand=gunicorn -w 3 a:app\n";
        let file = SourceFile::new("app.conf", text);
        let types = read(&file, Form::of(&file), &source::read(&file).expect("INI")[0].written);
        assert_eq!(types[0].copies.as_ref().map(|count| count.amount.clone()), Some(Amount::Known(8)));
        assert_eq!(types[1].runner, Some(Runner::Gunicorn));
        let workers = types[1].processes.as_ref().expect("stated").place.span;
        assert_eq!((types.len(), text.get(workers.start..workers.end)), (2, Some("3")));
    }
}
