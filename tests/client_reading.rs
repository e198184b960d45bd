//! How files are read together: environments that stand side by side, placeholders, and what the user knows better.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::sync::Arc;

use poolcheck::client::flags::Flags;
use poolcheck::client::libraries;
use poolcheck::client::pool::settings::{Key, Limit, Value};
use poolcheck::client::pool::{Engine, Pool, Status};
use poolcheck::client::read::read;
use poolcheck::text::origin::OriginKind;
use poolcheck::text::place::SourceFile;

fn with(files: &[(&str, &str)], overrides: &Flags) -> Result<Vec<Pool>, String> {
    let files: Vec<_> = files.iter().map(|(name, text)| Arc::new(SourceFile::new(*name, *text))).collect();
    read(&files, overrides).map(|client| client.pools).map_err(|error| error.to_string())
}

fn profile(name: &str) -> Flags {
    let mut overrides = Flags::default();
    overrides.reading.profiles.push(name.to_owned());
    overrides
}

fn environment(text: &str) -> Flags {
    let mut overrides = Flags::default();
    overrides.variables.add_file(&SourceFile::new("prod.env", text)).expect("variables");
    overrides
}

/// Name, status and max_open of each pool.
fn shown(pools: &[Pool]) -> Vec<(&str, &str, Option<Limit<u64>>)> {
    pools.iter().map(|pool| (pool.name.as_str(), pool.status.name(), pool.settings.count(Key::MaxOpen))).collect()
}

const BASE: &str = "spring:\n  datasource:\n    url: jdbc:mysql://localhost/shop\n    hikari: {maximum-pool-size: 5, minimum-idle: 2}\n";
const PROD: &str = "spring:\n  datasource:\n    url: jdbc:mysql://db1/shop\n    hikari: {maximum-pool-size: 40}\n";

#[test]
fn a_profile_s_file_lies_over_its_base() {
    let files = [("application.yml", BASE), ("application-prod.yml", PROD)];
    let pools = with(&files, &Flags::default()).expect("readable");
    assert_eq!(shown(&pools), [("datasource", "conditional", Some(Limit::At(40)))]);
    let pool = &pools[0];
    assert_eq!(pool.settings.count(Key::MinIdle), Some(Limit::At(2)), "the base's stays");
    assert_eq!(pool.status, Status::Conditional("profile prod".to_owned()));
    let origin = |key| pool.settings.get(key).expect("stated").origin.to_string();
    assert_eq!(
        (origin(Key::MaxOpen).as_str(), origin(Key::MinIdle).as_str()),
        ("application-prod.yml:4", "application.yml:4")
    );
}

#[test]
fn the_profile_that_is_named_is_active_and_the_others_are_shown_only() {
    let text = format!(
        "{BASE}---\nspring.config.activate.on-profile: prod\n{PROD}---\nspring:\n  config: {{activate: {{on-profile: staging}}}}\n  datasource: {{hikari: {{maximum-pool-size: 20}}}}\n"
    );
    let text = text.replace(
        "spring.config.activate.on-profile: prod\nspring:\n",
        "spring:\n  config: {activate: {on-profile: prod}}\n",
    );
    let files = [("application.yml", text.as_str())];
    let staging = with(&files, &profile("staging")).expect("readable");
    assert_eq!(
        shown(&staging),
        [("prod.datasource", "inert", Some(Limit::At(40))), ("staging.datasource", "active", Some(Limit::At(20)))]
    );
    assert_eq!(staging[1].engine, Engine::MySql, "the base's URL says so");
    let production = with(&files, &Flags::default()).expect("readable");
    assert_eq!(production.iter().filter(|pool| pool.is_judged()).count(), 1);
}

#[test]
fn a_profile_that_nobody_describes_is_refused_with_the_nearest() {
    let error = with(&[("application-prod.yml", PROD)], &profile("porduction")).expect_err("refused");
    assert!(error.contains("--profile porduction") && error.contains("prod"), "{error}");
    assert!(with(&[("application.yml", BASE)], &profile("prod")).is_ok(), "what has no environments is of every one");
}

