//! The audit itself: reads both sides, judges, reports, and decides the exit status.

use std::sync::Arc;

use anyhow::bail;

use super::args::{AuditArgs, ColorWish, FailOn};
use super::exit::Exit;
use super::fix::Fixes;
use super::formats::Outputs;
use super::progress::Progress;
use super::today::today;
use super::wishes::Wishes;
use super::{app_server, baseline, fleet, named, output, password, policy, source};
use crate::audit::baseline::Baseline;
use crate::audit::policy::Policy;
use crate::audit::{self, Audit, suppress};
use crate::client::Client;
use crate::client::flags::Flags;
use crate::client::read::{self, ReadError};
use crate::report::format::Format;
use crate::report::table::Options;
use crate::report::{Report, prose};
use crate::server::{ServerState, files};
use crate::source::error::ConfigError;
use crate::source::files::gather::{Gathered, gather};
use crate::source::files::walked::Walked;
use crate::text::place::SourceFile;
use crate::text::quantity::plural;

/// Runs the audit: of one server, or of each server of a fleet.
pub(super) fn run(args: AuditArgs, colour: ColorWish) -> anyhow::Result<Exit> {
    let args = named::completed(args.joined());
    named::check(&args.config)?;
    match &args.fleet {
        Some(file) => fleet::run(&args, file, colour),
        None => one(&args, colour),
    }
}

fn one(args: &AuditArgs, colour: ColorWish) -> anyhow::Result<Exit> {
    let config_given = !args.config.is_empty();
    let takers = [
        (password::takes_stdin(&args.server), "the password"),
        (args.config.iter().any(|config| config == files::STDIN), "a configuration"),
        (args.server.dsn.as_deref() == Some(files::STDIN), "the server"),
    ];
    if let [one, another, ..] =
        takers.iter().filter(|(takes, _)| *takes).map(|(_, what)| *what).collect::<Vec<_>>().as_slice()
    {
        bail!("standard input cannot be both {one} and {another}");
    }
    let mut policy = policy::of(&args.policy, &args.config)?;
    policy.today = today()?;
    policy.aliases.clone_from(&args.host_alias);
    let wishes = Wishes::of(args)?;
    let progress = Progress::begin(!args.server.ask_password);
    progress.now(format!("looking for files under {}", args.config.join(", ")));
    let gathered = load_all(&args.config)?;
    let overrides = wishes.client.beside(&gathered.beside);
    let fixes = Fixes::of(&args.fixes, &gathered.files)?;
    let judge = Judge { args, policy, overrides: &overrides, walked: gathered.walked };
    progress.now(format!("reading {}", plural(gathered.files.len() as u64, "file")));
    let (mut client, policy) = judge.read(&gathered.files)?;
    let implied = files::implied(&gathered.files);
    // What nobody named and says nothing of pools is let go.
    drop(gathered.files);
    let known = args.known.baseline.as_deref().map(baseline::read).transpose()?;
    let mut outputs = Outputs::open(args)?;
    progress.now("asking the server");
    let named = app_server::resolved(&args.server, &client)?;
    let mut server = source::open(&named, args.fallback.as_deref())?;
    if matches!(server, ServerState::NotGiven) {
        server = implied.map_or(server, |server| ServerState::Known(Box::new(server)));
    }
    wishes.suppose(&mut server)?;
    let mut audit = audit::run(&client, config_given, &server, &policy);
    if let Some(fixes) = fixes {
        if fixes.take_stdout() {
            outputs.leave_stdout();
        }
        if fixes.run(&client.sources, &server, &|files, server| judge.judge(files, server).map(|(_, audit)| audit))? {
            (client, audit) = judge.judge(&load_all(&args.config)?.files, &server)?;
        }
    }
    drop(progress);
    let audited = Audited { name: None, client, config_given, server, audit };
    finish(args, vec![audited], known, outputs, colour, |audited, format, options| {
        audited.first().map_or(String::new(), |one| format.render(&one.report(args), options))
    })
}

