//! Kustomize: overlays over bases, with replicas and patches (<https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/>).
//!
//! Overlays that nothing takes for its own base are alternatives, such as `staging` and `production`: of several the one that is called
//! after production counts, and what the others patch is left alone.

use std::collections::{BTreeSet, HashMap};

use crate::client::deploy::kubernetes::{Workload, at, whole_number};
use crate::client::pool::profile;
use crate::source::node::Node;
use crate::text::origin::Stated;
use crate::text::place::SourceFile;

/// A kustomization.
#[derive(Debug, Clone)]
pub(super) struct Kustomization {
    /// Its folder.
    folder: String,
    /// Folders and files that it takes.
    resources: Vec<String>,
    /// Files that it lays over them.
    patches: Vec<String>,
    /// What it says of workloads' replicas, by their names; without one for all that its patch's target takes.
    replicas: Vec<(Option<String>, Stated<u64>)>,
}

/// The kustomization of a document, by its file's name.
pub(super) fn read(file: &SourceFile, root: &Node) -> Option<Kustomization> {
    let (folder, name) = file.name().rsplit_once(['/', '\\']).unwrap_or(("", file.name()));
    if !matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization") {
        return None;
    }
    let items = |key: &str| root.get(key).and_then(|list| list.items()).unwrap_or_default();
    let paths = |keys: &[&str]| -> Vec<String> {
        let texts = keys.iter().flat_map(|key| items(key)).filter_map(|item| item.text());
        texts.map(|path| join(folder, path)).collect()
    };
    let of_patch = |patch: &Node| patch.get("path").and_then(|path| path.text()).map(|path| join(folder, path));
    let mut patches = paths(&["patchesStrategicMerge"]);
    patches
        .extend(["patches", "patchesJson6902"].iter().flat_map(|key| items(key)).filter_map(|patch| of_patch(patch)));
    let stated = |item: &Node| {
        let count = whole_number(file, item.get("count"))?.ok()?;
        Some((Some(item.get("name")?.text()?.to_owned()), count))
    };
    let mut replicas: Vec<_> = items("replicas").iter().filter_map(|item| stated(item)).collect();
    replicas.extend(items("patches").iter().filter_map(|patch| inline(file, patch)));
    Some(Kustomization {
        folder: folder.to_owned(),
        resources: paths(&["resources", "bases", "components"]),
        patches,
        replicas,
    })
}

/// The replicas of a patch that stands in the kustomization itself, as a part of a manifest or as an operation on one. Its text is a
/// block of the file, so that the whole block is its place.
fn inline(file: &SourceFile, patch: &Node) -> Option<(Option<String>, Stated<u64>)> {
    let node = patch.get("patch")?;
    let text = node.text()?;
    let target = at(patch, &["target", "name"]).and_then(|name| name.text()).map(str::to_owned);
    let documents = crate::source::forms::yaml::read(&SourceFile::new(file.name().as_ref(), text)).ok()?;
    let root = documents.first()?;
    let (name, count) = if let Some(operations) = root.items() {
        let says =
            |operation: &Node, key: &str, text: &str| operation.get(key).and_then(|node| node.text()) == Some(text);
        let sets = operations.iter().find(|operation| says(operation, "path", "/spec/replicas"))?;
        (target, sets.get("value")?.text()?.to_owned())
    } else {
        let name = at(root, &["metadata", "name"]).and_then(|name| name.text()).map(str::to_owned);
        (name.or(target), at(root, &["spec", "replicas"])?.text()?.to_owned())
    };
    let origin = crate::text::origin::Origin::file(file.place(node.span));
    Some((name, Stated::new(count.parse().ok()?, origin)))
}

/// A path as it is from where poolcheck runs.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let rooted = folder.starts_with('/');
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match part {
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{}{}", if rooted { "/" } else { "" }, parts.join("/"))
}

/// Lays the overlay that counts over the workloads, and takes away what only others patch.
pub(super) fn apply(kustomizations: &[Kustomization], workloads: &mut Vec<Workload>) {
    if kustomizations.is_empty() {
        return;
    }
    let taken: BTreeSet<&str> = kustomizations.iter().flat_map(|one| &one.resources).map(String::as_str).collect();
    let overlays = kustomizations.iter().filter(|one| !taken.contains(one.folder.as_str()));
    let Some(chosen) = overlays.min_by_key(|one| (rank(&one.folder), one.folder.clone())) else { return };
    let by_folder: HashMap<&str, &Kustomization> =
        kustomizations.iter().map(|one| (one.folder.as_str(), one)).collect();
    let in_force = reached(chosen, &by_folder);
    let patches: BTreeSet<&str> = kustomizations.iter().flat_map(|one| &one.patches).map(String::as_str).collect();
    let (laid_over, mut bases): (Vec<_>, Vec<_>) =
        std::mem::take(workloads).into_iter().partition(|workload| patches.contains(workload.file()));
    // The overlay's word is the last: bases come first.
    for one in in_force.iter().rev() {
        for (name, count) in &one.replicas {
            let named = |workload: &&mut Workload| name.as_ref().is_none_or(|name| workload.service.name == *name);
            bases.iter_mut().filter(named).for_each(|workload| workload.state(count));
        }
        for patch in laid_over.iter().filter(|patch| one.patches.iter().any(|path| path == patch.file())) {
            let is_meant = |base: &&mut Workload| {
                base.service.name == patch.service.name && base.service.kind == patch.service.kind
            };
            bases.iter_mut().filter(is_meant).for_each(|base| base.patch(patch));
        }
    }
    let others: BTreeSet<&str> =
        by_folder.keys().copied().filter(|folder| !in_force.iter().any(|one| one.folder == *folder)).collect();
    // What another overlay adds of its own runs where that one does.
    bases.retain(|workload| !others.contains(workload.file().rsplit_once('/').map_or("", |(folder, _)| folder)));
    *workloads = bases;
}

/// The kustomization and all that it takes, itself first.
fn reached<'k>(chosen: &'k Kustomization, by_folder: &HashMap<&str, &'k Kustomization>) -> Vec<&'k Kustomization> {
    let mut reached = vec![chosen];
    let mut seen = BTreeSet::from([chosen.folder.as_str()]);
    let mut at = 0;
    while let Some(one) = reached.get(at).copied() {
        let taken = one.resources.iter().filter_map(|path| by_folder.get(path.as_str()).copied());
        for next in taken {
            if seen.insert(&next.folder) {
                reached.push(next);
            }
        }
        at += 1;
    }
    reached
}

/// How soon an overlay is taken: as a profile of its name.
fn rank(folder: &str) -> usize {
    folder.split('/').map(profile::rank).min().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_from_the_folder() {
        for (folder, path, wanted) in [
            ("overlays/prod", "../../base", "base"),
            ("", "deployment.yaml", "deployment.yaml"),
            ("a", "./b/", "a/b"),
            ("/x/y", "../z", "/x/z"),
            ("a", "../../z", "../z"),
        ] {
            assert_eq!(join(folder, path), wanted, "{folder} {path}");
        }
    }
}
