//! A section that was recognised as a library's: whether it is a pool, and how many.

use crate::client::discover::search::Search;
use crate::client::discover::{chosen, engine, link, naming, recognise, replication, requirement, scheme};

use crate::client::discover::assemble::{NamedField, PoolParts};
use crate::client::discover::engine::Evidence;
use crate::client::discover::link::Link;
use crate::client::discover::recognise::Recognised;
use crate::client::discover::section::Section;

use crate::client::pool::draft::Draft;
use crate::client::pool::library::names::Meaning;
use crate::client::pool::library::sites::Site;
use crate::client::pool::profile;
use crate::client::pool::{Engine, Status};
use crate::source::Form;
use crate::source::error::ConfigError;

impl<'a> Search<'a> {
    /// A section that stands at a library's place, or looks like one.
    pub(super) fn recognised(&mut self, levels: &[Section<'a>], found: Recognised<'a>) -> Result<(), ConfigError> {
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
        let is_link = |member: &NamedField<'_>| member.name.meaning == Meaning::Link;
        let bare = !Form::of(self.file).is_program()
            && members.iter().all(|member| is_link(member) && recognise::is_variable(member.cell.name))
            && !members.is_empty();
        let place = if bare { &Site::ANYWHERE } else { place };
        let parts = PoolParts { file: self.file, levels, library, place, members, link, why };
        let (links, others) = parts.members.iter().partition::<Vec<_>, _>(|member| is_link(member));
        for mut draft in self.each(&parts)? {
            if bare {
                draft.unseen.extend(library.defaults.iter().map(|default| default.key));
            }
            if let Some(Evidence::Ours(engine)) = elsewhere {
                draft.pool.engine = engine;
            } else if place.ours && draft.pool.engine == Engine::Unknown {
                draft.pool.engine = Engine::MySql;
            }
            if let Some(reason) = &chosen {
                draft.pool.status = Status::Inert(reason.clone());
            } else if let Some(status) = place.chosen_by.and_then(|key| chosen::status(levels, key)) {
                draft.pool.status = status;
            }
            self.halves.note(self.found.len(), place.title, !links.is_empty(), !others.is_empty());
            self.found.push(draft);
        }
        Ok(())
    }

    /// Whether a section only stands there for others, which merge all of it in, or could: beside environments, what has an
    /// anchor and is none. One of an environment is used itself.
    fn is_template(&self, levels: &[Section<'a>], members: &[NamedField<'a>]) -> bool {
        let taken = |member: &NamedField<'_>| !member.cell.merged && self.merged.contains(&member.cell.whole);
        let names = levels.iter().map(|level| level.name.as_str());
        if profile::of_path(names).is_some() {
            return false;
        }
        let beside_environments = || match levels {
            [root, own] if own.node.shared => root.children().iter().any(|(name, ..)| profile::is_profile(name)),
            _ => false,
        };
        (!members.is_empty() && members.iter().all(taken)) || beside_environments()
    }

    /// The pools of a section: one, or one for each connection string where its place says so.
    fn each(&mut self, parts: &PoolParts<'_, 'a>) -> Result<Vec<Draft>, ConfigError> {
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
                PoolParts { link: Some(link), members: parts.members.clone(), why: parts.why.clone(), ..*parts }
                    .draft()?;
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
}