/// One server's audit with its inputs.
pub(super) struct Audited {
    /// The server's name in a fleet file.
    pub(super) name: Option<String>,
    pub(super) client: Client,
    pub(super) config_given: bool,
    pub(super) server: ServerState,
    pub(super) audit: Audit,
}

impl Audited {
    /// What the formats see of it.
    pub(super) fn report(&self, args: &AuditArgs) -> Report<'_> {
        Report {
            client: &self.client,
            config_given: self.config_given,
            server: &self.server,
            audit: &self.audit,
            fail_on: args.fail_on.least(),
            show_suppressed: args.known.show_suppressed,
        }
    }
}

/// What follows the audits, of one server or of several: the baseline, the reports, and the exit status over all.
pub(super) fn finish(
    args: &AuditArgs,
    mut audited: Vec<Audited>,
    known: Option<Baseline>,
    mut outputs: Outputs,
    colour: ColorWish,
    render: impl Fn(&[Audited], Format, Options) -> String,
) -> anyhow::Result<Exit> {
    if let Some(known) = known {
        for one in &mut audited {
            known.of_server(one.name.as_deref()).apply(&mut one.audit, &one.client);
        }
    }
    // A report of what is not known would only hide why.
    if let [Audited { name: None, server: ServerState::Unreachable(_), .. }] = audited.as_slice() {
        outputs.leave_people();
    }
    outputs.write(args, colour, |format, options| render(&audited, format, options))?;
    let mut exit = Exit::Clean;
    for Audited { name, server, audit, .. } in &audited {
        if let Some(unreachable) = server.unreachable() {
            let name = name.as_ref().map_or(String::new(), |name| format!(" {}", prose::one_line(name)));
            output::complain(&format!("the server{name} could not be audited: {unreachable}"));
            exit = Exit::NotAudited;
        }
        if exit == Exit::Clean {
            exit = status(audit, args.fail_on);
        }
    }
    // Half an audit is no baseline: it is written only where the servers were seen, or none was asked for.
    if let Some(path) = args.known.write_baseline.as_ref().filter(|_| exit != Exit::NotAudited) {
        let parts = audited.iter().map(|one| Baseline::of(&one.audit, &one.client).named(one.name.as_deref()));
        baseline::write(path, &Baseline::join(parts))?;
        return Ok(Exit::Clean);
    }
    Ok(exit)
}

/// Reads and judges as the flags say: once for the report, and again for each change that a fix might make.
struct Judge<'a> {
    args: &'a AuditArgs,
    policy: Policy,
    overrides: &'a Flags,
    walked: Walked,
}

impl Judge<'_> {
    /// The files' pools, and the policy with the ignores of the files, or with none at all.
    fn read(&self, files: &[Arc<SourceFile>]) -> Result<(Client, Policy), ReadError> {
        let client = read::among(files, &self.walked, self.overrides)?;
        let policy = with_comments(self.args, &self.policy, &client)?;
        Ok((client, policy))
    }

    fn judge(&self, files: &[Arc<SourceFile>], server: &ServerState) -> Result<(Client, Audit), ReadError> {
        let (client, policy) = self.read(files)?;
        let audit = audit::run(&client, !self.args.config.is_empty(), server, &policy);
        Ok((client, audit))
    }
}

/// The policy with the ignores of the files, or with none at all.
pub(super) fn with_comments(args: &AuditArgs, policy: &Policy, client: &Client) -> Result<Policy, ConfigError> {
    let mut policy = policy.clone();
    if args.known.no_ignores {
        policy.ignores.clear();
    } else {
        policy.ignores.extend(suppress::in_comments(client)?);
    }
    Ok(policy)
}

/// The files that `--config`, or a service of a fleet file, means.
pub(super) fn load_all(paths: &[String]) -> Result<Gathered, ConfigError> {
    let gathered = gather(paths)?;
    fleet::refuse_as_config(&gathered.files)?;
    Ok(gathered)
}

fn status(audit: &Audit, fail_on: FailOn) -> Exit {
    match fail_on.least() {
        Some(least) if audit.findings.iter().any(|finding| finding.severity >= least) => Exit::Findings,
        _ => Exit::Clean,
    }
}
