//! What is no part of production, by the conventions of those who write it: tests, examples, documentation. Data, and look-ups in it.
//!
//! A folder counts by its whole name, never by a word in it: a service called `contest` is one.

use crate::client::programs::ground::Ground;
use crate::text::language::Language;

/// Why what a place describes is not what runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Aside {
    /// It is there for tests.
    Test,
    /// It shows how a thing is used.
    Example,
    /// It is a chapter of a course: the same again, at another point of the way.
    Tutorial,
    /// It measures.
    Benchmark,
    /// It explains.
    Docs,
    /// A pipeline runs it, on a server that is gone with it.
    Pipeline,
    /// Others wrote it.
    Vendored,
    /// It draws what was measured.
    Dashboard,
}

impl Aside {
    /// The reason as reports give it.
    pub(in crate::client) const fn reason(self) -> &'static str {
        match self {
            Self::Test => "a test's resource",
            Self::Example => "an example",
            Self::Tutorial => "a tutorial's copy",
            Self::Benchmark => "a benchmark's resource",
            Self::Docs => "documentation",
            Self::Pipeline => "a pipeline's resource",
            Self::Vendored => "vendored code",
            Self::Dashboard => "a dashboard",
        }
    }
}

/// Where a convention holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In every repository.
    Anywhere,
    /// Below a build file of one of these languages.
    Below(&'static [Language]),
    /// Where a program lies outside as well: alone, what calls itself a demo is the program.
    BesideAnother,
}

/// Folders of one meaning, by their whole names in lower case.
struct Row {
    folders: &'static [&'static str],
    holds: Where,
    what: Aside,
}

const ROWS: &[Row] = &[
    Row {
        folders: &[
            "test",
            "tests",
            "testing",
            "__tests__",
            "__test__",
            "testdata",
            "test-data",
            "test_data",
            "test-fixtures",
            "test-resources",
            "fixtures",
            "__fixtures__",
            "e2e",
            "e2e-tests",
            "e2e_tests",
            "integration-test",
            "integration-tests",
            "integration_test",
            "integration_tests",
            "integrationtest",
            "integrationtests",
            "acceptance-tests",
            "acceptance_tests",
            "functional-tests",
            "functional_tests",
            "unit-tests",
            "unit_tests",
            "unittests",
            "smoke-tests",
            "mock",
            "mocks",
            "__mocks__",
            "cypress",
            "playwright",
        ],
        holds: Where::Anywhere,
        what: Aside::Test,
    },
    // RSpec's and Jasmine's: https://rspec.info/documentation/3.13/rspec-core/, https://jasmine.github.io/
    Row {
        folders: &["spec", "specs"],
        holds: Where::Below(&[Language::Ruby, Language::Node, Language::Php]),
        what: Aside::Test,
    },
    Row { folders: &["qa"], holds: Where::BesideAnother, what: Aside::Test },
    Row {
        folders: &[
            "example",
            "examples",
            "_example",
            "_examples",
            "sample",
            "samples",
            "quickstart",
            "quickstarts",
            "cookbook",
            "showcase",
        ],
        holds: Where::Anywhere,
        what: Aside::Example,
    },
    Row { folders: &["demo", "demos", "playground", "sandbox"], holds: Where::BesideAnother, what: Aside::Example },
    Row {
        folders: &[
            "tutorial",
            "tutorials",
            "course",
            "courses",
            "lesson",
            "lessons",
            "workshop",
            "workshops",
            "chapter",
            "chapters",
        ],
        holds: Where::BesideAnother,
        what: Aside::Tutorial,
    },
    Row {
        folders: &[
            "bench",
            "benches",
            "benchmark",
            "benchmarks",
            "loadtest",
            "loadtests",
            "load-test",
            "load-tests",
            "load_test",
            "load_tests",
            "perf-tests",
            "performance-tests",
            "stress-tests",
        ],
        holds: Where::Anywhere,
        what: Aside::Benchmark,
    },
    Row { folders: &["doc", "docs", "documentation"], holds: Where::Anywhere, what: Aside::Docs },
    Row {
        folders: &[
            ".github",
            ".gitlab",
            ".circleci",
            ".buildkite",
            ".azure-pipelines",
            ".ci",
            "ci",
            "buildkite",
            "jenkins",
        ],
        holds: Where::Anywhere,
        what: Aside::Pipeline,
    },
    Row {
        folders: &["third_party", "third-party", "thirdparty", "3rdparty", "vendored", "godeps", "bower_components"],
        holds: Where::Anywhere,
        what: Aside::Vendored,
    },
    Row { folders: &["dashboards", "mixin", "mixins"], holds: Where::Anywhere, what: Aside::Dashboard },
];

