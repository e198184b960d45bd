//! Java's data sources: a JDBC URL, and the section that holds its pool's keys, which may stand in it, beside it or above it.
//!
//! Spring Boot, dynamic-datasource, the Druid starter and beans of an application's own all do it, each in its way:
//! <https://docs.spring.io/spring-boot/how-to/data-access.html>, <https://github.com/baomidou/dynamic-datasource>,
//! <https://github.com/alibaba/druid/tree/master/druid-spring-boot-starter>.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::client::discover::assemble::{NamedField, PoolParts};
use crate::client::discover::claim::Claim;
use crate::client::discover::link::Link;
use crate::client::discover::search::Claimed;
use crate::client::discover::section::Section;
use crate::client::discover::{naming, recognise, unread};
use crate::client::libraries::LIBRARIES;
use crate::client::libraries::hikaricp::HIKARICP;
use crate::client::libraries::tomcat_jdbc::TOMCAT_JDBC;
use crate::client::pool::library::Library;
use crate::client::pool::library::names::Meaning;
use crate::client::pool::library::sites::Site;
use crate::client::pool::remark::{Elsewhere, Remark};
use crate::client::value::field::Field;
use crate::source::error::ConfigError;
use crate::text::language::Language;
use crate::text::names::normal;
use crate::text::place::Span;

/// How deep data sources lie in a section of theirs.
const DEEPEST: usize = 6;

/// The data sources of a section that is theirs, or the section itself where it is one.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'s>(own: &'s Section<'s>, claimed: &Claimed) -> Result<Claim, ConfigError> {
    let mut claim = Claim::default();
    if !own.may_be_of(Language::Java) || naming::is_passing(&own.name) {
        return Ok(claim);
    }
    if !holds_sources(own) {
        source(own, claimed, &mut claim)?;
        return Ok(claim);
    }
    let mut used = Vec::new();
    sources(own, claimed, &mut claim, &mut used, 0)?;
    if !claim.is_empty() {
        claim.spans.extend(used);
    }
    Ok(claim)
}

/// Whether a section's name says that data sources stand in it.
fn holds_sources(own: &Section<'_>) -> bool {
    own.node.entries().is_some() && matches!(normal(&own.name).as_str(), "datasource" | "datasources")
}

/// The data sources in a section. Its pools' sections are `used` up by them: by those beside them, too.
fn sources<'s>(
    own: &'s Section<'s>,
    claimed: &Claimed,
    claim: &mut Claim,
    used: &mut Vec<Span>,
    depth: usize,
) -> Result<(), ConfigError> {
    source(own, claimed, claim)?;
    if depth < DEEPEST {
        used.extend(own.of_libraries().iter().map(|(section, _)| section.node.span));
        for child in own.children().iter().filter(|child| !naming::is_passing(&child.name)) {
            sources(child, claimed, claim, used, depth + 1)?;
        }
    }
    Ok(())
}

/// What a section's URL says.
enum Url<'s> {
    /// A server of ours.
    Ours(Box<Link<'s>>),
    /// Another database's.
    Other,
    /// It is empty, or a placeholder that nothing resolves.
    Unknown,
}

fn url<'l, 's>(own: &'l Section<'s>) -> Option<(Url<'s>, &'l Field<'s>)> {
    let field = own.get_any(&["jdbcurl", "url", "uri", "connectionurl", "dburl", "databaseurl"])?;
    let text = field.text.trim_matches(['"', '\'']);
    let is_jdbc = text.to_ascii_lowercase().starts_with("jdbc:");
    let is_open = || text.starts_with("${") || text.contains("{{") || text.contains("<%");
    let url = match Link::of(field).filter(|_| is_jdbc) {
        Some(link) => Url::Ours(Box::new(link)),
        None if is_jdbc => Url::Other,
        None if is_open() => Url::Unknown,
        None => return None,
    };
    Some((url, field))
}

/// The pool of one data source.
fn source<'s>(own: &'s Section<'s>, claimed: &Claimed, claim: &mut Claim) -> Result<(), ConfigError> {
    let Some((url, field)) = url(own).filter(|(_, field)| !claimed.contains(&field.whole)) else { return Ok(()) };
    let is_in_spring = is_in_spring(own);
    let link = match url {
        Url::Ours(link) => Some(*link),
        Url::Unknown if is_in_spring => None,
        Url::Unknown => return Ok(()),
        Url::Other => {
            take_section(own, claim);
            return Ok(());
        }
    };
    let Some((library, why)) = library(own, is_in_spring) else { return Ok(()) };
    let Keys { bound, unbound } = Keys::of(own, library, normal(field.name) == "jdbcurl");
    // A section beside it was read already, with this URL.
    if !bound.is_empty() && bound.iter().all(|member| claimed.contains(&member.field.whole)) {
        return Ok(());
    }
    take_section(own, claim);
    claim.spans.extend(bound.iter().map(|member| member.field.whole));
    let around = named_above(own).flat_map(Section::of_libraries).filter(|(_, of)| *of == library);
    claim.spans.extend(around.map(|(section, _)| section.node.span));
    let (site, link) = (site(own, library), link.as_ref());
    let mut draft = PoolParts { section: own, library, site, members: &bound, link, why: &why }.draft()?;
    draft.link_key = Some(field.name.to_owned());
    if let Some(unbound) = unbound {
        draft.remarks.extend(unbound.remarks());
    }
    claim.add(draft);
    Ok(())
}

