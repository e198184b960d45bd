//! The help that fits on one screen, for `-h`; `--help` has every flag.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Cli;
use crate::text::names::nearest;

/// What it does, how it is called, and what people use.
pub(super) const SHORT: &str = "\
Audits connection pools against the MySQL or MariaDB server behind them: who
runs out first, who closes first, and what to change on which line.

  poolcheck                                   audit this folder, with no server
  poolcheck --dsn mysql://me@db1/ app.yaml    one configuration against a server
  poolcheck --dsn app .                       against the server that it names
  poolcheck explain \"invalid connection\"      what an error means

  PATH…              configurations, folders or globs     --config is the same
  --dsn SOURCE       the server: a URL, a DSN, or a capture    [$POOLCHECK_DSN]
  --set NAME=VALUE   suppose another value: checkout.max_open=40
  --replicas N       suppose another number of replicas
  -v, -q             all that is known; only the findings, a line each
  --format FORMAT    table, json, html, markdown, sarif, junit, github …
  --fail-on LEVEL    error, warning, info or never: what makes the status 1
  --help             all flags

Commands: check, explain, capture, diff, rules, libraries, settings, schema,
completions, man. Status: 0 clean, 1 findings, 2 a mistake, 3 no server.
";

/// What a mistake of the command line is followed by: the flag that was probably meant, and an example.
pub(super) fn example(error: &clap::Error) -> String {
    let command = Cli::command();
    let flags = command.get_arguments().filter_map(clap::Arg::get_long);
    let near = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(unknown)) => nearest(unknown.trim_start_matches('-'), flags),
        _ => None,
    };
    let near = near.map_or(String::new(), |near| format!("did you mean --{near}? "));
    format!("{near}an example: poolcheck --dsn mysql://me@db1/ app.yaml")
}

/// Whether the short help is meant: `-h` before any command.
pub(super) fn short_wanted(error: &clap::Error) -> bool {
    let mut words = std::env::args().skip(1);
    error.kind() == ErrorKind::DisplayHelp && words.next().is_some_and(|first| first == "-h")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_help_fits_on_one_screen_and_names_what_there_is() {
        assert!(SHORT.lines().count() <= 24);
        assert!(SHORT.lines().all(|line| line.chars().count() <= 80), "{SHORT}");
        let command = Cli::command();
        for word in SHORT.split([' ', ',']).filter(|word| word.starts_with("--")) {
            let known = command.get_arguments().any(|arg| arg.get_long() == word.strip_prefix("--"));
            assert!(known || word == "--help", "there is no {word}");
        }
        for name in command.get_subcommands().map(clap::Command::get_name).filter(|name| *name != "help") {
            assert!(SHORT.contains(name), "{name} is not named");
        }
    }
}
