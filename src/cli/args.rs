//! The command line: names and help, no logic.

mod known;
mod server;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

pub(super) use server::ServerArgs;

use super::formats::Wanted;
use super::reading::ReadingArgs;
use crate::audit::finding::Severity;
use crate::audit::servers::HostAlias;

/// The version with what it was built from and with.
const LONG_VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ncommit: ",
    env!("POOLCHECK_COMMIT"),
    "\ntarget: ",
    env!("POOLCHECK_TARGET"),
    " (",
    env!("POOLCHECK_PROFILE"),
    ")\nrustc:  ",
    env!("POOLCHECK_RUSTC"),
);

/// Audits an application's connection-pool settings against the MySQL or MariaDB server behind them.
#[derive(Debug, Parser)]
#[command(
    name = "poolcheck",
    version,
    long_version = LONG_VERSION,
    args_conflicts_with_subcommands = true,
    after_help = "Exit status: 0 nothing at or above --fail-on, 1 findings at or above it, 2 the command line or a \
                  config is wrong, 3 the server could not be audited."
)]
pub(super) struct Cli {
    /// Colour: on a terminal unless NO_COLOR is set, always, or never
    #[arg(long, value_enum, default_value_t = ColorWish::Auto, global = true, value_name = "WHEN")]
    pub(super) color: ColorWish,
    /// What to do; the audit if nothing is named
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// The audit's own arguments.
    #[command(flatten)]
    pub(super) audit: AuditArgs,
}

/// The commands beside the audit.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Audit, as without a command
    Check(Box<AuditArgs>),
    /// Say what an error means, or print a rule's page: what it means, why it bites, how to fix it
    Explain(ExplainArgs),
    /// Save a server's variables and counters in one file that --dsn reads back
    Capture(CaptureArgs),
    /// Show what changed between two captures that matters to pools, and which findings appear or vanish
    Diff(DiffArgs),
    /// List all rules
    Rules(RulesArgs),
    /// List the pool libraries with their settings, or show one
    Libraries(LibrariesArgs),
    /// Print the thresholds and severities in force, and where each comes from
    Settings(SettingsArgs),
    /// Print a JSON Schema of what poolcheck reads or writes
    Schema(SchemaArgs),
    /// Print a shell's completions
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

/// The audit's arguments.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// What to audit: configurations, folders, globs, or `-` for standard input; the working folder where nothing is named
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<String>,
    #[command(flatten)]
    pub(super) server: ServerArgs,
    /// A captured server (file or folder) to judge by where the live one is full or does not answer
    #[arg(long, value_name = "CAPTURE", help_heading = "Connection")]
    pub(super) fallback: Option<PathBuf>,
    /// The same as PATH; repeatable
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) config: Vec<String>,
    /// A fleet file: several services and servers in one run; poolcheck.yaml where none is named
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "poolcheck.yaml", conflicts_with_all = ["config", "paths"])]
    pub(super) fleet: Option<String>,
    /// Replicas of every pool: a number, or MIN..MAX under an autoscaler
    #[arg(long, value_name = "N", help_heading = "What if")]
    pub(super) replicas: Option<String>,
    /// Processes per replica of every pool
    #[arg(long, value_name = "N", help_heading = "What if")]
    pub(super) processes: Option<String>,
    /// The service of a deployment file that runs a pool (or the pools of a file, or `*`); repeatable
    #[arg(long, value_name = "POOL=SERVICE", help_heading = "What if")]
    pub(super) map: Vec<String>,
    /// Connections to keep for people, migrations and monitoring
    #[arg(long, value_name = "N", help_heading = "What if")]
    pub(super) reserved: Option<String>,
    /// Another value: POOL.setting=value, or server.variable=value; repeatable
    #[arg(long, value_name = "NAME=VALUE", help_heading = "What if")]
    pub(super) set: Vec<String>,
    /// The load at peak, such as peak_qps=1200,hold_time=8ms
    #[arg(long, value_name = "KEY=VALUE,…", help_heading = "What if")]
    pub(super) workload: Option<String>,
    /// Another name of the audited server: the one in the configurations, and the server's own; repeatable
    #[arg(long, value_name = "HOST=SERVER", value_parser = host_alias, help_heading = "What if")]
    pub(super) host_alias: Vec<HostAlias>,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    #[command(flatten)]
    pub(super) known: KnownArgs,
    #[command(flatten)]
    pub(super) fixes: FixArgs,
    /// How the report is written, and where; repeatable, one of them to standard output
    ///
    /// For people: table, frames (the lines, underlined), lines (sentences, for a screen reader), html (a page), markdown (a comment on a pull request). For programs: json
    /// (the stable contract), jsonl (a finding a line), sarif, junit, github (annotations and the step summary), gitlab
    /// (code quality), prometheus (a text file of metrics).
    #[arg(long, value_name = "FORMAT[=FILE]", default_value = "table", value_parser = Wanted::parse, help_heading = "Report")]
    pub(super) format: Vec<Wanted>,
    /// Write the report to a file instead of standard output; for a single format
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub(super) output: Option<PathBuf>,
    /// The least severity that makes the exit status 1
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY", help_heading = "Report")]
    pub(super) fail_on: FailOn,
    /// The findings alone, a line each: `app.yaml:6:17: error[RULE]: …`
    #[arg(long, short, conflicts_with = "verbose", help_heading = "Report")]
    pub(super) quiet: bool,
    /// All that is known: the arithmetic, infos, every setting with its origin, what could not be judged and why
    #[arg(long, short, help_heading = "Report")]
    pub(super) verbose: bool,
}

