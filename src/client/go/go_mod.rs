//! The driver's version out of a `go.mod`: <https://go.dev/ref/mod#go-mod-file>.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::text::origin::{Origin, Stated};
use crate::text::place::{SourceFile, Span};

const DRIVER: &str = "github.com/go-sql-driver/mysql";

/// Whether a file is a `go.mod`, by its name or by its first directive.
pub fn is_go_mod(file: &SourceFile) -> bool {
    let name = file.name().rsplit(['/', '\\']).next().unwrap_or_default();
    name == "go.mod" || directives(file.text()).next().is_some_and(|(_, words)| words.first() == Some(&"module"))
}

/// The driver's versions, by the folder of the `go.mod` that requires it.
#[derive(Debug, Clone, Default)]
pub struct Versions {
    by_folder: HashMap<PathBuf, Stated<String>>,
}

impl Versions {
    /// Adds what a `go.mod` says.
    pub fn add(&mut self, file: &SourceFile) {
        let folder = Path::new(file.name().as_ref()).parent().unwrap_or(Path::new("")).to_owned();
        self.by_folder.extend(driver_version(file).map(|version| (folder, version)));
    }

    /// The version for what a file says: that of the module in which the file lies. Where there is but one module that
    /// requires the driver, it is everybody's: a deployment's files lie beside the code, not in it.
    pub fn for_file(&self, file: &str) -> Option<&Stated<String>> {
        let module = Path::new(file).ancestors().skip(1).find_map(|folder| self.by_folder.get(folder));
        module.or_else(|| self.by_folder.values().next().filter(|_| self.by_folder.len() == 1))
    }
}

/// The version of go-sql-driver/mysql that a `go.mod` requires, without its `v`.
///
/// None where the file does not require it, or replaces it by a fork or a folder, whose versions say nothing.
pub fn driver_version(file: &SourceFile) -> Option<Stated<String>> {
    let mut version = None;
    for (at, words) in directives(file.text()) {
        match words.as_slice() {
            ["require", DRIVER, required, ..] if version.is_none() => version = Some((at, *required)),
            ["replace", DRIVER, rest @ ..] => match rest {
                [.., "=>", DRIVER, replacement] => version = Some((at, *replacement)),
                [.., "=>", _] | [.., "=>", _, _] => return None,
                _ => {}
            },
            _ => {}
        }
    }
    let (line_start, text) = version?;
    let start = line_start + file.text().get(line_start..)?.find(text)?;
    let origin = Origin::file(file.place(Span { start, end: start + text.len() })).with_note(DRIVER);
    Some(Stated::new(text.trim_start_matches('v').to_owned(), origin))
}

/// The directives, one a line, those of a block with the block's word before them; with the line's first byte.
fn directives(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let mut at = 0;
    let mut block: Option<&str> = None;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let code = line.split_once("//").map_or(line, |(code, _)| code);
        let mut words: Vec<&str> = code.split_whitespace().map(|word| word.trim_matches('"')).collect();
        match (block, words.as_slice()) {
            (_, []) => return None,
            (Some(_), [")"]) => {
                block = None;
                return None;
            }
            (None, [word, "("]) => {
                block = Some(word);
                return None;
            }
            (Some(word), _) => words.insert(0, word),
            (None, _) => {}
        }
        Some((start, words))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Option<(String, String)> {
        let file = SourceFile::new("go.mod", text);
        driver_version(&file).map(|stated| (stated.value, stated.origin.to_string()))
    }

    fn at(version: &str, line: usize) -> (String, String) {
        (version.to_owned(), format!("go.mod:{line}"))
    }

    #[test]
    fn a_single_line_and_a_block_are_read() {
        assert_eq!(version("module a\nrequire github.com/go-sql-driver/mysql v1.9.3\n"), Some(at("1.9.3", 2)));
        let block =
            "module a\n\nrequire (\n\tgithub.com/x/y v1.0.0\n\tgithub.com/go-sql-driver/mysql v1.4.1 // indirect\n)\n";
        assert_eq!(version(block), Some(at("1.4.1", 5)));
    }

    #[test]
    fn a_replacement_by_another_version_wins() {
        let text = "require github.com/go-sql-driver/mysql v1.9.3\nreplace github.com/go-sql-driver/mysql => github.com/go-sql-driver/mysql v1.5.0\n";
        assert_eq!(version(text), Some(at("1.5.0", 2)));
    }

    #[test]
    fn a_fork_or_a_folder_leaves_the_version_unknown() {
        for target in ["../mysql", "github.com/fork/mysql v9.0.0"] {
            let text = format!(
                "require github.com/go-sql-driver/mysql v1.9.3\nreplace github.com/go-sql-driver/mysql v1.9.3 => {target}\n"
            );
            assert_eq!(version(&text), None, "{target}");
        }
    }

    #[test]
    fn another_module_s_name_is_not_taken_for_it() {
        assert_eq!(
            version("require github.com/go-sql-driver/mysql/v2 v2.0.0\n// require github.com/go-sql-driver/mysql v1\n"),
            None
        );
    }

    #[test]
    fn a_file_is_of_the_module_in_which_it_lies() {
        let mut versions = Versions::default();
        let mut add = |name: &str, version: &str| {
            let text = format!("require github.com/go-sql-driver/mysql v{version}\n");
            versions.add(&SourceFile::new(name, text));
            versions.clone()
        };
        let one = add("a/go.mod", "1.9.3");
        let of = |versions: &Versions, file: &str| versions.for_file(file).map(|version| version.value.clone());
        assert_eq!(of(&one, "deploy/app.yaml").as_deref(), Some("1.9.3"));
        let two = add("a/b/go.mod", "1.4.1");
        assert_eq!(of(&two, "a/app.yaml").as_deref(), Some("1.9.3"));
        assert_eq!(of(&two, "a/b/c/app.yaml").as_deref(), Some("1.4.1"));
        assert_eq!(of(&two, "deploy/app.yaml"), None);
    }

    #[test]
    fn a_go_mod_is_known_by_name_or_content() {
        assert!(is_go_mod(&SourceFile::new("svc/go.mod", "")));
        assert!(is_go_mod(&SourceFile::new("<stdin>", "// a service\nmodule example.org/a\n")));
        assert!(!is_go_mod(&SourceFile::new("app.yaml", "module: a\n")));
    }
}
