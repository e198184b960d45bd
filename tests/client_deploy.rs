//! Deployment files beside configurations: how many processes hold each pool, and on which line that stands.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poolcheck::client::deploy::Deployed;
use poolcheck::client::flags::Flags;
use poolcheck::client::pool::settings::{Key, Value};
use poolcheck::client::pool::{Pool, Status};
use poolcheck::client::read;
use poolcheck::source;
use poolcheck::source::variables::Variables;
use poolcheck::text::origin::OriginKind;
use poolcheck::text::place::SourceFile;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/configs/deploy").join(name)
}

fn paths(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { self::paths(&path) } else { vec![path] }).collect()
}

/// The files of a trait, by their path in its folder.
fn files(name: &str) -> Vec<Arc<SourceFile>> {
    let folder = folder(name);
    let file = |path: PathBuf| {
        let name = path.strip_prefix(&folder).expect("inside").to_string_lossy().into_owned();
        Arc::new(SourceFile::new(name, fs::read_to_string(path).expect("a text")))
    };
    paths(&folder).into_iter().map(file).collect()
}

fn pools(name: &str, maps: &[&str]) -> Result<Vec<Pool>, String> {
    let mut overrides = Flags::default();
    for map in maps {
        overrides.map(map).map_err(|error| error.to_string())?;
    }
    read::read(&files(name), &overrides).map(|client| client.pools).map_err(|error| error.to_string())
}

fn pool(name: &str, maps: &[&str], pool: &str) -> Pool {
    let pools = pools(name, maps).unwrap_or_else(|error| panic!("{name}: {error}"));
    let names: Vec<_> = pools.iter().map(|pool| pool.name.clone()).collect();
    pools.into_iter().find(|found| found.name == pool).unwrap_or_else(|| panic!("{name}: {pool} of {names:?}"))
}

/// Steady, maximum, rollout, processes, and where the replicas and the processes stand.
fn counts(pool: &Pool) -> (u64, u64, u64, u64, String, String) {
    let counts = &pool.instances;
    let from = (counts.origin.to_string(), counts.processes.origin.to_string());
    (counts.steady(), counts.maximum(), counts.rollout(), counts.processes.value, from.0, from.1)
}