fn host_alias(text: &str) -> Result<HostAlias, String> {
    HostAlias::parse(text).ok_or_else(|| "write the name in the configurations, `=`, and the server's own".to_owned())
}

/// What is found and does not count.
#[derive(Debug, Args)]
#[command(next_help_heading = "Known findings")]
pub(super) struct KnownArgs {
    /// Report what `poolcheck: ignore[…]` comments and `ignore` in the settings file hide, as if they were not there
    #[arg(long)]
    pub(super) no_ignores: bool,
    /// Name the findings that are ignored or in the baseline, with the reason
    #[arg(long)]
    pub(super) show_suppressed: bool,
    /// Count only findings that are not in this file
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write all findings to this file, for --baseline, and exit with 0
    #[arg(long, value_name = "FILE")]
    pub(super) write_baseline: Option<PathBuf>,
}

/// What is judged, and how hard.
#[derive(Debug, Args)]
pub(super) struct PolicyArgs {
    /// The settings file; without it .poolcheck.yaml beside the first config or in a folder above
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub(super) settings: Option<PathBuf>,
    /// Judge only these rules or families (capacity, staleness, timeouts, churn, driver, config)
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', value_parser = known::rule_or_family(), hide_possible_values = true, help_heading = "Rules")]
    pub(super) select: Vec<String>,
    /// Do not judge these rules or families
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', value_parser = known::rule_or_family(), hide_possible_values = true, help_heading = "Rules")]
    pub(super) ignore: Vec<String>,
}

/// What to change, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fixes")]
pub(super) struct FixArgs {
    /// Print the changes of the configuration as a unified diff instead of the report
    #[arg(long, conflicts_with = "fix")]
    pub(super) diff: bool,
    /// Change the configuration in place, and report what stays
    #[arg(long)]
    pub(super) fix: bool,
    /// Write the changes of the server to a file, as a SQL script to read and run
    #[arg(long, value_name = "FILE")]
    pub(super) fix_sql: Option<PathBuf>,
    /// The side that changes where either could: client unless said otherwise
    #[arg(long, value_enum, value_name = "SIDE")]
    pub(super) prefer: Option<Prefer>,
}

/// The side that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Prefer {
    /// The configuration
    Client,
    /// The server
    Server,
}

/// The arguments of `settings`.
#[derive(Debug, Args)]
pub(super) struct SettingsArgs {
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    /// The configuration beside which, or the folder in which, the settings file is looked for
    #[arg(long, value_name = "PATH")]
    pub(super) config: Vec<String>,
    /// How the settings are written
    #[arg(long, value_enum, default_value_t = ListFormat::Table, value_name = "FORMAT")]
    pub(super) format: ListFormat,
}

/// The arguments of `capture`.
#[derive(Debug, Args)]
pub(super) struct CaptureArgs {
    #[command(flatten)]
    pub(super) server: ServerArgs,
    /// The file to write, or `-` for standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: String,
    /// Call hosts h1, h2 … and users u1, u2 …, so that the file can be shared
    #[arg(long)]
    pub(super) redact: bool,
}

/// The arguments of `diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The capture of before: a file or a folder
    #[arg(value_name = "BEFORE")]
    pub(super) before: String,
    /// The capture of after
    #[arg(value_name = "AFTER")]
    pub(super) after: String,
    /// A configuration to judge against both, or a folder or glob in which to find them; repeatable
    #[arg(long, value_name = "PATH")]
    pub(super) config: Vec<String>,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    /// How the difference is written
    #[arg(long, value_enum, default_value_t = ListFormat::Table, value_name = "FORMAT")]
    pub(super) format: ListFormat,
    /// The least severity of a finding that appears and makes the exit status 1
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    pub(super) fail_on: FailOn,
}

/// The arguments of `libraries`.
#[derive(Debug, Args)]
pub(super) struct LibrariesArgs {
    /// One library, with its keys, units and sources
    #[arg(value_name = "NAME", value_parser = known::library(), hide_possible_values = true)]
    pub(super) library: Option<String>,
    /// How the list is written
    #[arg(long, value_enum, default_value_t = ListFormat::Table, value_name = "FORMAT")]
    pub(super) format: ListFormat,
}

/// The arguments of `rules`.
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// How the list is written
    #[arg(long, value_enum, default_value_t = ListFormat::Table, value_name = "FORMAT")]
    pub(super) format: ListFormat,
}

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A rule's name, an error's number, or its text or a part of it
    #[arg(value_name = "RULE|ERROR", required = true, value_parser = known::rule(), hide_possible_values = true)]
    pub(super) what: Vec<String>,
}

/// The arguments of `schema`.
#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Of what
    #[arg(value_enum, value_name = "NAME")]
    pub(super) name: SchemaName,
}

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    /// poolcheck's own form of a configuration
    Config,
    /// The fleet file, poolcheck.yaml
    Fleet,
    /// The settings file, .poolcheck.yaml
    Settings,
    /// The report of --format json
    Report,
}

/// The arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

/// The arguments of `man`.
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Write it and a page for each command into a folder
    #[arg(long, short, value_name = "FOLDER")]
    pub(super) output: Option<PathBuf>,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWish {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    Table,
    /// For programs: the stable contract
    Json,
}

/// The least severity that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Info,
    /// Nothing
    Never,
}

impl AuditArgs {
    /// The same with everything that is to be read in one list, whichever way it was named.
    #[must_use]
    pub(super) fn joined(mut self) -> Self {
        self.config.splice(0..0, std::mem::take(&mut self.paths));
        self
    }
}

impl FailOn {
    /// The least severity, if any fails.
    pub(super) const fn least(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
