//! Java's data sources: a JDBC URL, and the section that holds its pool's keys, which may stand in it, beside it or above it.
//!
//! Spring Boot, dynamic-datasource, the Druid starter and beans of an application's own all do it, each in its way:
//! <https://docs.spring.io/spring-boot/how-to/data-access.html>, <https://github.com/baomidou/dynamic-datasource>,
//! <https://github.com/alibaba/druid/tree/master/druid-spring-boot-starter>.

use std::collections::HashSet;

use crate::client::discover::assemble::{NamedField, PoolParts};
use crate::client::discover::link::Link;
use crate::client::discover::section::Section;
use crate::client::discover::{naming, recognise};
use crate::client::libraries::LIBRARIES;
use crate::client::libraries::hikaricp::HIKARICP;
use crate::client::libraries::tomcat_jdbc::TOMCAT_JDBC;
use crate::client::pool::Status;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::Library;
use crate::client::pool::library::sites::Site;
use crate::client::value::field::Field;
use crate::source::error::ConfigError;
use crate::text::language::Language;
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

/// The data sources of a section that is theirs, or the section itself where it is one.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'a>(
    file: &'a SourceFile,
    levels: &mut Vec<Section<'a>>,
    claimed: &HashSet<Span>,
) -> Result<Option<Found>, ConfigError> {
    let Some(own) = levels.last() else { return Ok(None) };
    if naming::is_passing(&own.name) {
        return Ok(None);
    }
    let mut found = Found::default();
    if is_theirs(own) {
        let mut used = Vec::new();
        sources(file, levels, claimed, &mut found, &mut used, 0)?;
        if !found.drafts.is_empty() || !found.claims.is_empty() {
            found.claims.extend(used);
        }
    } else {
        source(file, levels, claimed, &mut found)?;
    }
    Ok((!found.drafts.is_empty() || !found.claims.is_empty()).then_some(found))
}

/// Whether a section's name says that data sources stand in it.
fn is_theirs(own: &Section<'_>) -> bool {
    own.node.entries().is_some() && matches!(normal(&own.name).as_str(), "datasource" | "datasources")
}

