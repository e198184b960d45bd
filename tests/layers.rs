//! Imports run one way: between the folders of `src/`, between the rooms of `client/`, and inside `source/`. Each third-party
//! parser, and each crate that may be replaced, has one home.
//!
//! What a test imports does not count, and neither do comments. What the chains do not name fails, so that a new folder gets
//! its place here.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

#[path = "support/imports.rs"]
mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use imports::Source;

/// Each folder of `src/` with those that it may import.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("predict", &[]),
    ("measured", &[]),
    ("source", &["text"]),
    ("dsn", &["text"]),
    ("client", &["text", "source", "dsn"]),
    ("server", &["text", "source", "dsn"]),
    ("fleet", &["text", "source", "dsn", "client", "server"]),
    ("audit", &["text", "source", "dsn", "client", "server", "predict"]),
    ("fix", &["text", "source", "client", "server", "audit"]),
    ("report", &["text", "source", "client", "server", "audit"]),
    ("schema", &["text", "source", "client", "fleet", "audit", "report"]),
    ("cli", &["text", "source", "dsn", "client", "server", "measured", "fleet", "audit", "fix", "report", "schema"]),
];

/// Each room of `client/` with those that it may import; `mod` is what `client/mod.rs` defines.
const CLIENT: &[(&str, &[&str])] = &[
    ("pool", &[]),
    ("options", &["pool"]),
    ("libraries", &["pool"]),
    ("value", &["pool", "libraries"]),
    ("own", &["pool", "options", "libraries", "value"]),
    ("go", &["pool", "options", "libraries", "value"]),
    ("discover", &["pool", "options", "libraries", "value", "go"]),
    ("mod", &["pool"]),
    ("programs", &["pool", "options", "libraries", "value", "go", "mod"]),
    ("profiles", &["pool", "options", "libraries", "value", "own", "discover", "go", "mod"]),
    ("deploy", &["pool", "options", "libraries", "value", "own", "discover", "go", "mod"]),
    (
        "flags",
        &["pool", "options", "libraries", "value", "own", "discover", "go", "mod", "programs", "profiles", "deploy"],
    ),
    ("labels", &["pool"]),
    (
        "read",
        &[
            "pool",
            "options",
            "libraries",
            "value",
            "own",
            "discover",
            "go",
            "mod",
            "programs",
            "profiles",
            "deploy",
            "flags",
            "labels",
        ],
    ),
];

/// The same of `source/`.
const SOURCE: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("filled", &[]),
    ("parallel", &[]),
    ("limits", &["error"]),
    ("node", &["filled"]),
    ("form", &["error", "node"]),
    ("programs", &["error", "node", "form"]),
    ("forms", &["error", "limits", "node", "form", "programs"]),
    ("document", &["error", "node", "form", "forms"]),
    ("comments", &["node", "form", "forms", "document"]),
    ("embedded", &["node", "form", "document"]),
    ("env_files", &["forms"]),
    ("variables", &["error", "filled", "forms", "env_files"]),
    ("placeholders", &["filled", "node", "form", "variables"]),
    ("files", &["error", "parallel", "form", "forms", "env_files"]),
    // It only opens the doors.
    ("mod", &["document", "embedded", "form"]),
];