/// Words that are followed by a chapter's number: `ch02`, `chapter-3`, `lesson_1`.
const CHAPTERS: [&str; 4] = ["ch", "chapter", "lesson", "tutorial"];

/// Ends of the names of modules that are built for tests or to show something, where a build file stands in them.
const MODULES: &[(&str, Aside)] = &[
    ("-test", Aside::Test),
    ("-tests", Aside::Test),
    ("-it", Aside::Test),
    ("-e2e", Aside::Test),
    ("-example", Aside::Example),
    ("-examples", Aside::Example),
    ("-sample", Aside::Example),
    ("-samples", Aside::Example),
    ("-demo", Aside::Example),
    ("-benchmark", Aside::Benchmark),
    ("-benchmarks", Aside::Benchmark),
    // .NET's: https://learn.microsoft.com/dotnet/core/testing/
    (".test", Aside::Test),
    (".tests", Aside::Test),
    (".unittests", Aside::Test),
    (".integrationtests", Aside::Test),
    (".functionaltests", Aside::Test),
];

/// Why a file is no part of production; none where it may be one. The path is what lies below the folder that was given.
pub(super) fn of(ground: &Ground, file: &str) -> Option<Aside> {
    let (folders, name) = file.rsplit_once('/').unwrap_or(("", file));
    let mut above = 0;
    let mut before = "";
    for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
        let end = above + folder.len();
        let path = folders.get(..end).unwrap_or(folders);
        let found = of_folder(ground, path, &folder.to_ascii_lowercase(), before);
        if found.is_some() {
            return found;
        }
        (above, before) = (end + 1, folder);
    }
    of_name(name)
}

fn of_folder(ground: &Ground, path: &str, folder: &str, before: &str) -> Option<Aside> {
    if before == "src" && is_source_set(folder) {
        return Some(Aside::Test);
    }
    let holds = |row: &&Row| match row.holds {
        Where::Anywhere => true,
        Where::Below(languages) => ground.languages_above(path).any(|language| languages.contains(&language)),
        Where::BesideAnother => ground.has_program_outside(path),
    };
    if let Some(row) = ROWS.iter().filter(|row| row.folders.contains(&folder)).find(holds) {
        return Some(row.what);
    }
    if is_chapter(folder) && ground.has_program_outside(path) {
        return Some(Aside::Tutorial);
    }
    let (_, what) = MODULES.iter().find(|(end, _)| folder.ends_with(end))?;
    (ground.has_build(path) && ground.has_program_outside(path)).then_some(*what)
}

/// Whether a folder below `src` is a set of sources that Maven and Gradle build for tests alone: `src/test`, `src/it`,
/// `src/integrationTest`, `src/jmh`
/// (<https://docs.gradle.org/current/userguide/java_testing.html#sec:configuring_java_integration_tests>).
fn is_source_set(folder: &str) -> bool {
    matches!(folder, "test" | "it" | "jmh" | "testfixtures") || folder.ends_with("test") && folder.len() > "test".len()
}

