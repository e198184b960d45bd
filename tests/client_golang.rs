//! Go sources, one trait each: what is read of every pool, as a snapshot, and the values that a reader would check first.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolcheck::client::flags::Flags;
use poolcheck::client::pool::Pool;
use poolcheck::client::pool::remark::Remark;
use poolcheck::client::pool::settings::{Hindrance, Key, Limit};
use poolcheck::client::{Client, read};
use poolcheck::text::origin::OriginKind;
use poolcheck::text::place::SourceFile;
use proptest::prelude::*;

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
    read::read(&files, &Flags::default()).unwrap_or_else(|error| panic!("{error}"))
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
        let edit = setting
            .spelling
            .as_ref()
            .map_or_else(|why| format!("{why:?}"), |spelling| format!("{:?}", spelling.wording));
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

#[test]
fn every_place_of_a_plain_value_holds_its_text() {
    for path in sources(&folder()) {
        let text = fs::read_to_string(&path).expect("a text");
        let client = client(&[path]);
        for setting in client.pools.iter().flat_map(|pool| pool.settings.iter().map(|(_, setting)| setting)) {
            let (Some(place), Ok(_)) = (&setting.origin.place, &setting.spelling) else { continue };
            assert_eq!(text.get(place.span.start..place.span.end), setting.configured.as_deref());
        }
    }
}

#[test]
fn an_open_without_setters_has_go_s_own_defaults_at_its_place() {
    let pool = one("bare-open.go");
    assert_eq!(pool.settings.count(Key::MaxOpen), Some(Limit::Unlimited));
    assert_eq!(pool.settings.count(Key::MaxIdle), Some(Limit::At(2)));
    let open = pool.settings.get(Key::MaxOpen).expect("a default");
    assert_eq!(open.origin.kind, OriginKind::Default);
    assert_eq!(pool.place.expect("a place").to_string(), "bare-open.go:12");
}

#[test]
fn a_constant_that_others_use_is_not_edited() {
    let pool = one("fields.go");
    let lifetime = pool.settings.get(Key::MaxLifetime).expect("stated");
    assert_eq!(lifetime.origin.to_string(), "fields.go:11");
    assert_eq!(lifetime.spelling, Err(Hindrance::Shared));
}

/// Files of a folder with their texts.
fn of_texts(texts: &[(&str, &str)]) -> Client {
    let files: Vec<_> = texts.iter().map(|(name, text)| Arc::new(SourceFile::new(*name, *text))).collect();
    read::read(&files, &Flags::default()).expect("readable")
}

const OPEN: &str = "package db\nimport (\n\"database/sql\"\n_ \"github.com/go-sql-driver/mysql\"\n)\nfunc Open(dsn string) (*sql.DB, error) {\n\treturn sql.Open(\"mysql\", dsn)\n}\n";

#[test]
fn what_an_importing_package_sets_is_not_known_to_be_the_default() {
    let main = "package main\nimport \"example.org/app/db\"\nfunc main() {\n\td, _ := db.Open(dsn)\n\td.SetMaxOpenConns(5)\n}\n";
    let client = of_texts(&[("app/db/open.go", OPEN), ("app/main.go", main)]);
    let open = &client.pools[0];
    assert_eq!((open.name.as_str(), open.settings.get(Key::MaxOpen)), ("db.Open", None));
    assert_eq!(open.settings.count(Key::MaxIdle), Some(Limit::At(2)));
    let alone = of_texts(&[("app/db/open.go", OPEN)]);
    assert_eq!(alone.pools[0].settings.count(Key::MaxOpen), Some(Limit::Unlimited));
}

#[test]
fn a_program_of_its_own_in_the_folder_is_another_package() {
    let main = "package main\nimport _ \"github.com/go-sql-driver/mysql\"\nconst open = 5\nfunc main() { db.SetMaxOpenConns(open) }\n";
    let script = "//go:build ignore\n\npackage main\nimport \"database/sql\"\nconst open = 9\nfunc main() {\n\tdb, _ := sql.Open(\"mysql\", dsn)\n\tdb.SetMaxOpenConns(open)\n}\n";
    let client = of_texts(&[("main.go", main), ("script.go", script)]);
    let open: Vec<_> = client.pools.iter().map(|pool| pool.settings.count(Key::MaxOpen)).collect();
    assert_eq!(open, [Some(Limit::At(5)), Some(Limit::At(9))]);
}

