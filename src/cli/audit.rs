//! The audit itself: reads both sides, judges, reports, and decides the exit status.

use std::sync::Arc;

use anyhow::bail;

use super::args::{AuditArgs, ColorWish, FailOn};
use super::exit::Exit;
use super::fix::Fixes;
use super::formats::Outputs;
use super::today::today;
use super::{baseline, output, password, policy, source};
use crate::audit::policy::Policy;
use crate::audit::{self, Audit, suppress};
use crate::client::gather::gather;
use crate::client::overrides::{Overrides, ServerSetting};
use crate::client::read::ReadError;
use crate::client::source::walked::Walked;
use crate::client::{Client, read};
use crate::report::Report;
use crate::server::{Server, ServerState};
use crate::text::names;
use crate::text::place::SourceFile;

/// Runs the audit.
pub(super) fn run(args: &AuditArgs, colour: ColorWish) -> anyhow::Result<Exit> {
    let config_given = !args.config.is_empty();
    if args.server.dsn.is_none() && args.server.defaults_file.is_none() && !config_given {
        bail!("nothing to audit: give --config for the application's side, --dsn for the server's, or both");
    }
    if password::takes_stdin(&args.server) && args.config.iter().any(|config| config == "-") {
        bail!("standard input cannot be both the password and a configuration");
    }
    let mut policy = policy::of(&args.policy, &args.config)?;
    policy.today = today()?;
    let wishes = Wishes::of(args)?;
    let gathered = gather(&args.config)?;
    let fixes = Fixes::of(&args.fixes, &gathered.files)?;
    let judge = Judge { args, policy, overrides: &wishes.client, walked: gathered.walked };
    let (mut client, policy) = judge.read(&gathered.files)?;
    let known = args.known.baseline.as_deref().map(baseline::read).transpose()?;
    let mut outputs = Outputs::open(args)?;
    let server = server(args, &wishes)?;
    let mut audit = audit::run(&client, config_given, &server, &policy);
    if let Some(fixes) = fixes {
        if fixes.take_stdout() {
            outputs.leave_stdout();
        }
        if fixes.run(&client.sources, &server, &|files, server| judge.judge(files, server).map(|(_, audit)| audit))? {
            (client, audit) = judge.judge(&gather(&args.config)?.files, &server)?;
        }
    }
    if let Some(known) = known {
        known.apply(&mut audit, &client);
    }
    let report = Report {
        client: &client,
        config_given,
        server: &server,
        audit: &audit,
        fail_on: args.fail_on.least(),
        show_suppressed: args.known.show_suppressed,
    };
    outputs.write(&report, args, colour)?;
    if let Some(unreachable) = server.unreachable() {
        output::complain(&format!("the server could not be audited: {unreachable}"));
        return Ok(Exit::NotAudited);
    }
    // Half an audit is no baseline: it is written only where the server was seen, or none was asked for.
    if let Some(path) = &args.known.write_baseline {
        baseline::write(path, &audit, &client)?;
        return Ok(Exit::Clean);
    }
    Ok(status(&audit, args.fail_on))
}

/// Reads and judges as the flags say: once for the report, and again for each change that a fix might make.
struct Judge<'a> {
    args: &'a AuditArgs,
    policy: Policy,
    overrides: &'a Overrides,
    walked: Walked,
}

impl Judge<'_> {
    /// The files' pools, and the policy with the ignores of the files, or with none at all.
    fn read(&self, files: &[Arc<SourceFile>]) -> Result<(Client, Policy), ReadError> {
        let mut client = read::read(files, self.overrides)?;
        client.walked.clone_from(&self.walked);
        let mut policy = self.policy.clone();
        if self.args.known.no_ignores {
            policy.ignores.clear();
        } else {
            policy.ignores.extend(suppress::in_comments(&client)?);
        }
        Ok((client, policy))
    }

    fn judge(&self, files: &[Arc<SourceFile>], server: &ServerState) -> Result<(Client, Audit), ReadError> {
        let (client, policy) = self.read(files)?;
        let audit = audit::run(&client, !self.args.config.is_empty(), server, &policy);
        Ok((client, audit))
    }
}

/// The server with what the flags suppose of it.
fn server(args: &AuditArgs, wishes: &Wishes) -> anyhow::Result<ServerState> {
    let mut server = source::open(&args.server, args.fallback.as_deref())?;
    match (&mut server, wishes.server.first()) {
        (ServerState::Known(server), _) => {
            for wish in &wishes.server {
                plausible(server, wish)?;
                server.suppose(&wish.name, &wish.value, &wish.flag);
            }
        }
        (ServerState::NotGiven, Some(wish)) => {
            bail!("{}: there is no server to suppose it of; name one with --dsn", wish.flag)
        }
        _ => {}
    }
    Ok(server)
}

/// Variables from which a capture counts as whole: a paste of some rows may lack any.
const WHOLE: usize = 100;

/// Whether the server has such a variable, and the value is of its kind: a supposition that nobody judges would look like one
/// that was found harmless.
fn plausible(server: &Server, wish: &ServerSetting) -> anyhow::Result<()> {
    let Some(now) = server.variables.text(&wish.name) else {
        if server.variables.len() < WHOLE {
            return Ok(());
        }
        match names::nearest(&wish.name, server.variables.iter().map(|(name, _)| name)) {
            Some(near) => bail!("{}: the server has no variable `{}`; did you mean `{near}`?", wish.flag, wish.name),
            None => bail!("{}: the server has no variable `{}`", wish.flag, wish.name),
        }
    };
    if now.trim().parse::<f64>().is_ok() && wish.value.trim().parse::<f64>().is_err() {
        bail!("{}: `{}` is no number; write it as the server does ({} = {now})", wish.flag, wish.value, wish.name);
    }
    Ok(())
}

/// What the flags suppose, by side.
struct Wishes {
    client: Overrides,
    server: Vec<ServerSetting>,
}

impl Wishes {
    fn of(args: &AuditArgs) -> anyhow::Result<Self> {
        let mut wishes = Self { client: Overrides::default(), server: Vec::new() };
        for text in &args.set {
            wishes.server.extend(wishes.client.set(text)?);
        }
        if let Some(text) = &args.replicas {
            wishes.client.replicas(text);
        }
        if let Some(text) = &args.processes {
            wishes.client.processes(text);
        }
        if let Some(text) = &args.workload {
            wishes.client.workload(text);
        }
        if let Some(text) = &args.reserved {
            wishes.client.reserved(text)?;
        }
        Ok(wishes)
    }
}

fn status(audit: &Audit, fail_on: FailOn) -> Exit {
    match fail_on.least() {
        Some(least) if audit.findings.iter().any(|finding| finding.severity >= least) => Exit::Findings,
        _ => Exit::Clean,
    }
}
