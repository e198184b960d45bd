//! The published schemas: every configuration, settings file and report fits them, by an independent validator, and what
//! poolcheck refuses does not.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use poolcheck::audit::rules::RULES;
use poolcheck::client::own;
use poolcheck::schema;
use poolcheck::source::forms::yaml;
use poolcheck::text::place::SourceFile;
use serde_json::{Value as Json, json};
use support::program;
use support::scenario;

fn validator(schema: &Json) -> Validator {
    jsonschema::meta::validate(schema).expect("a sound schema");
    jsonschema::draft202012::new(schema).expect("a schema")
}

fn yaml(text: &str) -> Option<Json> {
    let mut value: serde_yaml::Value = serde_yaml::from_str(text).ok()?;
    value.apply_merge().ok()?;
    serde_json::to_value(value).ok()
}

fn errors(validator: &Validator, value: &Json) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn files(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, wanted));
        } else if wanted(&path) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn is_own(text: &str) -> bool {
    yaml::read(&SourceFile::new("a.yaml", text))
        .is_ok_and(|documents| documents.iter().all(|root| own::form::is_own(root)))
}

/// The fenced blocks of a kind in a page.
fn blocks<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    let fence = format!("```{kind}\n");
    page.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn every_configuration_of_the_own_form_fits() {
    let validator = validator(&schema::config());
    let is_yaml = |path: &Path| path.extension().is_some_and(|extension| extension == "yaml");
    let mut texts: Vec<_> = files(&root().join("fixtures"), &is_yaml)
        .into_iter()
        // The matrix is this project's own table, and those with a misspelt key are there for the finding.
        .filter(|path| !path.ends_with("fixtures/matrix.yaml") && !path.ends_with("quotes-and-anchors.yaml"))
        .map(|path| (path.display().to_string(), fs::read_to_string(path).expect("text")))
        .collect();
    for rule in RULES.iter().filter(|rule| rule.name != "unknown-setting") {
        texts.extend(blocks(rule.docs, "yaml").into_iter().map(|text| (rule.name.to_owned(), text.to_owned())));
    }
    let mut checked = 0;
    for (name, text) in texts.iter().filter(|(_, text)| is_own(text)) {
        let Some(value) = yaml(text) else { continue };
        let errors = errors(&validator, &value);
        assert!(errors.is_empty(), "{name}: {errors:#?}\n{text}");
        checked += 1;
    }
    assert!(checked > 100, "only {checked} configurations of the own form");
}

#[test]
fn what_poolcheck_refuses_or_does_not_read_does_not_fit() {
    let validator = validator(&schema::config());
    for text in [
        "pool: {max_open: ten}",
        "pool: {max_open: -1}",
        "pool: {max_opne: 5}",
        "pool: {max_lifetime: 600}",
        "pool: {max_lifetime: 1 day}",
        "pool: {max_lifetime: unlimited}",
        "pool: {library: hikari}",
        "pool: {validation: maybe}",
        "pool: {replicas: {min: 3}}",
        "pool: {path: nginx}",
        "pool: {path: [{idle: 5s}]}",
        "pool: {workload: {peak_qsp: 5}}",
        "pools: [a]",
        "pools: {}\npool: {}",
        "server: {memory: lots}",
    ] {
        assert!(!errors(&validator, &yaml(text).expect("YAML")).is_empty(), "{text}");
    }
}

#[test]
fn settings_files_fit_and_mistakes_in_them_do_not() {
    let validator = validator(&schema::settings());
    for text in [
        "",
        "rules:\nthresholds:\n",
        "thresholds:\n  capacity.warn: 70\nrules:\n  max-idle-defaulted: off\n  fleet-near-max-connections: error\n",
        "ignore:\n  - {rule: max-idle-defaulted, pool: batch, reason: enough there, until: 2026-12-31}\n  - rules: [max-idle-defaulted, connect-timeout-missing]\n    path: legacy/*\n    reason: to be removed\n",
    ] {
        let errors = errors(&validator, &yaml(text).expect("YAML"));
        assert!(errors.is_empty(), "{text}: {errors:#?}");
    }
    for text in [
        "rule: {}",
        "rules: {no-such-rule: off}",
        "rules: {max-idle-defaulted: fatal}",
        "thresholds: {capacity.wran: 70}",
        "thresholds: {capacity.warn: lots}",
        "ignore: [{rule: max-idle-defaulted}]",
        "ignore: [{rule: max-idle-defaulted, reason: x, untill: 2026-12-31}]",
    ] {
        assert!(!errors(&validator, &yaml(text).expect("YAML")).is_empty(), "{text}");
    }
}

/// The schema with every open object closed: a field that a report has and the schema lacks is an error.
fn strict(mut schema: Json) -> Json {
    fn close(schema: &mut Json) {
        if let Json::Object(fields) = schema {
            if fields.get("properties").is_some() && !is_server(fields) {
                fields.entry("additionalProperties").or_insert(json!(false));
            }
            fields.values_mut().for_each(close);
        } else if let Json::Array(items) = schema {
            items.iter_mut().for_each(close);
        }
    }
    // A server's variables stand under their own names.
    fn is_server(fields: &serde_json::Map<String, Json>) -> bool {
        fields["properties"].get("flavor").is_some() || fields["properties"].get("stage").is_some()
    }
    close(&mut schema);
    schema
}

