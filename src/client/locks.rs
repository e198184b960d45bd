//! Which version of a library a program is built with, out of what its package manager wrote or is told: `Gemfile.lock`, `pom.xml`,
//! Gradle's files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::client::libraries::druid::DRUID;
use crate::client::libraries::hikaricp::HIKARICP;
use crate::client::libraries::rails::RAILS;
use crate::client::pool::library::Library;
use crate::text::origin::{Origin, Stated};
use crate::text::place::{SourceFile, Span};

/// Names of such files, in lower case.
const NAMES: [&str; 5] = ["gemfile.lock", "pom.xml", "build.gradle", "build.gradle.kts", "gradle.lockfile"];

/// The packages of libraries whose defaults changed with a version.
static PACKAGES: [(&Library, &str); 5] = [
    (&RAILS, "activerecord"),
    (&HIKARICP, "HikariCP"),
    (&DRUID, "druid"),
    (&DRUID, "druid-spring-boot-starter"),
    (&DRUID, "druid-spring-boot-3-starter"),
];

/// The version of HikariCP that Spring Boot brings since one of its own, the later first
/// (<https://docs.spring.io/spring-boot/appendix/dependency-versions/index.html>).
const MANAGED: [((u64, u64), &str); 6] =
    [((4, 0), "7.0.2"), ((3, 5), "6.3.0"), ((3, 3), "5.1.0"), ((3, 0), "5.0.1"), ((2, 4), "4.0.3"), ((2, 0), "3.4.5")];

/// Names of Spring Boot where its version stands behind them.
const BOOT: [&str; 4] = [
    "<artifactId>spring-boot-starter-parent</artifactId>",
    "<artifactId>spring-boot-dependencies</artifactId>",
    "org.springframework.boot\") version ",
    "org.springframework.boot' version ",
];

/// Bytes behind a package's name in which its version stands.
const NEAR: usize = 120;

