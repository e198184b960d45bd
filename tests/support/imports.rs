//! What the sources of `src/` import, as far as their text tells: paths that begin with `crate`, `super` or `self`, in `use`
//! and elsewhere, and the crates that are named.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A source with what it imports.
pub(crate) struct Source {
    /// Its path below `src/`.
    pub(crate) file: String,
    /// Its module's path.
    pub(crate) module: Vec<String>,
    /// The paths in this crate that it names.
    pub(crate) imports: Vec<Vec<String>>,
    /// The first names of all paths, those of the file's own modules left out.
    pub(crate) crates: BTreeSet<String>,
}

/// The sources below a folder, without tests, in order.
pub(crate) fn sources(root: &Path, folder: &str) -> Vec<Source> {
    let mut files = Vec::new();
    walk(&root.join(folder), &mut files);
    files.sort();
    let texts: Vec<_> = files
        .iter()
        .map(|file| {
            let name = file.strip_prefix(root).expect("below the root").to_str().expect("UTF-8").to_owned();
            (name, fs::read_to_string(file).expect("a source file"))
        })
        .collect();
    let of_tests: BTreeSet<_> = texts.iter().flat_map(|(name, text)| modules_of_tests(name, text)).collect();
    let real = texts.iter().filter(|(name, _)| !of_tests.contains(&module(name)));
    real.map(|(name, text)| source(name, text)).collect()
}

fn walk(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The module of a file: `a/b.rs` is `a::b`, `a/mod.rs` is `a`.
fn module(name: &str) -> Vec<String> {
    let path: Vec<_> = name.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    match path.split_last() {
        Some((last, above)) if ["mod", "lib", "main"].contains(&last.as_str()) => above.to_vec(),
        _ => path,
    }
}

/// The modules in files of their own that a source has for tests only.
fn modules_of_tests(name: &str, text: &str) -> Vec<Vec<String>> {
    let declared = text.split("#[cfg(test)]\n").skip(1).filter_map(|rest| {
        let line = rest.lines().next()?.strip_suffix(';')?;
        line.rsplit_once("mod ").map(|(_, module)| module.to_owned())
    });
    declared.map(|inner| module(name).into_iter().chain([inner]).collect()).collect()
}

fn source(name: &str, text: &str) -> Source {
    let module = module(name);
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
    let mut paths = Vec::new();
    let mut rest = code.as_str();
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let begins = c.is_alphabetic() && !before.is_alphanumeric() && !['_', ':', '.'].contains(&before);
        let length = if begins { path(rest, &mut Vec::new(), &mut paths) } else { c.len_utf8() };
        before = rest[..length].chars().next_back().unwrap_or(' ');
        rest = &rest[length..];
    }
    let imports: Vec<_> = paths.iter().filter_map(|path| absolute(&module, path)).collect();
    // A module that the file declares or imports may be called as a crate is.
    let is_module = |first: &String| {
        let declared = code.contains(&format!("mod {first};")) || code.contains(&format!("mod {first} {{"));
        declared || imports.iter().any(|path| path.last() == Some(first))
    };
    let crates = paths.iter().map(|path| &path[0]).filter(|first| !is_module(first)).cloned().collect();
    Source { file: name.to_owned(), module, imports, crates }
}

/// Reads a path, or a tree of paths, and gives back its length in bytes; a single name is none.
fn path(text: &str, above: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> usize {
    let name = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let depth = above.len();
    let mut at = 0;
    loop {
        let length = name(&text[at..]);
        above.extend((length > 0).then(|| text[at..at + length].to_owned()));
        at += length;
        if !text[at..].starts_with("::") {
            break;
        }
        at += 2;
        if text[at..].starts_with('{') {
            at += group(&text[at..], above, paths);
            above.truncate(depth);
            return at;
        }
        if name(&text[at..]) == 0 {
            break;
        }
    }
    if above.len() > 1 {
        paths.push(above.clone());
    }
    above.truncate(depth);
    at
}

fn group(text: &str, above: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> usize {
    let mut at = 1;
    while let Some(c) = text[at..].chars().next() {
        if c == '}' {
            return at + 1;
        }
        at += if c.is_alphabetic() || c == '_' { path(&text[at..], above, paths) } else { c.len_utf8() };
    }
    at
}

/// A path from the crate's root on.
fn absolute(module: &[String], path: &[String]) -> Option<Vec<String>> {
    let (first, mut rest) = path.split_first()?;
    let mut above = match first.as_str() {
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        "super" => module.split_last()?.1.to_vec(),
        _ => return None,
    };
    while let Some(("super", after)) = rest.split_first().map(|(part, after)| (part.as_str(), after)) {
        above.pop();
        rest = after;
    }
    // `pub(in crate::client)` is a path like any other, and of a module above: it imports nothing.
    let whole: Vec<_> = above.into_iter().chain(rest.iter().cloned()).collect();
    (!module.starts_with(&whole)).then_some(whole)
}
