//! A Procfile: process types with their commands (<https://devcenter.heroku.com/articles/procfile>). How many of each type run
//! is not in it.

use crate::client::deploy::lines::{lines, span_in};
use crate::client::deploy::unit::Unit;
use crate::client::deploy::{command, words};
use crate::text::place::SourceFile;

/// Whether it is a Procfile, by its name.
pub(super) fn is(name: &str) -> bool {
    name == "Procfile" || name.starts_with("Procfile.")
}

/// The process types. `release` runs once, before the others start.
pub(super) fn read(file: &SourceFile) -> Vec<Unit> {
    let mut units = Vec::new();
    for (start, line) in lines(file.text(), &['#']) {
        let Some((name, text)) = line.split_once(':') else { continue };
        let name = name.trim();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
            continue;
        }
        let words = words::of_text(text, span_in(start, line, text).start);
        let unknown = || Unit::new(name, None, file.place(span_in(start, line, name)));
        let mut unit = command::scan(file, name, &words).unwrap_or_else(unknown);
        unit.once = name == "release"
            || (unit.program.is_none() && command::is_migration(words.iter().map(|word| word.text.as_str())));
        units.push(unit);
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::unit::{Amount, Program};

    #[test]
    fn each_type_is_a_unit() {
        let text = "# types\nrelease: rake db:migrate\nweb: bundle exec puma -C config/puma.rb\nworker: bundle exec sidekiq -c 10\nclock: ruby clock.rb\n";
        let units = read(&SourceFile::new("Procfile", text));
        let shown: Vec<_> = units.iter().map(|unit| (unit.name.as_str(), unit.program, unit.once)).collect();
        assert_eq!(
            shown,
            [
                ("release", None, true),
                ("web", Some(Program::Puma), false),
                ("worker", Some(Program::Sidekiq), false),
                ("clock", None, false)
            ]
        );
        assert_eq!(units[1].settings.as_deref(), Some("config/puma.rb"));
        let threads = units[2].threads.as_ref().expect("stated");
        assert_eq!((threads.amount.clone(), threads.place.to_string()), (Amount::Known(10), "Procfile:4".into()));
    }
}
