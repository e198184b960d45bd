//! What stands around the program: completions, manual pages, the version, and the files that run it elsewhere.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value as Json;
use support::program;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn stdout(args: &[&str]) -> String {
    let output = program().args(args).output().expect("runs");
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The documents of a YAML file.
fn documents(path: &str) -> Vec<Json> {
    let text = text(path);
    let documents = text.split("\n---\n").map(|part| serde_yaml::from_str(part).expect("YAML"));
    documents.collect()
}

/// Whether a shell takes a script; none where the machine does not have the shell.
fn parses(shell: &str, flag: &str, script: &Path) -> Option<bool> {
    let status = Command::new(shell).arg(flag).arg(script).stderr(Stdio::null()).status().ok()?;
    Some(status.success())
}

#[test]
fn completions_know_every_command_and_shells_take_them() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&["completions", shell]);
        for word in ["capture", "explain", "schema", "fix-sql", "fail-on"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        let path = folder.path().join(shell);
        fs::write(&path, script).expect("written");
        let flag = if shell == "fish" { "--no-execute" } else { "-n" };
        if matches!(shell, "bash" | "zsh" | "fish") {
            assert_ne!(parses(shell, flag, &path), Some(false), "{shell}");
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = tempfile::tempdir().expect("a folder");
    stdout(&["man", "--output", &folder.path().display().to_string()]);
    for name in ["", "-capture", "-rules", "-settings", "-explain", "-schema", "-completions", "-man"] {
        let page = fs::read_to_string(folder.path().join(format!("poolcheck{name}.1"))).expect("a page");
        assert!(page.contains(".TH poolcheck") && page.contains(".SH SYNOPSIS"), "{name}");
    }
    assert!(stdout(&["man"]).contains("\\-\\-fix\\-sql"));
}

#[test]
fn the_version_says_what_it_was_built_from() {
    assert_eq!(stdout(&["-V"]), format!("poolcheck {}\n", env!("CARGO_PKG_VERSION")));
    let long = stdout(&["--version"]);
    let facts: Vec<_> = long.lines().skip(1).filter_map(|line| line.split_once(':')).collect();
    assert_eq!(facts.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["commit", "target", "rustc"], "{long}");
    assert!(facts.iter().all(|(_, value)| !value.trim().is_empty()), "{long}");
}

#[test]
fn the_action_passes_its_inputs_as_arguments_and_never_as_code() {
    let action = &documents("action.yml")[0];
    assert_eq!(action["runs"]["using"], "composite");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    for step in steps {
        let run = step["run"].as_str().expect("a script");
        assert!(!run.contains("${{"), "an input inside a script is code: {run}");
        assert_eq!(step["shell"], "bash");
    }
    let inputs = action["inputs"].as_object().expect("inputs");
    for (variable, value) in steps[1]["env"].as_object().expect("variables") {
        let name = value.as_str().and_then(|value| value.split("inputs.").nth(1)?.split(' ').next()).expect("an input");
        assert!(inputs.contains_key(name), "{variable}: {name}");
    }
    run_the_action(steps[1]["run"].as_str().expect("a script"));
}

/// The action's own script, on a scenario that fails and with a least severity that nothing reaches.
fn run_the_action(script: &str) {
    let folder = root().join("fixtures/scenarios/k2-lifetime-above-wait-timeout");
    let program = Path::new(env!("CARGO_BIN_EXE_poolcheck")).parent().expect("a folder").display().to_string();
    for (fail_on, status) in [("error", 1), ("never", 0)] {
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", script])
            .env_clear()
            .envs([("CONFIG", "app.yaml"), ("DSN", "server"), ("FAIL_ON", fail_on), ("SARIF", ""), ("MORE", "--quiet")])
            .env("PATH", format!("{program}:/usr/bin:/bin"))
            .current_dir(&folder)
            .output()
            .expect("bash runs");
        assert_eq!(output.status.code(), Some(status), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("::error"), "{output:?}");
    }
}

#[test]
fn the_template_of_gitlab_runs_what_the_program_takes() {
    let documents = documents("templates/poolcheck.yml");
    let inputs = documents[0]["spec"]["inputs"].as_object().expect("inputs");
    let job = &documents[1]["poolcheck"];
    let line = job["script"][1].as_str().expect("a command").to_owned();
    for used in line.split("inputs.").skip(1).filter_map(|rest| rest.split(' ').next()) {
        assert!(inputs.contains_key(used), "{used}");
    }
    for report in ["codequality", "junit"] {
        let file = job["artifacts"]["reports"][report].as_str().expect("a file");
        assert!(line.contains(&format!("={file}")), "{file} is uploaded and not written");
    }
    let folder = root().join("fixtures/scenarios/k2-lifetime-above-wait-timeout");
    let out = tempfile::tempdir().expect("a folder");
    let line = line
        .replace("$[[ inputs.dsn ]]", &folder.join("server").display().to_string())
        .replace("$[[ inputs.config ]]", &folder.join("app.yaml").display().to_string())
        .replace("$[[ inputs.fail-on ]]", "error");
    let args: Vec<_> = line.split_whitespace().skip(1).map(|word| word.trim_matches('"')).collect();
    let output = program().current_dir(out.path()).args(args).output().expect("runs");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(out.path().join("poolcheck.xml").is_file() && out.path().join("gl-code-quality-report.json").is_file());
}

#[test]
fn the_hook_of_pre_commit_has_what_a_hook_needs() {
    let hooks = &documents(".pre-commit-hooks.yaml")[0];
    for key in ["id", "name", "entry", "language"] {
        assert!(hooks[0][key].is_string(), "{key}");
    }
    assert_eq!((&hooks[0]["entry"], &hooks[0]["language"]), (&Json::from("poolcheck"), &Json::from("rust")));
}

#[test]
fn the_image_needs_no_more_than_the_program() {
    let docker = text("Dockerfile");
    let steps: Vec<_> = docker.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert_eq!(steps[0], "FROM scratch");
    assert_eq!(steps.iter().filter(|step| step.starts_with("COPY ")).count(), 1);
    assert!(!docker.contains("RUN "), "there is no shell in it");
    assert!(text("packaging/static").contains("dist/poolcheck") && docker.contains("COPY dist/poolcheck /poolcheck"));
}

#[test]
fn the_scripts_are_sound_and_name_files_that_are_made() {
    for script in ["packaging/static", "packaging/deb"] {
        assert_ne!(parses("bash", "-n", &root().join(script)), Some(false), "{script}");
    }
    let manifest = text("Cargo.toml");
    let script = text("packaging/deb");
    for asset in ["completions/poolcheck", "completions/_poolcheck", "completions/poolcheck.fish"] {
        let asset = format!("target/package/{asset}");
        assert!(manifest.contains(&format!("\"{asset}\"")) && script.contains(&format!(">{asset}\n")), "{asset}");
    }
}