/// The data sources in a section. Its pools' sections are `used` up by them: by those beside them, too.
fn sources<'a>(
    file: &'a SourceFile,
    levels: &mut Vec<Section<'a>>,
    claimed: &HashSet<Span>,
    found: &mut Found,
    used: &mut Vec<Span>,
    depth: usize,
) -> Result<(), ConfigError> {
    source(file, levels, claimed, found)?;
    let Some(own) = levels.last().filter(|_| depth < DEEPEST) else { return Ok(()) };
    used.extend(pool_sections(own).map(|(level, _)| level.node.span));
    let children: Vec<_> = own.children().iter().map(|(name, ..)| name.clone()).collect();
    for name in children {
        let child = levels.last().and_then(|own| own.child(&name));
        if let Some(child) = child.filter(|child| !naming::is_passing(&child.name)) {
            levels.push(child);
            sources(file, levels, claimed, found, used, depth + 1)?;
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

fn url<'l, 'a>(own: &'l Section<'a>) -> Option<(Url<'a>, &'l Field<'a>)> {
    let cell =
        ["jdbcurl", "url", "uri", "connectionurl", "dburl", "databaseurl"].iter().find_map(|name| own.get(name))?;
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
fn source<'a>(
    file: &'a SourceFile,
    levels: &[Section<'a>],
    claimed: &HashSet<Span>,
    found: &mut Found,
) -> Result<(), ConfigError> {
    let Some((own, above)) = levels.split_last() else { return Ok(()) };
    let Some((url, cell)) = url(own).filter(|(_, cell)| !claimed.contains(&cell.whole)) else { return Ok(()) };
    let in_spring = above.iter().any(|level| normal(&level.name) == "spring");
    let link = match url {
        Url::Ours(link) => Some(link),
        Url::Unknown => None,
        Url::Other => {
            found.claims.extend((!above.is_empty()).then_some(own.node.span));
            found.claims.extend(own.cells.iter().map(|cell| cell.whole));
            found.claims.extend(pool_sections(own).map(|(level, _)| level.node.span));
            return Ok(());
        }
    };
    let Some((library, why)) = library(levels, in_spring) else { return Ok(()) };
    if link.is_none() && !in_spring {
        return Ok(());
    }
    let parts =
        |members, library, place, link| PoolParts { file, levels, library, place, members, link, why: why.clone() };
    let (bound, unbound) = keys(levels, library, normal(cell.name) == "jdbcurl");
    // A section beside it was read already, with this URL.
    if !bound.is_empty() && bound.iter().all(|member| claimed.contains(&member.cell.whole)) {
        return Ok(());
    }
    let place = place(levels, library);
    // A section at the top is the whole file, which may hold others.
    found.claims.extend((!above.is_empty()).then_some(own.node.span));
    found.claims.extend(bound.iter().map(|member| member.cell.whole));
    found.claims.extend(own.cells.iter().map(|cell| cell.whole));
    found.claims.extend(pool_sections(own).map(|(level, _)| level.node.span));
    let around = above.iter().filter(|level| !level.name.is_empty()).flat_map(pool_sections);
    found.claims.extend(around.filter(|(_, of)| *of == library).map(|(level, _)| level.node.span));
    found.drafts.push(parts(bound, library, place, link).draft()?);
    if let Some((library, members, reason)) = unbound.filter(|(_, members, _)| !members.is_empty()) {
        let mut draft = parts(members, library, &Site::ANYWHERE, None).draft()?;
        draft.pool.status = Status::Inert(reason);
        found.drafts.push(draft);
    }
    Ok(())
}

/// The library's place that a data source is: its own section, or the one in it that holds the pool's keys.
fn place(levels: &[Section<'_>], library: &'static Library) -> &'static Site {
    let own = recognise::keys_of(levels, library).place;
    let inside = || {
        let section = pool_sections(levels.last()?).find(|(_, of)| *of == library)?.0;
        library.sites.iter().find(|place| {
            let Some((last, path)) = place.path.split_last() else { return false };
            normal(last) == normal(&section.name) && !path.is_empty() && recognise::stands_at(levels, path)
        })
    };
    if own.path.is_empty() && own.with.is_empty() { inside().unwrap_or(own) } else { own }
}

/// The library of a data source: as `type` says, as the section of its keys is called, as its keys look, else Spring's default.
fn library(levels: &[Section<'_>], in_spring: bool) -> Option<(&'static Library, String)> {
    if let Some((library, cell)) = levels.iter().rev().find_map(typed) {
        return Some((library, format!("{} says so ({})", cell.name, cell.place(cell.span))));
    }
    let own = levels.last()?;
    let around = levels.iter().rev().skip(1).filter(|level| !level.name.is_empty());
    let around = around.flat_map(|level| {
        let own = of_section(&level.name).map(|library| (library, level.name.clone()));
        own.into_iter().chain(in_order(level))
    });
    if let Some((library, name)) = in_order(own).into_iter().chain(around).next() {
        return Some((library, format!("its keys stand under `{name}`")));
    }
    let boot = || (&HIKARICP, "Spring Boot's default, if it is on the class path".to_owned());
    if in_spring && normal(&own.name) == "datasource" {
        return Some(boot());
    }
    if let Some(found) = recognise::section(levels).filter(|found| found.library.language == Language::Java) {
        let title = found.place.title.unwrap_or("the names of its settings");
        return Some((found.library, format!("{title}: {}", found.library.title)));
    }
    // Spring's builder binds `jdbc-url` to HikariCP, whatever the prefix.
    let of_spring = || levels.first().is_some_and(|top| top.child("spring").is_some());
    let is_bean = || own.get("jdbcurl").is_some() && of_spring();
    (in_spring || is_bean()).then(boot)
}

/// Pools in the order in which Spring Boot, dynamic-datasource and the Druid starter take the first that is on the class path.
const ORDER: [&str; 5] = ["druid", "hikaricp", "tomcat-jdbc", "dbcp2", "c3p0"];

/// The libraries whose sections stand in a section, the one that is taken first before the others. A section of which no key is
/// a setting, such as Druid's monitoring, comes last.
fn in_order(level: &Section<'_>) -> Vec<(&'static Library, String)> {
    let rank = |library: &Library| ORDER.iter().position(|name| *name == library.name).unwrap_or(ORDER.len());
    let mut inside: Vec<_> = pool_sections(level)
        .map(|(section, library)| (section_keys(&section, library).is_empty(), rank(library), library, section.name))
        .collect();
    inside.sort_by_key(|(is_empty, rank, ..)| (*is_empty, *rank));
    inside.into_iter().map(|(.., library, name)| (library, name)).collect()
}

/// The library that a section's `type` names.
fn typed<'c, 'a>(level: &'c Section<'a>) -> Option<(&'static Library, &'c Field<'a>)> {
    let of_text = |text: &str| {
        let text = text.to_ascii_lowercase();
        LIBRARIES.iter().copied().find(|library| library.classes.iter().any(|class| text.contains(class)))
    };
    TYPES.iter().find_map(|name| {
        let cell = level.get(name)?;
        Some((of_text(cell.text)?, cell))
    })
}

/// Keys that name a pool's class, what decides first.
const TYPES: [&str; 8] =
    ["factory", "type", "class", "datasourceclassname", "datasource", "datasourceclass", "datasourcetype", "pooltype"];

fn of_section(name: &str) -> Option<&'static Library> {
    LIBRARIES.iter().copied().find(|library| library.sections.iter().any(|section| *section == normal(name)))
}

/// The sections in a section that are named after libraries.
fn pool_sections<'l, 'a>(
    level: &'l Section<'a>,
) -> impl Iterator<Item = (Section<'a>, &'static Library)> + use<'l, 'a> {
    level.children().iter().filter_map(|(name, ..)| {
        let library = of_section(name)?;
        Some((level.child(name)?, library))
    })
}

type Unbound<'a> = Option<(&'static Library, Vec<NamedField<'a>>, String)>;

/// The keys of a data source's pool, what counts more last, and those that stand where nothing reads them, with why.
fn keys<'a>(
    levels: &[Section<'a>],
    library: &'static Library,
    has_jdbc_url: bool,
) -> (Vec<NamedField<'a>>, Unbound<'a>) {
    let Some((own, above)) = levels.split_last() else { return (Vec::new(), None) };
    let mut members: Vec<NamedField<'a>> = Vec::new();
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
        return (members, Some((library, nested, why)));
    }
    let spring = above.iter().any(|level| normal(&level.name) == "spring");
    let named = levels.iter().rev().any(|level| typed(level).is_some());
    if standard && spring && !has_jdbc_url && !named && of_section(&own.name).is_none() {
        members.extend(nested);
        // Up to Spring Boot 1 they were those of Tomcat's pool.
        let first = recognise::members(own, &TOMCAT_JDBC, &Site::ANYWHERE);
        let (of, direct) = if first.len() > direct.len() { (&TOMCAT_JDBC, first) } else { (library, direct) };
        let why = format!("Spring Boot reads {}'s keys under `{}` only, since 2.0", of.title, section_name(of));
        return (members, Some((of, direct, why)));
    }
    members.extend(direct);
    members.extend(nested);
    (members, None)
}

fn section_name(library: &Library) -> &'static str {
    library.sections.first().copied().unwrap_or(library.name)
}

/// The keys of a section that is known to be a library's.
fn section_keys<'a>(section: &Section<'a>, library: &'static Library) -> Vec<NamedField<'a>> {
    let named = library
        .sites
        .iter()
        .filter(|place| place.path.last().is_some_and(|last| normal(last) == normal(&section.name)));
    let place = named.max_by_key(|place| (place.path.len() == 1, place.names.len()));
    let place = place.unwrap_or(&Site::ANYWHERE);
    recognise::members(section, library, place)
}
