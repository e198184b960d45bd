//! The pools in a Go application's own file, which may say a hundred other things.
//!
//! A section holds a pool where its keys are those of `database/sql` ([`family`]), its engine is not another one
//! ([`engine`]), and it does not look like a pool of something else. What is not certain is left out or left unknown: a
//! pool that nobody has would be judged, and a default that nobody set would be blamed.

mod assemble;
mod cell;
mod dialect;
pub(super) mod driver;
mod engine;
mod family;
mod fleet;
mod jdbc;
mod layers;
mod level;
mod link;
mod naming;
mod properties;
mod reading;
mod recognise;
mod requirement;
mod section;
mod strings;
pub(super) mod value;

use std::collections::HashSet;

use assemble::Parts;
use driver::Dsn;
use engine::Evidence;
use level::Level;
use link::Link;
use recognise::Recognised;

use super::draft::Draft;
use super::environments;
use super::error::ConfigError;
use super::overrides::Reading;
use super::pool::Status;
use super::source::node::{self, Data, Node};
use crate::text::names::normal;
use crate::text::place::{SourceFile, Span};

/// Finds the pools of one document.
///
/// # Errors
/// A section holds a pool, and one of its values is neither a number nor a duration.
pub fn read(file: &SourceFile, root: &Node, reading: &Reading) -> Result<Vec<Draft>, ConfigError> {
    let mut search = Search {
        file,
        reading,
        merged: HashSet::new(),
        found: Vec::new(),
        bare: Vec::new(),
        used: HashSet::new(),
        claimed: HashSet::new(),
    };
    search.note_merged(root);
    search.walk(&mut Vec::new(), Level::new(file, String::new(), root, false))?;
    let mut drafts = search.finish();
    let environment = profile(root).or_else(|| environments::of_file(file.name()));
    for draft in &mut drafts {
        draft.environment = draft.environment.take().or_else(|| environment.clone());
    }
    Ok(drafts)
}

/// The profile that a Spring document is for
/// (<https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files.activation-properties>).
fn profile(root: &Node) -> Option<String> {
    let spring = root.get("spring")?;
    let on = |node: &Node| -> Option<String> {
        match &node.data {
            Data::Sequence(items) => Some(items.iter().filter_map(|item| item.text()).collect::<Vec<_>>().join(",")),
            _ => node.text().map(str::to_owned),
        }
    };
    let activate = || on(spring.get("config")?.get("activate")?.get("on-profile")?);
    activate().or_else(|| on(spring.get("profiles")?)).filter(|profile| !profile.is_empty())
}

/// What was found so far.
struct Search<'a> {
    file: &'a SourceFile,
    reading: &'a Reading,
    /// Values that some section takes by a merge key.
    merged: HashSet<Span>,
    found: Vec<Draft>,
    /// Pools of which only the connection string is known, with its bytes.
    bare: Vec<(Span, Draft)>,
    /// Connection strings that belong to a pool.
    used: HashSet<Span>,
    /// Sections and values that were read as a library's.
    claimed: HashSet<Span>,
}

impl<'a> Search<'a> {
    fn note_merged(&mut self, node: &Node) {
        match &node.data {
            Data::Scalar(_) => {}
            Data::Mapping(entries) => {
                for entry in entries {
                    if entry.merged {
                        self.merged.insert(entry.value.span);
                    } else {
                        self.note_merged(&entry.value);
                    }
                }
            }
            Data::Sequence(items) => items.iter().for_each(|item| self.note_merged(item)),
        }
    }

    fn walk(&mut self, above: &mut Vec<Level<'a>>, level: Level<'a>) -> Result<(), ConfigError> {
        let (node, shared) = (level.node, level.shared);
        above.push(level);
        self.visit(above)?;
        let at_top = above.len() == 1;
        for (name, child, merged) in level::children(node) {
            if self.claimed.contains(&node.span) {
                break;
            }
            if (at_top && node::is_aside(&name)) || self.claimed.contains(&child.span) {
                continue;
            }
            let child = Level::new(self.file, name, child, shared || merged);
            self.walk(above, child)?;
        }
        above.pop();
        Ok(())
    }

    fn visit(&mut self, levels: &mut Vec<Level<'a>>) -> Result<(), ConfigError> {
        if !self.reading.at.is_empty() {
            return self.at(levels);
        }
        if let Some(library) = self.reading.library {
            let found = recognise::keys_of(levels, library);
            let telling = !found.members.is_empty() || !found.place.path.is_empty();
            return if telling { self.recognised(levels, found) } else { Ok(()) };
        }
        let layer = layers::read(self.file, levels)?;
        self.found.extend(layer.drafts);
        self.claimed.extend(layer.claims);
        if let Some(found) = jdbc::read(self.file, levels, &self.claimed)? {
            self.found.extend(found.drafts);
            self.claimed.extend(found.claims);
        } else if let Some(found) = recognise::section(levels) {
            self.recognised(levels, found)?;
        }
        if let Some(own) = levels.last() {
            for found in recognise::environment(own) {
                self.recognised(levels, found)?;
            }
        }
        let Some(own) = levels.last() else { return Ok(()) };
        for cell in own.cells.iter().filter(|cell| cell.text.contains('=')) {
            if !self.claimed.contains(&cell.whole)
                && let Some(draft) = strings::read(self.file, levels, cell)?
            {
                self.claimed.insert(cell.whole);
                self.found.push(draft);
            }
        }
        let groups = section::groups(own);
        let several = groups.len() > 1;
        for group in groups {
            if group.spans().any(|span| self.claimed.contains(&span)) || !group.is_pool(levels) {
                continue;
            }
            let dsn = group.dsn(levels, several);
            self.used.extend(dsn.map(|dsn| dsn.cell.span));
            let mut draft = group.draft(self.file, levels, dsn, several)?;
            if group.is_template(&self.merged) {
                draft.pool.status = Status::Inert("a template that other sections merge in".to_owned());
            }
            self.found.push(draft);
        }
        for dsn in own.cells.iter().filter_map(Dsn::of) {
            let draft = match section::replica(self.file, levels, &dsn)? {
                Some(draft) => draft,
                None => section::bare(self.file, levels, &dsn)?,
            };
            self.bare.push((dsn.cell.span, draft));
        }
        Ok(())
    }