/// Takes a section with its values and its pools' sections. One at the top is the whole file, which may hold others.
fn take_section<'s>(own: &'s Section<'s>, claim: &mut Claim) {
    claim.spans.extend(own.above.map(|_| own.node.span));
    claim.spans.extend(own.fields().iter().map(|field| field.whole));
    claim.spans.extend(own.of_libraries().iter().map(|(section, _)| section.node.span));
}

fn is_in_spring<'s>(own: &'s Section<'s>) -> bool {
    own.up().skip(1).any(|above| above.is_named("spring"))
}

/// The sections above one that have a name, the nearest first.
fn named_above<'s>(own: &'s Section<'s>) -> impl Iterator<Item = &'s Section<'s>> {
    own.up().skip(1).filter(|above| !above.name.is_empty())
}

/// The library's place that a data source is: its own section, or the one in it that holds the pool's keys.
fn site<'s>(section: &'s Section<'s>, library: &'static Library) -> &'static Site {
    let own = recognise::keys_of(section, library).site;
    let inside = || {
        let (inner, _) = section.of_libraries().iter().find(|(_, of)| *of == library)?;
        library.sites.iter().find(|site| {
            let Some((last, path)) = site.path.split_last() else { return false };
            inner.is_named(&normal(last)) && !path.is_empty() && recognise::stands_at(section, path)
        })
    };
    if own.path.is_empty() && own.with.is_empty() { inside().unwrap_or(own) } else { own }
}

/// The library of a data source: as `type` says, as the section of its keys is called, as its keys look, else Spring's default.
fn library<'s>(own: &'s Section<'s>, is_in_spring: bool) -> Option<(&'static Library, String)> {
    if let Some((library, field)) = own.up().find_map(typed) {
        return Some((library, format!("{} says so ({})", field.name, field.place(field.span))));
    }
    let around = named_above(own).find_map(|above| {
        let itself = of_section(&normal(&above.name)).map(|library| (library, &*above.name));
        itself.or_else(|| first_inside(above))
    });
    if let Some((library, name)) = first_inside(own).or(around) {
        return Some((library, format!("its keys stand under `{name}`")));
    }
    let boot = || (&HIKARICP, "Spring Boot's default, if it is on the class path".to_owned());
    if is_in_spring && own.is_named("datasource") {
        return Some(boot());
    }
    if let Some(found) = recognise::section(own).filter(|found| found.library.language == Language::Java) {
        let title = found.site.title.unwrap_or("the names of its settings");
        return Some((found.library, format!("{title}: {}", found.library.title)));
    }
    // Spring's builder binds `jdbc-url` to HikariCP, whatever the prefix.
    let of_spring = || own.up().last().is_some_and(|top| top.child("spring").is_some());
    let is_bean = || own.get("jdbcurl").is_some() && of_spring();
    (is_in_spring || is_bean()).then(boot)
}

/// Pools in the order in which Spring Boot, dynamic-datasource and the Druid starter take the first that is on the class path.
const ORDER: [&str; 5] = ["druid", "hikaricp", "tomcat-jdbc", "dbcp2", "c3p0"];

/// The library whose section stands in a section, of several the one that is taken first. A section of which no key is a
/// setting, such as Druid's monitoring, comes last.
fn first_inside<'s>(section: &'s Section<'s>) -> Option<(&'static Library, &'s str)> {
    let rank = |library: &Library| ORDER.iter().position(|name| *name == library.name).unwrap_or(ORDER.len());
    let order = |(inner, library): &&(&'s Section<'s>, &'static Library)| {
        (section_keys(inner, library).is_empty(), rank(library))
    };
    let (inner, library) = section.of_libraries().iter().min_by_key(order)?;
    Some((library, &*inner.name))
}

/// The library that a section's `type` names.
fn typed<'s>(section: &'s Section<'s>) -> Option<(&'static Library, &'s Field<'s>)> {
    let of_text = |text: &str| {
        let text = text.to_ascii_lowercase();
        LIBRARIES.iter().copied().find(|library| library.classes.iter().any(|class| text.contains(class)))
    };
    TYPES.iter().find_map(|name| {
        let field = section.get(name)?;
        Some((of_text(field.text)?, field))
    })
}

