//! The book: of every rule a line that includes its page, their index, the table of contents, and links that lead somewhere.
//! `UPDATE=1 cargo test --test docs` rewrites what is generated.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use poolcheck::audit::rule::Category;
use poolcheck::audit::rules::RULES;

/// The files that should stand in docs/rules, by name.
fn generated() -> BTreeMap<String, String> {
    let include = |name: &str| format!("{{{{#include ../../src/audit/rules/{}.md}}}}\n", name.replace('-', "_"));
    let mut files: BTreeMap<_, _> =
        RULES.iter().map(|rule| (format!("{}.md", rule.name), include(rule.name))).collect();
    files.insert("README.md".to_owned(), index());
    files
}

fn index() -> String {
    let mut text = "# Rules\n\nA rule's name is its only id. `poolcheck explain RULE` prints its page.\n".to_owned();
    for category in Category::ALL {
        text.push_str(&format!("\n## {}\n\n| rule | severity | finds |\n| --- | --- | --- |\n", category.name()));
        for rule in RULES.iter().filter(|rule| rule.category == category) {
            let (name, severity) = (rule.name, rule.severity.name());
            text.push_str(&format!("| [{name}]({name}.md) | {severity} | {} |\n", rule.summary));
        }
    }
    text
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")
}

#[test]
fn the_rules_pages_are_fresh() {
    let folder = folder();
    let generated = generated();
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(&folder).expect("docs/rules");
        for entry in fs::read_dir(&folder).expect("docs/rules") {
            let path = entry.expect("an entry").path();
            if !path.file_name().is_some_and(|name| generated.contains_key(&*name.to_string_lossy())) {
                fs::remove_file(path).expect("removed");
            }
        }
        for (name, text) in &generated {
            fs::write(folder.join(name), text).expect("written");
        }
    }
    let found: BTreeMap<_, _> = fs::read_dir(&folder)
        .expect("docs/rules: run UPDATE=1 cargo test --test docs")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect();
    let stale: Vec<_> = generated
        .iter()
        .filter(|(name, text)| found.get(*name) != Some(*text))
        .map(|(name, _)| name)
        .chain(found.keys().filter(|name| !generated.contains_key(*name)))
        .collect();
    assert!(stale.is_empty(), "stale in docs/rules, run UPDATE=1 cargo test --test docs: {stale:?}");
}

/// A page as the book shows it: `{{#include FILE}}`, which stands on a line of its own, replaced by the file.
fn shown(page: &Path) -> String {
    let text = fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let line = |line: &str| match line.strip_prefix("{{#include ").and_then(|rest| rest.strip_suffix("}}\n")) {
        Some(file) => shown(&page.parent().expect("a folder").join(file)),
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

#[test]
fn the_book_shows_every_rule_s_own_page() {
    for rule in RULES {
        let page = folder().join(format!("{}.md", rule.name));
        assert_eq!(shown(&page), rule.docs, "{}", rule.name);
    }
}

/// Relative links lead somewhere from the place where the book shows their page.
#[test]
fn every_link_of_the_docs_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = |folder: PathBuf| fs::read_dir(folder).expect("a folder").filter_map(|entry| Some(entry.ok()?.path()));
    let docs =
        pages(root.join("docs")).chain(pages(folder())).filter(|path| path.extension().is_some_and(|end| end == "md"));
    for page in docs.chain([root.join("README.md")]) {
        for target in shown(&page).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.contains("://") || target.starts_with('#') {
                continue;
            }
            let file = target.split('#').next().unwrap_or_default();
            let path = page.parent().expect("a folder").join(file);
            assert!(path.exists(), "{}: {target}", page.display());
        }
    }
}

/// The rules' part of the book's table of contents.
fn chapters() -> String {
    let mut text = "- [Rules](rules/README.md)\n".to_owned();
    for rule in RULES {
        text.push_str(&format!("  - [{name}](rules/{name}.md)\n", name = rule.name));
    }
    text
}

#[test]
fn the_book_lists_every_page() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let path = docs.join("SUMMARY.md");
    let summary = fs::read_to_string(&path).expect("a summary");
    let head = summary.split("- [Rules]").next().unwrap_or_default();
    let fresh = format!("{head}{}", chapters());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).expect("written");
    } else {
        assert_eq!(summary, fresh, "stale: run UPDATE=1 cargo test --test docs");
    }
    for entry in fs::read_dir(&docs).expect("docs").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().extension().is_some_and(|extension| extension == "md") && name != "SUMMARY.md" {
            assert!(fresh.contains(&format!("]({name})")), "{name} is not in docs/SUMMARY.md");
        }
    }
}