    /// A section that the user points at: its library is the one that was named, or the one that fits best.
    fn at(&mut self, levels: &[Level<'a>]) -> Result<(), ConfigError> {
        let names = || levels.iter().skip(1).map(|level| level.name.as_str());
        let path = names().map(normal).collect::<Vec<_>>().join(".");
        let Some(wished) =
            self.reading.at.iter().find(|at| at.split('.').map(normal).collect::<Vec<_>>().join(".") == path)
        else {
            return Ok(());
        };
        let found = match self.reading.library {
            Some(library) => Some(recognise::keys_of(levels, library)),
            None => recognise::section(levels).or_else(|| recognise::likest(levels)),
        };
        match (found, levels.last()) {
            (Some(found), _) if found.library.name != "go" => self.recognised(levels, found)?,
            (_, Some(own)) => {
                let groups = section::groups(own);
                let Some(group) = groups.first() else {
                    let error = ConfigError::at(
                        &self.file.place(own.node.span),
                        format!("--at {wished}: no key of a pool is known here"),
                    );
                    return Err(error.help("name the library whose keys these are: --library NAME"));
                };
                let dsn = group.dsn(levels, groups.len() > 1);
                self.found.push(group.draft(self.file, levels, dsn, false)?);
            }
            (_, None) => {}
        }
        if let Some(draft) = self.found.last_mut() {
            draft.at = Some(wished.clone());
        }
        Ok(())
    }

    /// A section that stands at a library's place, or looks like one.
    fn recognised(&mut self, levels: &[Level<'a>], found: Recognised<'a>) -> Result<(), ConfigError> {
        let Recognised { library, place, members } = found;
        self.claimed.extend(members.iter().map(|member| member.cell.whole));
        let link = link::nearest(levels);
        let other = engine::of_section(levels, &[]) == Some(Evidence::Other);
        let chosen = engine::chosen_otherwise(levels);
        let is_another_s = chosen.is_none() || engine::is_another_s(levels);
        if other && link.is_none() && is_another_s && self.reading.at.is_empty() {
            return Ok(());
        }
        let why = match place.title {
            Some(title) => format!("{title}'s own section for {}", library.title),
            None => format!("its keys are {}'s", library.title),
        };
        let merged = |member: &assemble::Member<'_>| !member.cell.merged && self.merged.contains(&member.cell.whole);
        let is_template = !members.is_empty() && members.iter().all(merged);
        let parts = Parts { file: self.file, levels, library, place, members, link, why };
        for mut draft in self.each(&parts)? {
            if let Some(reason) = &chosen {
                draft.pool.status = Status::Inert(reason.clone());
            }
            if is_template {
                draft.pool.status = Status::Inert("a template that other sections merge in".to_owned());
            }
            self.found.push(draft);
        }
        Ok(())
    }

    /// The pools of a section: one, or one for each connection string where its place says so.
    fn each(&mut self, parts: &Parts<'_, 'a>) -> Result<Vec<Draft>, ConfigError> {
        if parts.place.each.is_empty() {
            return Ok(vec![parts.draft()?]);
        }
        let strings = requirement::cells_at(parts.levels, parts.place.each);
        self.claimed.extend(strings.iter().map(|cell| cell.whole));
        let mut drafts = Vec::new();
        for link in strings.iter().filter_map(Link::of) {
            let name = link.cell.name.to_owned();
            let user = requirement::beside(parts.levels, parts.place.each, &link.cell, &["user", "username"]);
            let mut draft =
                Parts { link: Some(link), members: parts.members.clone(), why: parts.why.clone(), ..*parts }.draft()?;
            draft.pool.usage.user = draft.pool.usage.user.or(user);
            if strings.len() > 1 {
                draft.pool.name = format!("{}.{name}", draft.pool.name);
            }
            drafts.push(draft);
        }
        if drafts.is_empty() {
            let mut draft = parts.draft()?;
            let path = parts.place.each.join(".");
            if draft.pool.status == Status::Active {
                draft.pool.status = Status::Inert(format!("`{path}` names no server of MySQL or MariaDB"));
            }
            drafts.push(draft);
        }
        Ok(drafts)
    }

    fn finish(mut self) -> Vec<Draft> {
        let used = &self.used;
        self.found.extend(self.bare.into_iter().filter(|(span, _)| !used.contains(span)).map(|(_, draft)| draft));
        self.found.sort_by_key(|draft| draft.pool.place.as_ref().map(|place| place.span.start));
        self.found
    }
}
