//! Pools that Go code opens and sets: `sql.Open`, the four setters of `database/sql`, and what drivers and wrappers add.
//!
//! The files of a folder that share a `package` clause are read together, so that constants and helper functions of one
//! file count in another. What only the running program knows is unresolved, and what may be set where nobody sees it is
//! hidden: neither is ever guessed. A text that is no Go holds no pool; none is refused.

mod constants;
mod driver;
mod frameworks;
mod handles;
mod lifetime;
mod literal;
mod lower;
mod names;
mod opens;
mod package;
mod pools;
mod setting;
mod syntax;
mod text;
mod trace;
mod tree;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use package::Package;
use trace::Trace;

use crate::client::pool::draft::Draft;
use crate::client::pool::settings::Key;
use crate::source::parallel;
use crate::text::place::SourceFile;

/// Words of which one is in every package that has a pool; a monorepo has thousands without.
const WORDS: [&str; 9] = [
    "SetMaxOpenConns",
    "SetMaxIdleConns",
    "SetConnMaxLifetime",
    "SetConnMaxIdleTime",
    "database/sql",
    "mysql",
    "gorm",
    "xorm",
    "sqlx",
];

/// Whether a file is Go source, by its name.
pub fn is_go(file: &SourceFile) -> bool {
    file.name().ends_with(".go")
}

/// The pools of the packages that these files make up, in the order in which the packages first appear.
pub fn read(files: &[Arc<SourceFile>]) -> Vec<Draft> {
    let packages = packages(files);
    let mut traces: Vec<_> = packages.iter().map(|(_, package)| Trace::of(package)).collect();
    let loose: Vec<_> = traces.iter_mut().map(pools::loose).collect();
    let mut drafts = Vec::new();
    for ((folder, package), trace) in packages.iter().zip(&mut traces) {
        drafts.extend(pools::read(package, trace, &set_by_importers(folder, &packages, &loose)));
    }
    drafts
}

/// The settings that packages which import this one make on pools that they do not open themselves.
fn set_by_importers(folder: &str, packages: &[(String, Package)], loose: &[BTreeSet<Key>]) -> BTreeSet<Key> {
    let Some(name) = folder.rsplit('/').next().filter(|name| !name.is_empty()) else { return BTreeSet::new() };
    let imports = |package: &Package| {
        let mut paths = package.sources().iter().flat_map(|source| source.imports.values());
        paths.any(|path| path.rsplit('/').next() == Some(name))
    };
    let importers = packages.iter().zip(loose).filter(|((other, package), _)| other != folder && imports(package));
    importers.flat_map(|(_, keys)| keys.iter().copied()).collect()
}

/// The packages with their folders.
fn packages(files: &[Arc<SourceFile>]) -> Vec<(String, Package)> {
    let mut folders: Vec<(&str, Vec<&Arc<SourceFile>>)> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    for file in files {
        let folder = file.name().rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
        let number = *at.entry(folder).or_insert(folders.len());
        match folders.get_mut(number) {
            Some((_, files)) => files.push(file),
            None => folders.push((folder, vec![file])),
        }
    }
    let read = parallel::map(&folders, |(folder, files)| of_folder(folder, files));
    read.into_iter().flatten().collect()
}

/// The packages of one folder: `main` and `main_test`, or the programs of files that are each built alone.
fn of_folder(folder: &str, files: &[&Arc<SourceFile>]) -> Vec<(String, Package)> {
    if !files.iter().any(|file| WORDS.iter().any(|word| file.text().contains(word))) {
        return Vec::new();
    }
    let mut local = 0;
    let mut packages = Vec::new();
    for file in files {
        let Some((source, next)) = syntax::read(file, local) else { continue };
        local = next;
        let name = source.package.clone();
        let alone = is_built_alone(file.text());
        let same = packages
            .iter_mut()
            .find(|(other, is_alone, _): &&mut (String, bool, Vec<_>)| *other == name && !is_alone && !alone);
        match same {
            Some((_, _, sources)) => sources.push(source),
            None => packages.push((name, alone, vec![source])),
        }
    }
    packages.into_iter().map(|(_, _, sources)| (folder.to_owned(), Package::new(sources))).collect()
}

/// `//go:build ignore` keeps a file out of the folder's package: it is run by itself.
fn is_built_alone(text: &str) -> bool {
    let head = text.lines().take_while(|line| !line.starts_with("package "));
    head.into_iter().any(|line| matches!(line.trim_end(), "//go:build ignore" | "// +build ignore"))
}
