//! Imports run one way: `cli → report → audit → {client, server, predict} → dsn → text`.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with the layers that it may import.
const LAYERS: [(&str, &[&str]); 11] = [
    ("text", &[]),
    ("dsn", &["text"]),
    ("predict", &[]),
    ("client", &["text", "dsn"]),
    ("server", &["text", "dsn"]),
    ("fleet", &["text", "dsn", "client", "server"]),
    ("audit", &["text", "dsn", "client", "server", "predict"]),
    ("report", &["text", "client", "server", "audit"]),
    ("fix", &["text", "client", "server", "audit"]),
    ("schema", &["client", "audit", "report", "fleet"]),
    ("cli", &["text", "dsn", "client", "server", "audit", "report", "fix", "schema", "fleet"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(Result::ok)
        .flat_map(|entry| if entry.path().is_dir() { sources(&entry.path()) } else { vec![entry.path()] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// The layers that a source names, as `crate::layer`.
fn named(source: &str) -> Vec<&str> {
    source
        .split("crate::")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
        .collect()
}

#[test]
fn no_layer_imports_one_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (layer, allowed) in LAYERS {
        for path in sources(&root.join(layer)) {
            let source = fs::read_to_string(&path).expect("a source file");
            for other in named(&source) {
                let known = LAYERS.iter().any(|(name, _)| *name == other);
                assert!(
                    !known || other == layer || allowed.contains(&other),
                    "{} imports {other}, which {layer} must not know",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn one_file_names_each_of_the_crates_that_may_be_replaced() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (import, home) in [
        ("use mysql::", "server/fetch"),
        ("use granit_parser::", "client/source/yaml.rs"),
        ("use toml::", "client/source/toml.rs"),
        ("use tree_sitter::", "client/golang/syntax.rs"),
    ] {
        for path in sources(&root) {
            let source = fs::read_to_string(&path).expect("a source file");
            let imports = source.lines().any(|line| line.trim_start().starts_with(import));
            assert!(!imports || path.to_string_lossy().contains(home), "{}: {import}", path.display());
        }
    }
}
