//! What changed between two audits of the same pools: values of the server that matter to pools, and findings.

use std::collections::HashSet;

use super::engine::Audit;
use super::finding::Finding;
use crate::server::Server;

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

/// The values of `names` that differ, with flavour and version before them.
pub fn changes(before: &Server, after: &Server, names: &[&str]) -> Vec<Change> {
    let values = |server: &Server, name: &str| {
        server.variables.text(name).or_else(|| server.status.text(name)).map(str::to_owned)
    };
    let title = Change { name: "server".to_owned(), before: Some(before.title()), after: Some(after.title()) };
    let entries = names.iter().map(|name| Change {
        name: (*name).to_owned(),
        before: values(before, name),
        after: values(after, name),
    });
    std::iter::once(title).chain(entries).filter(|change| change.before != change.after).collect()
}

/// The findings of `one` that `other` does not have, or has at another severity.
pub fn only_in<'a>(one: &'a Audit, other: &Audit) -> Vec<&'a Finding> {
    let print = |finding: &Finding| (finding.fingerprint(), finding.severity);
    let known: HashSet<_> = other.findings.iter().map(print).collect();
    one.findings.iter().filter(|finding| !known.contains(&print(finding))).collect()
}
