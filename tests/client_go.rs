//! Go applications' own files: what is read of each, one trait at a time.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::sync::Arc;

use poolcheck::client::flags::Flags;
use poolcheck::client::pool::Pool;
use poolcheck::client::pool::settings::{Key, Limit};
use poolcheck::client::read;
use poolcheck::text::place::SourceFile;

fn pools(text: &str) -> Vec<Pool> {
    let file = Arc::new(SourceFile::new("app.yaml", text));
    read::read(&[file], &Flags::default()).expect("readable").pools
}

/// The only pool that is judged.
fn one(text: &str) -> Pool {
    let mut judged: Vec<_> = pools(text).into_iter().filter(Pool::is_judged).collect();
    assert_eq!(judged.len(), 1, "{text}");
    judged.remove(0)
}

#[test]
fn of_two_merged_templates_the_earlier_wins() {
    let text = "a: &a {max_open_conns: 15}\nb: &b {max_open_conns: 10, max_idle_conns: 5}\npool_a:\n  driver: mysql\n  <<: [*a, *b]\n";
    let pool = pools(text).into_iter().find(|pool| pool.name == "pool_a").expect("the pool");
    assert_eq!(pool.settings.count(Key::MaxOpen), Some(Limit::At(15)));
    assert_eq!(pool.settings.count(Key::MaxIdle), Some(Limit::At(5)));
}

#[test]
fn temporal_hands_no_zero_on() {
    let pool = one("sql: {pluginName: mysql8, connectAddr: db1, maxConns: 20, maxIdleConns: 0}\n");
    assert_eq!(pool.settings.count(Key::MaxIdle), Some(Limit::At(2)));
}

#[test]
fn a_lone_max_open_of_something_else_is_no_pool() {
    assert!(pools("workers: {max_open: 5}\n").is_empty());
    assert_eq!(one("mysql: {max_open: 5}\n").settings.count(Key::MaxOpen), Some(Limit::At(5)));
    assert_eq!(one("store: {max_open: 5, max_idle: 5}\n").settings.count(Key::MaxOpen), Some(Limit::At(5)));
}

#[test]
fn the_environment_of_a_kubernetes_container_is_read() {
    let text = "env:\n  - {name: MYSQL_DSN, value: \"u:p@tcp(db1:3306)/d?timeout=2s\"}\n  - {name: MYSQL_MAX_OPEN_CONNS, value: \"25\"}\n  - name: TOKEN\n    valueFrom: {secretKeyRef: {name: a, key: b}}\n";
    let pool = one(text);
    assert_eq!(pool.settings.count(Key::MaxOpen), Some(Limit::At(25)));
    assert!(pool.settings.time(Key::ConnectTimeout).is_some());
    let open = pool.settings.get(Key::MaxOpen).expect("stated");
    assert_eq!(open.origin.to_string(), "app.yaml:3");
}
