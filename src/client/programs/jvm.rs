//! The JVM's modules: which of them are started, and what the others' files are to those.

use std::collections::{BTreeMap, BTreeSet};

use crate::client::programs::ground::{Ground, folder_of};
use crate::source::files::landmarks::Landmarks;
use crate::text::language::Language;

/// The modules of a run.
#[derive(Debug, Default)]
pub(super) struct Modules {
    /// The folders of those that are started.
    started: BTreeSet<String>,
    /// The names of other artifacts that a module's build file speaks of, by its folder.
    speaks_of: BTreeMap<String, BTreeSet<String>>,
}

impl Modules {
    pub(super) fn of(ground: &Ground, landmarks: &Landmarks) -> Self {
        let mut modules = Self::default();
        for path in &landmarks.started {
            let below = ground.below_root(path).unwrap_or(path);
            if ground.aside_path(path).is_none() {
                modules.started.extend(ground.build_above(folder_of(below), Language::Java).map(str::to_owned));
            }
        }
        for (path, artifacts) in &landmarks.artifacts {
            let below = ground.below_root(path).unwrap_or(path);
            modules.speaks_of.entry(folder_of(below).to_owned()).or_default().extend(artifacts.iter().cloned());
        }
        modules
    }

    /// Why the file of a module is not what runs; none where it may be.
    ///
    /// Of several files of one name Spring Boot reads the first on the class path, which is the program's own
    /// (<https://docs.spring.io/spring-boot/reference/features/external-config.html>).
    pub(super) fn aside(&self, ground: &Ground, below: &str) -> Option<String> {
        let module = ground.build_above(folder_of(below), Language::Java)?;
        let name = below.rsplit('/').next().unwrap_or(below);
        let is_main = matches!(name, "application.yml" | "application.yaml" | "application.properties");
        let is_source = below.contains("/src/main/resources/") || below.starts_with("src/main/resources/");
        if is_main && is_source && self.is_library(module) {
            return Some("a library's file: the program that uses it has its own".to_owned());
        }
        let parts = self.parts_of(module);
        (parts.len() > 1).then(|| format!("alternative to {}, which it starts together", parts.join(", ")))
    }

    /// Whether a module is a part of programs and none itself: it is not started, or one other program alone has it in itself.
    fn is_library(&self, module: &str) -> bool {
        let name = module.rsplit('/').next().unwrap_or(module);
        let is_in = |other: &&String| *other != module && self.parts_of(other) == [name];
        !self.started.is_empty() && (!self.started.contains(module) || self.started.iter().any(|other| is_in(&other)))
    }

    /// Whether a module is there to pack up others: something is started, and not in it.
    pub(super) fn only_packs(&self, module: &str) -> bool {
        !self.started.is_empty() && !self.started.contains(module)
    }

    /// The other started modules that one has in itself, by the names of their folders: what it depends on, and what that does.
    fn parts_of(&self, module: &str) -> Vec<&str> {
        let name = |folder: &'_ str| folder.rsplit('/').next().unwrap_or(folder).to_owned();
        let by_name: BTreeMap<String, &BTreeSet<String>> =
            self.speaks_of.iter().map(|(folder, names)| (name(folder), names)).collect();
        let mut seen = BTreeSet::from([name(module)]);
        let mut next: Vec<&String> = self.speaks_of.get(module).into_iter().flatten().collect();
        while let Some(artifact) = next.pop() {
            if seen.insert(artifact.clone()) {
                next.extend(by_name.get(artifact).into_iter().copied().flatten());
            }
        }
        let others = self.started.iter().filter(|other| *other != module && self.started.contains(module));
        others.map(|other| other.rsplit('/').next().unwrap_or(other)).filter(|name| seen.contains(*name)).collect()
    }
}
