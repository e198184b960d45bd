//! What changed between two audits of the same pools: values of the server that matter to pools, and findings.

use std::collections::HashSet;

use super::engine::Audit;
use super::finding::Finding;
use crate::server::Server;
use crate::server::facts::Source;

/// One value of a server that two captures do not agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The variable or counter.
    pub name: String,
    /// Its value before; none where it was not captured.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
}

/// The values of `names` that differ, with flavour and version before them. What files that declare a server leave to it is no
/// difference.
pub fn changes(before: &Server, after: &Server, names: &[&str]) -> Vec<Change> {
    let values = |server: &Server, name: &str| {
        server.variables.text(name).or_else(|| server.status.text(name)).map(str::to_owned)
    };
    let title = |server: &Server| (!leaves_open(server) || !server.version_text.is_empty()).then(|| server.title());
    let title = Change { name: "server".to_owned(), before: title(before), after: title(after) };
    let entries = names.iter().map(|name| Change {
        name: (*name).to_owned(),
        before: values(before, name),
        after: values(after, name),
    });
    let is_open = |change: &Change| {
        (change.before.is_none() && leaves_open(before)) || (change.after.is_none() && leaves_open(after))
    };
    std::iter::once(title).chain(entries).filter(|change| change.before != change.after && !is_open(change)).collect()
}

/// Whether what is known of a server is not all that it has.
fn leaves_open(server: &Server) -> bool {
    matches!(server.source, Source::Declared { .. })
}

/// The findings of `one` that `other` does not have, or has at another severity.
pub fn only_in<'a>(one: &'a Audit, other: &Audit) -> Vec<&'a Finding> {
    let print = |finding: &Finding| (finding.fingerprint(), finding.severity);
    let known: HashSet<_> = other.findings.iter().map(print).collect();
    one.findings.iter().filter(|finding| !known.contains(&print(finding))).collect()
}
