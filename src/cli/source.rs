//! The server that `--dsn` names: live or captured.

use super::args::ServerArgs;
use crate::server::{self, Options, ServerState};

/// Opens it. A text that names no server is a mistake on the command line.
pub(super) fn open(args: &ServerArgs) -> anyhow::Result<ServerState> {
    let Some(target) = args.dsn.as_deref() else { return Ok(ServerState::NotGiven) };
    let options = Options { timeout: args.timeout, ..Options::default() };
    server::open(target, &options).map_err(|error| anyhow::anyhow!("--dsn: {error}"))
}