#[test]
fn fleet_files_fit_and_mistakes_in_them_do_not() {
    let validator = validator(&schema::fleet());
    let fleets = files(&root().join("fixtures/fleet"), &|path| path.ends_with("poolcheck.yaml"));
    assert!(!fleets.is_empty());
    for path in fleets {
        let text = fs::read_to_string(&path).expect("text");
        let errors = errors(&validator, &yaml(&text).expect("YAML"));
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
    let whole = "x-defaults: &d {server: main, path: aws-nlb}\nservers:\n  main: {dsn: \"${MAIN_DSN}\", reserved: 10, \
                 memory: 16GiB, cpus: 8, fallback: main.yaml, password_file: p, admin_port: 33062, ssl_mode: verify-ca, \
                 ssl_ca: ca.pem, ssl_cert: c.pem, ssl_key: k.pem}\n  b: {defaults_file: my.cnf}\nservices:\n  a:\n    \
                 <<: *d\n    config: [a.yaml]\n    replicas: {min: 2, max: 4}\n    processes: 2\n    rollout_surge: 25%\n    \
                 user: app\n    threads: 5\n    connections_per_request: 1\n    workload: {peak_qps: 5, hold_time: 8ms}\n    \
                 set: {max_open: 5, library: go}\n";
    let found = errors(&validator, &yaml(whole).expect("YAML"));
    assert!(found.is_empty(), "{found:#?}");
    let file = std::sync::Arc::new(SourceFile::new("poolcheck.yaml", whole));
    poolcheck::fleet::read(&file, &|_| Some("mysql://db".to_owned())).expect("what fits is read");
    for text in [
        "servers: {a: {dsn: x}}",
        "services: {a: {config: x}}",
        "servers: {}\nservices: {a: {config: x}}",
        "servers: {a: {}}\nservices: {a: {config: x}}",
        "servers: {a: {dsn: x, dns: y}}\nservices: {a: {config: x}}",
        "servers: {a: {dsn: x, ssl_cert: y}}\nservices: {a: {config: x}}",
        "servers: {a: {dsn: x}}\nservices: {a: {}}",
        "servers: {a: {dsn: x}}\nservices: {a: {config: []}}",
        "servers: {a: {dsn: x}}\nservices: {a: {config: x, replica: 3}}",
        "servers: {a: {dsn: x}}\nservices: {a: {config: x, set: {max_opne: 3}}}",
        "servers: {a: {dsn: x}}\nservices: {a: {config: x}}\nserver: {}",
    ] {
        assert!(!errors(&validator, &yaml(text).expect("YAML")).is_empty(), "{text}");
        let file = std::sync::Arc::new(SourceFile::new("poolcheck.yaml", text));
        assert!(poolcheck::fleet::read(&file, &|_| None).is_err(), "{text}");
    }
}

fn report(folder: &Path, args: &[&str]) -> Json {
    let output = program().current_dir(folder).args(args).args(["--format", "json"]).output().expect("runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}: {output:?}"))
}

#[test]
fn every_report_fits_and_says_nothing_else() {
    let validator = validator(&strict(schema::report()));
    let check = |folder: &Path, args: &[&str]| {
        let errors = errors(&validator, &report(folder, args));
        assert!(errors.is_empty(), "{args:?}: {errors:#?}");
    };
    for scenario in scenario::all() {
        check(&scenario.folder, &scenario.args().iter().map(String::as_str).collect::<Vec<_>>());
    }
    let config = "fixtures/scenarios/k2-lifetime-above-wait-timeout/app.yaml";
    for args in [
        &["--config", config][..],
        &["--dsn", "no-such-capture/", "--config", config],
        &["--dsn", "fixtures/scenarios/healthy/server"],
        &["--fleet", "fixtures/fleet/platform/poolcheck.yaml"],
        &["--fleet", "fixtures/fleet/away/poolcheck.yaml"],
        &["--config", "fixtures"],
    ] {
        check(&root(), args);
    }
}

#[test]
fn the_published_examples_of_reports_fit() {
    let validator = validator(&schema::report());
    let pages = files(&root().join("docs"), &|path| path.extension().is_some_and(|extension| extension == "md"));
    for page in pages {
        let text = fs::read_to_string(&page).expect("text");
        for example in blocks(&text, "json").into_iter().filter(|example| example.contains("\"schema\"")) {
            let value: Json =
                serde_json::from_str(example).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
            let errors = errors(&validator, &value);
            assert!(errors.is_empty(), "{}: {errors:#?}", page.display());
        }
    }
}

#[test]
fn the_program_prints_them() {
    for (name, schema) in [
        ("config", schema::config()),
        ("fleet", schema::fleet()),
        ("settings", schema::settings()),
        ("report", schema::report()),
    ] {
        let output = program().args(["schema", name]).output().expect("runs");
        assert_eq!(serde_json::from_slice::<Json>(&output.stdout).expect("JSON"), schema);
    }
}
