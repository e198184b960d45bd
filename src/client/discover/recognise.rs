//! Which library a section belongs to: by where it stands, or by the likeness of its keys.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::client::discover::assemble::NamedField;
use crate::client::discover::engine;
use crate::client::discover::section::Section;
use crate::client::libraries::LIBRARIES;
use crate::client::libraries::engines::Evidence;
use crate::client::pool::library::Library;
use crate::client::pool::library::names::{Meaning, Name, Weight};
use crate::client::pool::library::sites::{Needs, Site, same};
use crate::client::value::field::Field;
use crate::text::names::normal;

/// A section that was recognised.
#[derive(Debug, Clone)]
pub(super) struct Recognised<'s> {
    /// The library.
    pub(super) library: &'static Library,
    /// The place as which it was recognised.
    pub(super) site: &'static Site,
    /// Its keys.
    pub(super) members: Vec<NamedField<'s>>,
}

impl<'s> Recognised<'s> {
    fn new(own: &'s Section<'s>, library: &'static Library, site: &'static Site) -> Self {
        Self { library, site, members: members(own, library, site) }
    }
}

/// The library of a section; what stands at a known path goes before likeness, and more of it before less.
pub(super) fn section<'s>(own: &'s Section<'s>) -> Option<Recognised<'s>> {
    let mut best: Option<(Score, Recognised<'s>)> = None;
    for (library, site) in candidates(own) {
        if !stands(own, site) {
            continue;
        }
        let found = Recognised::new(own, library, site);
        let Some(score) = score(own, library, site, &found.members) else { continue };
        if best.as_ref().is_none_or(|(earlier, _)| score > *earlier) {
            best = Some((score, found));
        }
    }
    best.map(|(_, found)| found)
}

/// The best place of one library for a section, with its keys there; the place for all where none fits.
pub(super) fn keys_of<'s>(own: &'s Section<'s>, library: &'static Library) -> Recognised<'s> {
    let fixed = |site: &&Site| {
        site.needs != Needs::Variables && (!site.path.is_empty() || !site.with.is_empty() || !site.holds.is_empty())
    };
    let fits = |site: &&Site| stands_at(own, site.path) && says(own, site.with) && says_itself(own, site.holds);
    let fitting = library.sites.iter().filter(fixed).filter(fits);
    // Of equals the first, as where a section is recognised.
    let site = fitting
        .rev()
        .max_by_key(|site| site.path.len() + site.with.len() + site.holds.len())
        .unwrap_or(&Site::ANYWHERE);
    Recognised::new(own, library, site)
}

/// The library that has the most of a section's keys, whatever stands around it; none where no library has one.
pub(super) fn likest<'s>(own: &'s Section<'s>) -> Option<Recognised<'s>> {
    let weight = |found: &Recognised<'_>| {
        let sure = found.members.iter().filter(|member| member.name.weight == Weight::Unique).count();
        (sure, found.members.len())
    };
    let standing = candidates(own).into_iter().filter(|(_, site)| stands(own, site));
    let found = standing.map(|(library, site)| Recognised::new(own, library, site));
    found.filter(|found| !found.members.is_empty()).max_by_key(weight)
}

/// Whether a section stands where a place says, beside what it says.
fn stands<'s>(own: &'s Section<'s>, site: &Site) -> bool {
    stands_at(own, site.path)
        && says(own, site.with)
        && says_itself(own, site.holds)
        && !site.lacks.iter().any(|section| own.child(section).is_some())
        && own.facts.file.mentions(site.mentions)
        && own.facts.file.mentions(site.mentions_too)
}

/// How surely: how much its place says, the names that no other library has, and all names.
type Score = (usize, usize, usize);

fn score<'s>(section: &'s Section<'s>, library: &Library, site: &Site, members: &[NamedField<'_>]) -> Option<Score> {
    let count = |least: Weight| members.iter().filter(|member| member.name.weight >= least).count();
    let (sure, plain) = (count(Weight::Unique), count(Weight::Plain));
    let called = is_called_so(section, library);
    let is_own = |member: &NamedField<'_>| site.names.iter().any(|name| std::ptr::eq(name, member.name));
    let enough = match site.needs {
        Needs::Path => true,
        Needs::Variables => false,
        Needs::OneName => !members.is_empty(),
        Needs::OwnName => members.iter().any(is_own),
        // An object of a program is of the type that it says, whatever it is told.
        Needs::Likeness if section.facts.file.names_types() => false,
        Needs::Likeness => {
            let own = site.names.is_empty() || members.iter().any(is_own);
            own && (sure > 0 || plain > usize::from(!called)) && is_near_database(section, site, sure)
        }
    };
    let said = site.path.len() + site.with.len() + site.holds.len() + site.mentions.len().min(1) + usize::from(called);
    enough.then_some((said, sure, plain))
}