/// Whether a file is one of those, by its name.
pub(super) fn is_one(file: &SourceFile) -> bool {
    let name = file.name().rsplit(['/', '\\']).next().unwrap_or_default();
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The versions, by the folder of the file that says them.
#[derive(Debug, Default)]
pub(super) struct Locked {
    by_folder: HashMap<(PathBuf, &'static str), Stated<String>>,
}

impl Locked {
    /// Adds what a file says.
    pub(super) fn add(&mut self, file: &SourceFile) {
        let folder = Path::new(file.name().as_ref()).parent().unwrap_or(Path::new(""));
        for (library, package) in PACKAGES {
            if let Some(version) = version_of(file, package) {
                self.by_folder.insert((folder.to_owned(), library.name), version);
            }
        }
    }

    /// The version of a library for what a file says: the nearest above it, or the only one.
    pub(super) fn version(&self, library: &'static Library, file: &str) -> Option<Stated<String>> {
        let of = |folder: &Path| self.by_folder.get(&(folder.to_owned(), library.name));
        let near = Path::new(file).ancestors().skip(1).find_map(of);
        let mut all = self.by_folder.iter().filter(|((_, name), _)| *name == library.name).map(|(_, version)| version);
        near.or_else(|| all.next().filter(|_| all.next().is_none())).cloned()
    }
}

/// The version of a package in a file.
fn version_of(file: &SourceFile, package: &str) -> Option<Stated<String>> {
    let stated = |(span, note): (Span, String)| {
        let text = file.text().get(span.start..span.end)?;
        Some(Stated::new(text.to_owned(), Origin::file(file.place(span)).with_note(note)))
    };
    let names = [
        format!("    {package} ("),
        format!("<artifactId>{package}</artifactId>"),
        format!(":{package}:"),
        format!("<{}.version>", package.to_ascii_lowercase()),
    ];
    let own = names.iter().find_map(|name| behind(file.text(), name));
    if let Some(span) = own {
        return stated((span, package.to_owned()));
    }
    if package != "HikariCP" {
        return None;
    }
    let span = BOOT.iter().find_map(|name| behind(file.text(), name))?;
    let boot = file.text().get(span.start..span.end)?;
    let mut parts = boot.split('.').map(|part| part.parse::<u64>().ok());
    let version = (parts.next()??, parts.next()??);
    let (_, managed) = MANAGED.iter().find(|(since, _)| version >= *since)?;
    let origin = Origin::file(file.place(span)).with_note(format!("Spring Boot {boot} brings HikariCP {managed}"));
    Some(Stated::new((*managed).to_owned(), origin))
}

/// The version that stands behind a name: nothing but what encloses it between them.
fn behind(text: &str, name: &str) -> Option<Span> {
    text.match_indices(name).find_map(|(at, _)| {
        let from = at + name.len();
        let rest = text.get(from..)?;
        let digit = rest.bytes().take(NEAR).position(|byte| byte.is_ascii_digit())?;
        let before = rest.get(..digit)?;
        let is_between =
            before.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=' | ':' | '~' | '>'));
        if !matches!(is_between, "" | "<version") {
            return None;
        }
        let length = rest.bytes().skip(digit).take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let end = from + digit + rest.get(digit..digit + length)?.trim_end_matches('.').len();
        Some(Span { start: from + digit, end })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(name: &str, text: &str, package: &str) -> Option<String> {
        version_of(&SourceFile::new(name, text), package).map(|version| version.value)
    }

    #[test]
    fn each_manager_s_form_is_read() {
        let gems = "GEM\n  specs:\n    activerecord (7.1.3.2)\n      activemodel (= 7.1.3.2)\n    rails (7.1.3.2)\n      activerecord (= 7.1.3.2)\n";
        assert_eq!(version("Gemfile.lock", gems, "activerecord").as_deref(), Some("7.1.3.2"));
        let pom = "<dependency>\n <artifactId>HikariCP</artifactId>\n <version>6.2.1</version>\n</dependency>";
        assert_eq!(version("pom.xml", pom, "HikariCP").as_deref(), Some("6.2.1"));
        assert_eq!(
            version("build.gradle", "implementation 'com.zaxxer:HikariCP:5.1.0'\n", "HikariCP").as_deref(),
            Some("5.1.0")
        );
        let managed =
            "<parent>\n<artifactId>spring-boot-starter-parent</artifactId>\n<version>3.5.4</version>\n</parent>";
        assert_eq!(version("pom.xml", managed, "HikariCP").as_deref(), Some("6.3.0"));
        assert_eq!(
            version("build.gradle.kts", "id(\"org.springframework.boot\") version \"3.4.1\"", "HikariCP").as_deref(),
            Some("5.1.0")
        );
        let starter = "<artifactId>druid-spring-boot-starter</artifactId>\n<version>1.2.19</version>";
        assert_eq!(version("pom.xml", starter, "druid-spring-boot-starter").as_deref(), Some("1.2.19"));
        assert_eq!(version("pom.xml", starter, "druid"), None);
        let open = "<artifactId>HikariCP</artifactId>\n<version>${hikari}</version>\n<a>6</a>";
        assert_eq!(version("pom.xml", open, "HikariCP"), None);
    }

    #[test]
    fn the_nearest_file_counts_and_the_only_one_is_everybody_s() {
        let mut locked = Locked::default();
        locked.add(&SourceFile::new("a/Gemfile.lock", "    activerecord (8.1.0)\n"));
        let of = |locked: &Locked, file| locked.version(&RAILS, file).map(|version| version.value);
        assert_eq!(of(&locked, "k8s/values.yaml").as_deref(), Some("8.1.0"));
        locked.add(&SourceFile::new("b/Gemfile.lock", "    activerecord (7.0.4)\n"));
        assert_eq!(of(&locked, "b/config/database.yml").as_deref(), Some("7.0.4"));
        assert_eq!(of(&locked, "k8s/values.yaml"), None);
    }
}
