//! How configurations are read: what fills their placeholders, which environment counts, and what the user knows better.

use clap::Args;

use crate::client::libraries::{self, LIBRARIES};
use crate::client::options::ReadOptions;
use crate::client::pool::library::Library;
use crate::source::files::open;
use crate::source::variables::Variables;
use crate::text::names::nearest;

/// How configurations are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct ReadingArgs {
    /// A file of NAME=value lines that placeholders such as ${DB_POOL:10} are filled from; repeatable, later ones win
    #[arg(long, value_name = "FILE")]
    env_file: Vec<String>,
    /// Leave the .env files beside configurations alone, which frameworks read by themselves
    #[arg(long)]
    no_env_file: bool,
    /// Fill placeholders from poolcheck's own environment, too; what --env-file says goes before it
    #[arg(long)]
    env: bool,
    /// The environment that is audited where a configuration describes several: Spring's profile, Rails' environment; repeatable
    #[arg(long, value_name = "NAME")]
    profile: Vec<String>,
    /// The library whose keys are looked for, where the configuration does not tell it
    #[arg(long, value_name = "NAME", value_parser = library)]
    library: Option<&'static Library>,
    /// The section that holds the pool, as a path of keys such as app.db.pool; repeatable, and nothing else is read then
    #[arg(long, value_name = "KEY.PATH")]
    at: Vec<String>,
    /// A file or folder below the one that is read, to be judged though it looks like a test's or an example's; repeatable
    #[arg(long, value_name = "PATH")]
    include: Vec<String>,
}

impl ReadingArgs {
    /// What placeholders are filled from.
    ///
    /// # Errors
    /// An environment file cannot be read.
    pub(super) fn variables(&self) -> anyhow::Result<Variables> {
        let mut variables = Variables::default();
        if self.no_env_file {
            variables.leave_files_beside();
        }
        for path in &self.env_file {
            let file = open::load(path)?;
            variables.add_file(&file)?;
        }
        if self.env {
            let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
                Some((name.into_string().ok()?, value.into_string().ok()?))
            };
            variables.add_process(std::env::vars_os().filter_map(text));
        }
        Ok(variables)
    }

    /// What decides how files are read.
    pub(super) fn reading(&self) -> ReadOptions {
        ReadOptions {
            profiles: self.profile.clone(),
            library: self.library,
            at: self.at.clone(),
            included: self.include.clone(),
        }
    }
}

fn library(name: &str) -> Result<&'static Library, String> {
    libraries::named(name).ok_or_else(|| match nearest(name, LIBRARIES.iter().map(|library| library.name)) {
        Some(near) => format!("there is no library `{name}`; did you mean `{near}`?"),
        None => format!("there is no library `{name}`; `poolcheck libraries` lists them"),
    })
}
