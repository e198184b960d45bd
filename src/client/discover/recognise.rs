//! Which library a section belongs to: by where it stands, or by the likeness of its keys.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::client::discover::assemble::NamedField;
use crate::client::discover::engine::{self, Evidence};
use crate::client::discover::section::Section;
use crate::client::libraries::LIBRARIES;
use crate::client::pool::library::Library;
use crate::client::pool::library::names::{Name, Weight};
use crate::client::pool::library::sites::{Needs, Site, same};
use crate::client::value::field::Field;
use crate::text::names::normal;

/// A section that was recognised.
#[derive(Debug, Clone)]
pub(super) struct Recognised<'a> {
    /// The library.
    pub(super) library: &'static Library,
    /// The place as which it was recognised.
    pub(super) place: &'static Site,
    /// Its keys.
    pub(super) members: Vec<NamedField<'a>>,
}

/// The library of the section that ends `levels`; what stands at a known path goes before likeness, and more of it before less.
pub(super) fn section<'a>(levels: &[Section<'a>]) -> Option<Recognised<'a>> {
    let own = levels.last()?;
    let mut best: Option<(Score, Recognised<'a>)> = None;
    for (library, place) in candidates(own) {
        if !stands(levels, place) {
            continue;
        }
        let members = members(own, library, place);
        let Some(score) = score(levels, place, &members) else { continue };
        if best.as_ref().is_none_or(|(earlier, _)| score > *earlier) {
            best = Some((score, Recognised { library, place, members }));
        }
    }
    best.map(|(_, found)| found)
}

/// The best place of one library for a section, with its keys there; the place for all where none fits.
pub(super) fn keys_of<'a>(levels: &[Section<'a>], library: &'static Library) -> Recognised<'a> {
    let Some(own) = levels.last() else {
        return Recognised { library, place: &Site::ANYWHERE, members: Vec::new() };
    };
    let fixed = |place: &&Site| !place.path.is_empty() || !place.with.is_empty();
    let fits = |place: &&Site| {
        let says_so = says(levels, place.with) && says(std::slice::from_ref(own), place.holds);
        stands_at(levels, place.path) && says_so
    };
    let fitting = library.sites.iter().filter(fixed).filter(fits);
    // Of equals the first, as where a section is recognised.
    let place = fitting.rev().max_by_key(|place| place.path.len() + place.with.len()).unwrap_or(&Site::ANYWHERE);
    Recognised { library, place, members: members(own, library, place) }
}

/// The library that has the most of a section's keys, whatever stands around it; none where no library has one.
pub(super) fn likest<'a>(levels: &[Section<'a>]) -> Option<Recognised<'a>> {
    let own = levels.last()?;
    let of = |(library, place)| Recognised { library, place, members: members(own, library, place) };
    let weight = |found: &Recognised<'_>| {
        let telling = found.members.iter().filter(|member| member.name.weight == Weight::Unique).count();
        (telling, found.members.len())
    };
    let standing = candidates(own).into_iter().filter(|(_, place)| stands(levels, place));
    standing.map(of).filter(|found| !found.members.is_empty()).max_by_key(weight)
}

