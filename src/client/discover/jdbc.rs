//! Java's data sources: a JDBC URL, and the section that holds its pool's keys, which may stand in it, beside it or above it.
//!
//! Spring Boot, dynamic-datasource, the Druid starter and beans of an application's own all do it, each in its way:
//! <https://docs.spring.io/spring-boot/how-to/data-access.html>, <https://github.com/baomidou/dynamic-datasource>,
//! <https://github.com/alibaba/druid/tree/master/druid-spring-boot-starter>.

use super::assemble::{Member, Parts};
use super::cell::Cell;
use super::level::{self, Level};
use super::link::Link;
use super::recognise;
use crate::client::draft::Draft;
use crate::client::error::ConfigError;
use crate::client::libraries::hikaricp::HIKARICP;
use crate::client::libraries::{LIBRARIES, Library};
use crate::client::pool::Status;
use crate::text::names::normal;
use crate::text::place::{SourceFile, Span};

/// What was found in a section and all below it.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The pools.
    pub(super) drafts: Vec<Draft>,
    /// Sections and values that nobody else is to read.
    pub(super) claims: Vec<Span>,
}

/// How deep data sources lie in a section of theirs.
const DEEPEST: usize = 6;

/// Sections whose URL is used for a moment, without a pool.
const PASSING: [&str; 7] =
    ["flyway", "liquibase", "migration", "migrations", "jooq", "schemacrawler", "datasourceproxy"];

/// The data sources of a section that is theirs, or the section itself where it is one.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'a>(file: &'a SourceFile, levels: &mut Vec<Level<'a>>) -> Result<Option<Found>, ConfigError> {
    let Some(own) = levels.last() else { return Ok(None) };
    if PASSING.contains(&normal(&own.name).as_str()) {
        return Ok(None);
    }
    let mut found = Found::default();
    if is_theirs(own) {
        let span = own.node.span;
        sources(file, levels, &mut found, 0)?;
        if found.drafts.is_empty() && found.claims.is_empty() {
            return Ok(None);
        }
        found.claims.push(span);
        return Ok(Some(found));
    }
    source(file, levels, &mut found)?;
    Ok((!found.drafts.is_empty() || !found.claims.is_empty()).then_some(found))
}

/// Whether a section's name says that data sources stand in it.
fn is_theirs(own: &Level<'_>) -> bool {
    own.node.entries().is_some() && matches!(normal(&own.name).as_str(), "datasource" | "datasources")
}

fn sources<'a>(
    file: &'a SourceFile,
    levels: &mut Vec<Level<'a>>,
    found: &mut Found,
    depth: usize,
) -> Result<(), ConfigError> {
    source(file, levels, found)?;
    let Some(own) = levels.last().filter(|_| depth < DEEPEST) else { return Ok(()) };
    let children: Vec<_> = level::children(own.node).into_iter().map(|(name, ..)| name).collect();
    for name in children {
        let child = levels.last().and_then(|own| own.child(&name));
        if let Some(child) = child.filter(|child| !PASSING.contains(&normal(&child.name).as_str())) {
            levels.push(child);
            sources(file, levels, found, depth + 1)?;
            levels.pop();
        }
    }
    Ok(())
}

/// What a section's URL says.
enum Url<'a> {
    /// A server of ours.
    Ours(Link<'a>),
    /// Another database's.
    Other,
    /// It is empty, or a placeholder that nothing resolves.
    Unknown,
}

fn url<'l, 'a>(own: &'l Level<'a>) -> Option<(Url<'a>, &'l Cell<'a>)> {
    let cell = ["jdbcurl", "url", "uri", "connectionurl", "dburl"].iter().find_map(|name| own.get(name))?;
    let text = cell.text.trim_matches(['"', '\'']);
    if let Some(link) = Link::of(cell).filter(|_| text.to_ascii_lowercase().starts_with("jdbc:")) {
        return Some((Url::Ours(link), cell));
    }
    let is_open = text.starts_with("${") || text.contains("{{") || text.contains("<%");
    let is_jdbc = text.to_ascii_lowercase().starts_with("jdbc:");
    match (is_jdbc, is_open) {
        (true, _) => Some((Url::Other, cell)),
        (false, true) => Some((Url::Unknown, cell)),
        (false, false) => None,
    }
}

/// The pool of one data source.
fn source<'a>(file: &'a SourceFile, levels: &[Level<'a>], found: &mut Found) -> Result<(), ConfigError> {
    let Some((own, above)) = levels.split_last() else { return Ok(()) };
    let Some((url, cell)) = url(own) else { return Ok(()) };
    let in_spring = above.iter().any(|level| normal(&level.name) == "spring");
    let link = match url {
        Url::Ours(link) => Some(link),
        Url::Unknown => None,
        Url::Other => {
            found.claims.extend(own.cells.iter().map(|cell| cell.whole));
            found.claims.extend(pool_sections(own).map(|(level, _)| level.node.span));
            return Ok(());
        }
    };
    let Some((library, why)) = library(levels, in_spring) else { return Ok(()) };
    if link.is_none() && !in_spring {
        return Ok(());
    }
    let parts = |members, place, link| Parts { file, levels, library, place, members, link, why: why.clone() };
    let (bound, unbound) = keys(levels, library, normal(cell.name) == "jdbcurl");
    let place = recognise::keys_of(levels, library).place;
    found.claims.extend(bound.iter().map(|member| member.cell.whole));
    found.claims.extend(own.cells.iter().map(|cell| cell.whole));
    found.claims.extend(pool_sections(own).map(|(level, _)| level.node.span));
    found.drafts.push(parts(bound, place, link).draft()?);
    if let Some((members, reason)) = unbound.filter(|(members, _)| !members.is_empty()) {
        let mut draft = parts(members, place, None).draft()?;
        draft.pool.status = Status::Inert(reason);
        found.drafts.push(draft);
    }
    Ok(())
}

