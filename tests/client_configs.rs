//! Applications' files, one trait each: what is read of every pool, as a snapshot for each library's folder.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolcheck::client::flags::Flags;
use poolcheck::client::pool::Pool;
use poolcheck::client::pool::remark::Remark;
use poolcheck::client::pool::settings::Key;
use poolcheck::client::{Client, read};
use poolcheck::text::origin::OriginKind;
use poolcheck::text::place::SourceFile;

/// What was read of a file. Of Go's pools what is only a default is left out.
fn shown(client: &Client) -> String {
    let mut out = String::new();
    for pool in &client.pools {
        show(pool, &mut out);
    }
    for remark in &client.remarks {
        match remark {
            Remark::UnknownKey { key, place, .. } => writeln!(out, "unknown key {key} on {}", place.start.line),
            Remark::BareDuration(bare) => {
                writeln!(out, "bare duration {} of {}: {:?}", bare.text, bare.pool, bare.unit)
            }
            Remark::Twice(twice) => writeln!(out, "{} of {} stands twice", twice.setting.name(), twice.pool),
        }
        .expect("a string takes it");
    }
    if out.is_empty() { "no pool\n".to_owned() } else { out }
}

fn show(pool: &Pool, out: &mut String) {
    let Pool { name, library, engine, status, instances, .. } = pool;
    let refused = pool.refusal.as_ref().map(|refusal| refusal.why.as_str());
    let reason = status.reason().or(refused).map_or(String::new(), |reason| format!(" ({reason})"));
    let (steady, maximum) = (instances.steady(), instances.maximum());
    let user = pool.usage.user.as_ref().map_or("nobody", |user| user.value.as_str());
    let mut lines = vec![
        format!("{name}: {} on {}, {}{reason}", library.name, engine.name(), status.name()),
        format!("  {steady} to {maximum} instances, user {user}"),
    ];
    let is_told = |kind: OriginKind| kind != OriginKind::Default || library.name != "go";
    for (key, setting) in pool.settings.iter().filter(|(_, setting)| is_told(setting.origin.kind)) {
        let line = match setting.origin.kind {
            OriginKind::Default => "by default".to_owned(),
            _ => format!("{:>3}", setting.origin.place.as_ref().map_or(0, |place| place.start.line)),
        };
        let note = setting.origin.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
        let replaced = setting.replaced.as_ref().map_or(String::new(), |why| format!("; replaced: {why}"));
        lines.push(format!("  {line} {} {}{note}{replaced}", key.name(), setting.value.show(key)));
    }
    let unknown: Vec<_> = Key::ALL
        .into_iter()
        .filter(|key| library.has(*key) && pool.settings.get(*key).is_none())
        .map(Key::name)
        .collect();
    if !unknown.is_empty() {
        lines.push(format!("  unknown: {}", unknown.join(", ")));
    }
    for line in lines {
        writeln!(out, "{line}").expect("a string takes it");
    }
}

/// What a folder holds, by name.
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// The folders of fixtures. What holds folders again is read by a test of its own.
fn folders() -> Vec<PathBuf> {
    let holds_files = |folder: &PathBuf| sorted(folder).iter().all(|path| path.is_file());
    let all = sorted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/configs"));
    all.into_iter().filter(holds_files).collect()
}

/// A file's text, and what is read of it.
fn client(path: &Path) -> (String, Client) {
    let text = fs::read_to_string(path).expect("a text");
    let file = Arc::new(SourceFile::new(name(path), text.as_str()));
    (text, read::read(&[file], &Flags::default()).unwrap_or_else(|error| panic!("{error}")))
}

#[test]
fn every_trait_is_read_as_it_is_meant() {
    for folder in folders() {
        let mut out = String::new();
        for path in sorted(&folder) {
            writeln!(out, "# {}\n{}", name(&path), shown(&client(&path).1)).expect("a string takes it");
        }
        insta::assert_snapshot!(name(&folder), out);
    }
}

#[test]
fn every_place_of_a_plain_value_holds_its_text() {
    for path in folders().iter().flat_map(|folder| sorted(folder)) {
        let (text, client) = client(&path);
        for setting in client.pools.iter().flat_map(|pool| pool.settings.iter().map(|(_, setting)| setting)) {
            let (Some(place), Ok(_)) = (&setting.origin.place, &setting.spelling) else { continue };
            assert_eq!(text.get(place.span.start..place.span.end), setting.configured.as_deref(), "{}", path.display());
        }
    }
}
