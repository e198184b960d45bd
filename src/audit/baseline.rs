//! The baseline: findings that a team knows of and lives with for now, so that only new ones fail a gate.
//!
//! A file of fingerprints. It reads and writes text, and leaves files and the exit status to the caller.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Severity};
use super::{Audit, known};
use crate::client::Client;

/// The version of the file's form.
const SCHEMA: u32 = 1;

/// What stands above the findings, for those who open the file.
const HEAD: &str = "\
# Findings that poolcheck knows of and does not count. Use it with --baseline, write it again with --write-baseline.
";

/// A known finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its fingerprint.
    pub fingerprint: String,
    /// The rule's name.
    pub rule: String,
    /// How bad it was; what got worse is new.
    pub severity: String,
    /// The server's name, where a fleet file names several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// The file of its line or of its pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What was found then, for people.
    pub message: String,
}

/// The findings that were known when the file was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    schema: u32,
    findings: Vec<Entry>,
}

/// What a baseline did to an audit.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// The findings that were known, worst first.
    pub known: Vec<Finding>,
    /// What was known and is not found any more.
    pub left: Vec<Entry>,
}

/// Why a text is no baseline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// It is of another form.
    #[error("this is no baseline: {0}; write one with --write-baseline")]
    Form(String),
    /// It is of a later version.
    #[error(
        "this baseline is of version {0}, and this poolcheck reads version {SCHEMA}; write it again with --write-baseline"
    )]
    Version(u32),
}

impl Baseline {
    /// All findings of an audit, the known ones too.
    pub fn of(audit: &Audit, client: &Client) -> Self {
        let known = audit.compared.iter().flat_map(|compared| &compared.known);
        let mut findings: Vec<_> = audit.findings.iter().chain(known).map(|finding| entry(finding, client)).collect();
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
        Self { schema: SCHEMA, findings }
    }

    /// The same findings as those of a server of a fleet.
    #[must_use]
    pub fn named(mut self, server: Option<&str>) -> Self {
        self.findings.iter_mut().for_each(|entry| entry.server = server.map(str::to_owned));
        self
    }

    /// Those of several servers in one, in their order.
    pub fn join(parts: impl IntoIterator<Item = Self>) -> Self {
        Self { schema: SCHEMA, findings: parts.into_iter().flat_map(|part| part.findings).collect() }
    }

    /// Those of one server of a fleet.
    #[must_use]
    pub fn of_server(&self, server: Option<&str>) -> Self {
        let findings = self.findings.iter().filter(|entry| entry.server.as_deref() == server).cloned().collect();
        Self { schema: self.schema, findings }
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// The text is of another form or of a later version.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let baseline: Self = serde_yaml::from_str(text).map_err(|error| BaselineError::Form(error.to_string()))?;
        if baseline.schema == SCHEMA { Ok(baseline) } else { Err(BaselineError::Version(baseline.schema)) }
    }

    /// The file's text.
    pub fn write(&self) -> String {
        // Texts and numbers always serialise; the fallback only avoids a panic that cannot happen.
        format!("{HEAD}{}", serde_yaml::to_string(self).unwrap_or_default())
    }

    /// Moves what is known from the audit's findings to [`Audit::compared`].
    ///
    /// What is not found any more has left, unless its rule was not judged this time.
    pub fn apply(self, audit: &mut Audit, client: &Client) {
        let mut entries = Entries::of(self.findings, client);
        let mut known = Vec::new();
        let found = std::mem::take(&mut audit.findings);
        // Those that are known as they are come first, so that no renamed one takes their entry.
        let (same, other): (Vec<_>, Vec<_>) = found.into_iter().partition(|finding| entries.hold(finding));
        for finding in same.into_iter().chain(other) {
            let is_known = entries.take(&finding) || entries.take_renamed(&finding, client);
            if is_known { known.push(finding) } else { audit.findings.push(finding) }
        }
        for findings in [&mut known, &mut audit.findings] {
            findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        }
        let new: HashSet<_> = audit.findings.iter().map(Finding::fingerprint).collect();
        let judged: HashSet<_> = audit.judged.iter().copied().collect();
        let gone = |entry: &Entry| judged.contains(entry.rule.as_str()) || known::rule_named(&entry.rule).is_err();
        let mut left: Vec<_> = entries.by_print.into_values().flatten().filter(gone).collect();
        left.retain(|entry| !new.contains(&entry.fingerprint));
        left.sort_by(|a, b| a.order().cmp(&b.order()));
        audit.compared = Some(Compared { known, left });
    }
}

/// What is known and not yet found, by fingerprint.
struct Entries {
    by_print: HashMap<String, Vec<Entry>>,
    /// Files that were not read this time: those that may have another name now.
    away: BTreeSet<String>,
}

