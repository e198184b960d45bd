//! Go's programs: every `package main` is one, and is made of the packages that it imports, and those of what they import
//! (<https://go.dev/ref/spec#Program_execution>).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::client::programs::ground::{Ground, ancestors, folder_of};
use crate::source::files::go_head::{GoFile, GoModule};

/// Words in the paths of imports that can open a database.
const OPENERS: [&str; 20] = [
    "sql",
    "gorm",
    "xorm",
    "/ent",
    "entgo.io",
    "bun",
    "/orm",
    "upper/db",
    "/dbr",
    "goqu",
    "/rel",
    "pop",
    "storage",
    "store",
    "database",
    "driver",
    "db",
    "migrate",
    "repository",
    "/dal",
];

/// Names of folders that say nothing of the program in them.
const PLAIN: [&str; 8] = ["cmd", "server", "main", "app", "src", "bin", "service", "internal"];

/// The programs of the Go source of a run, and the packages that each is made of. None, where no source was met.
#[derive(Debug, Default)]
pub(super) struct GoPrograms {
    /// The folders of the programs that are no tests and no examples.
    mains: Vec<String>,
    /// What the packages import, by their folders.
    imports: HashMap<String, Vec<String>>,
    /// The modules, those with the longest path first.
    modules: Vec<GoModule>,
    /// The programs by the folders that their own files lie in.
    homes: BTreeMap<String, Mains>,
    /// The folders of all packages that some program is made of.
    reached: HashSet<String>,
}

/// The programs that a file is of, by their numbers; all of a module's, where its place tells no more.
pub(super) type Mains = BTreeSet<usize>;

impl GoPrograms {
    pub(super) fn of(ground: &Ground, files: &[GoFile], modules: &[GoModule]) -> Self {
        let mut programs = Self { modules: modules.to_vec(), ..Self::default() };
        programs.modules.sort_by_key(|module| std::cmp::Reverse(module.path.len()));
        let mut mains = BTreeSet::new();
        for file in files {
            let folder = folder_of(&file.path);
            if file.package == "main" && ground.aside_path(&file.path).is_none() {
                mains.insert(folder.to_owned());
            }
            programs.imports.entry(folder.to_owned()).or_default().extend(file.imports.iter().cloned());
        }
        programs.mains = mains.into_iter().collect();
        for (at, main) in programs.mains.iter().enumerate() {
            programs.homes.entry(home(main).to_owned()).or_default().insert(at);
        }
        programs.reached = programs.made_of(&(0..programs.mains.len()).collect());
        programs
    }

    /// Whether nothing is known of any program.
    pub(super) fn is_empty(&self) -> bool {
        self.mains.is_empty()
    }

    /// Whether no program is made of the package in a folder, as far as programs are known.
    pub(super) fn is_unreached(&self, folder: &str) -> bool {
        !self.is_empty() && self.imports.contains_key(folder) && !self.reached.contains(folder)
    }

    /// The folders of the packages that these programs are made of.
    pub(super) fn made_of(&self, mains: &Mains) -> HashSet<String> {
        let mut reached: HashSet<String> = mains.iter().filter_map(|main| self.mains.get(*main).cloned()).collect();
        let mut next: Vec<String> = reached.iter().cloned().collect();
        while let Some(folder) = next.pop() {
            for import in self.imports.get(&folder).into_iter().flatten() {
                if let Some(folder) = self.folder_of_import(import).filter(|folder| !reached.contains(folder)) {
                    reached.insert(folder.clone());
                    next.push(folder);
                }
            }
        }
        reached
    }

    /// The folder of a package of these modules; none where it is another's.
    fn folder_of_import(&self, import: &str) -> Option<String> {
        self.modules.iter().find_map(|module| {
            let rest = import.strip_prefix(module.path.as_str())?;
            let rest = if rest.is_empty() { "" } else { rest.strip_prefix('/')? };
            let both = [module.folder.as_str(), rest];
            let folder = both.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/");
            self.imports.contains_key(&folder).then_some(folder)
        })
    }

    /// Whether the packages of these programs import anything that could open a database.
    pub(super) fn can_open(&self, made_of: &HashSet<String>) -> bool {
        let imports = made_of.iter().filter_map(|folder| self.imports.get(folder)).flatten();
        let mut others = imports.filter(|import| self.folder_of_import(import).is_none());
        others.any(|import| OPENERS.iter().any(|word| import.contains(word)))
    }