/// Each crate that may be replaced, with the files that alone may name it.
const HOMES: &[(&str, &[&str])] = &[
    ("aho_corasick", &["source/files/gate.rs"]),
    ("annotate_snippets", &["report/frames.rs"]),
    ("clap_complete", &["cli/args.rs", "cli/shell.rs"]),
    ("clap_mangen", &["cli/shell.rs"]),
    ("comfy_table", &["cli/tables.rs", "report/table/layout.rs"]),
    ("globset", &["source/files/glob.rs"]),
    ("granit_parser", &["source/forms/yaml.rs"]),
    ("hcl_edit", &["server/declared/terraform/hcl.rs"]),
    ("ignore", &["source/files/find.rs"]),
    ("mysql", &["server/fetch.rs"]),
    ("quick_junit", &["report/junit.rs"]),
    ("roxmltree", &["source/forms/xml.rs"]),
    ("rustix", &["cli/prompt.rs"]),
    ("serde_yaml", &["audit/baseline.rs", "server/capture/own.rs", "server/capture/write.rs"]),
    ("shlex", &["server/declared/options/arguments.rs"]),
    ("strsim", &["client/own/form.rs", "text/names.rs"]),
    ("terminal_size", &["cli/terminal.rs"]),
    ("textwrap", &["cli/explain/page.rs", "cli/measured.rs", "report/frames.rs", "report/table/layout.rs"]),
    ("toml", &["source/forms/toml.rs"]),
    ("tree_sitter", &["client/go/code/syntax.rs"]),
    ("tree_sitter_go", &["client/go/code/syntax.rs"]),
    ("ureq", &["server/observed/http.rs"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The files of a folder in `src/` with what they import.
fn sources(folder: &str) -> Vec<Source> {
    let found = imports::sources(&root(), folder);
    assert!(!found.is_empty(), "src/{folder} holds no source; is it called otherwise now?");
    found
}

/// The folders, and with `files` the modules, that stand right in a folder of `src/`.
fn parts(folder: &str, files: bool) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("src/{folder}: {error}"));
    let part = |path: &Path| {
        let name = path.file_stem().expect("a name").to_str().expect("UTF-8").to_owned();
        (path.is_dir() || files).then_some(name)
    };
    entries.filter_map(|entry| part(&entry.expect("an entry").path())).collect()
}

/// What each part of a folder imports of the others, with a file that does.
fn edges(folder: &str, parts: &BTreeSet<String>) -> BTreeMap<(String, String), String> {
    let above: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let part = |path: &[String]| -> Option<String> {
        let inside = path.strip_prefix(above.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>().as_slice())?;
        let first = inside.first().map_or("mod", String::as_str);
        Some(if parts.contains(first) { first } else { "mod" }.to_owned())
    };
    let mut edges = BTreeMap::new();
    for source in sources(folder) {
        let from = part(&source.module).expect("a part of its folder");
        for path in &source.imports {
            if let Some(to) = part(path).filter(|to| *to != from) {
                edges
                    .entry((from.clone(), to))
                    .or_insert_with(|| format!("{} imports {}", source.file, path.join("::")));
            }
        }
    }
    edges
}

/// Holds a chain, and that it names every part of the folder and no other.
fn hold(folder: &str, files: bool, chain: &[(&str, &[&str])]) {
    let parts = parts(folder, files);
    let named: BTreeSet<String> = chain.iter().map(|(part, _)| (*part).to_owned()).collect();
    assert_eq!(parts, named, "the parts of src/{folder}, and those that the chain in tests/layers.rs names");
    for (at, (part, allowed)) in chain.iter().enumerate() {
        let before = |other: &&str| chain[..at].iter().any(|(earlier, _)| earlier == other);
        let late: Vec<_> = allowed.iter().filter(|other| !before(other) && *part != "mod").collect();
        assert!(late.is_empty(), "{part} may import {late:?}, which stand after it: the chain has a circle");
    }
    let allowed = |from: &str, to: &str| chain.iter().any(|(part, allowed)| *part == from && allowed.contains(&to));
    let wrong: Vec<_> = edges(folder, &parts)
        .iter()
        .filter(|((from, to), _)| !allowed(from, to))
        .map(|((from, to), why)| format!("{from} must not know {to}: {why}"))
        .collect();
    assert!(wrong.is_empty(), "src/{folder}:\n{}", wrong.join("\n"));
}

#[test]
fn no_layer_imports_one_above_it() {
    hold("", false, LAYERS);
}

#[test]
fn no_room_of_the_client_imports_one_after_it() {
    hold("client", true, CLIENT);
}

#[test]
fn no_part_of_source_imports_one_after_it() {
    hold("source", true, SOURCE);
}

#[test]
fn each_crate_that_may_be_replaced_has_one_home() {
    let sources = sources("");
    for (name, homes) in HOMES {
        let naming: Vec<_> =
            sources.iter().filter(|source| source.crates.contains(*name)).map(|source| source.file.as_str()).collect();
        assert_eq!(naming, *homes, "the files that name {name}");
    }
}

#[test]
fn every_crate_is_either_at_home_or_everywhere() {
    let manifest = fs::read_to_string(root().join("../Cargo.toml")).expect("a manifest");
    let section =
        manifest.split("\n[dependencies]\n").nth(1).and_then(|rest| rest.split("\n[").next()).expect("a section");
    let crates = section.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
    let everywhere = ["anyhow", "clap", "colored", "serde", "serde_json", "thiserror"];
    for (name, _) in crates {
        let name = name.trim().replace('-', "_");
        let known = HOMES.iter().any(|(home, _)| *home == name) || everywhere.contains(&name.as_str());
        assert!(known, "{name}: a dependency without a home; give it one in HOMES");
    }
}

/// The folders of the map in `docs/development.md`, as paths below `src/`.
fn mapped() -> BTreeSet<String> {
    let page = fs::read_to_string(root().join("../docs/development.md")).expect("a page");
    let mut above = String::new();
    let mut folders = BTreeSet::new();
    for line in page.lines().skip_while(|line| *line != "## The map").take_while(|line| *line != "## Tests") {
        let name = line.split_whitespace().next().and_then(|name| name.strip_suffix('/'));
        match (name, line.strip_prefix("    src/"), line.strip_prefix("      ")) {
            (Some(name), Some(_), _) => name.trim_start_matches("src/").clone_into(&mut above),
            (Some(name), _, Some(_)) => drop(folders.insert(format!("{above}/{name}"))),
            _ => continue,
        }
        folders.insert(above.clone());
    }
    folders
}

#[test]
fn the_map_is_the_list_of_folders() {
    let mut folders = parts("", false);
    for folder in parts("", false) {
        folders.extend(parts(&folder, false).into_iter().map(|inner| format!("{folder}/{inner}")));
    }
    assert_eq!(mapped(), folders, "the map in docs/development.md, and the folders of src/");
}
