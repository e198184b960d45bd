//! `poolcheck capture`: a server's variables and counters in one file.

use std::path::Path;

use anyhow::{Context, bail};

use super::args::CaptureArgs;
use super::exit::Exit;
use super::output::{self, Sink};
use super::source;
use crate::server::capture::{self, Taken};

/// Captures the server. A refusal leaves nothing to capture, and half an answer not enough, so both are failures here.
pub(super) fn run(args: &CaptureArgs) -> anyhow::Result<Exit> {
    let state = source::open(&args.server, None)?;
    let problem = match (state.known(), state.problem()) {
        (Some(server), None) => {
            let mut server = server.clone();
            if args.redact {
                capture::redact(&mut server);
            }
            let text = capture::write(&server, &Taken::now()).context("cannot write the capture")?;
            // Only now: a server that does not answer must not cost the capture of yesterday.
            Sink::open((args.output != "-").then(|| Path::new(&args.output)))?.write(&text)?;
            return Ok(Exit::Clean);
        }
        (_, Some(problem)) => problem,
        (None, None) => bail!("name the server to capture: --dsn, POOLCHECK_DSN, or --defaults-file"),
    };
    output::complain(&format!("the server could not be captured: {problem}"));
    Ok(Exit::NotAudited)
}
