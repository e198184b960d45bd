//! What must be said elsewhere in a file, or a pool that is described will not exist.

use super::level::{self, Level};
use crate::client::libraries::places::{Place, Requirement};
use crate::client::source::node::Node;
use crate::text::names::normal;
use crate::text::place::SourceFile;

/// Why a pool at this place will not exist, if something that it requires is not said.
pub(super) fn unmet(file: &SourceFile, levels: &[Level<'_>], place: &Place) -> Option<String> {
    place.requires.iter().find_map(|requirement| missing(file, levels, requirement))
}

fn missing(file: &SourceFile, levels: &[Level<'_>], requirement: &Requirement) -> Option<String> {
    let said = levels.iter().rev().find_map(|level| {
        requirement.keys.iter().find_map(|path| at_path(level.node, path).into_iter().find(|node| node.text().is_some()))
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
        (Some(entries), _) => {
            entries.iter().filter(|entry| fits(&entry.key)).map(|entry| &*entry.value).collect()
        }
        (_, Some(items)) if *first == "*" => items.iter().map(|item| &**item).collect(),
        _ => Vec::new(),
    };
    inside.into_iter().flat_map(|node| at_path(node, rest)).collect()
}

/// The section at a path of keys from the one that ends `levels`, and its own level above its values.
pub(super) fn section_at<'a>(top: &Level<'a>, path: &[&str]) -> Option<Level<'a>> {
    let (first, rest) = path.split_first()?;
    let mut found = top.child(first)?;
    for name in rest {
        found = found.child(name)?;
    }
    (!level::children(found.node).is_empty() || !found.cells.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::source::yaml;

    const REQUIRED: &[Requirement] = &[Requirement {
        keys: &[&["spring", "sql", "init", "platform"], &["mode"]],
        words: &["mysql"],
        or_absent: false,
        otherwise: "no platform",
    }];

    fn unmet_in(text: &str) -> Option<String> {
        let file = SourceFile::new("a.yaml", text);
        let root = yaml::read(&file).expect("valid").remove(0);
        unmet(&file, &[Level::new(&file, String::new(), &root, false)], &Place::ANYWHERE.requires(REQUIRED))
    }

    #[test]
    fn the_first_key_that_is_there_decides() {
        assert_eq!(unmet_in("spring: {sql: {init: {platform: MySQL}}}\nmode: h2\n"), None);
        assert_eq!(unmet_in("mode: h2\n"), Some("no platform (a.yaml:1)".to_owned()));
        assert_eq!(unmet_in("other: 1\n"), Some("no platform".to_owned()));
    }
}