#[test]
fn a_go_mod_beside_it_tells_the_driver_s_version() {
    let client =
        of_texts(&[("open.go", OPEN), ("go.mod", "module m\nrequire github.com/go-sql-driver/mysql v1.9.3\n")]);
    let version = client.pools[0].driver.version.as_ref().map(|version| version.value.as_str());
    assert_eq!(version, Some("1.9.3"));
}

fn captured() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/servers/mysql-9.7").to_string_lossy().into_owned()
}

#[test]
fn a_source_is_audited_against_a_server() {
    let source = folder().join("setters.go").to_string_lossy().into_owned();
    let output = support::program()
        .args(["--dsn", &captured(), "--config", &source, "--format", "json", "--fail-on", "never"])
        .output()
        .expect("runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    let pool = &report["pools"][0];
    assert_eq!((&pool["name"], &pool["engine"]), (&"main.db".into(), &"mysql".into()));
    let open = &pool["settings"]["max_open"];
    assert_eq!(
        (&open["value"], &open["origin"]["line"], &open["origin"]["column"]),
        (&40.into(), &18.into(), &21.into())
    );
    let idle = &pool["settings"]["max_idle"];
    assert_eq!((&idle["value"], &idle["origin"]["line"]), (&10.into(), &11.into()));
    assert_eq!(report["budget"]["steady"], 40);
}

#[test]
fn a_fix_writes_go() {
    let folder_of_copies = tempfile::tempdir().expect("a folder");
    let path = folder_of_copies.path().join("main.go");
    fs::copy(folder().join("bare-duration.go"), &path).expect("copied");
    let source = path.to_string_lossy().into_owned();
    let fix = || support::program().args(["--dsn", &captured(), "--config", &source, "--fix"]).output().expect("runs");
    fix();
    let text = fs::read_to_string(&path).expect("a text");
    assert!(text.contains("\tdb.SetMaxOpenConns(120)\n"), "{text}");
    assert!(text.contains("\tdb.SetConnMaxLifetime(3600 * time.Second)\n"), "{text}");
    fix();
    assert_eq!(fs::read_to_string(&path).expect("a text"), text);
}

#[test]
fn a_fix_of_a_duration_is_an_expression_of_its_own() {
    let folder_of_copies = tempfile::tempdir().expect("a folder");
    let path = folder_of_copies.path().join("main.go");
    let text = fs::read_to_string(folder().join("setters.go")).expect("a text");
    let text =
        text.replace("1*time.Hour + 30*time.Minute", "24 * time.Hour").replace("time.Duration(300) * time.Second", "0");
    fs::write(&path, text).expect("written");
    let source = path.to_string_lossy().into_owned();
    support::program().args(["--dsn", &captured(), "--config", &source, "--fix"]).output().expect("runs");
    let text = fs::read_to_string(&path).expect("a text");
    assert!(text.contains("\tdb.SetConnMaxLifetime(7*time.Hour + 12*time.Minute)\n"), "{text}");
}

proptest! {
    #[test]
    fn a_damaged_source_is_read_without_a_panic(
        file in 0_usize..17, cut in 0_usize..4000, length in 0_usize..400, again in 0_usize..4000,
    ) {
        let paths = sources(&folder());
        let mut text = fs::read_to_string(&paths[file % paths.len()]).expect("a text");
        let at = |text: &str, byte: usize| (0..=byte % (text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = at(&text, cut);
        let end = at(&text, (start + length).min(text.len())).max(start);
        let piece = text[start..end].to_owned();
        text.replace_range(start..end, "");
        let into = at(&text, again);
        text.insert_str(into, &piece);
        let client = of_texts(&[("main.go", &text)]);
        for pool in &client.pools {
            for (_, setting) in pool.settings.iter() {
                let Some(place) = &setting.origin.place else { continue };
                let written = text.get(place.span.start..place.span.end);
                prop_assert!(written.is_some());
                if setting.spelling.is_ok() {
                    prop_assert_eq!(written, setting.configured.as_deref());
                }
            }
        }
    }
}
