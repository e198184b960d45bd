//! Sections that are a library's, by their place or by their keys: whether each is a pool, and how many.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::client::discover::assemble::{NamedField, PoolParts, is_plain};
use crate::client::discover::claim::{Claim, Found, Part};
use crate::client::discover::link::Link;
use crate::client::discover::recognise::{self, Recognised};
use crate::client::discover::section::Section;
use crate::client::discover::{engine, link, naming, replication, status};
use crate::client::libraries::engines::Evidence;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::names::Meaning;
use crate::client::pool::library::sites::Site;
use crate::client::pool::profile;
use crate::client::pool::{Engine, Status};
use crate::client::value::field::Field;
use crate::source::error::ConfigError;
use crate::text::names::normal;
use crate::text::origin::Stated;
use crate::text::place::Span;

/// The pools of a section that stands at a library's place, or looks like one.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'s>(own: &'s Section<'s>, found: &Recognised<'s>) -> Result<Claim, ConfigError> {
    let mut claim = Claim::default();
    let Recognised { library, site, members } = found;
    if naming::is_passing(&own.name) {
        return Ok(claim);
    }
    claim.spans.extend(members.iter().map(|member| member.field.whole));
    let inner = site.inner.iter().filter_map(|(path, _)| own.descend(path.split('.')));
    claim.spans.extend(inner.map(|section| section.node.span));
    if is_template(own, members) {
        return Ok(claim);
    }
    let Some(server) = Server::of(own, found) else { return Ok(claim) };
    let why = match site.title {
        Some(title) => format!("{title}'s own section for {}", library.title),
        None => format!("its keys are {}'s", library.title),
    };
    let (links, others) = members.iter().partition::<Vec<_>, _>(|member| is_link(member));
    // Where only the connection string is a variable, the rest is said in code that is not seen.
    let is_bare = !site.says_all
        && !own.facts.file.is_program()
        && others.is_empty()
        && links.iter().all(|member| recognise::is_variable(member.field.name))
        && !links.is_empty();
    let site = if is_bare { &Site::ANYWHERE } else { *site };
    let parts = PoolParts { section: own, library, site, members, link: server.link.as_deref(), why: &why };
    let part = match site.title {
        _ if site.feeds.is_some() => Part::Feeding(site.feeds.unwrap_or_default(), own.node.span),
        Some(title) if others.is_empty() && !links.is_empty() => Part::OnlyLink(title),
        Some(title) if links.is_empty() && !others.is_empty() => Part::OnlySettings(title),
        _ => Part::Whole,
    };
    let (drafts, spans) = drafts(&parts)?;
    claim.spans.extend(spans);
    for mut draft in drafts {
        if is_bare {
            draft.unseen.extend(library.defaults.iter().map(|default| default.key));
        }
        if let Some(engine) = server.elsewhere {
            draft.pool.engine = engine;
        } else if site.ours && draft.pool.engine == Engine::Unknown {
            draft.pool.engine = Engine::MySql;
        }
        if let Some(reason) = &server.other_selected {
            draft.pool.status = Status::Inert(reason.clone());
        } else if let Some(status) = site.chosen_by.and_then(|key| status::beside_chosen(own, key)) {
            draft.pool.status = status;
        }
        claim.drafts.push(Found { draft, part });
    }
    Ok(claim)
}

fn is_link(member: &NamedField<'_>) -> bool {
    member.name.meaning == Meaning::Link
}

/// What a section says of the server that its pool talks to.
struct Server<'s> {
    link: Option<Cow<'s, Link<'s>>>,
    /// The engine that all URLs of the document name, where the section could say it and does not.
    elsewhere: Option<Engine>,
    /// The selector that names another engine.
    other_selected: Option<String>,
}

