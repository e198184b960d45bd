//! Where programs lie: the folders that were walked, and the build files in them.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::files::find;
use crate::source::files::walked::Walked;
use crate::text::language::Language;

/// What is known of the folders of a run. Nothing, where each file was given by its name.
#[derive(Debug, Clone, Default)]
pub(in crate::client) struct Ground {
    /// The folders below which files were looked for, as they were given.
    roots: Vec<String>,
    /// What `--include` names.
    included: Vec<String>,
    /// The languages whose build files stand in a folder, by its path below its root.
    builds: BTreeMap<String, BTreeSet<&'static str>>,
}

/// Build files by their languages.
const LANGUAGES: &[(&str, Language)] = &[
    ("go.mod", Language::Go),
    ("pom.xml", Language::Java),
    ("build.gradle", Language::Java),
    ("build.gradle.kts", Language::Java),
    ("build.sbt", Language::Java),
    ("package.json", Language::Node),
    ("pyproject.toml", Language::Python),
    ("setup.py", Language::Python),
    ("manage.py", Language::Python),
    ("requirements.txt", Language::Python),
    ("composer.json", Language::Php),
    ("Gemfile", Language::Ruby),
    ("Cargo.toml", Language::Rust),
];

impl Ground {
    /// What a walk says, where `included` is to be judged whatever it is called.
    pub(in crate::client) fn of(walked: &Walked, included: &[String]) -> Self {
        let roots = walked.roots.iter().filter_map(|root| {
            let base = find::base(root)?;
            Some(base.to_str()?.trim_start_matches("./").trim_end_matches('/').to_owned())
        });
        let mut ground = Self { roots: roots.collect(), included: included.to_vec(), builds: BTreeMap::new() };
        // The deepest first: a folder may be given beside one that holds it.
        ground.roots.sort_by_key(|root| std::cmp::Reverse(root.len()));
        for build in &walked.landmarks.builds {
            let below = ground.below_root(build).unwrap_or(build).to_owned();
            let (folder, name) = below.rsplit_once('/').unwrap_or(("", &below));
            let name = LANGUAGES.iter().map(|(file, _)| *file).find(|file| *file == name).unwrap_or("");
            ground.builds.entry(folder.to_owned()).or_default().insert(name);
        }
        ground
    }

    /// A found file's path below the folder that was given; none where it does not lie in one.
    pub(super) fn below_root<'p>(&self, path: &'p str) -> Option<&'p str> {
        self.roots.iter().find_map(|root| match root.as_str() {
            "" | "." => Some(path),
            root => path.strip_prefix(root)?.strip_prefix('/'),
        })
    }

    /// Whether `--include` names a file or a folder that it lies in.
    pub(super) fn is_included(&self, path: &str) -> bool {
        let below = self.below_root(path).unwrap_or(path);
        self.included.iter().any(|included| {
            let included = included.trim_start_matches("./").trim_end_matches('/');
            [path, below]
                .into_iter()
                .any(|path| path.strip_prefix(included).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
        })
    }

    /// Whether a build file stands in a folder.
    pub(super) fn has_build(&self, folder: &str) -> bool {
        self.builds.contains_key(folder)
    }

    /// The nearest folder with a build file of a language: a folder itself or one above it.
    pub(super) fn build_above<'p>(&self, folder: &'p str, language: Language) -> Option<&'p str> {
        ancestors(folder).find(|folder| self.is_built(folder, language))
    }

    /// Whether a build file of a language stands in a folder; of any where that is asked for.
    pub(super) fn is_built(&self, folder: &str, language: Language) -> bool {
        let is_of = |name: &&str| language == Language::Any || LANGUAGES.contains(&(*name, language));
        self.builds.get(folder).is_some_and(|names| names.iter().any(is_of))
    }

    /// Whether a build file of a language stands below a folder, and not in it.
    pub(super) fn has_build_below(&self, folder: &str, language: Language) -> bool {
        let is_below = |other: &str| {
            other != folder
                && (folder.is_empty() || other.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
        };
        self.builds.keys().any(|other| is_below(other) && self.is_built(other, language))
    }

    /// The languages of the build files in a folder's own and those above it.
    pub(super) fn languages_above<'g>(&'g self, folder: &'g str) -> impl Iterator<Item = Language> + 'g {
        let names = ancestors(folder).filter_map(|folder| self.builds.get(folder)).flatten();
        names.filter_map(|name| LANGUAGES.iter().find(|(file, _)| file == name).map(|(_, language)| *language))
    }

    /// Whether a build file stands anywhere outside a folder.
    pub(super) fn has_program_outside(&self, folder: &str) -> bool {
        let is_inside =
            |other: &str| other.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.builds.keys().any(|other| !is_inside(other))
    }
}

/// A folder and those above it, the nearest first; the last is the root.
pub(super) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |path| (!path.is_empty()).then(|| folder_of(path)))
}

/// The folder that a file lies in.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
