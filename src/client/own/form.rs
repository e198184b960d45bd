//! Whether a document is of poolcheck's own form.

use crate::client::own::key::OwnKey;
use crate::client::own::{SERVER, TOP};
use crate::client::pool::hop::preset_named;
use crate::source::node::{Node, is_aside};
use crate::text::names::{nearest, normal};

/// Whether a document is of this form: nothing but its keys at the top, or a pool that only this form can describe.
///
/// An application may well have a `pool:` of its own (of workers, of Redis), so the name alone decides nothing.
pub fn is_own(root: &Node) -> bool {
    let Some(entries) = root.entries() else { return false };
    let pools: Vec<_> = entries.iter().filter(|entry| matches!(entry.key.as_str(), "pools" | "pool")).collect();
    if entries.iter().all(|entry| is_aside(&entry.key) || nearest(&entry.key, TOP).is_some()) {
        let machine = || root.get("server").is_some_and(|node| is_machine(node));
        let path = || root.get("path").is_some_and(|node| is_path(node));
        let ours = pools.iter().any(|entry| {
            if entry.key == "pool" {
                return is_section(&entry.value);
            }
            let sections = entry.value.entries();
            sections.is_none_or(|pools| pools.is_empty() || pools.iter().any(|pool| is_section(&pool.value)))
        });
        return ours || (pools.is_empty() && (root.get("reserved").is_some() || machine() || path()));
    }
    pools.into_iter().any(|entry| match entry.key.as_str() {
        "pool" => fields(&entry.value).any(OwnKey::is_ours_alone),
        _ => entry.value.entries().unwrap_or_default().iter().any(|entry| fields(&entry.value).next().is_some()),
    })
}

/// Whether a mapping can be a pool of this form: one of its keys is a key of the form or nearly so, and none is an application's own.
fn is_section(section: &Node) -> bool {
    let Some(entries) = section.entries() else { return true };
    let near = |key: &str| OwnKey::names().iter().any(|name| strsim::damerau_levenshtein(name, key) <= 2);
    let foreign = |key: &str| OwnKey::named(key).is_none() && (normal(key).ends_with("conns") || normal(key) == "dsn");
    let ours_alone = fields(section).any(OwnKey::is_ours_alone);
    entries.is_empty()
        || ours_alone
        || (entries.iter().any(|entry| near(&entry.key)) && !entries.iter().any(|entry| foreign(&entry.key)))
}

/// The fields of this form among a section's keys.
fn fields(section: &Node) -> impl Iterator<Item = OwnKey> {
    section.entries().unwrap_or_default().iter().filter_map(|entry| OwnKey::named(&entry.key))
}

/// Whether a value names what stands in between: a known hop, one that says its name, or a list of such.
fn is_path(node: &Node) -> bool {
    let is_hop = |node: &Node| match node.text() {
        Some(name) => preset_named(name).is_some(),
        None => node.get("name").is_some(),
    };
    match node.items() {
        Some(items) => !items.is_empty() && items.iter().all(|item| is_hop(item)),
        None => is_hop(node),
    }
}

fn is_machine(node: &Node) -> bool {
    node.entries().is_some_and(|entries| entries.iter().all(|entry| SERVER.contains(&entry.key.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forms::yaml;
    use crate::text::place::SourceFile;

    fn is_own_text(text: &str) -> bool {
        is_own(&yaml::read(&SourceFile::new("a.yaml", text)).expect("valid").remove(0))
    }

    #[test]
    fn the_form_is_told_from_an_application_s_own_file() {
        for text in [
            "pool: {max_open: 5}\n",
            "pools: {a: {max_open: 5}}\nother: 1\n",
            "pools: {a: {max_opne: 5}}\n",
            "reserved: 5\n",
            "path: aws-nlb\n",
            "path: [{name: fw, idle: 900s}]\n",
            "server: {memory: 1GiB}\n",
            "name: shop\npool: {library: go, max_open: 5}\n",
        ] {
            assert!(is_own_text(text), "{text}");
        }
        for text in [
            "dsn: a\npool: {max_open: 5, max_lifetime: 600}\n",
            "redis: {pool: {size: 5}}\n",
            "adapter: mysql2\npool: 5\n",
            "server: {port: 80}\n",
            "path: /var/lib/shop\n",
            "[1]",
        ] {
            assert!(!is_own_text(text), "{text}");
        }
    }
}
