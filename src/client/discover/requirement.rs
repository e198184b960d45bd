//! What must be said elsewhere in a file, or a pool that is described will not exist.

use crate::client::discover::section::Section;
use crate::client::pool::library::sites::{Requirement, Site};
use crate::client::value::field::Field;
use crate::source::node::Node;
use crate::text::names::normal;
use crate::text::origin::Stated;
use crate::text::place::SourceFile;

/// Why a pool at this place will not exist, if something that it requires is not said.
pub(super) fn unmet(file: &SourceFile, levels: &[Section<'_>], place: &Site) -> Option<String> {
    place.requires.iter().find_map(|requirement| missing(file, levels, requirement))
}

fn missing(file: &SourceFile, levels: &[Section<'_>], requirement: &Requirement) -> Option<String> {
    let said = levels.iter().rev().find_map(|level| {
        requirement
            .keys
            .iter()
            .find_map(|path| at_path(level.node, path).into_iter().find(|node| node.text().is_some()))
    });
    let Some(node) = said else {
        return (!requirement.or_absent).then(|| requirement.otherwise.to_owned());
    };
    let text = node.text().unwrap_or_default().to_ascii_lowercase();
    let holds = requirement.words.is_empty() || requirement.words.iter().any(|word| text.contains(word));
    (!holds).then(|| format!("{} ({})", requirement.otherwise, file.place(node.span)))
}

/// The values at a path of keys in any case style; `*` is any one key.
pub(super) fn at_path<'n>(node: &'n Node, path: &[&str]) -> Vec<&'n Node> {
    let Some((first, rest)) = path.split_first() else { return vec![node] };
    let fits = |key: &str| *first == "*" || normal(key) == normal(first);
    let inside: Vec<&Node> = match (node.entries(), node.items()) {
        (Some(entries), _) => entries.iter().filter(|entry| fits(&entry.key)).map(|entry| &*entry.value).collect(),
        (_, Some(items)) if *first == "*" => items.iter().map(|item| &**item).collect(),
        _ => Vec::new(),
    };
    inside.into_iter().flat_map(|node| at_path(node, rest)).collect()
}

/// The single values at a path from the file's top: a value there, or those of a section or list there.
pub(super) fn cells_at<'a>(levels: &[Section<'a>], path: &[&str]) -> Vec<Field<'a>> {
    let found = || {
        let (last, sections) = path.split_last()?;
        let mut at: Option<Section<'a>> = None;
        for name in sections {
            at = Some(at.as_ref().or(levels.first())?.child(name)?);
        }
        let own = at.as_ref().or(levels.first())?;
        let numbered = |cell: &&Field<'a>| {
            // `url[0]` is an item of a list to Spring.
            let name = cell.name.split_once('[').map_or(cell.name, |(name, _)| name);
            normal(name) == normal(last)
        };
        let mut cells: Vec<_> = own.cells.iter().filter(numbered).cloned().collect();
        cells.extend(own.child(last).into_iter().flat_map(|section| section.cells));
        Some(cells)
    };
    found().unwrap_or_default()
}

/// The value that a list beside has at the same place as a cell: `db.user.1` beside `db.url.1`.
pub(super) fn beside(
    levels: &[Section<'_>],
    path: &[&str],
    cell: &Field<'_>,
    names: &[&str],
) -> Option<Stated<String>> {
    let (_, sections) = path.split_last()?;
    let is_plain = |text: &str| !text.is_empty() && !text.contains(['$', '{', '%', '<']);
    names.iter().find_map(|name| {
        let mut path = sections.to_vec();
        path.push(name);
        let cells = cells_at(levels, &path);
        let found = cells.into_iter().find(|other| other.name == cell.name && is_plain(other.text))?;
        Some(Stated::new(found.text.to_owned(), found.origin(found.span)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forms::yaml;

    const REQUIRED: &[Requirement] = &[Requirement {
        keys: &[&["spring", "sql", "init", "platform"], &["mode"]],
        words: &["mysql"],
        or_absent: false,
        otherwise: "no platform",
    }];

    fn unmet_in(text: &str) -> Option<String> {
        let file = SourceFile::new("a.yaml", text);
        let root = yaml::read(&file).expect("valid").remove(0);
        unmet(&file, &[Section::new(&file, String::new(), &root, false)], &Site::ANYWHERE.requires(REQUIRED))
    }

    #[test]
    fn the_first_key_that_is_there_decides() {
        assert_eq!(unmet_in("spring: {sql: {init: {platform: MySQL}}}\nmode: h2\n"), None);
        assert_eq!(unmet_in("mode: h2\n"), Some("no platform (a.yaml:1)".to_owned()));
        assert_eq!(unmet_in("other: 1\n"), Some("no platform".to_owned()));
    }
}