/// Whether a section is all of a file that is called as the library, such as `druid.properties`.
fn is_called_so<'s>(section: &'s Section<'s>, library: &Library) -> bool {
    let file = section.facts.file.source.name().to_ascii_lowercase();
    let name = file.rsplit(['/', '\\']).next().unwrap_or(&file);
    section.up().count() == 1 && library.classes.iter().any(|word| name.contains(word))
}

/// Whether a database is nearby: a section of its name, or a word of our engines; beside names that nobody but our clients has,
/// a database on a host.
fn is_near_database<'s>(section: &'s Section<'s>, site: &Site, sure: usize) -> bool {
    let names_database = || section.get("host").is_some() && section.get("database").is_some();
    match engine::of_section(section, &[]) {
        Some(Evidence::Ours(_)) => true,
        Some(Evidence::Other) => false,
        None => sure > 0 && (section.is_in_database() || (site.ours && names_database())),
    }
}

/// Whether a section stands at a path.
pub(super) fn stands_at<'s>(section: &'s Section<'s>, path: &[&str]) -> bool {
    let mut up = section.up();
    path.iter().rev().all(|wanted| up.next().is_some_and(|section| *wanted == "*" || same(wanted, &section.name)))
}

/// Keys, each with the words of which its value must hold one.
type Wanted<'w> = &'w [(&'w str, &'w [&'w str])];

/// Whether every one of these keys holds one of its words, in the section or above it.
fn says<'s>(section: &'s Section<'s>, wanted: Wanted<'_>) -> bool {
    let nearest = |key: &str| section.up().find_map(|section| section.get(key));
    wanted.iter().all(|(key, words)| nearest(&normal(key)).is_some_and(|field| holds(field.text, words)))
}

/// The same of the section alone.
fn says_itself(section: &Section<'_>, wanted: Wanted<'_>) -> bool {
    wanted.iter().all(|(key, words)| section.get(&normal(key)).is_some_and(|field| holds(field.text, words)))
}

/// Whether a text holds one of these words; a word after `=` is all that it holds.
fn holds(text: &str, words: &[&str]) -> bool {
    let text = text.to_ascii_lowercase();
    words.iter().any(|word| word.strip_prefix('=').map_or(text.contains(word), |whole| text == whole))
}

/// The keys of a section that are a library's names.
pub(super) fn members<'s>(own: &'s Section<'s>, library: &'static Library, site: &'static Site) -> Vec<NamedField<'s>> {
    let mut members: Vec<_> = named(own, |key| library.name_of(site, key));
    for (path, names) in site.inner {
        if let Some(inner) = own.descend(path.split('.')) {
            members.extend(named(inner, |key| names.iter().find(|name| name.is(key))));
        }
    }
    members
}

/// The keys of a section that are names; one that holds nothing only where that means something.
fn named<'s>(own: &'s Section<'s>, name_of: impl Fn(&str) -> Option<&'static Name>) -> Vec<NamedField<'s>> {
    let member = |field: &'s Field<'s>| Some(NamedField { field: Cow::Borrowed(field), name: name_of(field.name)? });
    let known = own.known();
    let mut members: Vec<_> = known.fields.iter().copied().filter_map(member).collect();
    if !members.is_empty() {
        members.extend(known.nulls.iter().filter_map(member).filter(|member| member.name.null.is_some()));
    }
    members
}

/// Whether a key is a name of any library at any of its places.
pub(super) fn is_name(key: &str) -> bool {
    INDEX.names.contains(&normal(key))
}

/// Libraries and places that a section may be: those of its path's last word, and those that have one of its keys. A program
/// has none of another language.
fn candidates(own: &Section<'_>) -> Vec<(&'static Library, &'static Site)> {
    let mut found: Vec<At> = Vec::new();
    found.extend(INDEX.by_path.get(&normal(&own.name)).into_iter().flatten());
    found.extend(&INDEX.any_path);
    for field in own.fields() {
        found.extend(INDEX.by_name.get(&normal(field.name)).into_iter().flatten());
    }
    found.sort_unstable();
    found.dedup();
    let found = found.into_iter().filter_map(at_index);
    found.filter(|(library, _)| own.may_be_of(library.language)).collect()
}

