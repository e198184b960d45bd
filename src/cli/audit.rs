//! The audit itself: reads both sides, judges, reports, and decides the exit status.

use anyhow::bail;

use super::args::{AuditArgs, ColorWish, FailOn};
use super::exit::Exit;
use super::formats::Outputs;
use super::today::today;
use super::{baseline, output, password, policy, source};
use crate::audit::policy::Policy;
use crate::audit::{self, Audit, suppress};
use crate::client::overrides::{Overrides, ServerSetting};
use crate::client::source::load;
use crate::client::{Client, read};
use crate::report::Report;
use crate::server::ServerState;

/// Runs the audit.
pub(super) fn run(args: &AuditArgs, colour: ColorWish) -> anyhow::Result<Exit> {
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
    let policy = ignores(policy, args, &client)?;
    let known = args.known.baseline.as_deref().map(baseline::read).transpose()?;
    let mut outputs = Outputs::open(args)?;
    let server = server(args, &wishes)?;
    let mut audit = audit::run(&client, config_given, &server, &policy);
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
    if let ServerState::Unreachable(unreachable) = &server {
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

/// The policy with the ignores of the configurations, or with none at all, and the day that ends them.
fn ignores(mut policy: Policy, args: &AuditArgs, client: &Client) -> anyhow::Result<Policy> {
    policy.today = today()?;
    if args.known.no_ignores {
        policy.ignores.clear();
    } else {
        policy.ignores.extend(suppress::in_comments(client)?);
    }
    Ok(policy)
}

/// The server with what the flags suppose of it.
fn server(args: &AuditArgs, wishes: &Wishes) -> anyhow::Result<ServerState> {
    let mut server = source::open(&args.server)?;
    if let ServerState::Known(server) = &mut server {
        for wish in &wishes.server {
            server.suppose(&wish.name, &wish.value, &wish.flag);
        }
    }
    Ok(server)
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

fn status(audit: &Audit, fail_on: FailOn) -> Exit {
    match fail_on.least() {
        Some(least) if audit.findings.iter().any(|finding| finding.severity >= least) => Exit::Findings,
        _ => Exit::Clean,
    }
}
