//! The failure that the staleness rules speak of, on a real server: idle connections outlive `wait_timeout`, and the
//! next queries fail, all of them, unless the pool checks before it hands out (incidents K1 and K2, scaled down).

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails loudly")]

mod support;

use std::thread::sleep;
use std::time::Duration;

use mysql::prelude::Queryable as _;
use mysql::{Pool, PoolConstraints, PoolOpts};
use support::server::{Mariadb, counter};

const IDLE: usize = 10;
const WAIT_TIMEOUT: Duration = Duration::from_secs(2);

/// Ten connections idle for longer than the server keeps them; then ten queries, each on a connection of its own. The
/// number that fail, and one of the errors.
fn failures(server: &Mariadb, checks: bool, idle: Duration) -> (usize, String) {
    let constraints = PoolConstraints::new(IDLE, IDLE).unwrap();
    let options = PoolOpts::new().with_constraints(constraints).with_check_health(checks).with_reset_connection(checks);
    let pool = Pool::new(server.options("app", "correct-horse").pool_opts(options)).unwrap();
    // All ten at once, so that all ten are idle afterwards.
    let used: Vec<_> = (0..IDLE).map(|_| pool.get_conn().unwrap()).collect();
    drop(used);
    sleep(idle);
    let taken: Vec<_> = (0..IDLE).map(|_| pool.get_conn()).collect();
    let errors: Vec<_> = taken
        .into_iter()
        .filter_map(|conn| conn.and_then(|mut conn| conn.query_drop("DO 1")).err())
        .map(|error| error.to_string())
        .collect();
    (errors.len(), errors.into_iter().next().unwrap_or_default())
}

fn server() -> Mariadb {
    let server = Mariadb::start(&[&format!("--wait-timeout={}", WAIT_TIMEOUT.as_secs())]);
    server.exec(&["CREATE USER app@'%' IDENTIFIED BY 'correct-horse'"]);
    server
}

#[test]
fn without_a_check_every_stale_connection_fails_its_first_query() {
    let server = server();
    let mut root = server.root();
    // The observer must outlive what it observes.
    root.query_drop("SET SESSION wait_timeout = 600").unwrap();
    let before = counter(&mut root, "Aborted_clients");
    let (failed, error) = failures(&server, false, WAIT_TIMEOUT + Duration::from_secs(1));
    assert_eq!(failed, IDLE, "{error}");
    assert_eq!(counter(&mut root, "Aborted_clients"), before + u64::try_from(IDLE).unwrap());
}

#[test]
fn with_a_check_none_fails() {
    let (failed, error) = failures(&server(), true, WAIT_TIMEOUT + Duration::from_secs(1));
    assert_eq!(failed, 0, "{error}");
}

#[test]
fn connections_that_idle_for_less_than_wait_timeout_are_not_stale() {
    let (failed, error) = failures(&server(), false, WAIT_TIMEOUT / 2);
    assert_eq!(failed, 0, "{error}");
}
