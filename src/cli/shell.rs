//! `poolcheck completions` and `poolcheck man`: what a package installs beside the program.

use std::fs;

use anyhow::Context;
use clap::CommandFactory;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::exit::Exit;
use super::output;

/// Prints a shell's completions.
pub(super) fn completions(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "poolcheck", &mut script);
    output::print(&String::from_utf8(script)?)?;
    Ok(Exit::Clean)
}

/// Prints the program's page, or writes it and one for each command into a folder.
pub(super) fn man(args: &ManArgs) -> anyhow::Result<Exit> {
    match &args.output {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            output::print(&String::from_utf8(page)?)?;
        }
        Some(folder) => {
            let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
            written.with_context(|| format!("cannot write to {}", folder.display()))?;
        }
    }
    Ok(Exit::Clean)
}