    /// The programs that a file which is no source of theirs is for: by its place, by its name, else all that could be meant.
    pub(super) fn of_file(&self, path: &str) -> Mains {
        let folder = folder_of(path);
        // A program's own folder, and what lies in it.
        if let Some(at) = ancestors(folder).find_map(|folder| self.mains.iter().position(|main| main == folder)) {
            return Mains::from([at]);
        }
        let module = |folder: &str| self.modules.iter().any(|module| module.folder == folder);
        let near = ancestors(folder).find_map(|folder| {
            self.homes.get(folder).cloned().or_else(|| self.below(folder).filter(|_| module(folder)))
        });
        let near = near.unwrap_or_else(|| (0..self.mains.len()).collect());
        let named: Mains =
            near.iter().copied().filter(|at| self.mains.get(*at).is_some_and(|main| is_in_name(main, path))).collect();
        if named.is_empty() { near } else { named }
    }

    /// The programs in a folder and below it.
    fn below(&self, folder: &str) -> Option<Mains> {
        let is_below = |main: &String| {
            main.strip_prefix(folder).is_some_and(|rest| folder.is_empty() || rest.is_empty() || rest.starts_with('/'))
        };
        let below: Mains = self.mains.iter().enumerate().filter(|(_, main)| is_below(main)).map(|(at, _)| at).collect();
        (!below.is_empty()).then_some(below)
    }

    /// The folder of a program.
    pub(super) fn folder(&self, main: usize) -> Option<&str> {
        self.mains.get(main).map(String::as_str)
    }
}

/// The folder that a program's own files lie in: above `cmd`.
fn home(main: &str) -> &str {
    let mut at = main;
    for folder in ancestors(main).take(3) {
        if folder.rsplit('/').next() == Some("cmd") {
            at = folder_of(folder);
        }
    }
    at
}

/// Whether a file's path says a program's name.
fn is_in_name(main: &str, path: &str) -> bool {
    let Some(name) = main.rsplit('/').find(|part| !PLAIN.contains(part)) else { return false };
    let stem = path.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or_default();
    folder_of(path).split('/').any(|part| part == name) && !home(main).split('/').any(|part| part == name)
        || stem == name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::files::walked::Walked;

    fn programs(files: &[(&str, &str, &[&str])]) -> GoPrograms {
        let files: Vec<_> = files
            .iter()
            .map(|(path, package, imports)| GoFile {
                path: (*path).to_owned(),
                package: (*package).to_owned(),
                imports: imports.iter().map(|import| (*import).to_owned()).collect(),
            })
            .collect();
        let modules = [GoModule { folder: String::new(), path: "example.org/m".to_owned() }];
        let ground = Ground::of(&Walked { roots: vec![".".to_owned()], ..Walked::default() }, &[]);
        GoPrograms::of(&ground, &files, &modules)
    }

    #[test]
    fn a_program_is_made_of_what_it_imports() {
        let programs = programs(&[
            ("cmd/api/main.go", "main", &["example.org/m/internal/store"]),
            ("internal/store/store.go", "store", &["database/sql", "example.org/m/internal/conf"]),
            ("internal/conf/conf.go", "conf", &[]),
            ("old/sync/sync.go", "sync", &["database/sql"]),
            ("examples/x/main.go", "main", &["example.org/m/old/sync"]),
        ]);
        assert!(!programs.is_unreached("internal/conf") && programs.is_unreached("old/sync"));
        assert!(programs.can_open(&programs.made_of(&Mains::from([0]))));
    }

    #[test]
    fn a_file_is_of_the_program_by_its_place_or_its_name() {
        let programs = programs(&[
            ("app/cart/cmd/server/main.go", "main", &[]),
            ("app/user/cmd/server/main.go", "main", &[]),
            ("tools/main.go", "main", &[]),
        ]);
        let of = |path: &str| programs.of_file(path).into_iter().collect::<Vec<_>>();
        assert_eq!(of("app/cart/configs/config.yaml"), [0]);
        assert_eq!(of("app/user/cmd/server/app.yaml"), [1]);
        assert_eq!(of("config.yaml"), [0, 1, 2]);
        let two = self::programs(&[("cmd/api/main.go", "main", &[]), ("cmd/worker/main.go", "main", &[])]);
        assert_eq!(two.of_file("configs/worker.yaml").into_iter().collect::<Vec<_>>(), [1]);
        assert_eq!(two.of_file("deploy/app.yaml").into_iter().collect::<Vec<_>>(), [0, 1]);
    }
}