#[test]
fn of_environments_side_by_side_production_counts() {
    let text = "development: {driver: mysql, max_open_conns: 5}\nproduction: {driver: mysql, max_open_conns: 50}\ntest: {driver: mysql, max_open_conns: 2}\n";
    let pools = with(&[("db.yaml", text)], &Flags::default()).expect("readable");
    let judged: Vec<_> = pools.iter().filter(|pool| pool.is_judged()).map(|pool| pool.name.as_str()).collect();
    assert_eq!((judged, pools.len()), (vec!["production"], 3));
    let pools = with(&[("db.yaml", text)], &profile("test")).expect("readable");
    assert_eq!(
        pools.iter().filter(|pool| pool.is_judged()).map(|pool| pool.name.as_str()).collect::<Vec<_>>(),
        ["test"]
    );
}

#[test]
fn two_applications_choose_their_environments_alone() {
    let files = [("a/application.yml", BASE), ("a/application-prod.yml", PROD), ("b/application.yml", BASE)];
    let pools = with(&files, &Flags::default()).expect("readable");
    let open: Vec<_> =
        pools.iter().filter(|pool| pool.is_judged()).map(|pool| pool.settings.count(Key::MaxOpen)).collect();
    assert_eq!(open, [Some(Limit::At(40)), Some(Limit::At(5))]);
}

const PLACEHOLDERS: &str = "spring:\n  datasource:\n    url: jdbc:mysql://${DB_HOST}/shop\n    hikari:\n      maximum-pool-size: ${DB_POOL:10}\n      max-lifetime: ${DB_LIFETIME}\n";

#[test]
fn an_environment_file_goes_before_the_default_and_says_its_line() {
    let pools = with(&[("application.yml", PLACEHOLDERS)], &environment("A=1\nDB_POOL=25\n")).expect("readable");
    let open = pools[0].settings.get(Key::MaxOpen).expect("stated");
    assert_eq!(
        (open.value, open.origin.kind, open.origin.to_string().as_str()),
        (Value::Count(25), OriginKind::Env, "prod.env:2")
    );
    assert_eq!(open.configured.as_deref(), Some("${DB_POOL:10}"));
    let lifetime = pools[0].settings.get(Key::MaxLifetime).expect("stated");
    assert_eq!((lifetime.value, lifetime.origin.kind), (Value::Unresolved, OriginKind::Unresolved));
    let pools = with(&[("application.yml", PLACEHOLDERS)], &Flags::default()).expect("readable");
    let open = pools[0].settings.get(Key::MaxOpen).expect("stated");
    assert_eq!((open.value, open.origin.kind), (Value::Count(10), OriginKind::File));
    assert_eq!(open.origin.note.as_deref(), Some("the default of DB_POOL"));
}

#[test]
fn the_process_s_environment_counts_less_than_the_file() {
    let mut overrides = environment("DB_POOL=25\n");
    overrides
        .variables
        .add_process([("DB_POOL", "99"), ("DB_LIFETIME", "60000")].map(|(a, b)| (a.to_owned(), b.to_owned())));
    let pools = with(&[("application.yml", PLACEHOLDERS)], &overrides).expect("readable");
    assert_eq!(pools[0].settings.count(Key::MaxOpen), Some(Limit::At(25)));
    let lifetime = pools[0].settings.get(Key::MaxLifetime).expect("stated");
    assert_eq!((lifetime.value.show(Key::MaxLifetime), lifetime.origin.kind), ("1m".to_owned(), OriginKind::Env));
}

fn deployment(name: &str, pool: &str) -> String {
    format!(
        "kind: Deployment\napiVersion: apps/v1\nmetadata: {{name: {name}}}\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: example/app\n          env: [{{name: DB_POOL, value: \"{pool}\"}}]\n"
    )
}

