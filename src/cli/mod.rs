//! The program behind `main`: reads the command line, runs a command, prints, and decides the exit status.
//!
//! The only layer that prints, reads the environment, or knows a terminal.

mod app_server;
mod args;
mod audit;
mod baseline;
mod capture;
mod diff;
mod exit;
mod explain;
mod fix;
mod fleet;
mod formats;
mod help;
mod libraries;
mod measured;
mod named;
mod output;
mod password;
mod policy;
mod progress;
mod prompt;
mod reading;
mod rules;
mod schema;
mod settings;
mod shell;
mod source;
mod tables;
mod terminal;
mod today;
mod wishes;

use std::process::ExitCode;

use clap::Parser;
use colored::Colorize;

use args::{Cli, Command};
use exit::Exit;

/// Runs the program with the process's own arguments.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output, mistakes to standard error; a closed pipe is no failure.
            let short = help::short_wanted(&error);
            let _ = if short { output::print(help::SHORT) } else { error.print().map_err(Into::into) };
            if error.use_stderr() {
                output::complain(&help::example(&error));
            }
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Clean.into() };
        }
    };
    terminal::colour(cli.color, false);
    let result = match cli.command {
        None => audit::run(cli.audit, cli.color),
        Some(Command::Check(args)) => audit::run(*args, cli.color),
        Some(Command::Capture(args)) => capture::run(&args),
        Some(Command::Diff(args)) => diff::run(&args),
        Some(Command::Rules(args)) => rules::run(&args),
        Some(Command::Libraries(args)) => libraries::run(&args),
        Some(Command::Settings(args)) => settings::run(&args),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Schema(args)) => schema::run(&args),
        Some(Command::Completions(args)) => shell::completions(&args),
        Some(Command::Man(args)) => shell::man(&args),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(error) if output::is_closed_pipe(&error) => Exit::Clean.into(),
        Err(error) => {
            output::complain(&format!("{} {error:#}", "error:".red().bold()));
            Exit::Usage.into()
        }
    }
}