impl Entries {
    fn of(entries: Vec<Entry>, client: &Client) -> Self {
        let here: HashSet<_> = client.sources.iter().map(|source| source.name().as_ref()).collect();
        let files = entries.iter().filter_map(|entry| entry.file.clone());
        let away = files.filter(|file| !here.contains(file.as_str())).collect();
        let mut by_print: HashMap<_, Vec<_>> = HashMap::new();
        for entry in entries {
            by_print.entry(entry.fingerprint.clone()).or_default().push(entry);
        }
        Self { by_print, away }
    }

    fn hold(&self, finding: &Finding) -> bool {
        self.by_print.contains_key(&finding.fingerprint())
    }

    /// Whether a finding is known, and got no worse; then its entry is used up.
    fn take(&mut self, finding: &Finding) -> bool {
        self.take_if(&finding.fingerprint(), |entry| severity(entry) >= Some(finding.severity))
    }

    /// Whether a finding is known by the name that its pool had in a file that is called otherwise now.
    fn take_renamed(&mut self, finding: &Finding, client: &Client) -> bool {
        let Some(is) = file_of(finding, client) else { return false };
        let away: Vec<_> = self.away.iter().cloned().collect();
        away.iter().any(|was| {
            former_names(finding.pool.as_deref(), is, was).into_iter().any(|pool| {
                let print = Finding { pool, ..finding.clone() }.fingerprint();
                self.take_if(&print, |entry| {
                    entry.file.as_ref() == Some(was) && severity(entry) >= Some(finding.severity)
                })
            })
        })
    }

    fn take_if(&mut self, print: &str, fits: impl Fn(&Entry) -> bool) -> bool {
        let Some(entries) = self.by_print.get_mut(print) else { return false };
        let found = entries.iter().position(fits);
        found.map(|index| entries.swap_remove(index)).is_some()
    }
}

impl Entry {
    /// By pool and rule: a change of one pool is a change of its lines alone.
    fn order(&self) -> (&Option<String>, &str, &str) {
        (&self.pool, &self.rule, &self.fingerprint)
    }
}

fn severity(entry: &Entry) -> Option<Severity> {
    [Severity::Info, Severity::Warning, Severity::Error].into_iter().find(|severity| severity.name() == entry.severity)
}

fn entry(finding: &Finding, client: &Client) -> Entry {
    Entry {
        fingerprint: finding.fingerprint(),
        rule: finding.rule.to_owned(),
        severity: finding.severity.name().to_owned(),
        server: None,
        pool: finding.pool.clone(),
        file: file_of(finding, client).map(str::to_owned),
        message: finding.message.clone(),
    }
}

/// The file of a finding's line, or of its pool.
fn file_of<'a>(finding: &'a Finding, client: &'a Client) -> Option<&'a str> {
    let pool = || client.pool(finding.pool.as_ref()?);
    let place = finding.location.as_ref().or_else(|| pool()?.place.as_ref())?;
    Some(&place.file)
}

/// The names that a pool of the file `is` had when the file was called `was`: a file's name stands before its pool's where
/// pools of several files have one name, or is the pool's.
fn former_names(pool: Option<&str>, is: &str, was: &str) -> Vec<Option<String>> {
    let Some(pool) = pool else { return vec![None] };
    match without_stem(pool, is) {
        "" => vec![Some(stem(was).to_owned())],
        bare => vec![Some(bare.to_owned()), Some(format!("{}.{bare}", stem(was)))],
    }
}

fn stem(file: &str) -> &str {
    Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// A pool's name without its file's before it; empty where it is the file's.
fn without_stem<'p>(pool: &'p str, file: &str) -> &'p str {
    match pool.strip_prefix(stem(file)) {
        Some("") => "",
        Some(rest) => rest.strip_prefix('.').unwrap_or(pool),
        None => pool,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_of_a_renamed_file_is_looked_for_by_its_former_names() {
        let names = |pool, is, was| former_names(pool, is, was).into_iter().flatten().collect::<Vec<_>>();
        assert_eq!(names(Some("shop"), "b/shop.yaml", "a/store.yaml"), ["store"]);
        assert_eq!(names(Some("shop.orders"), "shop.yaml", "store.yaml"), ["orders", "store.orders"]);
        assert_eq!(names(Some("orders"), "shop.yaml", "store.yaml"), ["orders", "store.orders"]);
        assert_eq!(former_names(None, "shop.yaml", "store.yaml"), [None]);
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let entry = Entry {
            fingerprint: "12e4567890123456".to_owned(),
            rule: "max-idle-defaulted".to_owned(),
            severity: "warning".to_owned(),
            server: None,
            pool: Some("a: b\n#".to_owned()),
            file: None,
            message: "x".to_owned(),
        };
        let baseline = Baseline { schema: SCHEMA, findings: vec![entry] };
        assert_eq!(Baseline::read(&baseline.write()), Ok(baseline));
    }
}