impl<'s> Server<'s> {
    /// What is said of the server; none where it is one of another engine.
    fn of(own: &'s Section<'s>, found: &Recognised<'s>) -> Option<Self> {
        let own_link = found.members.iter().find(|member| is_link(member));
        let link = match own_link.map(|member| (Link::of(&member.field), engine::of_url(member.field.text))) {
            Some((Some(link), _)) => Some(Cow::Owned(link)),
            Some((None, Some(Evidence::Other))) => return None,
            // What names its own host is not reached by another section's URL.
            _ if own.get("host").is_some() => own.link().map(Cow::Borrowed),
            _ => link::nearest(own).map(Cow::Borrowed),
        };
        let other_selected = engine::other_is_selected(own);
        let evidence = engine::of_section(own, &[]);
        let is_no_choice = other_selected.is_none() || engine::has_other_kind(own);
        if evidence == Some(Evidence::Other) && link.is_none() && is_no_choice && own.facts.file.reading.at.is_empty() {
            return None;
        }
        let could_say = || found.site.names.iter().chain(found.library.names).any(|name| name.meaning == Meaning::Link);
        let is_unsaid = link.is_none() && evidence.is_none() && could_say();
        match own.facts.engine_of_urls().filter(|_| is_unsaid) {
            Some(Evidence::Other) => None,
            Some(Evidence::Ours(engine)) => Some(Self { link, elsewhere: Some(engine), other_selected }),
            None => Some(Self { link, elsewhere: None, other_selected }),
        }
    }
}

/// Whether a section only stands there for others, which merge all of it in, or could: beside profiles, what has an anchor and
/// is none. One of a profile is used itself.
fn is_template<'s>(own: &'s Section<'s>, members: &[NamedField<'s>]) -> bool {
    let is_taken = |member: &NamedField<'_>| !member.field.merged && own.facts.merged.contains(&member.field.whole);
    if profile::of_path(own.path().into_iter()).is_some() {
        return false;
    }
    let below_top = || own.above.filter(|above| above.above.is_none() && own.node.shared);
    (!members.is_empty() && members.iter().all(is_taken)) || below_top().is_some_and(Section::holds_profiles)
}

/// The pools of a section: one, or one for each connection string where its place says so; with what nobody else is to read.
fn drafts(parts: &PoolParts<'_, '_>) -> Result<(Vec<Draft>, Vec<Span>), ConfigError> {
    let each = parts.site.each;
    if each.is_empty() {
        let (drafts, span) = replication::of(parts.section, parts.site, parts.draft()?);
        return Ok((drafts, Vec::from_iter(span)));
    }
    let strings = values_at(parts.section, each);
    let spans = strings.iter().map(|field| field.whole).collect();
    let users = ["user", "username"].map(|name| users_beside(parts.section, each, name));
    let mut drafts = Vec::new();
    for link in strings.iter().filter_map(|field| Link::of(field)) {
        let name = link.field.name;
        let user = users.iter().find_map(|users| users.get(name)).cloned();
        let mut draft = PoolParts { link: Some(&link), ..*parts }.draft()?;
        draft.pool.usage.user = draft.pool.usage.user.or(user);
        if strings.len() > 1 {
            draft.pool.name = format!("{}.{name}", draft.pool.name);
        }
        drafts.push(draft);
    }
    if drafts.is_empty() {
        let mut draft = parts.draft()?;
        if draft.pool.status == Status::Active {
            draft.pool.status = Status::Inert(format!("`{}` names no server of MySQL or MariaDB", each.join(".")));
        }
        drafts.push(draft);
    }
    Ok((drafts, spans))
}

/// The single values at a path from the document's top: a value there, or those of a section or list there.
fn values_at<'s>(section: &'s Section<'s>, path: &[&'static str]) -> Vec<&'s Field<'s>> {
    let at = || {
        let (last, sections) = path.split_last()?;
        Some((*last, section.up().last()?.descend(sections.iter().copied())?))
    };
    let Some((last, own)) = at() else { return Vec::new() };
    // `url[0]` is an item of a list to Spring.
    let plain = |name: &'s str| name.split_once('[').map_or(name, |(name, _)| name);
    let here = own.fields().iter().filter(|field| normal(plain(field.name)) == normal(last));
    here.chain(own.child(last).into_iter().flat_map(Section::fields)).collect()
}

/// The accounts that a list beside a path has, by their keys: `db.user.1` beside `db.url.1`.
fn users_beside<'s>(
    section: &'s Section<'s>,
    path: &[&'static str],
    name: &'static str,
) -> HashMap<&'s str, Stated<String>> {
    let mut beside = path.to_vec();
    beside.pop();
    beside.push(name);
    let mut users = HashMap::new();
    for field in values_at(section, &beside).into_iter().filter(|field| is_plain(field.text)) {
        let user = || Stated::new(field.text.to_owned(), field.origin(field.span));
        users.entry(field.name).or_insert_with(user);
    }
    users
}
