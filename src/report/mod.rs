//! What every output format sees, and the formats: one file each.
//!
//! A format turns a [`Report`] into text. It decides no verdict and prints nothing itself.

pub mod json;
pub mod table;
pub mod verdict;

use crate::audit::Audit;
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
}

/// poolcheck's own version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
