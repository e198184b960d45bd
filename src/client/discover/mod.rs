//! The pools in a Go application's own file, which may say a hundred other things.
//!
//! A section holds a pool where its keys are those of `database/sql` ([`family`]), its engine is not another one
//! ([`engine`]), and it does not look like a pool of something else. What is not certain is left out or left unknown: a
//! pool that nobody has would be judged, and a default that nobody set would be blamed.

mod assemble;
mod cell;
mod choice;
mod dialect;
mod document;
pub(super) mod driver;
mod engine;
mod family;
mod fleet;
mod halves;
mod jdbc;
mod layers;
mod level;
mod link;
mod naming;
mod properties;
mod reading;
mod recognise;
mod replication;
mod requirement;
mod scheme;
mod section;
mod stores;
mod strings;
pub(super) mod value;

use std::collections::HashSet;

use assemble::{Member, Parts};
use cell::Cell;
use driver::Dsn;
use engine::Evidence;
use halves::Halves;
use level::Level;
use link::Link;
use recognise::Recognised;

use super::draft::Draft;
use super::environments;
use super::error::ConfigError;
use super::libraries::Library;
use super::libraries::names::Meaning;
use super::libraries::places::Place;
use super::overrides::Reading;
use super::pool::{Engine, Status};
use super::source::Form;
use super::source::node::{self, Data, Node};
use crate::text::names::normal;
use crate::text::place::{SourceFile, Span};