/// The libraries whose place a flat environment's keys name: `SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE`.
pub(super) fn variables<'s>(own: &'s Section<'s>) -> Vec<Recognised<'s>> {
    let mut found: Vec<Recognised<'s>> = Vec::new();
    for field in own.fields().iter().filter(|field| is_variable(field.name) || is_property(field.name)) {
        let key = normal(field.name.trim_start_matches("-D")).replace('.', "");
        let named = INDEX.by_prefix.iter().filter_map(|(prefix, at)| {
            let rest = key.strip_prefix(prefix.as_str())?;
            let (library, site) = at_index(*at)?;
            Some((library, site, library.name_of(site, rest)?, prefix.len()))
        });
        let Some((library, site, name, _)) = named.max_by_key(|(.., length)| *length) else { continue };
        let member = NamedField { field: Cow::Borrowed(field), name };
        let same = |found: &&mut Recognised<'_>| std::ptr::eq(found.library, library) && std::ptr::eq(found.site, site);
        match found.iter_mut().find(same) {
            Some(found) => found.members.push(member),
            None => found.push(Recognised { library, site, members: vec![member] }),
        }
    }
    join_links(found)
}

/// Gives the connection string of a framework to the pool that its other variables describe: `SPRING_DATASOURCE_URL` stands above
/// `SPRING_DATASOURCE_DRUID_MAX_ACTIVE`.
fn join_links(found: Vec<Recognised<'_>>) -> Vec<Recognised<'_>> {
    let is_link = |found: &Recognised<'_>| found.members.iter().all(|member| member.name.meaning == Meaning::Link);
    let (links, mut pools): (Vec<_>, Vec<_>) = found.into_iter().partition(is_link);
    for link in links {
        let path = link.site.path;
        match pools.iter_mut().find(|pool| pool.site.path.starts_with(path)) {
            Some(pool) => pool.members.extend(link.members),
            None => pools.push(link),
        }
    }
    pools
}

/// Whether a key is written as variables of an environment are.
pub(super) fn is_variable(key: &str) -> bool {
    key.contains('_') && key.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_')
}

/// Whether a key is a property as an argument states it: `--spring.datasource.url`, `-Dspring.datasource.url`.
fn is_property(key: &str) -> bool {
    ["--spring.", "-Dspring."].iter().any(|start| key.starts_with(start))
}

fn at_index((library, site): At) -> Option<(&'static Library, &'static Site)> {
    let library: &'static Library = LIBRARIES.get(library)?;
    Some((library, library.sites.get(site)?))
}

/// The number of a library, and of a place of it.
type At = (usize, usize);

/// Places by what may point at them, made once.
#[derive(Default)]
struct Index {
    /// All names of all libraries.
    names: HashSet<String>,
    /// By the last name of a path.
    by_path: HashMap<String, Vec<At>>,
    /// Those whose path ends in any name.
    any_path: Vec<At>,
    /// Those that hold for any path, by the names of their library.
    by_name: HashMap<String, Vec<At>>,
    /// By the path's names in one, as variables of an environment begin.
    by_prefix: Vec<(String, At)>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::default();
    for (library_at, library) in LIBRARIES.iter().enumerate() {
        let inner = library.sites.iter().flat_map(|site| site.inner.iter().flat_map(|(_, names)| *names));
        let of_sites = library.sites.iter().flat_map(|site| site.names).chain(inner);
        index.names.extend(library.names.iter().chain(of_sites).flat_map(Name::spellings).map(normal));
        for (site_at, site) in library.sites.iter().enumerate() {
            let at = (library_at, site_at);
            if site.path.len() > 1 && !site.path.contains(&"*") {
                let prefix = site.path.iter().map(|name| normal(name)).collect();
                index.by_prefix.push((prefix, at));
            }
            match site.path.last() {
                Some(&"*") => index.any_path.push(at),
                Some(name) => index.by_path.entry(normal(name)).or_default().push(at),
                None => {
                    let held = site.holds.iter().chain(site.with).map(|(key, _)| *key);
                    let names = library.names.iter().chain(site.names).filter(|name| name.weight > Weight::Weak);
                    for spelling in names.flat_map(Name::spellings).chain(held) {
                        index.by_name.entry(normal(spelling)).or_default().push(at);
                    }
                }
            }
        }
    }
    index
});
