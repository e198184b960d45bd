//! The default report: one screen for every scenario and for eleven applications of as many libraries, and at any width the
//! names and paths that one would copy whole.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::path::Path;

use support::program;
use support::scenario::{self, Scenario};

/// Lines of a terminal that nobody made larger.
const SCREEN: usize = 24;

/// Lines that eleven applications in one run may take.
const ELEVEN: usize = 60;

fn report(folder: &Path, args: &[String]) -> String {
    let output = program().current_dir(folder).args(args).output().expect("the program runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn of_scenario(scenario: &Scenario) -> String {
    report(&scenario.folder, &scenario.args())
}

#[test]
fn every_scenario_fits_on_a_screen_of_eighty_columns() {
    let too_long: Vec<_> = scenario::all()
        .iter()
        .map(|scenario| (scenario.name.clone(), of_scenario(scenario)))
        .filter(|(_, text)| text.lines().count() > SCREEN || text.lines().any(|line| line.chars().count() > 80))
        .map(|(name, text)| format!("{name}, {} lines:\n{text}", text.lines().count()))
        .collect();
    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}

#[test]
fn eleven_applications_fit_on_sixty_lines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/apps");
    let text = report(&folder, &["--dsn", "server.ini", "."].map(str::to_owned));
    assert!(text.lines().count() <= ELEVEN, "{} lines:\n{text}", text.lines().count());
    let mut each = 0;
    for entry in std::fs::read_dir(&folder).expect("the applications").flatten().filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let one = report(&folder, &["--dsn", "server.ini", &name].map(str::to_owned));
        assert!(one.lines().count() <= SCREEN, "{name}:\n{one}");
        each += 1;
    }
    assert_eq!(each, 11);
    insta::assert_snapshot!("eleven-applications", text);
}

/// What would be copied: the place, the new value.
#[test]
fn a_narrow_page_breaks_no_path_and_no_value() {
    let scenario = scenario::named("k4-rollout-of-a-large-fleet");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let folder = format!("scenarios/{}", scenario.name);
    let args = ["--dsn".to_owned(), format!("{folder}/server"), folder];
    for width in ["40", "60", "80", "120", "200"] {
        let output = program().current_dir(&root).args(&args).env("COLUMNS", width).output().expect("the program runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let width: usize = width.parse().expect("a number");
        let fits = |line: &str| line.chars().count() <= width || line.split_whitespace().count() <= 2;
        assert!(text.lines().all(fits), "{width}:\n{text}");
        for whole in ["app.yaml:11", "app.yaml:6", "rollout_surge: 5", "max_lifetime: 54m"] {
            assert!(text.contains(whole), "{width}: {whole}\n{text}");
        }
    }
}
