//! A Procfile: process types with their commands (<https://devcenter.heroku.com/articles/procfile>). How many of each type run
//! is not in it.

use crate::client::deploy::process_type::ProcessType;
use crate::client::deploy::{command, command_words};
use crate::text::place::{SourceFile, Span};

/// Whether it is a Procfile, by its name.
pub(super) fn is(name: &str) -> bool {
    name == "Procfile" || name.starts_with("Procfile.")
}

/// The process types, one a line.
pub(super) fn read(file: &SourceFile) -> Vec<ProcessType> {
    let mut end = 0;
    let lines = file.text().split_inclusive('\n').map(|line| {
        end += line.len();
        (end - line.len(), line.trim_end())
    });
    lines.filter_map(|(start, line)| process_type(file, start, line)).collect()
}

/// The process type of a line that begins at byte `start`. `release` runs once, before the others start.
fn process_type(file: &SourceFile, start: usize, line: &str) -> Option<ProcessType> {
    let (before, text) = line.split_once(':')?;
    let name = before.trim();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        return None;
    }
    let words = command_words::of_text(text, start + before.len() + 1);
    let indent = before.len() - before.trim_start().len();
    let span = Span { start: start + indent, end: start + indent + name.len() };
    let mut kind =
        command::started(file, name, &words).unwrap_or_else(|| ProcessType::new(name, None, file.place(span)));
    kind.once = name == "release"
        || (kind.runner.is_none() && command::is_migration(words.iter().map(|word| word.text.as_str())));
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::process_type::{Amount, Runner};

    #[test]
    fn each_type_is_a_unit() {
        let text = "# types\nrelease: rake db:migrate\nweb: bundle exec puma -C config/puma.rb\nworker: bundle exec sidekiq -c 10\nclock: ruby clock.rb\n";
        let types = read(&SourceFile::new("Procfile", text));
        let shown: Vec<_> = types.iter().map(|kind| (kind.name.as_str(), kind.runner, kind.once)).collect();
        assert_eq!(
            shown,
            [
                ("release", None, true),
                ("web", Some(Runner::Puma), false),
                ("worker", Some(Runner::Sidekiq), false),
                ("clock", None, false)
            ]
        );
        assert_eq!(types[1].settings.as_deref(), Some("config/puma.rb"));
        let threads = types[2].threads.as_ref().expect("stated");
        assert_eq!((threads.amount.clone(), threads.place.to_string()), (Amount::Known(10), "Procfile:4".into()));
    }
}
