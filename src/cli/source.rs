//! The server that `--dsn` names, live or captured, with what flags, environment and option files say of the way to it.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};

use super::args::ServerArgs;
use super::password;
use crate::server::tls::Tls;
use crate::server::{self, Access, Options, ServerState, TargetError, defaults};

/// A connection string that leaves everything open, for an option file to say.
const OPEN: &str = "mysql://";

/// Opens it. A text that names no server is a mistake on the command line.
pub(super) fn open(args: &ServerArgs, fallback: Option<&Path>) -> anyhow::Result<ServerState> {
    let target = match (&args.dsn, &args.defaults_file) {
        (Some(dsn), _) => dsn.as_str(),
        (None, Some(_)) => OPEN,
        (None, None) if says_how(args) || fallback.is_some() => {
            bail!("name the server that these flags are for: --dsn, or --defaults-file")
        }
        (None, None) => return Ok(ServerState::NotGiven),
    };
    let mut options = Options {
        timeout: args.timeout,
        evidence: args.evidence,
        admin_port: args.admin_port,
        fallback: fallback.map(Path::to_owned),
        ..Options::default()
    };
    if !server::needs_no_login(target) && !target.trim().is_empty() {
        options.above = flags(args)?;
        options.below = Access::of_environment(|name| env::var(name).ok())?.over(option_file(args)?);
    }
    server::open(target, &options).map_err(|error| match error {
        TargetError::TlsFile(error) => anyhow!(error),
        TargetError::Fallback(error) => anyhow!("--fallback: {error}"),
        error => anyhow!("--dsn: {error}"),
    })
}

/// Whether a flag says how to log in or what to ask, and so means that there is a server.
fn says_how(args: &ServerArgs) -> bool {
    let files = [&args.password_file, &args.ssl_ca, &args.ssl_cert, &args.ssl_key];
    args.evidence
        || args.ask_password
        || args.ssl_mode.is_some()
        || args.admin_port.is_some()
        || files.iter().any(|file| file.is_some())
}

fn flags(args: &ServerArgs) -> anyhow::Result<Access> {
    let tls = Tls {
        mode: args.ssl_mode.unwrap_or_default(),
        authorities: args.ssl_ca.clone(),
        certificate: args.ssl_cert.clone(),
        key: args.ssl_key.clone(),
    };
    Ok(Access { password: password::of(args)?, tls, ..Access::default() })
}

/// The option file that was named, else the user's own. The own one completes a server, and never chooses one.
fn option_file(args: &ServerArgs) -> anyhow::Result<Access> {
    if let Some(path) = &args.defaults_file {
        return defaults::read(path).context("--defaults-file");
    }
    match own_option_file().filter(|path| !args.no_defaults && path.is_file()) {
        Some(path) => defaults::read(&path).context("an option file that --no-defaults leaves out"),
        None => Ok(Access::default()),
    }
}

fn own_option_file() -> Option<PathBuf> {
    env::var_os("HOME").filter(|home| !home.is_empty()).map(|home| Path::new(&home).join(".my.cnf"))
}
