//! Configurations that no reader should trust: each is read, or refused at its place; none is a panic or a long wait.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use poolcheck::client::flags::Flags;
use poolcheck::client::{Client, read};
use poolcheck::source::files::open;
use poolcheck::text::place::SourceFile;
use proptest::prelude::*;

/// Far above what any of these needs on a busy machine, far below what a quadratic reader would take.
const PATIENCE: Duration = Duration::from_secs(20);

fn read_text(text: &str) -> Result<Client, String> {
    let file = Arc::new(SourceFile::new("app.yaml", text));
    read::read(&[file], &Flags::default()).map_err(|error| error.to_string())
}

fn read_bytes(bytes: &[u8]) -> Result<Client, String> {
    let file = open::decode("app.yaml", bytes.to_vec()).map_err(|error| error.to_string())?;
    read::read(&[file], &Flags::default()).map_err(|error| error.to_string())
}

fn refusal(text: &str) -> String {
    match read_text(text) {
        Ok(client) => panic!("read {} pools out of {text:?}", client.pools.len()),
        Err(error) => error,
    }
}

#[test]
fn a_file_without_a_value_holds_no_pool() {
    for text in ["# max_open: 5\n", "---\n...\n", "{}\n", "~\n"] {
        assert!(read_text(text).is_ok_and(|client| client.pools.is_empty()), "{text:?}");
    }
}

#[test]
fn what_is_not_yaml_says_where() {
    for (text, place) in [
        ("pool:\n\tmax_open: 5\n", "app.yaml:2:"),
        ("pool: {max_open: 5\n", "app.yaml:"),
        ("pool: \"max_open\n", "app.yaml:"),
        ("a: b: c\n", "app.yaml:1:"),
        ("- max_open: 5\n", "app.yaml:1:1: this configuration is a list"),
        ("just a sentence\n", "app.yaml:1:1: this configuration is a single value"),
        ("a: *nowhere\n", "app.yaml:1:"),
    ] {
        let error = refusal(text);
        assert!(error.starts_with(place), "{text:?}: {error}");
    }
}

#[test]
fn what_is_no_utf_8_is_named_and_a_mark_at_its_start_is_none_of_it() {
    assert!(read_bytes(b"pool: {max_open: \xff}\n").is_err_and(|error| error.contains("UTF-8")));
    assert!(read_bytes(b"\xef\xbb\xbfpool: {max_open: 5}\n").is_ok_and(|client| client.pools.len() == 1));
}

#[test]
fn windows_line_ends_are_line_ends() {
    let client = read_text("pools:\r\n  a:\r\n    max_open: 5\r\n    max_lifetime: 1h\r\n").expect("valid");
    let lines: Vec<_> = client.pools[0]
        .settings
        .iter()
        .filter_map(|(_, setting)| setting.origin.place.as_ref().map(|place| place.start.line))
        .collect();
    assert_eq!(lines, [3, 4]);
}

fn repeated(line: impl Fn(usize) -> String) -> String {
    (0..10_000).map(line).collect()
}

fn in_time(text: &str) -> Result<Client, String> {
    let start = Instant::now();
    let result = read_text(text);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    result
}

#[test]
fn a_key_or_a_value_of_a_megabyte_is_refused_in_a_paragraph() {
    let long = "k".repeat(1 << 20);
    for text in [format!("pool: {{{long}: 5}}\n"), format!("pool: {{max_open: {long}}}\n")] {
        let error = in_time(&text).expect_err("refused");
        assert!(error.len() < 1000, "{} bytes", error.len());
    }
}

#[test]
fn deep_and_laughing_files_are_refused() {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        laughs.push_str(&format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", ")));
    }
    assert!(in_time(&laughs).is_err());
    assert!(in_time(&"[".repeat(1 << 20)).is_err());
}

#[test]
fn many_sections_are_read_in_time() {
    let sections = repeated(|number| format!("p{number}: {{max_open_conns: 5, driver: mysql}}\n"));
    assert!(in_time(&sections).is_ok_and(|client| client.pools.len() == 10_000));
}

#[test]
fn many_pools_of_one_section_are_read_in_time() {
    let prefixes = repeated(|number| format!("p{number}_max_open_conns: 5\n"));
    assert!(in_time(&prefixes).is_ok());
}

#[test]
fn many_unknown_keys_are_remarked_in_time() {
    let pools = repeated(|number| format!("p{number}: {{max_opne: 5}}, "));
    assert!(in_time(&format!("pools: {{{pools}}}\n")).is_ok_and(|client| client.remarks.len() == 10_000));
}

#[test]
fn a_password_in_a_refused_file_is_not_repeated() {
    let dsn = "app:hunter2@tcp(db1:3306)/app?timeout=30";
    for text in [
        format!("mysql:\n  dsn: {dsn}\n  max_open_conns: 5\n"),
        format!("mysql:\n  dsn: {dsn}&readTimeout=5s\n  max_open_conns: ten\n"),
    ] {
        let error = refusal(&text);
        assert!(!error.contains("hunter2"), "{error}");
    }
}

/// Lines that look like a configuration more often than noise does.
fn lines() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "pools",
        "pool",
        "a",
        "mysql",
        "dsn",
        "driver",
        "max_open",
        "max_open_conns",
        "max_lifetime",
        "connMaxLifetime",
        "environment",
        "replicas",
        "path",
        "workload",
        "library",
        "<<",
        "- DB_MAX_OPEN_CONNS=5",
        "enabled",
    ]);
    let value = prop_oneof![
        Just(String::new()),
        "[0-9]{1,12}(s|m|h|ms)?",
        Just("&x".to_owned()),
        Just("*x".to_owned()),
        Just("mysql".to_owned()),
        Just("u:p@tcp(h:3306)/d?timeout=5s&readTimeout=".to_owned()),
        Just("\"${A:-5}\"".to_owned()),
        Just("[{name: x, value: 5}]".to_owned()),
        "\\PC{0,12}",
    ];
    let line =
        (0_usize..4, key, value).prop_map(|(depth, key, value)| format!("{}{key}: {value}\n", "  ".repeat(depth)));
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in prop_oneof![lines(), "[ -~\\n\\t\u{e4}]{0,200}"]) {
        let _ = read_text(&text);
    }

    #[test]
    fn every_place_lies_inside_its_file(text in lines()) {
        if let Ok(client) = read_text(&text) {
            for pool in &client.pools {
                for (_, setting) in pool.settings.iter() {
                    if let Some(place) = &setting.origin.place {
                        prop_assert!(text.get(place.span.start..place.span.end).is_some(), "{:?}", place);
                        prop_assert!(place.start.line <= text.lines().count().max(1), "{:?}", place);
                    }
                }
            }
        }
    }
}