/// The library of a data source: as `type` says, as the section of its keys is called, as its keys look, else Spring's default.
fn library(levels: &[Level<'_>], in_spring: bool) -> Option<(&'static Library, String)> {
    if let Some((library, cell)) = levels.iter().rev().find_map(typed) {
        return Some((library, format!("{} says so ({})", cell.name, cell.place(cell.span))));
    }
    let own = levels.last()?;
    let below = pool_sections(own).next().map(|(level, library)| (library, level.name));
    let around = levels.iter().rev().skip(1).filter(|level| !level.name.is_empty());
    let around = around.flat_map(|level| {
        let own = of_section(&level.name).map(|library| (library, level.name.clone()));
        // dynamic-datasource takes Druid before HikariCP where both are there.
        let mut inside: Vec<_> = pool_sections(level).map(|(level, library)| (library, level.name)).collect();
        inside.sort_by_key(|(library, _)| library.name != "druid");
        own.into_iter().chain(inside)
    });
    if let Some((library, name)) = below.into_iter().chain(around).next() {
        return Some((library, format!("its keys stand under `{name}`")));
    }
    if let Some(found) = recognise::section(levels).filter(|found| found.library.language == "Java") {
        let title = found.place.title.unwrap_or("the names of its settings");
        return Some((found.library, format!("{title}: {}", found.library.title)));
    }
    in_spring.then(|| (&HIKARICP, "Spring Boot's default, if it is on the class path".to_owned()))
}

/// The library that a section's `type` names.
fn typed<'c, 'a>(level: &'c Level<'a>) -> Option<(&'static Library, &'c Cell<'a>)> {
    let cell = ["type", "datasource", "datasourceclass", "datasourcetype", "pooltype"]
        .iter()
        .find_map(|name| level.get(name))?;
    let text = cell.text.to_ascii_lowercase();
    let library = LIBRARIES.iter().copied().find(|library| library.classes.iter().any(|class| text.contains(class)))?;
    Some((library, cell))
}

fn of_section(name: &str) -> Option<&'static Library> {
    LIBRARIES.iter().copied().find(|library| library.sections.iter().any(|section| *section == normal(name)))
}

/// The sections in a section that are named after libraries.
fn pool_sections<'l, 'a>(level: &'l Level<'a>) -> impl Iterator<Item = (Level<'a>, &'static Library)> + use<'l, 'a> {
    level::children(level.node).into_iter().filter_map(|(name, ..)| {
        let library = of_section(&name)?;
        Some((level.child(&name)?, library))
    })
}

type Unbound<'a> = Option<(Vec<Member<'a>>, String)>;

/// The keys of a data source's pool, what counts more last, and those that stand where nothing reads them, with why.
fn keys<'a>(levels: &[Level<'a>], library: &'static Library, has_jdbc_url: bool) -> (Vec<Member<'a>>, Unbound<'a>) {
    let Some((own, above)) = levels.split_last() else { return (Vec::new(), None) };
    let mut members: Vec<Member<'a>> = Vec::new();
    for (depth, level) in above.iter().enumerate().filter(|(_, level)| !level.name.is_empty()) {
        let chain = levels.get(..=depth).unwrap_or_default();
        if of_section(&level.name) == Some(library) {
            members.extend(recognise::keys_of(chain, library).members);
        }
        members.extend(
            pool_sections(level)
                .filter(|(_, of)| *of == library)
                .flat_map(|(section, _)| section_keys(&section, library)),
        );
    }
    let direct = recognise::keys_of(levels, library).members;
    let inside: Vec<_> = pool_sections(own).filter(|(_, of)| *of == library).collect();
    let wrapped = ["configuration", "pool", "config"].iter().filter_map(|name| own.child(name));
    let nested: Vec<_> = inside.iter().map(|(section, _)| section_keys(section, library)).collect::<Vec<_>>().concat();
    let wrapped: Vec<_> = wrapped.map(|section| section_keys(&section, library)).collect::<Vec<_>>().concat();
    let standard = normal(&own.name) == "datasource";
    members.extend(wrapped);
    if has_jdbc_url && !standard && !nested.is_empty() {
        // A bean that takes `jdbc-url` is the pool itself, and has no property of its own name.
        members.extend(direct);
        let why =
            format!("`{}` is bound to {} itself, and nothing reads the section below it", own.name, library.title);
        return (members, Some((nested, why)));
    }
    let spring = above.iter().any(|level| normal(&level.name) == "spring");
    let named = levels.iter().rev().any(|level| typed(level).is_some());
    if standard && spring && !has_jdbc_url && !named && of_section(&own.name).is_none() {
        members.extend(nested);
        let why = format!("Spring Boot reads {}'s keys under `{}` only", library.title, section_name(library));
        return (members, Some((direct, why)));
    }
    members.extend(direct);
    members.extend(nested);
    (members, None)
}

fn section_name(library: &Library) -> &'static str {
    library.sections.first().copied().unwrap_or(library.name)
}

/// The keys of a section that is known to be a library's.
fn section_keys<'a>(section: &Level<'a>, library: &'static Library) -> Vec<Member<'a>> {
    let named = library
        .places
        .iter()
        .filter(|place| place.path.last().is_some_and(|last| normal(last) == normal(&section.name)));
    let place = named.max_by_key(|place| (place.path.len() == 1, place.names.len()));
    let place = place.unwrap_or(&crate::client::libraries::places::Place::ANYWHERE);
    recognise::members(section, library, place)
}