fn is_chapter(folder: &str) -> bool {
    CHAPTERS.iter().any(|word| {
        let number = folder.strip_prefix(word).map(|rest| rest.trim_start_matches(['-', '_']));
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// By the name of the file itself: pytest's, Jest's, RSpec's, and Compose files for tests and pipelines.
fn of_name(name: &str) -> Option<Aside> {
    let name = name.to_ascii_lowercase();
    let (stem, extension) = name.rsplit_once('.')?;
    let is_test = match extension {
        "py" => stem.starts_with("test_") || stem.ends_with("_test") || stem == "conftest",
        "js" | "ts" | "mjs" | "cjs" | "jsx" | "tsx" | "mts" | "cts" => {
            matches!(stem.rsplit('.').next(), Some("test" | "spec")) && stem.contains('.')
        }
        "rb" => stem.ends_with("_spec") || stem.ends_with("_test"),
        "php" => stem.ends_with("test") && stem.len() > "test".len() && stem != "latest",
        _ => false,
    };
    if is_test {
        return Some(Aside::Test);
    }
    let is_compose = stem.starts_with("docker-compose") || stem.starts_with("compose");
    let mut parts = stem.split(['.', '-', '_']).filter(|_| is_compose);
    parts.find_map(|part| match part {
        "test" | "tests" | "testing" | "e2e" | "integration" => Some(Aside::Test),
        "ci" => Some(Aside::Pipeline),
        "example" | "sample" => Some(Aside::Example),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::files::landmarks::Landmarks;
    use crate::source::files::walked::Walked;

    fn aside(builds: &[&str], file: &str) -> Option<Aside> {
        let builds = builds.iter().map(|build| (*build).to_owned()).collect();
        let landmarks = Landmarks { builds, ..Landmarks::default() };
        let ground = Ground::of(&Walked { roots: vec![".".to_owned()], landmarks, ..Walked::default() }, &[]);
        of(&ground, file)
    }

    #[test]
    fn conventions_of_tools_are_known() {
        for (file, what) in [
            ("shop/src/test/resources/application.yml", Aside::Test),
            ("shop/src/integrationTest/resources/application.yml", Aside::Test),
            ("internal/db/testdata/app.yaml", Aside::Test),
            ("web/src/__tests__/db.ts", Aside::Test),
            ("app/test_settings.py", Aside::Test),
            ("src/database.spec.ts", Aside::Test),
            ("docker-compose.test.yml", Aside::Test),
            ("compose-ci.yaml", Aside::Pipeline),
            ("examples/basic/main.go", Aside::Example),
            ("docs/guide/app.yaml", Aside::Docs),
            ("third_party/lib/app.yaml", Aside::Vendored),
            ("ops/dashboards/mysql.json", Aside::Dashboard),
            (".github/workflows/build.yml", Aside::Pipeline),
        ] {
            assert_eq!(aside(&[], file), Some(what), "{file}");
        }
    }

    #[test]
    fn a_word_in_a_name_is_no_convention() {
        for file in [
            "services/contest/app.yaml",
            "services/latest/app.yaml",
            "services/testimonials/app.yaml",
            "services/docstore/app.yaml",
            "services/examples-api/app.yaml",
            "services/speed-test/app.yaml",
            "src/latest.php",
            "deploy/compose.production.yaml",
        ] {
            assert_eq!(aside(&["go.mod"], file), None, "{file}");
        }
    }

    #[test]
    fn some_names_depend_on_what_is_around() {
        assert_eq!(aside(&["Gemfile"], "spec/config/database.yml"), Some(Aside::Test));
        assert_eq!(aside(&["go.mod"], "spec/app.yaml"), None);
        assert_eq!(aside(&["svc/go.mod", "tutorial/go.mod"], "tutorial/ch01/main.go"), Some(Aside::Tutorial));
        assert_eq!(aside(&["svc/go.mod"], "ch02/main.go"), Some(Aside::Tutorial));
        assert_eq!(aside(&["demo/pom.xml"], "demo/src/main/resources/application.yml"), None);
        assert_eq!(
            aside(&["pom.xml", "shop/pom.xml", "shop-test/pom.xml"], "shop-test/src/main/resources/application.yml"),
            Some(Aside::Test)
        );
    }
}