/// Finds the pools of one document.
///
/// # Errors
/// A section holds a pool, and one of its values is neither a number nor a duration.
pub fn read(file: &SourceFile, root: &Node, reading: &Reading) -> Result<Vec<Draft>, ConfigError> {
    if document::describes(root) && reading.at.is_empty() {
        return Ok(Vec::new());
    }
    let mut search = Search {
        file,
        reading,
        merged: HashSet::new(),
        found: Vec::new(),
        bare: Vec::new(),
        used: HashSet::new(),
        claimed: HashSet::new(),
        halves: Halves::default(),
    };
    search.note_merged(root);
    search.walk(&mut Vec::new(), Level::new(file, String::new(), root, false))?;
    let mut drafts = search.finish();
    let environment = document::profile(root).or_else(|| environments::of_file(file.name()));
    for draft in &mut drafts {
        draft.environment = draft.environment.take().or_else(|| environment.clone());
    }
    Ok(drafts)
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
    /// Pools that may be one.
    halves: Halves,
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
        let children = above.last().map(|own| own.children().to_vec()).unwrap_or_default();
        for (name, child, merged) in children {
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
            return self.wished(levels, library);
        }
        let layer = layers::read(self.file, levels)?;
        self.found.extend(layer.drafts);
        self.claimed.extend(layer.claims);
        let may_be_of = |language| levels.last().is_some_and(|own| own.may_be_of(language));
        let (may_be_java, may_be_go) = (may_be_of("Java"), may_be_of("Go"));
        if may_be_java && let Some(found) = jdbc::read(self.file, levels, &self.claimed)? {
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
        self.strings(levels, None)?;
        let Some(own) = levels.last() else { return Ok(()) };
        if !may_be_go {
            return Ok(());
        }
        let groups = section::groups(own);
        let several = groups.len() > 1;
        for group in groups {
            if group.spans().any(|span| self.claimed.contains(&span)) || !group.is_pool(levels) {
                continue;
            }
            let dsn = group.dsn(levels, several);
            if dsn.is_none() && !several && section::is_spread(own) {
                continue;
            }
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

    /// What a section says to a library that the user names.
    fn wished(&mut self, levels: &mut Vec<Level<'a>>, library: &'static Library) -> Result<(), ConfigError> {
        let layer = layers::read(self.file, levels)?;
        let drafts = layer.drafts.into_iter().filter(|draft| draft.pool.library == library);
        let before = self.found.len();
        self.found.extend(drafts);
        if self.found.len() > before {
            self.claimed.extend(layer.claims);
            return Ok(());
        }
        self.strings(levels, Some(library))?;
        let found = recognise::keys_of(levels, library);
        let is_read = |member: &Member<'a>| self.claimed.contains(&member.cell.whole);
        let telling =
            if found.members.is_empty() { !found.place.path.is_empty() } else { !found.members.iter().all(is_read) };
        if telling { self.recognised(levels, found) } else { Ok(()) }
    }

    /// The pools that are connection strings of a section.
    fn strings(&mut self, levels: &[Level<'a>], wished: Option<&'static Library>) -> Result<(), ConfigError> {
        let Some(own) = levels.last() else { return Ok(()) };
        let may_be = |cell: &&Cell<'a>| cell.text.contains('=') || (wished.is_some() && cell.text.contains("://"));
        for cell in own.cells.iter().filter(may_be) {
            if !self.claimed.contains(&cell.whole)
                && let Some(draft) = strings::read(self.file, levels, cell, wished)?
            {
                self.claimed.insert(cell.whole);
                self.found.push(draft);
            }
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
        let Some(own) = levels.last().filter(|own| !naming::is_passing(&own.name)) else { return Ok(()) };
        self.claimed.extend(members.iter().map(|member| member.cell.whole));
        let inner = place.inner.iter().filter_map(|(name, _)| own.descend(name));
        self.claimed.extend(inner.map(|section| section.node.span));
        if self.is_template(levels, &members) {
            return Ok(());
        }
        let own_link = members.iter().find(|member| member.name.meaning == Meaning::Link);
        let link = match own_link.map(|member| (Link::of(&member.cell), scheme::is_of_another_scheme(&member.cell))) {
            Some((Some(link), _)) => Some(link),
            Some((None, true)) => return Ok(()),
            // What names its own host is not reached by another section's URL.
            Some((None, false)) | None if own.get("host").is_some() => link::own(own),
            Some((None, false)) | None => link::nearest(levels),
        };
        let chosen = engine::chosen_otherwise(levels);
        let evidence = engine::of_section(levels, &[]);
        let is_another_s = chosen.is_none() || engine::is_another_s(levels);
        if evidence == Some(Evidence::Other) && link.is_none() && is_another_s && self.reading.at.is_empty() {
            return Ok(());
        }
        let speaks_of_urls = || place.names.iter().chain(library.names).any(|name| name.meaning == Meaning::Link);
        let unknown = link.is_none() && evidence.is_none() && speaks_of_urls();
        let elsewhere = levels.first().filter(|_| unknown).and_then(|top| scheme::of_urls(top.node));
        if elsewhere == Some(Evidence::Other) {
            return Ok(());
        }
        let why = match place.title {
            Some(title) => format!("{title}'s own section for {}", library.title),
            None => format!("its keys are {}'s", library.title),
        };
        // Where only the connection string is a variable, the rest is said in code that is not seen.
        let is_link = |member: &Member<'_>| member.name.meaning == Meaning::Link;
        let bare = !Form::of(self.file).is_program()
            && members.iter().all(|member| is_link(member) && recognise::is_variable(member.cell.name))
            && !members.is_empty();
        let place = if bare { &Place::ANYWHERE } else { place };
        let parts = Parts { file: self.file, levels, library, place, members, link, why };
        let (links, others) = parts.members.iter().partition::<Vec<_>, _>(|member| is_link(member));
        for mut draft in self.each(&parts)? {
            if bare {
                draft.hidden.extend(library.defaults.iter().map(|default| default.key));
            }
            if let Some(Evidence::Ours(engine)) = elsewhere {
                draft.pool.engine = engine;
            } else if place.ours && draft.pool.engine == Engine::Unknown {
                draft.pool.engine = Engine::MySql;
            }
            if let Some(reason) = &chosen {
                draft.pool.status = Status::Inert(reason.clone());
            } else if let Some(status) = place.chosen_by.and_then(|key| choice::status(levels, key)) {
                draft.pool.status = status;
            }
            self.halves.note(self.found.len(), place.title, !links.is_empty(), !others.is_empty());
            self.found.push(draft);
        }
        Ok(())
    }

    /// Whether a section only stands there for others, which merge all of it in, or could: beside environments, what has an
    /// anchor and is none. One of an environment is used itself.
    fn is_template(&self, levels: &[Level<'a>], members: &[Member<'a>]) -> bool {
        let taken = |member: &Member<'_>| !member.cell.merged && self.merged.contains(&member.cell.whole);
        let names = levels.iter().map(|level| level.name.as_str());
        if environments::of_path(names).is_some() {
            return false;
        }
        let beside_environments = || match levels {
            [root, own] if own.node.shared => {
                root.children().iter().any(|(name, ..)| environments::is_environment(name))
            }
            _ => false,
        };
        (!members.is_empty() && members.iter().all(taken)) || beside_environments()
    }

    /// The pools of a section: one, or one for each connection string where its place says so.
    fn each(&mut self, parts: &Parts<'_, 'a>) -> Result<Vec<Draft>, ConfigError> {
        if parts.place.each.is_empty() {
            let (drafts, claims) = replication::of(self.file, parts.levels, parts.place, parts.draft()?);
            self.claimed.extend(claims);
            return Ok(drafts);
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
        self.halves.join(&mut self.found);
        let used = &self.used;
        self.found.extend(self.bare.into_iter().filter(|(span, _)| !used.contains(span)).map(|(_, draft)| draft));
        self.found.sort_by_key(|draft| draft.pool.place.as_ref().map(|place| place.span.start));
        self.found
    }
}
