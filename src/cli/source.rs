//! The server that `--dsn` names: live or captured.

use std::path::Path;

use anyhow::bail;

use super::args::ServerArgs;
use crate::server::{ServerState, capture};

/// Opens it.
pub(super) fn open(args: &ServerArgs) -> anyhow::Result<ServerState> {
    let Some(target) = args.dsn.as_deref() else { return Ok(ServerState::NotGiven) };
    if target.trim().is_empty() {
        bail!("--dsn is empty: is the variable that holds it set?");
    }
    Ok(match capture::read(Path::new(target)) {
        Ok(server) => ServerState::Known(Box::new(server)),
        Err(unreachable) => ServerState::Unreachable(unreachable),
    })
}