/// Keys that name a pool's class, what decides first.
const TYPES: [&str; 8] =
    ["factory", "type", "class", "datasourceclassname", "datasource", "datasourceclass", "datasourcetype", "pooltype"];

/// The library whose keys stand in sections of this name, in its normal spelling.
pub(super) fn of_section(name: &str) -> Option<&'static Library> {
    OF_SECTIONS.get(name).copied()
}

static OF_SECTIONS: LazyLock<HashMap<&str, &Library>> = LazyLock::new(|| {
    let of =
        |library: &&'static Library| library.sections.iter().map(|section| (*section, *library)).collect::<Vec<_>>();
    // Of two libraries the first.
    LIBRARIES.iter().rev().flat_map(of).collect()
});

/// The keys of a data source's pool.
struct Keys<'s> {
    /// Those that count, what counts more last.
    bound: Vec<NamedField<'s>>,
    /// Those of a library that stand where nothing reads them, with why.
    unbound: Option<Unbound<'s>>,
}

/// Keys that stand where nothing reads them.
struct Unbound<'s> {
    members: Vec<NamedField<'s>>,
    why: String,
    instead: String,
}

impl Unbound<'_> {
    fn remarks(&self) -> impl Iterator<Item = Remark> {
        let elsewhere = || Elsewhere { why: self.why.clone().into(), instead: self.instead.clone().into() };
        let read = self.members.iter().filter(|member| matches!(member.name.meaning, Meaning::Setting(_)));
        read.map(move |member| unread::remark(&member.field, None, Some(elsewhere())))
    }
}

impl<'s> Keys<'s> {
    fn of(own: &'s Section<'s>, library: &'static Library, has_jdbc_url: bool) -> Self {
        let mut bound = Self::above(own, library);
        let direct = recognise::keys_of(own, library).members;
        let nested = Self::of_sections(own, library);
        let wrapped = ["configuration", "pool", "config"].iter().filter_map(|name| own.child(name));
        bound.extend(wrapped.flat_map(|section| section_keys(section, library)));
        let is_standard = own.is_named("datasource");
        if has_jdbc_url && !is_standard && !nested.is_empty() {
            // A bean that takes `jdbc-url` is the pool itself, and has no property of its own name.
            bound.extend(direct);
            let title = library.title;
            let why = format!("`{}` is bound to {title} itself, and nothing reads the section below it", own.name);
            let instead = format!("move it up, beside the URL of `{}`", own.name);
            return Self { bound, unbound: Some(Unbound { members: nested, why, instead }) };
        }
        let is_named = || own.up().any(|section| typed(section).is_some()) || of_section(&normal(&own.name)).is_some();
        if is_standard && is_in_spring(own) && !has_jdbc_url && !is_named() {
            bound.extend(nested);
            // Up to Spring Boot 1 they were those of Tomcat's pool.
            let of_tomcat = recognise::members(own, &TOMCAT_JDBC, &Site::ANYWHERE);
            let is_tomcat = of_tomcat.len() > direct.len();
            let (of, direct) = if is_tomcat { (&TOMCAT_JDBC, of_tomcat) } else { (library, direct) };
            let name = of.sections.first().copied().unwrap_or(of.name);
            let why = format!("Spring Boot reads {}'s keys under `{name}` only, since 2.0", of.title);
            let instead = format!("move it under `{name}`");
            return Self { bound, unbound: Some(Unbound { members: direct, why, instead }) };
        }
        bound.extend(direct);
        bound.extend(nested);
        Self { bound, unbound: None }
    }

    /// Those in the sections above, and in the library's sections beside them.
    fn above(own: &'s Section<'s>, library: &'static Library) -> Vec<NamedField<'s>> {
        let mut above: Vec<_> = named_above(own).collect();
        above.reverse();
        let mut members = Vec::new();
        for section in above {
            if of_section(&normal(&section.name)) == Some(library) {
                members.extend(recognise::keys_of(section, library).members);
            }
            members.extend(Self::of_sections(section, library));
        }
        members
    }

    /// Those in the library's sections in a section.
    fn of_sections(section: &'s Section<'s>, library: &'static Library) -> Vec<NamedField<'s>> {
        let its = section.of_libraries().iter().filter(|(_, of)| *of == library);
        its.flat_map(|(inner, _)| section_keys(inner, library)).collect()
    }
}

/// The keys of a section that is known to be a library's.
fn section_keys<'s>(section: &'s Section<'s>, library: &'static Library) -> Vec<NamedField<'s>> {
    let is_so_named = |site: &&Site| site.path.last().is_some_and(|last| section.is_named(&normal(last)));
    let sites = library.sites.iter().filter(is_so_named);
    let site = sites.max_by_key(|site| (site.path.len() == 1, site.names.len())).unwrap_or(&Site::ANYWHERE);
    recognise::members(section, library, site)
}