/// Whether the section that ends `levels` stands where a place says, beside what it says.
fn stands(levels: &[Section<'_>], place: &Site) -> bool {
    let own = levels.last();
    stands_at(levels, place.path)
        && says(levels, place.with)
        && own.is_some_and(|own| {
            says(std::slice::from_ref(own), place.holds)
                && !place.lacks.iter().any(|section| own.child(section).is_some())
                && own.file_mentions(place.mentions)
        })
}

/// How surely: the length of the path, the telling names, all names, and how few names the library has in all.
type Score = (usize, usize, usize);

fn score(levels: &[Section<'_>], place: &Site, members: &[NamedField<'_>]) -> Option<Score> {
    let count = |least: Weight| members.iter().filter(|member| member.name.weight >= least).count();
    let (telling, plain) = (count(Weight::Unique), count(Weight::Plain));
    let enough = match place.needs {
        Needs::Path => true,
        Needs::OneName => !members.is_empty(),
        Needs::Likeness => {
            let is_own = |member: &NamedField<'_>| place.names.iter().any(|name| std::ptr::eq(name, member.name));
            let own = place.names.is_empty() || members.iter().any(is_own);
            own && (telling > 0 || plain > 1) && is_near_database(levels, place, telling)
        }
    };
    let said = place.path.len() + place.with.len() + place.holds.len() + place.mentions.len().min(1);
    enough.then_some((said, telling, plain))
}

/// Whether a database is nearby: a section of its name, or a word of our engines; beside names that nobody but our clients has,
/// a database on a host.
fn is_near_database(levels: &[Section<'_>], place: &Site, telling: usize) -> bool {
    match engine::of_section(levels, &[]) {
        Some(Evidence::Ours(_)) => true,
        Some(Evidence::Other) => false,
        None => telling > 0 && (levels.iter().any(Section::is_database) || (place.ours && names_database(levels))),
    }
}

/// Whether a section says which database of a server it is about.
fn names_database(levels: &[Section<'_>]) -> bool {
    levels.last().is_some_and(|own| own.get("host").is_some() && own.get("database").is_some())
}

/// Whether the section that ends `levels` stands at a path.
pub(super) fn stands_at(levels: &[Section<'_>], path: &[&str]) -> bool {
    if path.len() > levels.len() {
        return false;
    }
    let fits = |(wanted, level): (&&str, &Section<'_>)| *wanted == "*" || same(wanted, &level.name);
    path.iter().rev().zip(levels.iter().rev()).all(fits)
}

/// Whether every one of these keys holds one of its words, in the section or above it; a word after `=` is all that it holds.
fn says(levels: &[Section<'_>], with: &[(&str, &[&str])]) -> bool {
    with.iter().all(|(key, words)| {
        let key = normal(key);
        let cell = levels.iter().rev().find_map(|level| level.get(&key));
        cell.is_some_and(|cell| {
            let text = cell.text.to_ascii_lowercase();
            words.iter().any(|word| word.strip_prefix('=').map_or(text.contains(word), |whole| text == whole))
        })
    })
}

/// The keys of a section that are a library's names.
pub(super) fn members<'a>(own: &Section<'a>, library: &'static Library, place: &'static Site) -> Vec<NamedField<'a>> {
    let mut members: Vec<_> = named(own, |key| library.name_of(place, key));
    for (section, names) in place.inner {
        if let Some(inner) = own.descend(section) {
            members.extend(named(&inner, |key| names.iter().find(|name| name.is(key))));
        }
    }
    members
}

/// The keys of a section that are names; one that holds nothing only where that means something.
fn named<'a>(own: &Section<'a>, name_of: impl Fn(&str) -> Option<&'static Name>) -> Vec<NamedField<'a>> {
    let member = |cell: &Field<'a>| Some(NamedField { cell: cell.clone(), name: name_of(cell.name)? });
    let mut members: Vec<_> = own.cells.iter().filter_map(member).collect();
    if !members.is_empty() {
        let nulls = own.nulls();
        members.extend(nulls.iter().filter_map(member).filter(|member| member.name.null.is_some()));
    }
    members
}

/// Libraries and places that a section may be: those of its path's last word, and those that have one of its keys. A program
/// has none of another language.
fn candidates(own: &Section<'_>) -> Vec<(&'static Library, &'static Site)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    found.extend(INDEX.by_path.get(&normal(&own.name)).into_iter().flatten());
    found.extend(&INDEX.any_path);
    for cell in &own.cells {
        found.extend(INDEX.by_name.get(&normal(cell.name)).into_iter().flatten());
    }
    found.sort_unstable();
    found.dedup();
    let found = found.into_iter().filter_map(at_index);
    found.filter(|(library, _)| own.may_be_of(library.language)).collect()
}

/// The libraries whose place a flat environment's keys name: `SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE`.
pub(super) fn environment<'a>(own: &Section<'a>) -> Vec<Recognised<'a>> {
    let mut found: Vec<Recognised<'a>> = Vec::new();
    for cell in own.cells.iter().filter(|cell| is_variable(cell.name)) {
        let key = normal(cell.name);
        let named = INDEX.by_prefix.iter().filter_map(|(prefix, at)| {
            let rest = key.strip_prefix(prefix.as_str())?;
            let (library, place) = at_index(*at)?;
            Some((library, place, library.name_of(place, rest)?, prefix.len()))
        });
        let Some((library, place, name, _)) = named.max_by_key(|(.., length)| *length) else { continue };
        let member = NamedField { cell: cell.clone(), name };
        let same =
            |found: &&mut Recognised<'_>| std::ptr::eq(found.library, library) && std::ptr::eq(found.place, place);
        match found.iter_mut().find(same) {
            Some(found) => found.members.push(member),
            None => found.push(Recognised { library, place, members: vec![member] }),
        }
    }
    found
}

/// Whether a key is written as variables of an environment are.
pub(super) fn is_variable(key: &str) -> bool {
    key.contains('_') && key.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_')
}

fn at_index((library, place): (usize, usize)) -> Option<(&'static Library, &'static Site)> {
    let library: &'static Library = LIBRARIES.get(library)?;
    Some((library, library.sites.get(place)?))
}

/// Places by what may point at them, made once.
struct Index {
    /// By the last name of a path.
    by_path: HashMap<String, Vec<(usize, usize)>>,
    /// Those whose path ends in any name.
    any_path: Vec<(usize, usize)>,
    /// Those that hold for any path, by the names of their library.
    by_name: HashMap<String, Vec<(usize, usize)>>,
    /// By the path's names in one, as variables of an environment begin.
    by_prefix: Vec<(String, (usize, usize))>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index =
        Index { by_path: HashMap::new(), any_path: Vec::new(), by_name: HashMap::new(), by_prefix: Vec::new() };
    for (library_at, library) in LIBRARIES.iter().enumerate() {
        for (place_at, place) in library.sites.iter().enumerate() {
            let at = (library_at, place_at);
            if place.path.len() > 1 && !place.path.contains(&"*") {
                let prefix = place.path.iter().map(|name| normal(name)).collect();
                index.by_prefix.push((prefix, at));
            }
            match place.path.last() {
                Some(&"*") => index.any_path.push(at),
                Some(name) => index.by_path.entry(normal(name)).or_default().push(at),
                None => {
                    let held = place.holds.iter().chain(place.with).map(|(key, _)| *key);
                    let names = library.names.iter().chain(place.names).filter(|name| name.weight > Weight::Weak);
                    for spelling in names.flat_map(Name::spellings).chain(held) {
                        index.by_name.entry(normal(spelling)).or_default().push(at);
                    }
                }
            }
        }
    }
    index
});
