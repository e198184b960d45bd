//! What is audited where nothing is named, and what was probably meant where what is named is not there.

use std::env;
use std::path::Path;

use anyhow::bail;
use clap::CommandFactory;

use super::app_server;
use super::args::{AuditArgs, Cli};
use crate::fleet;
use crate::source::files::open;
use crate::text::names::nearest;

/// The fleet file of a folder.
const FLEET: &str = "poolcheck.yaml";

/// The same with what is audited where neither side was named: the fleet file of the working folder, else the folder itself.
pub(super) fn completed(mut args: AuditArgs) -> AuditArgs {
    let server = &args.server;
    // A variable of the environment names a server for many runs, and asks for none.
    let variable = env::var("POOLCHECK_DSN").ok();
    let typed = server.dsn.as_deref().filter(|dsn| Some(*dsn) != variable.as_deref());
    let asked = server.defaults_file.is_some() || typed.is_some_and(|dsn| !app_server::is_meant(dsn));
    if asked || !args.config.is_empty() || args.fleet.is_some() {
        return args;
    }
    if open::load(FLEET).is_ok_and(|file| fleet::is_fleet(&file)) {
        args.fleet = Some(FLEET.to_owned());
    } else {
        args.config.push(".".to_owned());
    }
    args
}

/// That what is named is there.
///
/// # Errors
/// A path leads nowhere: perhaps a command was meant.
pub(super) fn check(paths: &[String]) -> anyhow::Result<()> {
    let is_pattern = |path: &str| path.contains(['*', '?', '[']);
    let lost = paths.iter().find(|path| *path != "-" && !is_pattern(path) && !Path::new(path).exists());
    let Some(lost) = lost else { return Ok(()) };
    if lost.starts_with("mysql://") || lost.contains("@tcp(") || lost.starts_with("jdbc:") {
        bail!("a server is named with --dsn: poolcheck --dsn SOURCE PATH");
    }
    let command = Cli::command();
    let commands: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
    match nearest(lost, commands) {
        Some(near) if !lost.contains(['/', '.']) => {
            bail!("there is no command, file or folder `{lost}`; did you mean `poolcheck {near}`?")
        }
        _ => bail!("there is no file or folder {lost}; an example: poolcheck --dsn mysql://me@db1/ app.yaml"),
    }
}
