//! The baseline: findings that a team knows of and lives with for now, so that only new ones fail a gate.
//!
//! A file of fingerprints. It reads and writes text, and leaves files and the exit status to the caller.

use std::collections::HashSet;
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
        // By pool and rule: a change of one pool is a change of its lines alone.
        findings.sort_by(|a, b| (&a.pool, &a.rule, &a.fingerprint).cmp(&(&b.pool, &b.rule, &b.fingerprint)));
        Self { schema: SCHEMA, findings }
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
        let mut left = self.findings;
        let mut compared = Compared::default();
        for exact in [true, false] {
            for finding in std::mem::take(&mut audit.findings) {
                let known = left.iter().position(|entry| {
                    is_same(entry, &finding, client, exact) && severity(entry) >= Some(finding.severity)
                });
                match known {
                    Some(index) => {
                        left.remove(index);
                        compared.known.push(finding);
                    }
                    None => audit.findings.push(finding),
                }
            }
        }
        let found: HashSet<_> = audit.findings.iter().map(Finding::fingerprint).collect();
        let judged = |entry: &Entry| audit.judged.iter().any(|rule| *rule == entry.rule);
        let gone = |entry: &Entry| known::rule_named(&entry.rule).is_err() || judged(entry);
        compared.left = left.into_iter().filter(|entry| gone(entry) && !found.contains(&entry.fingerprint)).collect();
        compared.known.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        audit.compared = Some(compared);
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
        pool: finding.pool.clone(),
        file: file_of(finding, client).map(str::to_owned),
        message: finding.message.clone(),
    }
}

/// The file of a finding's line, or of its pool.
fn file_of<'a>(finding: &'a Finding, client: &'a Client) -> Option<&'a str> {
    let pool = finding.pool.as_ref().and_then(|name| client.pools.iter().find(|pool| pool.name == *name));
    let place = finding.location.as_ref().or_else(|| pool?.place.as_ref())?;
    Some(&place.file)
}

/// Whether a finding is the known one: by its fingerprint, or where the file was renamed, by the fingerprint that it
/// would have under the pool's former name.
fn is_same(entry: &Entry, finding: &Finding, client: &Client, exact: bool) -> bool {
    if exact {
        return entry.fingerprint == finding.fingerprint();
    }
    let (Some(was), Some(is)) = (&entry.file, file_of(finding, client)) else { return false };
    let renamed = client.sources.iter().all(|source| source.name().as_ref() != was.as_str());
    let bare = |pool: &Option<String>, file: &str| pool.as_ref().map(|pool| without_stem(pool, file).to_owned());
    renamed
        && entry.rule == finding.rule
        && bare(&entry.pool, was) == bare(&finding.pool, is)
        && Finding { pool: entry.pool.clone(), ..finding.clone() }.fingerprint() == entry.fingerprint
}

/// A pool's name without the file's, which stands before it where pools of several files have one name.
fn without_stem<'p>(pool: &'p str, file: &str) -> &'p str {
    let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    match pool.strip_prefix(stem) {
        Some("") => "",
        Some(rest) => rest.strip_prefix('.').unwrap_or(pool),
        None => pool,
    }
}
