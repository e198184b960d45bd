//! `--diff`, `--fix` and `--fix-sql`: what to change, shown or done. What was done and what stays is said on standard
//! error, so that a diff on standard output is nothing but a diff.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use colored::Colorize;

use super::args::{FixArgs, Prefer};
use super::output::{self, Sink};
use crate::audit::finding::{Severity, Side};
use crate::client::pool::settings::Hindrance;
use crate::fix::patch::{Patch, Patched};
use crate::fix::plan::{Left, Why};
use crate::fix::{self, Judge, Plan, Wish, diff, script, write};
use crate::report::VERSION;
use crate::server::ServerState;
use crate::text::place::{STDIN, SourceFile};

/// The fixes that were asked for, with the script's file already open.
pub(super) struct Fixes<'a> {
    args: &'a FixArgs,
    wish: Wish,
    script: Option<Sink>,
}

impl<'a> Fixes<'a> {
    /// What the flags ask for, if anything.
    pub(super) fn of(args: &'a FixArgs, configs: &[Arc<SourceFile>]) -> anyhow::Result<Option<Self>> {
        let client = args.diff || args.fix;
        if !client && args.fix_sql.is_none() {
            if args.prefer.is_some() {
                bail!("--prefer chooses the side that --diff, --fix and --fix-sql change: give one of them as well");
            }
            return Ok(None);
        }
        if args.fix {
            can_be_written(configs)?;
        }
        let prefer = if args.prefer == Some(Prefer::Server) { Side::Server } else { Side::Client };
        let wish = Wish { client, server: args.fix_sql.is_some() || prefer == Side::Server, prefer };
        let script = args.fix_sql.as_deref().map(|path| Sink::open(Some(path))).transpose()?;
        Ok(Some(Self { args, wish, script }))
    }

    /// Whether standard output is the diff's.
    pub(super) fn take_stdout(&self) -> bool {
        self.args.diff
    }

    /// Chooses the changes, and shows or makes them. True if files were changed.
    pub(super) fn run(
        mut self,
        files: &[Arc<SourceFile>],
        server: &ServerState,
        judge: &Judge<'_>,
    ) -> anyhow::Result<bool> {
        let plan = fix::plan(files, server, self.wish, judge)?;
        if let Some(sink) = &mut self.script {
            sink.write(&script::script(server.known(), &plan.settings, VERSION))?;
        }
        if self.args.diff {
            output::print(&coloured(&diff::unified(&plan.files)))?;
        }
        if self.args.fix {
            for file in plan.files.iter().filter(|file| file.is_changed()) {
                let name = file.source.name();
                write::write(file).with_context(|| format!("cannot fix {name}"))?;
            }
        }
        self.tell(&plan);
        Ok(self.args.fix && plan.files.iter().any(Patched::is_changed))
    }

    fn tell(&self, plan: &Plan) {
        for patch in plan.files.iter().flat_map(Patched::patches).filter(|_| self.args.fix) {
            output::complain(&format!("fixed {}: {} → {} ({})", patch.place, patch.was, patch.replacement, patch.rule));
        }
        for patch in diff::left_out(&plan.files).into_iter().filter(|_| self.args.diff) {
            let Patch { place, was, replacement, rule, .. } = patch;
            output::complain(&format!(
                "left out of the diff, for its line may hold a password: {place}: {was} → {replacement} ({rule}); --fix changes it"
            ));
        }
        if self.wish.client && !plan.files.iter().any(Patched::is_changed) {
            output::complain("nothing to fix in the configuration");
        }
        for setting in &plan.settings {
            let assignment = &setting.assignment;
            let place = match &self.args.fix_sql {
                Some(path) => format!("in {}", path.display()),
                None => "--fix-sql FILE writes it".to_owned(),
            };
            output::complain(&format!("for the server: {} = {} ({place})", assignment.variable, assignment.value));
        }
        for Left { finding, why } in plan.left.iter().filter(|left| is_news(left)) {
            let whose = finding.pool.as_ref().map_or(String::new(), |pool| format!(" ({pool})"));
            output::complain(&format!("stays: {}{whose}: {why}", finding.rule));
        }
    }
}

/// Whether it is worth a line that nothing was changed: infos that need a decision are in the report.
fn is_news(left: &Left) -> bool {
    let hindered = match left.why {
        Why::Worse(_) | Why::Assumed(_) => true,
        Why::Hindered(hindrance) => hindrance != Hindrance::NotInFile,
        Why::OtherSide(_) | Why::Decision => false,
    };
    hindered || left.finding.severity > Severity::Info
}

/// Standard input has no place to write to, and a file that is read twice would be written twice.
fn can_be_written(configs: &[Arc<SourceFile>]) -> anyhow::Result<()> {
    let mut seen = HashSet::new();
    for config in configs.iter().map(|file| file.name().as_ref()) {
        if config == STDIN {
            bail!("standard input cannot be fixed in place: --diff prints the change");
        }
        let path = fs::canonicalize(config).unwrap_or_else(|_| Path::new(config).to_owned());
        if !seen.insert(path) {
            bail!("{config} is given twice, and cannot be fixed twice");
        }
    }
    Ok(())
}

/// The diff in colour, where there is any: old lines red, new ones green.
fn coloured(diff: &str) -> String {
    let colour = |line: &str| match line.as_bytes() {
        [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => line.bold().to_string(),
        [b'-', ..] => line.red().to_string(),
        [b'+', ..] => line.green().to_string(),
        [b'@', ..] => line.cyan().to_string(),
        _ => line.to_owned(),
    };
    diff.split_inclusive('\n')
        .map(|line| line.strip_suffix('\n').map_or_else(|| colour(line), |line| colour(line) + "\n"))
        .collect()
}
