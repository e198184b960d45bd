//! Every command that the docs show is run, and prints what they show.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::fs;
use std::path::Path;

/// The commands of a page: of ```sh every line that runs poolcheck, of ```console what stands after `$ ` with its output.
fn commands(page: &str) -> Vec<(String, Option<String>)> {
    let mut commands: Vec<(String, Option<String>)> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in page.lines() {
        if let Some(kind) = line.trim_start().strip_prefix("```") {
            fence = if fence.is_some() { None } else { Some(kind.trim()) };
            continue;
        }
        match (fence, line.strip_prefix("$ "), commands.last_mut()) {
            (Some("sh"), ..) if line.trim_start().starts_with("poolcheck ") => {
                commands.push((line.trim().to_owned(), None));
            }
            (Some("console"), Some(command), _) => commands.push((command.to_owned(), Some(String::new()))),
            (Some("console"), None, Some((_, Some(output)))) => {
                output.push_str(line);
                output.push('\n');
            }
            _ => {}
        }
    }
    commands
}

/// The files that a page tells its reader to write: "Write `NAME`:" or "as `NAME`:" before a block.
fn files_of(page: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for part in page.split("`:\n\n```").collect::<Vec<_>>().windows(2) {
        let name = part[0].rsplit('`').next().unwrap_or_default();
        let body = part[1].split_once('\n').map(|(_, rest)| rest.split("\n```").next().unwrap_or_default());
        files.extend(body.map(|body| (name.to_owned(), format!("{body}\n"))));
    }
    files
}

/// Whether an output is the expected one; a last line of `...` stands for any lines.
fn fits(expected: &str, found: &str) -> bool {
    expected.strip_suffix("...\n").map_or(expected == found, |start| found.starts_with(start))
}

/// A folder with what the pages assume: a capture, a configuration, and what a page itself tells to write.
fn workplace(page: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios/k2-lifetime-above-wait-timeout");
    let at = |name: &str| folder.path().join(name);
    fs::copy(scenario.join("app.yaml"), at("app.yaml")).expect("copied");
    fs::create_dir(at("server")).expect("a folder");
    for name in ["variables.tsv", "status.tsv"] {
        fs::copy(scenario.join("server").join(name), at("server").join(name)).expect("copied");
    }
    let taken = shell(folder.path(), "poolcheck capture --dsn server -o db1.yaml");
    assert!(taken.status.success(), "{taken:?}");
    let known = shell(folder.path(), "poolcheck --dsn server --config app.yaml --write-baseline known.json");
    assert!(known.status.success(), "{known:?}");
    for (name, body) in files_of(page) {
        fs::write(at(&name), body).expect("written");
    }
    folder
}

fn shell(folder: &Path, command: &str) -> std::process::Output {
    let program = Path::new(env!("CARGO_BIN_EXE_poolcheck")).parent().expect("a folder").display().to_string();
    std::process::Command::new("sh")
        .args(["-c", command])
        .env_clear()
        .env("PATH", format!("{program}:/usr/bin:/bin"))
        .env("POOLCHECK_DSN", "server")
        .current_dir(folder)
        .stdin(std::process::Stdio::null())
        .output()
        .expect("a shell")
}

/// Commands for a live server, with the reason: their form is proven by tests/live.rs and tests/connect.rs.
const LIVE: [&str; 4] = ["--defaults-file", "mysql://", "@tcp(", "--password"];

#[test]
fn every_command_of_the_docs_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).expect("docs").filter_map(|entry| Some(entry.ok()?.path()));
    let mut ran = 0;
    for path in docs.chain([root.join("README.md")]).filter(|path| path.extension().is_some_and(|e| e == "md")) {
        let page = fs::read_to_string(&path).expect("text");
        let folder = workplace(&page);
        for (command, expected) in commands(&page) {
            if LIVE.iter().any(|word| command.contains(word)) {
                continue;
            }
            let output = shell(folder.path(), &command);
            let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            let usage = output.status.code().is_none_or(|code| code == 2 || code == 3 || code > 100);
            assert!(!usage, "{}: {command}: {:?}\n{err}", path.display(), output.status);
            if let Some(expected) = expected {
                assert!(fits(&expected, &out), "{}: {command}\nprints\n{out}{err}", path.display());
            }
            ran += 1;
        }
    }
    assert!(ran > 20, "only {ran} commands");
}
