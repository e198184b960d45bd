//! The head of a file of Go source: its package and its imports, which say what a program is made of
//! (<https://go.dev/ref/spec#Source_file_organization>). The rest is not looked at.

/// A file of Go source by its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoFile {
    /// Its path.
    pub path: String,
    /// The name in its `package` clause.
    pub package: String,
    /// The paths of its imports.
    pub imports: Vec<String>,
}

/// A `go.mod`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoModule {
    /// The folder that it stands in.
    pub folder: String,
    /// The module's path.
    pub path: String,
}

/// The head of a text of Go; none where it is no Go, or is kept out of its package by `//go:build ignore`.
pub fn of_source(path: &str, text: &str) -> Option<GoFile> {
    let mut package = None;
    let mut imports = Vec::new();
    let mut in_block = false;
    let mut in_comment = false;
    for line in text.lines() {
        let line = line.trim();
        if in_comment || line.starts_with("/*") {
            in_comment = !line.contains("*/");
        } else if matches!(line, "//go:build ignore" | "// +build ignore") {
            return None;
        } else if line.is_empty() || line.starts_with("//") {
        } else if in_block {
            in_block = !line.starts_with(')');
            imports.extend(quoted(line));
        } else if let Some(name) = line.strip_prefix("package ") {
            package = name.split([' ', ';', '/', '\t']).next().map(str::to_owned);
        } else if let Some(rest) = line.strip_prefix("import") {
            in_block = rest.trim_start().starts_with('(') && !rest.contains(')');
            imports.extend(quoted(rest));
        } else {
            break;
        }
    }
    Some(GoFile { path: path.to_owned(), package: package?, imports })
}

/// The path that a line of an import quotes.
fn quoted(line: &str) -> Option<String> {
    let rest = line.split_once(['"', '`'])?.1;
    rest.split(['"', '`']).next().filter(|path| !path.is_empty()).map(str::to_owned)
}

/// The module that a `go.mod` is of.
pub(super) fn of_module(path: &str, text: &str) -> Option<GoModule> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("module"))?;
    let name = line.split("//").next().unwrap_or(line).trim().trim_matches(['"', '`']);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    (!name.is_empty()).then(|| GoModule { folder: folder.to_owned(), path: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_where_the_code_begins() {
        let text = "// Package x.\n/* a\n b */\npackage data // the store\n\nimport \"fmt\"\nimport (\n\t_ \"a/b\"\n\tc \"d/e\" // x\n)\n\nvar s = \"f/g\"\n";
        let head = of_source("x/data.go", text).expect("Go");
        assert_eq!((head.package.as_str(), head.imports), ("data", ["fmt", "a/b", "d/e"].map(str::to_owned).to_vec()));
        assert!(of_source("x.go", "//go:build ignore\n\npackage main\n").is_none());
        assert!(of_source("x.go", "no Go at all\n").is_none());
    }

    #[test]
    fn a_module_has_a_folder_and_a_path() {
        let module = |path: &str, text: &str| of_module(path, text).map(|module| (module.folder, module.path));
        assert_eq!(
            module("a/b/go.mod", "// x\nmodule example.org/b // y\n"),
            Some(("a/b".into(), "example.org/b".into()))
        );
        assert_eq!(module("go.mod", "go 1.22\n"), None);
    }
}
