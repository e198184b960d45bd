//! Go sources, one trait each: what is read of every pool, as a snapshot, and the values that a reader would check first.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolcheck::client::overrides::Overrides;
use poolcheck::client::pool::Pool;
use poolcheck::client::settings::{Hindrance, Key, Limit};
use poolcheck::client::{Client, Remark, read};
use poolcheck::text::origin::OriginKind;
use poolcheck::text::place::SourceFile;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/configs/go-source")
}

/// The Go files of a folder, by name.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "go")).collect();
    paths.sort();
    paths
}

fn client(paths: &[PathBuf]) -> Client {
    let files: Vec<_> = paths
        .iter()
        .map(|path| {
            let name = path.strip_prefix(folder()).expect("below").to_string_lossy().into_owned();
            Arc::new(SourceFile::new(name, fs::read_to_string(path).expect("a text")))
        })
        .collect();
    read::read(&files, &Overrides::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn one(name: &str) -> Pool {
    let mut pools = client(&[folder().join(name)]).pools;
    assert_eq!(pools.len(), 1, "{name}");
    pools.remove(0)
}

/// What was read, without what is only a default.
fn shown(client: &Client) -> String {
    let mut out = String::new();
    for pool in &client.pools {
        show(pool, &mut out);
    }
    for remark in &client.remarks {
        if let Remark::BareDuration(bare) = remark {
            let line = bare.place.start.line;
            writeln!(out, "bare {} of {} on {line}: {:?}", bare.text, bare.pool, bare.with_unit).expect("a string");
        }
    }
    if out.is_empty() { "no pool\n".to_owned() } else { out }
}

fn show(pool: &Pool, out: &mut String) {
    let place = pool.place.as_ref().map_or(String::new(), ToString::to_string);
    let user = pool.usage.user.as_ref().map_or("nobody", |user| user.value.as_str());
    let reason = pool.status.reason().map_or(String::new(), |reason| format!(" ({reason})"));
    let mut lines = vec![format!(
        "{}: {} on {}, {}{reason}, {place}, user {user}",
        pool.name,
        pool.library.name,
        pool.engine.name(),
        pool.status.name()
    )];
    for (key, setting) in pool.settings.iter().filter(|(_, setting)| setting.origin.kind != OriginKind::Default) {
        let place = setting.origin.place.as_ref().expect("a place");
        let note = setting.origin.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
        let edit = setting.spelling.as_ref().map_or_else(|why| format!("{why:?}"), |spelling| format!("{:?}", spelling.form));
        lines.push(format!(
            "  {place}:{} {} {} `{}`{note} {edit}",
            place.start.column,
            key.name(),
            setting.value.show(key),
            setting.configured.as_deref().unwrap_or_default(),
        ));
    }
    let unknown: Vec<_> = Key::ALL
        .into_iter()
        .filter(|key| pool.library.has(*key) && pool.settings.get(*key).is_none())
        .map(Key::name)
        .collect();
    if !unknown.is_empty() {
        lines.push(format!("  unknown: {}", unknown.join(", ")));
    }
    for line in lines {
        writeln!(out, "{line}").expect("a string takes it");
    }
}

#[test]
fn every_trait_is_read_as_it_is_meant() {
    let mut out = String::new();
    for path in sources(&folder()) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        writeln!(out, "# {name}\n{}", shown(&client(&[path]))).expect("a string takes it");
    }
    writeln!(out, "# constants\n{}", shown(&client(&sources(&folder().join("constants"))))).expect("a string takes it");
    insta::assert_snapshot!(out);
}
