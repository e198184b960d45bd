//! `poolcheck capture`: a server's variables and counters in one file.

use std::path::Path;

use anyhow::{Context, bail};

use super::args::CaptureArgs;
use super::exit::Exit;
use super::output::{self, Sink};
use super::source;
use crate::server::ServerState;
use crate::server::capture::{self, Taken};

/// Captures the server. A refusal leaves nothing to capture, so it is a failure here.
pub(super) fn run(args: &CaptureArgs) -> anyhow::Result<Exit> {
    let mut sink = Sink::open((args.output != "-").then(|| Path::new(&args.output)))?;
    let problem = match source::open(&args.server)? {
        ServerState::NotGiven => bail!("name the server to capture: --dsn, or POOLCHECK_DSN"),
        ServerState::Known(server) => {
            sink.write(&capture::write(&server, &Taken::now()).context("cannot write the capture")?)?;
            return Ok(Exit::Clean);
        }
        ServerState::Refused(refusal) => format!("{}: error {}: {}", refusal.target, refusal.code, refusal.message),
        ServerState::Unreachable(unreachable) => unreachable.to_string(),
    };
    output::complain(&format!("the server could not be captured: {problem}"));
    Ok(Exit::NotAudited)
}