#[test]
fn every_trait_is_counted_as_the_platform_runs_it() {
    let mut wrong = Vec::new();
    for (name, of, steady, maximum, rollout, processes, replicas_from, processes_from) in [
        // 10 + ⌈2.5⌉ + ⌊2.5⌋
        ("autoscaled", "orders", 3, 10, 15, 1, "k8s/hpa.yaml:7", "default"),
        ("three-replicas", "pool", 3, 3, 4, 1, "deploy.yaml:5", "default"),
        ("fifteen-replicas", "pool", 15, 15, 22, 1, "deploy.yaml:7", "default"),
        ("recreate", "pool", 5, 5, 5, 1, "deploy.yaml:6", "default"),
        ("stateful", "spec.template.spec.containers.ledger", 4, 4, 4, 1, "statefulset.yaml:6", "default"),
        ("daemon", "spec.template.spec.containers.agent", 1, 1, 1, 1, "daemonset.yaml:3", "default"),
        // 4 + 1 + 1, and 2 that are replaced at once.
        ("config-map-of-two", "data", 6, 6, 8, 1, "k8s.yaml:12", "default"),
        ("compose", "services.orders", 4, 4, 6, 1, "docker-compose.yml:5", "default"),
        ("compose", "services.login", 3, 3, 3, 1, "docker-compose.yml:11", "default"),
        ("compose", "services.login-migrate", 0, 0, 1, 1, "docker-compose.yml:15", "default"),
        ("procfile-puma", "pool", 3, 3, 3, 3, "default", "config/puma.rb:4"),
        ("gunicorn", "billing", 12, 12, 12, 4, "compose.yaml:4", "gunicorn.conf.py:4"),
        ("gunicorn-by-processors", "pool", 1, 1, 1, 1, "default", "gunicorn.conf.py:2"),
        ("php-fpm", "pool", 50, 50, 50, 50, "default", "docker/php-fpm.d/www.conf:5"),
        ("gunicorn-arithmetic", "pool", 8, 8, 8, 8, "default", "gunicorn.conf.py:4"),
        ("pm2-constant", "pool", 6, 6, 6, 6, "default", "ecosystem.config.js:4"),
        ("pm2", "pool", 4, 4, 4, 4, "default", "ecosystem.config.js:5"),
        // (2 + 1) × 6
        ("web-concurrency", "pool", 12, 12, 18, 6, "deploy.yaml:5", "deploy.yaml:17"),
        ("states-its-own", "pool", 7, 7, 7, 1, "app.yaml:1", "default"),
        // 2 × 3 × 2 threads, 3 × 5, and 1
        ("one-image", "default", 28, 28, 28, 1, "compose.yaml:6", "default"),
        ("compose-variables", "services.shop", 6, 6, 6, 1, ".env:1", "default"),
        // Production's overlay counts, and staging's does not.
        (
            "kustomize",
            "spec.template.spec.containers.ledger",
            9,
            9,
            14,
            1,
            "overlays/production/kustomization.yaml:3",
            "default",
        ),
        (
            "kustomize-patch",
            "spec.template.spec.containers.ledger",
            7,
            7,
            10,
            1,
            "overlays/prod/more.yaml:5",
            "default",
        ),
        (
            "kustomize-operation",
            "spec.template.spec.containers.ledger",
            6,
            6,
            9,
            1,
            "overlays/prod/kustomization.yaml:5",
            "default",
        ),
        ("helm", "spec.template.spec.containers.ledger", 4, 4, 6, 1, "chart/values.yaml:2", "default"),
        // Two full sets.
        ("argo", "spec.template.spec.containers.ledger", 6, 6, 12, 1, "rollout.yaml:5", "default"),
        ("knative", "spec.template.spec.containers.ledger", 2, 12, 12, 1, "service.yaml:9", "default"),
        ("app-engine", "pool", 2, 16, 16, 2, "app.yaml:5", "app.yaml:2"),
        ("cloud-foundry", "pool", 15, 15, 15, 3, "manifest.yml:4", "manifest.yml:5"),
        ("ecs", "pool", 8, 8, 12, 2, "service.json:1", "task.json:1"),
        ("serverless", "pool", 0, 25, 25, 1, "serverless.yml:6", "default"),
        ("nomad", "pool", 6, 6, 6, 2, "ledger.nomad:3", "ledger.nomad:8"),
        ("octane", "pool", 16, 16, 16, 16, "compose.yaml:2", "compose.yaml:4"),
        // 20 children and 10 + 4 jobs; the local environment's are others.
        ("horizon", "pool", 34, 34, 34, 34, "default", "www.conf:2"),
        ("passenger", "pool", 12, 12, 12, 12, "default", "nginx.conf:2"),
        ("apache", "pool", 150, 150, 150, 150, "default", "mpm_prefork.conf:3"),
        ("dockerfile", "pool", 3, 3, 3, 3, "default", "Dockerfile:5"),
        ("openstack", "database", 18, 18, 18, 18, "default", "nova.conf:2"),
        ("systemd", "pool", 6, 6, 6, 6, "default", "ledger.service:5"),
        ("systemd-template", "pool", 6, 6, 6, 6, "default", "ledger@.service:2"),
        // Another application's workers are not this one's.
        ("neighbour", "pool", 1, 1, 1, 1, "default", "default"),
    ] {
        let from = (replicas_from.to_owned(), processes_from.to_owned());
        let wanted = (steady, maximum, rollout, processes, from.0, from.1);
        let found = counts(&pool(name, &[], of));
        if found != wanted {
            wrong.push(format!("{name} {of}: {found:?}, wanted {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_nobody_knows_is_one_and_says_so() {
    let origin = pool("daemon", &[], "spec.template.spec.containers.agent").instances.origin;
    assert_eq!(origin.kind, OriginKind::Unresolved);
    assert!(origin.note.is_some_and(|note| note.contains("every node")));
    let processes = pool("gunicorn-by-processors", &[], "pool").instances.processes;
    assert_eq!(processes.origin.kind, OriginKind::Unresolved);
    assert!(processes.origin.note.is_some_and(|note| note.contains("cpu_count() * 2 + 1` is not resolved")));
}

#[test]
fn services_of_different_images_are_not_taken_for_one_program() {
    let instances = pool("two-images", &[], "default").instances;
    assert!(instances.is_assumed() && instances.steady() == 1);
    assert!(instances.origin.note.is_some_and(|note| note.contains("--map default=SERVICE")));
}

#[test]
fn several_maps_of_one_pool_add_up() {
    let steady = |maps: &[&str]| pool("by-hand", maps, "pool").instances.steady();
    assert_eq!(steady(&["pool=front"]), 20);
    assert_eq!(steady(&["pool=front", "pool=back"]), 22);
    assert_eq!(steady(&["pool=front", "pool=front"]), 20);
    // What names the pool goes before what is for all.
    assert_eq!(steady(&["*=front", "pool=back"]), 2);
}

#[test]
fn a_file_beside_fills_what_nothing_else_does() {
    let pool = pool("compose-variables", &[], "services.shop");
    let open = pool.settings.get(Key::MaxOpen).expect("a size");
    assert_eq!((open.value, open.origin.to_string()), (Value::Count(12), ".env:2".into()));
    let mut alone = Flags::default();
    alone.variables.leave_files_beside();
    let pools = read::read(&files("compose-variables"), &alone).expect("readable").pools;
    assert_eq!(pools[0].instances.steady(), 2);
    assert_eq!(pools[0].settings.get(Key::MaxOpen).expect("a size").value, Value::Unresolved);
}

#[test]
fn a_migration_runs_once() {
    let status = pool("compose", &[], "services.login-migrate").status;
    assert_eq!(status, Status::Conditional("Compose service login-migrate runs once".into()));
    assert_eq!(pool("compose", &[], "services.login").status, Status::Active);
}

#[test]
fn threads_share_the_process_s_pool() {
    // Sidekiq's ten are more than puma's five.
    let threads = pool("procfile-puma", &[], "pool").usage.threads.expect("stated");
    assert_eq!((threads.value, threads.origin.to_string()), (10, "Procfile:3".into()));
    let processes = pool("procfile-puma", &[], "pool").instances.processes.origin.note.expect("a note");
    assert!(processes.contains("web 2 + worker 1") && processes.contains("not counted: clock"), "{processes}");
}

#[test]
fn a_rollout_says_what_it_adds() {
    let instances = pool("fifteen-replicas", &[], "pool").instances;
    let (surge, ending) = (instances.surge.expect("a surge"), instances.terminating.expect("some that end"));
    assert_eq!((surge.origin.kind, ending.origin.kind), (OriginKind::Default, OriginKind::Default));
    assert!(ending.origin.note.is_some_and(|note| note.contains("up to 30 in all")));
}

#[test]
fn names_that_fit_several_services_choose_none() {
    let instances = pool("ambiguous", &[], "checkout").instances;
    assert_eq!((instances.steady(), instances.origin.kind), (1, OriginKind::Unresolved));
    let note = instances.origin.note.expect("a note");
    for part in ["checkout-api (k8s.yaml:3)", "checkout-web (k8s.yaml:8)", "--map checkout=SERVICE"] {
        assert!(note.contains(part), "{note}");
    }
    assert_eq!(counts(&pool("ambiguous", &[], "search")).4, "k8s.yaml:14");
}

#[test]
fn a_map_says_what_names_do_not() {
    for (map, of, steady) in [
        ("checkout=checkout-web", "checkout", 8),
        ("checkout=deployment/checkout-api", "checkout", 6),
        ("*=search-indexer", "checkout", 2),
        ("app.yaml=checkout-api", "search", 6),
        ("app=checkout-api", "search", 6),
    ] {
        assert_eq!(pool("ambiguous", &[map], of).instances.steady(), steady, "{map}");
    }
    assert_eq!(pool("states-its-own", &["pool=app"], "pool").instances.steady(), 2);
    for (map, wanted) in [
        ("checkout=checkout-wbe", "there is no service `checkout-wbe`; did you mean `checkout-web`?"),
        ("chekout=checkout-web", "there is no pool `chekout`; did you mean `checkout`?"),
        ("zzz=checkout-web", "the pools are checkout, search"),
        ("checkout", "write `--map POOL=SERVICE`"),
        ("checkout=", "names no pool and service"),
    ] {
        let error = pools("ambiguous", &[map]).expect_err("refused");
        assert!(error.starts_with(&format!("`--map {map}`: ")) && error.contains(wanted), "{error}");
    }
}

#[test]
fn an_environment_is_known_as_far_as_the_files_say_it() {
    let mut deployed = Deployed::default();
    for file in files("autoscaled") {
        deployed.read(&file, &source::read(&file).expect("YAML"), &Variables::default());
    }
    deployed.complete();
    let environment = &deployed.services()[0].containers[0].environment;
    let shown: Vec<_> = environment
        .iter()
        .map(|variable| (variable.name.as_str(), variable.value.as_deref(), variable.place.to_string()))
        .collect();
    let at = |line: &str| format!("k8s/{line}");
    assert_eq!(
        shown,
        [
            ("LOG_LEVEL", Some("debug"), at("deployment.yaml:25")),
            ("WORKERS", Some("4"), at("deployment.yaml:26")),
            ("LOG_LEVEL", Some("info"), at("deployment.yaml:15")),
            ("DB_PASSWORD", None, at("deployment.yaml:16")),
            ("REGION", Some("north"), at("hpa.yaml:12")),
        ]
    );
}

#[test]
fn every_place_lies_in_its_file() {
    for entry in fs::read_dir(folder("")).expect("the folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let files = files(&name);
        for pool in pools(&name, &[]).expect("readable") {
            let origins = [&pool.instances.origin, &pool.instances.processes.origin];
            for place in origins.into_iter().filter_map(|origin| origin.place.as_ref()) {
                let file = files.iter().find(|file| *file.name() == place.file).expect("a file of the run");
                assert!(file.text().get(place.span.start..place.span.end).is_some(), "{name}: {place}");
            }
        }
    }
}

#[test]
fn deployment_files_alone_hold_no_pool_and_beside_one_are_no_fault() {
    let folder = folder("three-replicas");
    let run = |configs: &[&str]| {
        let configs = configs.iter().flat_map(|config| ["--config", config]);
        let output = support::program().current_dir(&folder).args(configs).arg("--format=json").output().expect("runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert!(run(&["deploy.yaml"]).contains("no-pool-found"));
    let both = run(&["app.yaml", "deploy.yaml"]);
    let report: serde_json::Value = serde_json::from_str(&both).expect("JSON");
    assert!(!both.contains("no-pool-found"));
    let instances = &report["pools"][0]["instances"];
    assert_eq!((&instances["rollout"], &instances["origin"]["line"]), (&4.into(), &5.into()));
    assert_eq!(instances["surge"]["replicas"], 1);
}
