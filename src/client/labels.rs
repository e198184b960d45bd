//! What people call a pool: by whose it is, a service or a module, and only then by the section that it stands in.
//!
//! A name tells pools apart for flags, ignores and baselines, and stays what it was; a label tells people which one is meant.

use std::collections::{HashMap, HashSet};

use crate::client::pool::draft::Draft;
use crate::text::names::normal;
use crate::text::origin::OriginKind;

/// Folders that stand where a build tool, a framework or a habit wants them, and say not whose a file is.
const USUAL: [&str; 38] = [
    "src",
    "main",
    "resources",
    "java",
    "kotlin",
    "scala",
    "python",
    "config",
    "configs",
    "configuration",
    "conf",
    "etc",
    "app",
    "apps",
    "settings",
    "environments",
    "env",
    "database",
    "databases",
    "db",
    "data",
    "prisma",
    "lib",
    "internal",
    "pkg",
    "cmd",
    "server",
    "backend",
    "deploy",
    "deployment",
    "k8s",
    "kubernetes",
    "manifests",
    "helm",
    "templates",
    "docker",
    "services",
    "packages",
];

/// Gives each pool its label. Its service is that which deploys it, where a single one does.
pub(super) fn give(drafts: &mut [Draft]) {
    let owners: Vec<Option<String>> = drafts.iter().map(owner).collect();
    let different: HashSet<&str> = owners.iter().flatten().map(String::as_str).collect();
    // Where all are one's, whose they are tells nothing apart.
    let several = different.len() > 1 || owners.iter().any(Option::is_none);
    let mut labels: Vec<String> = Vec::with_capacity(drafts.len());
    let mut pools_of: HashMap<&str, usize> = HashMap::new();
    for owner in owners.iter().flatten() {
        *pools_of.entry(owner).or_default() += 1;
    }
    for (draft, owner) in drafts.iter().zip(&owners) {
        let section = &draft.pool.label;
        labels.push(match owner.as_deref().filter(|_| several || draft.service.is_some()) {
            Some(owner) if pools_of.get(owner) == Some(&1) || normal(owner) == normal(section) => owner.to_owned(),
            Some(owner) => format!("{owner}/{section}"),
            None => draft.pool.name.clone(),
        });
    }
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for label in &labels {
        *uses.entry(label).or_default() += 1;
    }
    let twice: HashSet<String> =
        uses.into_iter().filter(|(_, uses)| *uses > 1).map(|(label, _)| label.to_owned()).collect();
    for (draft, label) in drafts.iter_mut().zip(labels) {
        draft.pool.label = if twice.contains(&label) { draft.pool.name.clone() } else { label };
    }
}

/// Whose a pool is: the service that deploys it, else the module that its file stands in. In poolcheck's own form whoever
/// wrote it called it by its name.
fn owner(draft: &Draft) -> Option<String> {
    if draft.pool.library_origin.kind != OriginKind::Inferred {
        return None;
    }
    draft.service.clone().or_else(|| module(&draft.pool.place.as_ref()?.file).map(str::to_owned))
}

/// The innermost folder of a file that is somebody's.
fn module(file: &str) -> Option<&str> {
    let (folders, _) = file.rsplit_once(['/', '\\'])?;
    let is_own = |folder: &&str| {
        !folder.is_empty() && !folder.starts_with(['.', '<']) && !USUAL.contains(&folder.to_ascii_lowercase().as_str())
    };
    folders.rsplit(['/', '\\']).find(is_own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::hikaricp::HIKARICP;
    use crate::text::origin::Origin;
    use crate::text::place::SourceFile;

    fn labels(pools: &[(&str, &str, Option<&str>)]) -> Vec<String> {
        let draft = |(file, section, service): &(&str, &str, Option<&str>)| {
            let place = SourceFile::new(*file, "x").place(crate::text::place::Span { start: 0, end: 1 });
            let mut draft =
                Draft::new(format!("{section}-name"), &HIKARICP, Origin::inferred("its keys")).at(Some(place));
            draft.pool.label = (*section).to_owned();
            draft.service = service.map(str::to_owned);
            draft
        };
        let mut drafts: Vec<_> = pools.iter().map(draft).collect();
        give(&mut drafts);
        drafts.into_iter().map(|draft| draft.pool.label).collect()
    }

    #[test]
    fn pools_are_called_after_their_modules_and_only_then_after_their_sections() {
        let expected = ["payment", "shop/datasource", "shop/reports"];
        let pools = [
            ("payment/src/main/resources/application.yml", "datasource", None),
            ("shop/config/application.yml", "datasource", None),
            ("shop/config/application.yml", "reports", None),
        ];
        assert_eq!(labels(&pools), expected);
    }

    #[test]
    fn a_service_says_more_than_a_folder_and_one_folder_says_nothing() {
        assert_eq!(labels(&[("x/application.yml", "datasource", Some("checkout"))]), ["checkout"]);
        assert_eq!(labels(&[("x/a.yml", "one", None), ("x/b.yml", "two", None)]), ["one-name", "two-name"]);
    }

    #[test]
    fn who_cannot_be_told_apart_keeps_the_name() {
        let pools = [("a/x.yml", "db", None), ("a/y.yml", "db", None), ("b/x.yml", "db", None)];
        assert_eq!(labels(&pools), ["db-name", "db-name", "b"]);
    }
}
