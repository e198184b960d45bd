//! The walk over a document's sections: what each recogniser takes of them, and what is left to the next.

use std::collections::HashSet;

use crate::client::discover::claim::{Claim, Found};
use crate::client::discover::document::Facts;
use crate::client::discover::recognise::{self, Recognised};
use crate::client::discover::section::Section;
use crate::client::discover::{go, jdbc, join, layers, plain, sections, strings};
use crate::client::pool::draft::Draft;
use crate::client::pool::library::Library;
use crate::source::error::ConfigError;
use crate::source::node;
use crate::text::names::normal;
use crate::text::place::Span;

/// Sections and values that a recogniser took.
pub(super) type Claimed = HashSet<Span>;

/// What was found so far.
#[derive(Default)]
struct Search {
    claimed: Claimed,
    found: Vec<Found>,
}

/// The pools of a document.
///
/// # Errors
/// A section holds a pool, and one of its values is not what its key wants.
pub(super) fn pools(facts: &Facts<'_>) -> Result<Vec<Draft>, ConfigError> {
    let mut search = Search::default();
    let top = Section::top(facts);
    search.walk(&top)?;
    if let (Some(library), true) = (facts.file.reading.library, search.found.is_empty()) {
        search.urls(&top, library)?;
    }
    let mut pools = join::pools(search.found);
    pools.sort_by_key(|draft| draft.pool.place.as_ref().map(|place| place.span.start));
    Ok(pools)
}

impl Search {
    fn walk<'s>(&mut self, own: &'s Section<'s>) -> Result<(), ConfigError> {
        self.visit(own)?;
        let is_aside = |child: &Section<'_>| own.above.is_none() && node::is_aside(&child.name);
        for child in own.children() {
            if self.claimed.contains(&own.node.span) {
                break;
            }
            if !is_aside(child) && !self.claimed.contains(&child.node.span) {
                self.walk(child)?;
            }
        }
        Ok(())
    }

    fn visit<'s>(&mut self, own: &'s Section<'s>) -> Result<(), ConfigError> {
        if !own.facts.file.reading.at.is_empty() {
            return self.pointed_at(own);
        }
        if let Some(library) = own.facts.file.reading.library {
            return self.wished(own, library);
        }
        let before = self.found.len();
        self.take(layers::read(own)?);
        let java = jdbc::read(own, &self.claimed)?;
        if java.is_empty()
            && let Some(found) = recognise::section(own)
        {
            self.take(sections::read(own, &found)?);
        }
        self.take(java);
        for found in recognise::variables(own) {
            self.take(sections::read(own, &found)?);
        }
        self.take(strings::read(own, &self.claimed, None)?);
        self.take(go::read(own, &self.claimed)?);
        if self.found.len() == before {
            self.take(plain::read(own, &self.claimed)?);
        }
        Ok(())
    }

    fn take(&mut self, claim: Claim) {
        self.found.extend(claim.drafts);
        self.claimed.extend(claim.spans);
    }

    /// What a section says to a library that the user names.
    fn wished<'s>(&mut self, own: &'s Section<'s>, library: &'static Library) -> Result<(), ConfigError> {
        let mut layer = layers::read(own)?;
        layer.drafts.retain(|found| found.draft.pool.library == library);
        if !layer.drafts.is_empty() {
            self.take(layer);
            return Ok(());
        }
        self.take(strings::read(own, &self.claimed, Some(library))?);
        let found = recognise::keys_of(own, library);
        if self.says_something(&found) {
            self.take(sections::read(own, &found)?);
        }
        Ok(())
    }

    /// The URLs of our servers that a library reads of which the user says that it does, and of which nothing else is said.
    fn urls<'s>(&mut self, own: &'s Section<'s>, library: &'static Library) -> Result<(), ConfigError> {
        if own.facts.file.reading.at.is_empty() {
            self.take(strings::of_library(own, library)?);
            for child in own.children() {
                self.urls(child, library)?;
            }
        }
        Ok(())
    }

    /// Whether a section says something of a library that nobody read yet: by a key, or by its place where it has no key.
    fn says_something(&self, found: &Recognised<'_>) -> bool {
        let mut members = found.members.iter().peekable();
        match members.peek() {
            None => !found.site.path.is_empty(),
            Some(_) => members.any(|member| !self.claimed.contains(&member.field.whole)),
        }
    }

    /// A section that the user points at: its library is the one that was named, or the one that fits best.
    fn pointed_at<'s>(&mut self, own: &'s Section<'s>) -> Result<(), ConfigError> {
        let facts = own.facts;
        let path = joined(own.path());
        let Some(at) = facts.file.reading.at.iter().find(|at| joined(at.split('.')) == path) else { return Ok(()) };
        let found = match facts.file.reading.library {
            Some(library) => Some(recognise::keys_of(own, library)),
            None => recognise::section(own).or_else(|| recognise::likest(own)),
        };
        match (found.filter(|found| !found.library.has_invented_names), own.groups()) {
            (Some(found), _) => self.take(sections::read(own, &found)?),
            (None, [group, ..]) => {
                let mut claim = Claim::default();
                claim.add(group.draft(own, group.dsn(own))?);
                self.take(claim);
            }
            (None, []) => {
                let place = facts.file.place(own.node.span);
                let error = ConfigError::at(&place, format!("--at {at}: no key of a pool is known here"));
                return Err(error.help("name the library whose keys these are: --library NAME"));
            }
        }
        if let Some(Found { draft, .. }) = self.found.last_mut() {
            draft.at = Some(at.clone());
        }
        Ok(())
    }
}

/// A path of names in their normal spelling.
fn joined<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(normal).collect::<Vec<_>>().join(".")
}
