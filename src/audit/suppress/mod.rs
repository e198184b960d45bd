//! Suppressions: findings that somebody does not want reported, for a reason that stands beside them, perhaps until a day.
//!
//! They come as comments in the configuration ([`comment`]) and from the settings file ([`settings`]). What they hide is
//! counted and can be shown; what no longer hides anything, or has run out, is for the rules ignore-unused and
//! ignore-expired. It decides no verdict and knows no clock.

pub mod comment;
mod pattern;
pub mod settings;
mod standing;

use std::collections::HashSet;
use std::sync::Arc;

use super::finding::Finding;
use super::rule::Rule;
use crate::client::Client;
use crate::source::error::ConfigError;
use crate::text::date::Date;
use crate::text::place::Place;
use pattern::Pattern;
use standing::Standing;

/// Somebody's wish not to see findings of some rules at some place.
#[derive(Debug, Clone)]
pub struct Ignore {
    /// The rules.
    pub rules: Vec<&'static Rule>,
    /// What it speaks of.
    pub scope: Scope,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; none where it holds for good.
    pub until: Option<Date>,
    /// Where it is written.
    pub place: Place,
}

/// What an ignore speaks of.
#[derive(Debug, Clone)]
pub enum Scope {
    /// Lines of a file, first and last.
    Lines {
        /// The file.
        file: Arc<str>,
        /// The first and the last line; none where nothing follows the comment.
        lines: Option<(usize, usize)>,
    },
    /// What the settings file names; what it leaves open is everything.
    Named {
        /// The pool.
        pool: Option<String>,
        /// The file.
        path: Option<Pattern>,
    },
}

/// A finding that an ignore hides.
#[derive(Debug, Clone)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// Why nobody wants to see it.
    pub reason: String,
    /// The last day on which it is hidden.
    pub until: Option<Date>,
    /// Where that is written.
    pub place: Place,
}

/// An ignore with what became of it in one audit.
#[derive(Debug, Clone)]
pub struct Use {
    /// The ignore.
    pub ignore: Ignore,
    /// It has run out, and hides nothing any more.
    pub expired: bool,
    /// Its rules that were judged where it stands, and found nothing there.
    pub unused: Vec<&'static Rule>,
}

/// The ignores that stand as comments in the configurations.
///
/// # Errors
/// One of them has no reason, or names no rule, or its day is none: with its line.
pub fn in_comments(client: &Client) -> Result<Vec<Ignore>, ConfigError> {
    let mut ignores = Vec::new();
    for source in &client.sources {
        ignores.extend(comment::read(source)?);
    }
    Ok(ignores)
}

/// Takes the findings that an ignore hides out of `findings`, and says what became of each ignore.
///
/// `judged` tells whether a rule was judged in full: of one that was not, nobody knows whether its ignore is needed.
pub fn apply(
    ignores: &[Ignore],
    today: Option<Date>,
    client: &Client,
    findings: &mut Vec<Finding>,
    judged: impl Fn(&Rule) -> bool,
) -> (Vec<Suppressed>, Vec<Use>) {
    let expired = |ignore: &Ignore| matches!((ignore.until, today), (Some(until), Some(today)) if today > until);
    let standing = Standing::of(ignores, |ignore| !expired(ignore));
    let mut hit: HashSet<(usize, &'static str)> = HashSet::new();
    let mut suppressed = Vec::new();
    findings.retain(|finding| {
        let hiding = standing.hiding(finding, client);
        let Some(first) = hiding.first().and_then(|index| ignores.get(*index)) else { return true };
        suppressed.push(first.hide(finding));
        hit.extend(hiding.into_iter().map(|index| (index, finding.rule)));
        false
    });
    let uses = ignores.iter().enumerate().map(|(index, ignore)| {
        let needless = |rule: &&Rule| !hit.contains(&(index, rule.name)) && judged(rule) && ignore.is_here(client);
        let expired = expired(ignore);
        let unused = if expired { Vec::new() } else { ignore.rules.iter().copied().filter(needless).collect() };
        Use { ignore: ignore.clone(), expired, unused }
    });
    (suppressed, uses.collect())
}

impl Ignore {
    fn hide(&self, finding: &Finding) -> Suppressed {
        Suppressed {
            finding: finding.clone(),
            reason: self.reason.clone(),
            until: self.until,
            place: self.place.clone(),
        }
    }

    /// Whether what it speaks of is part of this audit: one settings file serves several audits.
    pub fn is_here(&self, client: &Client) -> bool {
        match &self.scope {
            Scope::Lines { .. } => true,
            Scope::Named { pool, path } => {
                pool.as_ref().is_none_or(|name| client.pool(name).is_some())
                    && path.as_ref().is_none_or(|path| client.sources.iter().any(|file| path.matches(file.name())))
            }
        }
    }
}

impl Scope {
    /// Whether what is named with a path has this place in it. A finding is where its value stands; one of a pool that has no
    /// place of its own is where the pool stands.
    fn holds_at(&self, place: Option<&Place>) -> bool {
        match self {
            Self::Named { path: Some(path), .. } => place.is_some_and(|place| path.matches(&place.file)),
            Self::Named { .. } | Self::Lines { .. } => true,
        }
    }
}
