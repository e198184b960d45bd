//! Says to the program what it is built from: the commit, the target, the profile, the compiler.
//!
//! No time of day: the same source and compiler give the same bytes.

use std::env;
use std::fs;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=POOLCHECK_COMMIT");
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name: &str| env::var(name).unwrap_or_else(|_| "unknown".to_owned());
    let facts = [
        ("COMMIT", commit().unwrap_or_else(|| "unknown".to_owned())),
        ("TARGET", variable("TARGET")),
        ("PROFILE", variable("PROFILE")),
        ("RUSTC", output(&variable("RUSTC"), &["--version"]).unwrap_or_else(|| "unknown".to_owned())),
    ];
    for (name, value) in facts {
        println!("cargo::rustc-env=POOLCHECK_{name}={}", value.trim_start_matches("rustc "));
    }
}

/// The commit: what the packager says, what `cargo package` noted, or what git says of a checkout of poolcheck's own.
fn commit() -> Option<String> {
    if let Ok(commit) = env::var("POOLCHECK_COMMIT") {
        return Some(commit).filter(|commit| !commit.is_empty());
    }
    if let Ok(note) = fs::read_to_string(".cargo_vcs_info.json") {
        return Some(note.split("\"sha1\": \"").nth(1)?.get(..12)?.to_owned());
    }
    // Inside another repository (a vendored copy) the commit would be that one's.
    output("git", &["rev-parse", "--show-prefix"]).filter(String::is_empty)?;
    let log = output("git", &["rev-parse", "--git-path", "logs/HEAD"])?;
    println!("cargo::rerun-if-changed={log}");
    output("git", &["rev-parse", "--short=12", "HEAD"])
}

fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
