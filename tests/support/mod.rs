//! What several test files share.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

pub mod certificates;
pub mod lab;
pub mod path;
pub mod scenario;
pub mod server;

use std::process::Command;

/// The built program in an empty environment: nothing of the developer's own may change a report.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_poolcheck"));
    command.env_clear();
    command
}
