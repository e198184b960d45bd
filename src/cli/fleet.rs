//! `--fleet FILE`: each server of a fleet file is audited with the pools of its services, and all of them are one report.
//!
//! Everything that can be wrong with files and flags is read before a server is asked; then the servers are asked side by
//! side, a few at a time, and reported in the order of the file.

mod ignores;

use std::env;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, bail};

use super::args::{AuditArgs, ColorWish, ServerArgs};
use super::audit::{Audited, finish, load_all, with_comments};
use super::exit::Exit;
use super::formats::Outputs;
use super::progress::Progress;
use super::today::today;
use super::wishes::Wishes;
use super::{baseline, policy, source};
use crate::audit;
use crate::audit::policy::Policy;
use crate::client::Client;
use crate::client::read::ReadError;
use crate::fleet::{self, Fleet, ServerEntry, ServiceEntry, join};
use crate::report::fleet::{Fleet as Reports, Part};
use crate::server::ServerState;
use crate::source::error::ConfigError;
use crate::source::files::gather::Gathered;
use crate::source::files::open;
use crate::text::place::SourceFile;
use crate::text::quantity::plural;

/// Servers that are asked at once.
const AT_ONCE: usize = 8;

/// Audits the fleet.
pub(super) fn run(args: &AuditArgs, file: &str, colour: ColorWish) -> anyhow::Result<Exit> {
    refuse(args, file)?;
    let fleet = fleet::read(&open::load(file)?, &|name| env::var(name).ok())?;
    let mut policy = policy::of(&args.policy, &[file.to_owned()])?;
    policy.today = today()?;
    let wishes = Wishes::of(args)?;
    join::check(&fleet, &wishes.client)?;
    let mut sides = Vec::new();
    for server in &fleet.servers {
        let client = join::client(&fleet, server, &files_of, &wishes.client)?;
        let policy = with_comments(args, &policy, &client)?;
        sides.push((server, client, policy));
    }
    let known = args.known.baseline.as_deref().map(baseline::read).transpose()?;
    let outputs = Outputs::open(args)?;
    let servers = open(args, &fleet)?;
    let (mut audited, mut policies) = (Vec::new(), Vec::new());
    for ((server, client, policy), mut state) in sides.into_iter().zip(servers) {
        wishes.suppose(&mut state).with_context(|| format!("server {}", server.name))?;
        audited.push(judge(server, client, &policy, state));
        policies.push(policy);
    }
    ignores::once_each(&mut audited, &policies);
    finish(args, audited, known, outputs, colour, |audited, format, options| {
        let part = |one| -> Option<Part<'_>> {
            let one: &Audited = one;
            Some(Part { name: one.name.as_deref()?, report: one.report(args) })
        };
        let audits = audited.iter().filter_map(part).collect();
        format.render_fleet(&Reports { file, audits }, options)
    })
}

/// A fleet file that is given as a configuration would be read as an application's, and hold no pool.
pub(super) fn refuse_as_config(files: &[Arc<SourceFile>]) -> Result<(), ConfigError> {
    match files.iter().find(|file| !file.is_found() && fleet::is_fleet(file)) {
        Some(file) => {
            let error = ConfigError::of(file.name(), "this is a fleet file, which names configurations and servers");
            Err(error.help(format!("audit it with `--fleet {}`", file.name())))
        }
        None => Ok(()),
    }
}

/// What is said of one server, and cannot be meant for each of several.
fn refuse(args: &AuditArgs, file: &str) -> anyhow::Result<()> {
    let server = &args.server;
    // The variable may stand in the environment for other runs.
    let typed = server.dsn.is_some() && server.dsn != env::var("POOLCHECK_DSN").ok();
    let of_one_server = [
        (typed, "--dsn", "dsn"),
        (server.defaults_file.is_some(), "--defaults-file", "defaults_file"),
        (args.fallback.is_some(), "--fallback", "fallback"),
        (server.password_file.is_some(), "--password-file", "password_file"),
        (server.ask_password, "--ask-password", "password_file"),
        (server.admin_port.is_some(), "--admin-port", "admin_port"),
    ];
    if let Some((_, flag, key)) = of_one_server.iter().find(|(given, ..)| *given) {
        bail!("{flag} is for one server, and {file} names them: write `{key}` under the server that is meant");
    }
    let fixes = &args.fixes;
    if fixes.fix || fixes.diff || fixes.fix_sql.is_some() || fixes.prefer.is_some() {
        bail!(
            "fixes are made for one server at a time, since a file may serve several: \
             run poolcheck with --config and --dsn of the service to fix"
        );
    }
    Ok(())
}

/// A service's files as `--config` would read them. A path that leads nowhere is shown where it is written.
fn files_of(service: &ServiceEntry) -> Result<Gathered, ReadError> {
    let is_pattern = |path: &str| path.contains(['*', '?', '[']);
    let lost = service.config.iter().find(|config| !is_pattern(&config.path) && !Path::new(&config.path).exists());
    if let Some(lost) = lost {
        let message = format!("service {}: there is no file {}", service.name, lost.path);
        return Err(ConfigError::at(&lost.place, message).help("paths are relative to the fleet file").into());
    }
    let paths: Vec<_> = service.config.iter().map(|config| config.path.clone()).collect();
    Ok(load_all(&paths)?)
}

/// The servers in their order, some at a time.
fn open(args: &AuditArgs, fleet: &Fleet) -> anyhow::Result<Vec<ServerState>> {
    let one = |server: &ServerEntry| {
        source::open(&of_server(&args.server, server), server.fallback.as_deref())
            .with_context(|| format!("{}:{}: server {}", server.place.file, server.place.start.line, server.name))
    };
    let mut states = Vec::new();
    let progress = Progress::begin(true);
    for some in fleet.servers.chunks(AT_ONCE) {
        progress.now(format!("{} of {} answered", states.len(), plural(fleet.servers.len() as u64, "server")));
        let opened: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = some.iter().map(|server| scope.spawn(|| one(server))).collect();
            let join = |thread: thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            threads.into_iter().map(join).collect()
        });
        for state in opened {
            states.push(state?);
        }
    }
    Ok(states)
}

/// What `--dsn` and its kin would be for this server. Its own TLS counts more than the flags'.
fn of_server(flags: &ServerArgs, server: &ServerEntry) -> ServerArgs {
    let mut args = flags.clone();
    args.dsn = server.dsn.as_ref().map(|dsn| dsn.reveal().to_owned());
    args.defaults_file.clone_from(&server.defaults_file);
    args.password_file.clone_from(&server.password_file);
    args.admin_port = server.admin_port;
    args.ssl_mode = server.ssl_mode.or(args.ssl_mode);
    args.ssl_ca = server.ssl_ca.clone().or(args.ssl_ca);
    if server.ssl_cert.is_some() {
        args.ssl_cert.clone_from(&server.ssl_cert);
        args.ssl_key.clone_from(&server.ssl_key);
    }
    args
}

/// A server without a service is judged alone.
fn judge(server: &ServerEntry, client: Client, policy: &Policy, state: ServerState) -> Audited {
    let config_given = !client.services.is_empty();
    let audit = audit::run(&client, config_given, &state, policy);
    Audited { name: Some(server.name.clone()), client, config_given, server: state, audit }
}
