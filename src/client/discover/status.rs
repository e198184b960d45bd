//! Whether a pool that is described will exist.

use crate::client::discover::engine;
use crate::client::discover::section::Section;
use crate::client::pool::Status;
use crate::client::pool::library::sites::{Requirement, Site};
use crate::source::placeholders;
use crate::text::names::normal;

/// The status of the pool of a section: inert where a switch is off, another engine is selected, or what its place requires is
/// not said; conditional where it opens with its first use only, as dynamic-datasource's `lazy: true` says.
pub(super) fn of<'s>(section: &'s Section<'s>, site: &Site) -> Status {
    let unmet = || site.requires.iter().find_map(|requirement| unmet(section, requirement));
    if let Some(reason) = engine::inert(section, &[]).or_else(unmet) {
        return Status::Inert(reason);
    }
    let lazy = section.get("lazy").filter(|field| field.text.eq_ignore_ascii_case("true"));
    lazy.map_or(Status::Active, |field| {
        Status::Conditional(format!("lazy: it opens with its first use ({})", field.place(field.span)))
    })
}

/// Why a pool will not exist, if something that it requires is not said in its section or above it.
fn unmet<'s>(section: &'s Section<'s>, requirement: &Requirement) -> Option<String> {
    let at = |section: &'s Section<'s>, path: &[&'static str]| {
        let (key, sections) = path.split_last()?;
        let section = section.descend(sections.iter().copied())?;
        section.get(&normal(key)).filter(|_| section.node.entries().is_some())
    };
    let said = section.up().find_map(|section| requirement.keys.iter().find_map(|path| at(section, path)));
    let Some(field) = said else {
        return (!requirement.or_absent).then(|| requirement.otherwise.to_owned());
    };
    let text = field.text.to_ascii_lowercase();
    let has = |word: &&str| word.strip_prefix('!').map_or(text.contains(*word), |lacking| !text.contains(lacking));
    let holds = requirement.words.is_empty() || requirement.words.iter().any(has);
    (!holds).then(|| format!("{} ({})", requirement.otherwise, field.place(field.whole)))
}

/// The status of a section in a list of connections, where `key` beside the list names another one for who asks for none.
///
/// A framework's own file lists a connection for each engine that it knows, called after its driver: those are no pools
/// until they are chosen. One with a name of its own is there because somebody asks for it.
pub(super) fn beside_chosen<'s>(section: &'s Section<'s>, key: &str) -> Option<Status> {
    let chosen = section.above?.above?.get(&normal(key))?;
    let is_it = chosen.text.is_empty() || section.is_named(&normal(chosen.text));
    if is_it || placeholders::unresolved(chosen.text).is_some() {
        return None;
    }
    let reason = engine::reason(chosen);
    let is_listed = ["mysql", "mariadb"].iter().any(|name| section.is_named(name));
    Some(if is_listed {
        Status::Inert(reason)
    } else {
        Status::Conditional(format!("where it is asked for; {reason}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::discover::document::{Facts, FileFacts};
    use crate::client::options::ReadOptions;
    use crate::source::forms::yaml;
    use crate::text::place::SourceFile;

    const REQUIRED: &[Requirement] = &[Requirement {
        keys: &[&["spring", "sql", "init", "platform"], &["mode"]],
        words: &["mysql"],
        or_absent: false,
        otherwise: "no platform",
    }];

    fn status_in(text: &str) -> Status {
        let (file, reading) = (SourceFile::new("a.yaml", text), ReadOptions::default());
        let root = yaml::read(&file).expect("valid").remove(0);
        let file = FileFacts::of(&file, &reading);
        let facts = Facts::of(&file, &root);
        let top = Section::top(&facts);
        of(&top, &Site::ANYWHERE.requires(REQUIRED))
    }

    #[test]
    fn the_first_key_that_is_there_decides() {
        assert_eq!(status_in("spring: {sql: {init: {platform: MySQL}}}\nmode: h2\n"), Status::Active);
        assert_eq!(status_in("mode: h2\n"), Status::Inert("no platform (a.yaml:1)".to_owned()));
        assert_eq!(status_in("other: 1\n"), Status::Inert("no platform".to_owned()));
    }
}
