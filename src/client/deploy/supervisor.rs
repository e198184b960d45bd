//! Supervisor's programs: a command, started `numprocs` times (<https://supervisord.org/configuration.html>).

use std::collections::HashMap;

use crate::client::deploy::lines::{count, pairs};
use crate::client::deploy::unit::Unit;
use crate::client::deploy::{command, words};
use crate::text::place::SourceFile;

/// The programs, in order; empty where the file has none.
pub(super) fn read(file: &SourceFile) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for pair in pairs(file, &[';', '#']) {
        let Some(name) = pair.section.strip_prefix("program:") else { continue };
        if units.last().is_none_or(|unit| unit.name != name) {
            units.push(Unit::new(name, None, file.place(pair.section_span)));
        }
        let Some(unit) = units.last_mut() else { continue };
        match pair.key {
            "command" => {
                let words = words::of_text(pair.value, pair.span.start);
                let found = command::scan(file, name, &words);
                *unit = found.map(|found| Unit { copies: unit.copies.take(), ..found }).unwrap_or(unit.clone());
            }
            "numprocs" => unit.copies = Some(count(file, pair.value, pair.span, &HashMap::new())),
            _ => {}
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::unit::{Amount, Program};

    #[test]
    fn a_program_has_its_command_and_its_copies() {
        let text = "[supervisord]\nnodaemon=true\n[program:queue]\nnumprocs=8\ncommand=php artisan queue:work\n[program:web]\ncommand=gunicorn -w 3 a:app\n";
        let units = read(&SourceFile::new("app.conf", text));
        assert_eq!(units[0].copies.as_ref().map(|count| count.amount.clone()), Some(Amount::Known(8)));
        assert_eq!(units[1].program, Some(Program::Gunicorn));
        assert_eq!(units.len(), 2);
    }
}
