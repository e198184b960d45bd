//! What every output format sees, and the formats: one file each.
//!
//! A format turns a [`Report`] into text. It decides no verdict and prints nothing itself.

pub mod anchor;
pub mod brief;
pub mod excerpt;
pub mod files;
pub mod fleet;
pub mod format;
pub mod frames;
pub mod github;
pub mod gitlab;
pub mod hidden;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod lines;
pub mod markdown;
pub mod prometheus;
pub mod prose;
pub mod sarif;
pub mod table;
pub mod verdict;

use crate::audit::Audit;
use crate::audit::budget::Phase;
use crate::audit::finding::Severity;
use crate::client::Client;
use crate::server::ServerState;

/// An audit with its inputs: the one thing that formats see.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What the application will do.
    pub client: &'a Client,
    /// Whether any configuration was given.
    pub config_given: bool,
    /// What is known of the server.
    pub server: &'a ServerState,
    /// What was found.
    pub audit: &'a Audit,
    /// The least severity that fails the run; none where nothing does.
    pub fail_on: Option<Severity>,
    /// Whether the findings that are ignored or known are named, too.
    pub show_suppressed: bool,
}

/// The moments that differ: the steady state always, the others where something was declared for them.
fn phases(report: &Report<'_>) -> Vec<Phase> {
    let pools = &report.client.pools;
    let scales = pools.iter().any(|pool| pool.instances.maximum() != pool.instances.steady());
    let surges = pools.iter().any(|pool| pool.instances.overlaps());
    let differs = |phase: &Phase| match phase {
        Phase::Steady => true,
        Phase::Maximum => scales,
        Phase::Rollout => surges,
    };
    Phase::ALL.into_iter().filter(differs).collect()
}

/// poolcheck's own version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
