//! What a walk meets that is no configuration, and says where programs begin and what belongs to them: build files by their names,
//! the package and the imports of Go source, the classes of the JVM that can be started. It knows no pool.

use std::fs;

use crate::source::files::go_head::{GoFile, GoModule};
use crate::source::parallel;

/// What is known of the programs of a folder without reading them. The default knows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Landmarks {
    /// Paths of files whose names say that a program's source begins in their folder, in order.
    pub builds: Vec<String>,
    /// Every file of Go source that was met, tests left out.
    pub go_files: Vec<GoFile>,
    /// Every `go.mod` that was met.
    pub go_modules: Vec<GoModule>,
    /// Build files and sources of the JVM that say that something is started there.
    pub started: Vec<String>,
    /// The names of artifacts that the JVM's build files speak of, by the path of the file.
    pub artifacts: Vec<(String, Vec<String>)>,
}

/// Names of files that stand where a program's source begins, by the tools that read them.
const BUILDS: &[&str] = &[
    "go.mod",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "build.sbt",
    "package.json",
    "pyproject.toml",
    "setup.py",
    "manage.py",
    "requirements.txt",
    "composer.json",
    "Gemfile",
    "Cargo.toml",
    "mix.exs",
];

/// Ends of names that stand there as well.
const BUILD_ENDS: &[&str] = &[".csproj", ".fsproj", ".vbproj"];

/// Ends of the names that classes with a `main` have by the habit of the JVM's frameworks.
const STARTED: &[&str] = &["Application", "App", "Main", "Server", "Launcher", "Bootstrap", "Starter"];

/// Languages of the JVM, by the ends of their files.
const JVM: &[&str] = &[".java", ".kt", ".groovy", ".scala"];

/// The most bytes of a landmark that are looked at.
const LARGEST: u64 = 256 << 10;

/// Whether a file of this name is one that is kept in mind.
pub(super) fn is_landmark(name: &str) -> bool {
    is_build(name) || is_startable(name)
}

fn is_build(name: &str) -> bool {
    BUILDS.contains(&name) || BUILD_ENDS.iter().any(|end| name.ends_with(end))
}

fn is_startable(name: &str) -> bool {
    let stem = JVM.iter().find_map(|end| name.strip_suffix(end));
    stem.is_some_and(|stem| STARTED.iter().any(|word| stem.ends_with(word)))
}

fn is_of_jvm(name: &str) -> bool {
    matches!(name, "pom.xml" | "build.gradle" | "build.gradle.kts" | "build.sbt")
}

impl Landmarks {
    /// Reads what is said by landmarks that were met, beside the heads of Go source that was opened anyway.
    pub(super) fn read(mut paths: Vec<String>, go_files: Vec<GoFile>, go_modules: Vec<GoModule>) -> Self {
        paths.sort();
        paths.dedup();
        let texts = parallel::map(&paths, |path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            let wanted = is_of_jvm(name) || is_startable(name);
            let small = || fs::metadata(path).is_ok_and(|file| file.len() <= LARGEST);
            if wanted && small() { fs::read_to_string(path).ok() } else { None }
        });
        let mut landmarks = Self { go_files, go_modules, ..Self::default() };
        for (path, text) in paths.into_iter().zip(texts) {
            let name = path.rsplit('/').next().unwrap_or(&path);
            let text = text.unwrap_or_default();
            if is_of_jvm(name) {
                landmarks.artifacts.push((path.clone(), artifacts(&text)));
            }
            if starts_something(name, &text) {
                landmarks.started.push(path.clone());
            }
            if is_build(name) {
                landmarks.builds.push(path);
            }
        }
        landmarks.go_files.sort_by(|one, other| one.path.cmp(&other.path));
        landmarks.go_modules.sort_by(|one, other| one.folder.cmp(&other.folder));
        landmarks
    }

    /// Adds what another walk met.
    pub(super) fn join(&mut self, other: Self) {
        self.builds.extend(other.builds);
        self.go_files.extend(other.go_files);
        self.go_modules.extend(other.go_modules);
        self.started.extend(other.started);
        self.artifacts.extend(other.artifacts);
    }
}

/// Whether a build file makes a program that can be started, or a class has a `main`.
///
/// Spring Boot's plugins make one (<https://docs.spring.io/spring-boot/maven-plugin/packaging.html>), so does a main class that is
/// named, and Gradle's `application` (<https://docs.gradle.org/current/userguide/application_plugin.html>).
fn starts_something(name: &str, text: &str) -> bool {
    const MAINS: &[&str] = &[" main(", "SpringApplication", "extends App"];
    const MAVEN: &[&str] = &["spring-boot-maven-plugin", "quarkus-maven-plugin", "<mainClass>"];
    const GRADLE: &[&str] =
        &["org.springframework.boot", "io.quarkus", "id 'application'", "id(\"application\")", "mainClass"];
    let words = match name {
        "pom.xml" => MAVEN,
        _ if is_of_jvm(name) => GRADLE,
        _ => MAINS,
    };
    // The parent only manages the plugins' versions.
    let is_parent = text.contains("<packaging>pom</packaging>");
    !is_parent && words.iter().any(|word| text.contains(word))
}

/// The names of what a module depends on: what `<artifactId>` holds, or Gradle calls projects by. What a parent only manages the
/// versions of is none of it.
fn artifacts(text: &str) -> Vec<String> {
    let text =
        ["parent", "dependencyManagement", "build"].iter().fold(text.to_owned(), |text, tag| without(&text, tag));
    let tagged = text.split("<artifactId>").skip(1).filter_map(|rest| rest.split("</").next());
    let projects = text.split("project(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix(['\'', '"'])?;
        rest.split(['\'', '"']).next()?.rsplit(':').next()
    });
    tagged.chain(projects).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// A text without the elements of one name.
fn without(text: &str, tag: &str) -> String {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let mut parts = text.split(open.as_str());
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + part.split_once(close.as_str()).map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_where_programs_begin() {
        for name in ["go.mod", "pom.xml", "package.json", "Shop.csproj", "ShopApplication.java", "Main.kt"] {
            assert!(is_landmark(name), "{name}");
        }
        for name in ["Makefile", "go.sum", "Order.java", "Application.properties"] {
            assert!(!is_landmark(name), "{name}");
        }
    }

    #[test]
    fn a_module_is_started_by_its_plugin_or_its_main() {
        let started = |name: &str, text: &str| starts_something(name, text);
        assert!(started("pom.xml", "<artifactId>spring-boot-maven-plugin</artifactId>"));
        assert!(!started("pom.xml", "<packaging>pom</packaging><artifactId>spring-boot-maven-plugin</artifactId>"));
        assert!(!started("pom.xml", "<artifactId>mybatis</artifactId>"));
        assert!(started("ShopApplication.java", "public static void main(String[] args) {"));
        assert!(!started("FileServer.java", "class FileServer {}"));
    }

    #[test]
    fn artifacts_are_named_by_maven_and_by_gradle() {
        assert_eq!(artifacts("<artifactId>a</artifactId> <artifactId> b </artifactId>"), ["a", "b"]);
        assert_eq!(artifacts("<parent><artifactId>p</artifactId></parent><artifactId>a</artifactId>"), ["a"]);
        assert_eq!(artifacts("implementation(project(':core:api'))"), ["api"]);
    }
}
