//! Which files of a folder are worth opening, by their names alone. Data; it opens none.
//!
//! Which names are those of settings each form says of itself. In patterns a `*` stands for anything, and what stands before a
//! `/` is the name of the folder.

use std::path::Path;

use crate::source::forms::FORMS;

/// Names that are opened besides those that a form has (`Form::opened`).
const OF_NO_FORM: &[&str] = &[
    // Go: its pools, which are set wherever the code connects, and the driver's version.
    "*.go",
    "go.mod",
    // The versions of libraries.
    "gemfile.lock",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "gradle.lockfile",
    // Processes.
    "procfile",
    "procfile.*",
    "dockerfile",
    "dockerfile.*",
    "*.dockerfile",
    "containerfile",
];

/// Names that are not, though they are those of settings: written by tools, for tools, or for people.
const LEFT: &[&str] = &[
    "*_test.go",
    "*.pb.go",
    "*test.java",
    "*tests.java",
    "*it.java",
    "*test.kt",
    "*tests.kt",
    "*test.cs",
    "*tests.cs",
    "*.designer.cs",
    "test.rs",
    "tests.rs",
    "*_test.rs",
    "*_tests.rs",
    "tests/*.rs",
    "benches/*.rs",
    "build.rs",
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "composer.json",
    "cargo.toml",
    "pyproject.toml",
    "tsconfig*.json",
    "jsconfig*.json",
    "renovate.json",
    "angular.json",
    "lerna.json",
    "nx.json",
    "mkdocs.yml",
    "*.min.js",
    "*.schema.json",
    "*.postman_collection.json",
    "openapi*",
    "swagger*",
    "log4j*",
    "logback*",
    "logging.*",
    "messages*.properties",
    "gradle*.properties",
    // Examples, which nothing reads until somebody copies them.
    ".env.example",
    ".env.*.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
];

/// Folders that are never walked into: what tools make or bring, and translations.
const FOLDERS: &[&str] = &[
    "node_modules",
    "vendor",
    "target",
    "build",
    "dist",
    "__pycache__",
    "site-packages",
    "i18n",
    "lang",
    "locale",
    "locales",
    "translations",
];

/// Whether a file is worth opening. `folder` is the name of the folder that it lies in.
pub(super) fn is_read(folder: &str, name: &str) -> bool {
    let (folder, name) = (folder.to_ascii_lowercase(), name.to_ascii_lowercase());
    let fits = |pattern: &str| matches(pattern, &folder, &name);
    let of_a_form = || FORMS.iter().any(|form| form.opened.split_whitespace().any(fits));
    let any = |patterns: &[&str]| patterns.iter().any(|pattern| fits(pattern));
    (any(OF_NO_FORM) || of_a_form()) && !any(LEFT)
}

/// Whether a file is left alone whatever asks for it by a pattern.
pub(super) fn is_left(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    LEFT.iter().any(|pattern| matches(pattern, "", &name))
}

/// Whether a folder is walked into: hidden ones are not.
pub(super) fn is_walked(name: &str) -> bool {
    !name.starts_with('.') && !FOLDERS.contains(&name)
}

/// Whether a file is hidden; environment files are not meant to be.
pub(super) fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != ".env" && !name.starts_with(".env.")
}

/// What a file's name ends with after the last dot.
pub(super) fn ending(path: &str) -> Option<&str> {
    Path::new(path).extension()?.to_str()
}

/// Whether a name is that of Go source: a package's files are read together.
pub(super) fn is_go(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "go")
}

fn matches(pattern: &str, folder: &str, name: &str) -> bool {
    if let Some((wanted, pattern)) = pattern.split_once('/') {
        return folder == wanted && fits(pattern, name);
    }
    fits(pattern, name)
}

/// Whether a name is the pattern, whose `*`s stand for anything.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => {
            let Some(left) = name.strip_prefix(start) else { return false };
            if rest.contains('*') {
                (0..=left.len()).any(|at| left.get(at..).is_some_and(|left| fits(rest, left)))
            } else {
                left.ends_with(rest)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_opened_whatever_their_names() {
        for name in
            ["application-prod.yml", "values.yaml", "my.cnf", "Rocket.toml", ".env", ".env.production", "prod.env"]
        {
            assert!(is_read("", name), "{name}");
        }
    }

    #[test]
    fn source_code_is_opened_under_known_names_only() {
        for (folder, name) in [
            ("", "main.go"),
            ("", "go.mod"),
            ("app", "settings_prod.py"),
            ("settings", "production.py"),
            ("app", "db_connect.py"),
            ("clients", "mysql_pool.py"),
            ("db", "index.ts"),
            ("config", "database.php"),
            ("", "knexfile.ts"),
            ("src", "app.module.ts"),
            ("", "schema.prisma"),
            ("META-INF", "context.xml"),
            ("", "Procfile"),
            ("src", "db.rs"),
            ("shop", "DataSourceConfig.java"),
        ] {
            assert!(is_read(folder, name), "{folder}/{name}");
        }
        for (folder, name) in [
            ("", "models.py"),
            ("app", "production.py"),
            ("", "index.js"),
            ("", "User.php"),
            ("tests", "a.rs"),
            ("shop", "DatabaseTest.java"),
        ] {
            assert!(!is_read(folder, name), "{folder}/{name}");
        }
    }

    #[test]
    fn what_tools_write_is_left() {
        for name in [
            "package-lock.json",
            "pnpm-lock.yaml",
            "composer.lock",
            "Cargo.lock",
            "tsconfig.build.json",
            "package.json",
            "app.schema.json",
            "openapi.yaml",
            "log4j2.properties",
            "messages_de.properties",
            "db_test.go",
            ".env.example",
            ".env.local.example",
        ] {
            assert!(!is_read("", name), "{name}");
        }
    }

    #[test]
    fn hidden_files_are_left_except_environments() {
        assert!(
            is_hidden(".gitlab-ci.yml") && is_hidden(".environment") && !is_hidden(".env") && !is_hidden(".env.prod")
        );
        assert!(!is_walked(".git") && !is_walked("node_modules") && is_walked("services"));
    }
}