#[test]
fn what_a_deployment_gives_to_the_process_fills_its_placeholders() {
    let manifest = deployment("shop", "33");
    let pools =
        with(&[("application.yml", PLACEHOLDERS), ("deploy.yaml", &manifest)], &Flags::default()).expect("readable");
    let open = pools[0].settings.get(Key::MaxOpen).expect("stated");
    assert_eq!((open.value, open.origin.to_string().as_str()), (Value::Count(33), "deploy.yaml:10"));
}

#[test]
fn two_deployments_that_disagree_fill_nothing() {
    let (one, other) = (deployment("shop", "33"), deployment("jobs", "5"));
    let files = [("application.yml", PLACEHOLDERS), ("shop.yaml", one.as_str()), ("jobs.yaml", other.as_str())];
    let pools = with(&files, &Flags::default()).expect("readable");
    assert_eq!(pools[0].settings.get(Key::MaxOpen).map(|open| open.value), Some(Value::Unresolved));
}

#[test]
fn a_folder_that_is_called_as_a_service_is_filled_by_it() {
    let (one, other) = (deployment("shop", "33"), deployment("jobs", "5"));
    let files =
        [("jobs/application.yml", PLACEHOLDERS), ("k8s/shop.yaml", one.as_str()), ("k8s/jobs.yaml", other.as_str())];
    let pools = with(&files, &Flags::default()).expect("readable");
    assert_eq!(pools[0].settings.count(Key::MaxOpen), Some(Limit::At(5)));
}

const OWN_NAMES: &str =
    "app:\n  storage:\n    primary: {maximumPoolSize: 12, idleTimeout: 60000}\n    workers: {maximumPoolSize: 99}\n";

#[test]
fn a_section_that_is_pointed_at_is_the_only_one_that_is_read() {
    let mut overrides = Flags::default();
    overrides.reading.at.push("app.storage.primary".to_owned());
    let pools = with(&[("app.yaml", OWN_NAMES)], &overrides).expect("readable");
    assert_eq!(shown(&pools), [("app.primary", "active", Some(Limit::At(12)))]);
    overrides.reading.at.push("app.nowhere".to_owned());
    let error = with(&[("app.yaml", OWN_NAMES)], &overrides).expect_err("refused");
    assert!(error.contains("--at app.nowhere"), "{error}");
}

#[test]
fn the_library_that_is_named_is_taken() {
    let mut overrides = Flags::default();
    overrides.reading.at.push("db".to_owned());
    overrides.reading.library = libraries::named("hikaricp");
    let pools =
        with(&[("app.yaml", "db: {maximum-pool-size: 7, max-lifetime: 600000}\n")], &overrides).expect("readable");
    assert_eq!((pools[0].library.name, pools[0].settings.count(Key::MaxOpen)), ("hikaricp", Some(Limit::At(7))));
}

/// sqlx' reaper sleeps as long as the shorter of both limits, and Rails' looks oftener since 8.1.
#[test]
fn how_late_a_library_acts_may_hang_on_what_is_written() {
    let of = |name: &str, text: &str| {
        let pools = with(&[(name, text)], &Flags::default()).expect("readable");
        pools[0].reaction_time().as_secs()
    };
    let sqlx = "[sqlx]\nurl = \"mysql://db/shop\"\nmax_connections = 10\n";
    assert_eq!(of("sqlx.toml", sqlx), 600, "by default");
    assert_eq!(of("sqlx.toml", &format!("{sqlx}idle_timeout = 3600\nmax_lifetime = 7200\n")), 3600);
    assert_eq!(of("sqlx.toml", &format!("{sqlx}idle_timeout = 60\n")), 60);
    let rails = |more: &str| format!("production: {{adapter: trilogy, host: db, database: shop, {more}: 10}}\n");
    assert_eq!(of("database.yml", &rails("pool")), 60);
    assert_eq!(of("database.yml", &rails("max_connections")), 20, "a name that came with 8.1");
}
