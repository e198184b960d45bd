//! The audit itself: reads both sides, judges, reports, and decides the exit status.

use anyhow::bail;

use super::args::{AuditArgs, FailOn, Format};
use super::exit::Exit;
use super::output::{self, Sink};
use super::{password, policy, source, terminal};
use crate::audit::{self, Audit};
use crate::client::overrides::{Overrides, ServerSetting};
use crate::client::source::load;
use crate::client::{Client, read};
use crate::report::{Report, json, table};
use crate::server::ServerState;

/// Runs the audit.
pub(super) fn run(args: &AuditArgs) -> anyhow::Result<Exit> {
    let config_given = !args.config.is_empty();
    if args.server.dsn.is_none() && args.server.defaults_file.is_none() && !config_given {
        bail!("nothing to audit: give --config for the application's side, --dsn for the server's, or both");
    }
    if password::takes_stdin(&args.server) && args.config.iter().any(|config| config == "-") {
        bail!("standard input cannot be both the password and a configuration");
    }
    let policy = policy::of(&args.policy, &args.config)?;
    let wishes = Wishes::of(args)?;
    let client = client(&args.config, &wishes.client)?;
    let mut sink = Sink::open(args.output.as_deref())?;
    let mut server = source::open(&args.server)?;
    if let ServerState::Known(server) = &mut server {
        for wish in &wishes.server {
            server.suppose(&wish.name, &wish.value, &wish.flag);
        }
    }
    let audit = audit::run(&client, config_given, &server, &policy);
    let report = Report { client: &client, config_given, server: &server, audit: &audit };
    sink.write(&render(args, &report))?;
    if let ServerState::Unreachable(unreachable) = &server {
        output::complain(&format!("the server could not be audited: {unreachable}"));
        return Ok(Exit::NotAudited);
    }
    Ok(status(&audit, args.fail_on))
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
        Ok(wishes)
    }
}

fn client(paths: &[String], overrides: &Overrides) -> anyhow::Result<Client> {
    let files = paths.iter().map(|path| load::load(path)).collect::<Result<Vec<_>, _>>()?;
    Ok(read::read(&files, overrides)?)
}

fn render(args: &AuditArgs, report: &Report<'_>) -> String {
    match args.format {
        Format::Json => json::render(report),
        Format::Table => table::render(report, table_options(args)),
    }
}

fn table_options(args: &AuditArgs) -> table::Options {
    let detail = match (args.quiet, args.verbose) {
        (true, _) => table::Detail::Quiet,
        (_, true) => table::Detail::Verbose,
        _ => table::Detail::Normal,
    };
    table::Options { width: terminal::width(args.output.is_some()), detail }
}

fn status(audit: &Audit, fail_on: FailOn) -> Exit {
    match fail_on.least() {
        Some(least) if audit.findings.iter().any(|finding| finding.severity >= least) => Exit::Findings,
        _ => Exit::Clean,
    }
}
